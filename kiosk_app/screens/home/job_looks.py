"""How the tiles of the first page are dressed: the first of several looks in which every word has room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hall_core.ui.theme import theme
from hall_core.ui.widgets.text_block.text_block import measure
from hall_core.ui.wrap import wrap
from kiosk_app.views import TileView

Room = tuple[TileView, float, float]
"""A job, and the width and height that its tile has for it, in pixels."""


class Recipe(NamedTuple):
    """``disc`` of the icon in rows of ``role``; 0: no icon. ``detail_lines`` 0: without the detail."""

    stacked: bool
    role: str
    detail_role: str
    lines: int
    detail_lines: int
    disc: float
    bare: bool = False


class Look(NamedTuple):
    """What :class:`JobTile` takes; pixels."""

    stacked: bool
    role: str
    detail_role: str
    lines: int
    detail_lines: int
    side: int
    gap: int
    bare: bool


MAIN = [
    Recipe(True, "title", "body", 1, 2, 2.4),
    Recipe(True, "title", "body", 1, 1, 2.0),
    Recipe(True, "title", "body", 2, 2, 1.6),
    Recipe(False, "title", "body", 1, 1, 1.6),
    Recipe(False, "title", "caption", 1, 1, 1.2),
    Recipe(True, "action", "caption", 2, 2, 1.3),
    Recipe(True, "action", "caption", 2, 0, 1.3),
    Recipe(False, "action", "caption", 2, 0, 1.2),
    Recipe(False, "body", "caption", 2, 0, 0),
]
OTHERS = [
    Recipe(True, "action", "caption", 1, 1, 2.0),
    Recipe(True, "action", "caption", 2, 2, 1.7),
    Recipe(False, "action", "caption", 1, 2, 1.6),
    Recipe(True, "action", "caption", 1, 1, 1.4),
    Recipe(False, "action", "caption", 2, 2, 1.5),
    Recipe(False, "body", "caption", 2, 2, 1.5),
    Recipe(False, "action", "caption", 2, 0, 1.4),
    Recipe(False, "body", "caption", 1, 0, 1.2),
    Recipe(False, "body", "caption", 2, 0, 1.4),
    Recipe(True, "body", "caption", 2, 0, 1.1),
    Recipe(False, "caption", "caption", 2, 0, 1.2),
    Recipe(False, "body", "caption", 3, 0, 0),
    Recipe(False, "caption", "caption", 3, 0, 0),
]
COMPACT = [
    Recipe(True, "body", "caption", 2, 2, 1.6),
    Recipe(True, "body", "caption", 2, 0, 1.6),
    Recipe(True, "body", "caption", 2, 0, 1.0, bare=True),
    Recipe(True, "caption", "caption", 2, 0, 1.6),
    Recipe(True, "caption", "caption", 2, 0, 0.9, bare=True),
    Recipe(True, "body", "caption", 2, 0, 0),
    Recipe(True, "caption", "caption", 2, 0, 0),
]


def look_of(recipes: Sequence[Recipe], rooms: Sequence[Room]) -> Look:
    """The first that suits all, or else the last."""
    for recipe in recipes:
        look = _made(recipe)
        if all(_suits(look, *room) for room in rooms):
            return look
    return _made(recipes[-1])


def _made(recipe: Recipe) -> Look:
    side = round(recipe.disc * theme.row[recipe.role])
    gap = (theme.space.hair if recipe.bare else theme.space.s) if recipe.stacked else theme.space.m
    return Look(*recipe[:5], side, gap, recipe.bare)


def _suits(look: Look, job: TileView, width: float, height: float) -> bool:
    if not look.stacked and look.side:
        width -= look.side + look.gap
    lines = rows_of(job.title, width, look.role, "strong")
    if lines > look.lines or (lines > 1 and not _whole(job.title, width, look.role, "strong")):
        return False
    high = theme.row[look.role] * lines
    if look.detail_lines and job.detail:
        beside = theme.font[look.detail_role] + theme.space.xs if job.detail_icon and not look.stacked else 0
        rows = rows_of(job.detail, width - beside, look.detail_role, "regular")
        if rows > look.detail_lines:
            return False
        high += theme.row[look.detail_role] * rows
    if look.stacked and look.side:
        high += look.side + look.gap
    edge = 2 * theme.space.xs if look.side and not look.bare else 0
    return max(high, look.side) + edge <= height


def rows_of(text: str, width: float, role: str, weight: str) -> int:
    """Rows that the text takes, at least one."""
    return max(1, len(wrap(text, width, measure(role, weight))))


def _whole(text: str, width: float, role: str, weight: str) -> bool:
    """Whether no word of it is broken. Only the longest is measured: it takes a tenth of a millisecond."""
    return measure(role, weight)(max(text.split(), key=len, default="")) <= width
