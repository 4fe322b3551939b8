"""The type on each width of paper, and the head that everything printed here begins with.

Importing this costs nothing: Pillow, the font and the QR maker are loaded by the first :func:`blank`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from kiosk_app.devices.paper import Paper


class Setting(Struct, frozen=True):
    """The type on one width of paper; sizes in dots of 1/8 mm."""

    margin: int
    small: int
    body: int
    strong: int
    title: int
    mark: int
    """The word that this paper is a reprint."""
    number: int
    """Largest size of the number; a long number is set smaller, to the width of the paper."""
    qr: int
    """Side that the QR should have with its quiet zone, about."""


# Text recognition reads all of it without a mistake; with 22 dots in the facts it took số for sổ, with 29 in the mark
# IN for 1N.
SETTINGS = {
    384: Setting(margin=8, small=21, body=24, strong=26, title=29, mark=31, number=136, qr=190),
    576: Setting(margin=20, small=24, body=27, strong=31, title=37, mark=37, number=196, qr=226),
}

HALL_LINES = 4
CONTACT_LINES = 3
"""How many lines a text may take before it is cut with an ellipsis."""


def setting_of(dots: int) -> Setting:
    """Raises ValueError for a width that nothing is set for."""
    if dots not in SETTINGS:
        raise ValueError(f"no paper of {dots} dots is known; there is {' and '.join(map(str, SETTINGS))}")
    return SETTINGS[dots]


def blank(dots: int) -> tuple[Paper, Setting]:
    # Pillow, the font and the QR maker take 0.1 s and 20 MB, and nothing is printed before the first frame.
    from kiosk_app.devices.paper import Paper

    setting = setting_of(dots)
    return Paper(dots, setting.margin), setting


def head(paper: Paper, setting: Setting, hall: str, *contacts: str) -> None:
    """Who gives this paper, and how to reach them; an empty contact takes no line."""
    paper.space(8)
    paper.centred(hall, setting.strong, bold=True, lines=HALL_LINES)
    for line in filter(None, contacts):
        paper.centred(line, setting.small, lines=CONTACT_LINES)
    paper.space(10)
    paper.rule(3)
    paper.space(10)


def title(paper: Paper, setting: Setting, words: str, below: str) -> None:
    """What this paper is; ``below`` in the other language, for the officer who is shown it, or empty."""
    paper.centred(words, setting.title, bold=True, lines=2)
    if below:
        paper.centred(below, setting.small, lines=2)
