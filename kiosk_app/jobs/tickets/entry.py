"""How the first page leads to a number, and what it says when there is none. Pure."""

from __future__ import annotations

from hall_core.ui.translate import Say
from kiosk_app.jobs.tickets.hall import blocked
from kiosk_app.jobs.tickets.pages import Begin
from kiosk_app.jobs.tickets.words import block_words, printer_words
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.views import TileView


def tiles(kiosk: Kiosk, say: Say, now: Now) -> tuple[TileView, ...]:
    block = blocked(kiosk, now)
    if block is None:
        return (TileView(say("Lấy số thứ tự"), say("Chạm vào đây để bắt đầu"), "", Begin(), "ticket"),)
    said = block_words(block, kiosk, say, now)
    return (TileView(say("Lấy số thứ tự"), said.title, said.icon, None, "ticket"),)


def notice(kiosk: Kiosk, say: Say, now: Now) -> tuple[str, str]:
    """(what a citizen must know before tapping, its icon); empty when all is well."""
    block = blocked(kiosk, now)
    if block is not None:
        said = block_words(block, kiosk, say, now)
        return " ".join((f"{said.title}.", *said.lines[:1])), said.icon
    return printer_words(kiosk, say), "printer"
