"""Whatever is printed here: a value, drawn into dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hall_core.ui.translate import Words
from kiosk_app.devices.papers_list import PapersFace, draw_papers
from kiosk_app.devices.ticket import TicketFace, draw_ticket
from kiosk_app.devices.trial import TrialFace, draw_trial

if TYPE_CHECKING:
    from PIL.Image import Image

Slip = TicketFace | PapersFace | TrialFace

WARM: Slip = TicketFace(
    hall="Trung tâm Phục vụ hành chính công",
    number="A000",
    service="Dịch vụ",
    counters="Quầy 1",
    zone="Sảnh",
    time="08:00, 01/01/2026",
    ahead=1,
    estimate_minutes=1,
    priority="",
    qr="MOTCUA:1",
    followed=True,
)
"""Drawn once and thrown away, so that no citizen waits for fonts and libraries to load."""


WORDS = Words()
"""The languages of this hall."""


def render(slip: Slip, dots: int, words: Words = WORDS) -> Image:
    """``dots`` (384 or 576) wide and as long as it needs; mode ``1``, black is 0.

    Raises ValueError for another width, or when the QR payload does not fit the paper.
    """
    say = words.into(slip.language)
    match slip:
        case TicketFace():
            return draw_ticket(slip, dots, say)
        case PapersFace():
            return draw_papers(slip, dots, say)
        case TrialFace():
            return draw_trial(slip, dots, say)


def as_copy(slip: Slip) -> Slip:
    """The same, to be printed again where a piece of it may be on paper already: a ticket says so."""
    return replace(slip, copy=True) if isinstance(slip, TicketFace) else slip


def is_copy(slip: Slip) -> bool:
    """Whether it says of itself that it is a reprint."""
    return isinstance(slip, TicketFace) and slip.copy
