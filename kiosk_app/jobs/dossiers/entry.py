"""How the first page leads to the look-up. Pure."""

from __future__ import annotations

from hall_core.ui.translate import Say
from kiosk_app.jobs.dossiers.pages import BeginLookup
from kiosk_app.jobs.entry.show import scanner_there
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.views import TileView


def tiles(kiosk: Kiosk, say: Say, now: Now) -> tuple[TileView, ...]:
    how = say("Quét hoặc nhập mã") if scanner_there(kiosk) else say("Nhập mã hồ sơ")
    return (TileView(say("Tra cứu hồ sơ"), how, "", BeginLookup(), "folder"),)
