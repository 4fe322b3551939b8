"""What stands on a printed ticket, as a value, and how it is set on the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from hall_core.domain.names import Language
from hall_core.ui.translate import Say
from kiosk_app.devices.setting import CONTACT_LINES, Setting, blank, head, title
from kiosk_app.devices.ticket_words import TicketWords, ahead_words, estimate_words, words_of

if TYPE_CHECKING:
    from PIL.Image import Image

    from kiosk_app.devices.paper import Paper


class TicketFace(Struct, frozen=True, kw_only=True):
    """One ticket as the citizen will hold it. Names are already in ``language``; an empty text leaves its line out."""

    hall: str
    address: str = ""
    hotline: str = ""
    number: str
    service: str
    counters: str = ""
    """The counters that serve it, whole: ``Quầy 1, 2, 5``."""
    zone: str = ""
    """Where to wait."""
    time: str = ""
    """When it was taken, whole: ``08:05, 23/11/2026``; empty when the clock cannot be trusted."""
    ahead: int | None
    """People who are waiting before; None, when nobody can tell, leaves the line out."""
    estimate_minutes: int | None
    """An estimate, and printed as one; None says that there is none."""
    priority: str | None = None
    """Name of the priority group, which puts the priority band on the ticket."""
    qr: str = ""
    followed: bool = False
    """Whether the code leads a phone to the ticket's page: that is said beside it, and promised nowhere else."""
    language: Language = "vi"
    copy: bool = False
    """Printed again, because the first paper is lost or did not come out whole: marked, so that two papers with one
    number are not taken for two people."""
    copied: str = ""
    """When it was printed again, as ``time``."""


# How many lines a text may take before it is cut with an ellipsis. The longest procedure name in the country has
# 1,094 characters: whole it would be a sheet of its own, and the number says more than the rest of the name.
SERVICE_LINES = 6
FACT_LINES = 4


def draw_ticket(face: TicketFace, dots: int, say: Say) -> Image:
    """The ticket, ``dots`` (384 or 576) wide and as long as it needs; mode ``1``, black is 0. ``say``: in its language.

    Raises ValueError for another width, or when the QR payload does not fit the paper in modules of 3 dots.
    """
    paper, setting = blank(dots)
    words = words_of(say)
    if face.copy:
        paper.band(words.copy, words.copy_means, setting.mark)
    head(paper, setting, face.hall, face.address, f"{words.hotline} {face.hotline}" if face.hotline else "")
    _number(paper, setting, face, words)
    _facts(paper, setting, face, say)
    _foot(paper, setting, face, words)
    return paper.torn_off()


def _number(paper: Paper, setting: Setting, face: TicketFace, words: TicketWords) -> None:
    """The number, for what it is, and whether it goes ahead."""
    title(paper, setting, words.title, words.title_below)
    paper.space(22)
    paper.large(face.number, setting.number)
    paper.space(22)
    if face.priority is not None:
        paper.band(words.priority, face.priority, setting.strong)
        paper.space(12)
    paper.centred(face.service, setting.strong, bold=True, lines=SERVICE_LINES)
    paper.space(12)
    paper.rule(1)
    paper.space(8)


def _facts(paper: Paper, setting: Setting, face: TicketFace, say: Say) -> None:
    """Where to go, where to wait, how long."""
    words = words_of(say)
    facts = [
        (words.counters, face.counters),
        (words.zone, face.zone),
        (words.ahead, "" if face.ahead is None else ahead_words(say, face.ahead)),
        (words.expected, estimate_words(say, face.estimate_minutes)),
        (words.time, face.time),
        (words.copied, face.copied if face.copy else ""),
    ]
    paper.facts([fact for fact in facts if fact[1]], setting.body, lines=FACT_LINES)
    paper.space(8)
    paper.rule(1)


def _foot(paper: Paper, setting: Setting, face: TicketFace, words: TicketWords) -> None:
    """The code for the phone, and what to do when the turn is missed."""
    if face.qr and face.followed:
        paper.qr_beside(face.qr, setting.qr, words.follow, setting.small)
    elif face.qr:
        paper.qr(face.qr, setting.qr)
    else:
        paper.space(10)
    paper.centred(words.closing, setting.small, lines=CONTACT_LINES)
    paper.space(8)
