"""How the first page of a kiosk leads to a rating. Pure."""

from __future__ import annotations

from hall_core.ui.translate import Say
from kiosk_app.jobs.rating.pages import OpenRating
from kiosk_app.jobs.rating.words import when_done
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.views import TileView


def tiles(kiosk: Kiosk, say: Say, now: Now) -> tuple[TileView, ...]:
    """None without a scanner: the number of a ticket is not enough to tell whose it is."""
    if not kiosk.setup.scanner or "scanner-missing" in kiosk.problems:
        return ()
    title = say("Đánh giá")
    if not kiosk.online:
        return (TileView(title, say("Tạm thời chưa đánh giá được"), "no-link", None, "smile"),)
    return (TileView(title, when_done(say), "", OpenRating(), "smile"),)
