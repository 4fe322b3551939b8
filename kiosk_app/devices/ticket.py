"""What stands on a printed ticket, as a value, and how it is set on the paper.

Importing this costs nothing: Pillow, the font and the QR maker are loaded by the first :func:`render`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from hall_core.domain.names import Language
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
    ahead: int
    """People who are waiting before."""
    estimate_minutes: int | None
    """An estimate, and printed as one; None says that there is none."""
    priority: str | None = None
    """Name of the priority group, which puts the priority band on the ticket."""
    qr: str = ""
    language: Language = "vi"


class Setting(Struct, frozen=True):
    """The type on one width of paper; sizes in dots of 1/8 mm."""

    margin: int
    small: int
    body: int
    strong: int
    title: int
    number: int
    """Largest size of the number; a long number is set smaller, to the width of the paper."""
    qr: int
    """Side that the QR should have with its quiet zone, about."""


# Text recognition reads all of it without a mistake; with 22 dots in the facts it took số for sổ.
SETTINGS = {
    384: Setting(margin=8, small=21, body=24, strong=26, title=29, number=136, qr=190),
    576: Setting(margin=20, small=24, body=27, strong=31, title=37, number=196, qr=216),
}

# How many lines a text may take before it is cut with an ellipsis. The longest procedure name in the country has
# 1,094 characters: whole it would be a sheet of its own, and the number says more than the rest of the name.
HALL_LINES = 4
CONTACT_LINES = 3
SERVICE_LINES = 6
FACT_LINES = 4


def render(face: TicketFace, dots: int) -> Image:
    """Draw the ticket, ``dots`` (384 or 576) wide and as long as it needs; mode ``1``, black is 0.

    Raises ValueError for another width, or when the QR payload does not fit the paper in modules of 3 dots.
    """
    # Pillow, the font and the QR maker take 0.1 s and 20 MB, and nothing is printed before the first frame.
    from kiosk_app.devices.paper import Paper

    if dots not in SETTINGS:
        raise ValueError(f"no ticket is set for paper of {dots} dots; there is {' and '.join(map(str, SETTINGS))}")
    setting = SETTINGS[dots]
    words = words_of(face.language)
    paper = Paper(dots, setting.margin)
    _head(paper, setting, face, words)
    _number(paper, setting, face, words)
    _facts(paper, setting, face, words)
    _foot(paper, setting, face, words)
    return paper.torn_off()


def _head(paper: Paper, setting: Setting, face: TicketFace, words: TicketWords) -> None:
    """Who gives the ticket."""
    paper.space(8)
    paper.centred(face.hall, setting.strong, bold=True, lines=HALL_LINES)
    contact = [face.address, f"{words.hotline} {face.hotline}" if face.hotline else ""]
    for line in filter(None, contact):
        paper.centred(line, setting.small, lines=CONTACT_LINES)
    paper.space(10)
    paper.rule(3)
    paper.space(10)


def _number(paper: Paper, setting: Setting, face: TicketFace, words: TicketWords) -> None:
    """The number, for what it is, and whether it goes ahead."""
    paper.centred(words.title, setting.title, bold=True, lines=2)
    if words.title_below:
        paper.centred(words.title_below, setting.small, lines=2)
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


def _facts(paper: Paper, setting: Setting, face: TicketFace, words: TicketWords) -> None:
    """Where to go, where to wait, how long."""
    facts = [
        (words.counters, face.counters),
        (words.zone, face.zone),
        (words.ahead, ahead_words(face.language, face.ahead)),
        (words.expected, estimate_words(face.language, face.estimate_minutes)),
        (words.time, face.time),
    ]
    paper.facts([fact for fact in facts if fact[1]], setting.body, lines=FACT_LINES)
    paper.space(8)
    paper.rule(1)


def _foot(paper: Paper, setting: Setting, face: TicketFace, words: TicketWords) -> None:
    """The code for the phone, and what to do when the turn is missed."""
    if face.qr:
        paper.qr(face.qr, setting.qr)
    else:
        paper.space(10)
    paper.centred(words.closing, setting.small, lines=CONTACT_LINES)
    paper.space(8)
