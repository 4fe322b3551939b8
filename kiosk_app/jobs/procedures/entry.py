"""How the first page leads to the look-up. Pure."""

from __future__ import annotations

from hall_core.ui.translate import Say
from kiosk_app.jobs.procedures.pages import LookUp
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.views import TileView


def tiles(kiosk: Kiosk, say: Say, now: Now) -> tuple[TileView, ...]:
    """Without a line too: the catalogue is on the kiosk."""
    detail = say("Giấy tờ, thời gian, lệ phí") if kiosk.connected else say("Mời quý vị chờ trong giây lát.")
    return (TileView(say("Tra cứu thủ tục"), detail, "", LookUp() if kiosk.connected else None, "search"),)
