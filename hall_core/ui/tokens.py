"""Design tokens, in millimetres on the glass: palette, colour roles, type roles, spaces. Pure, no Kivy.

A screen is laid out from these numbers and from :class:`Scale`, which turns them into the pixels of one panel
and refuses (:class:`IllegibleError`) what could not be read or touched there.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.plan_devices import Panel
from hall_core.errors import MotcuaError

Role = Literal["caption", "body", "action", "title", "number", "hero"]
ROLES: tuple[Role, ...] = get_args(Role)
RATIO = 4 / 3
"""From one type role to the next larger one."""

# Be Vietnam Pro, in parts of the font size (test_fonts measures them from the files).
CAPITAL = 0.74
"""Height of a capital without marks."""
ASCENT = 1.0
"""What the font itself reserves above the base line."""
DESCENT = 0.265
"""What it reserves below the base line."""
STACKED = 1.225
"""Rise of the highest letter (Ẳ): above the ascent, so rows must be given their height."""
TAIL = 0.25
"""Fall of the lowest one (ỵ). A row is as high as both: more than the 1.35 that easy reading asks for."""
FIGURES = 1.02
"""Height of a row of ticket numbers, which have neither marks nor tails: the capital and 0.14 on either side."""

# Kiosk: a standing person at arm's length, 600 mm (from studies of standing kiosks).
KIOSK_CAPITAL_MM = 4.8
"""Smallest capital on a kiosk."""
KIOSK_SHARE = 1 / 60
"""On a larger panel the smallest capital grows with its short side, so that a page never looks lost."""
KIOSK_DISTANCE_M = 0.6
"""What these sizes are for. Type for eyes farther away grows as the distance does; what fingers touch does not."""
LARGER = 7.3 / KIOSK_CAPITAL_MM
"""Larger text: the smallest capital is 7.3 mm at 600 mm, about half as large again."""
LARGER_RATIO = 5 / 4
"""From role to role in larger text. What is large already grows less (``hero`` by a tenth), or no page had room."""
TILE_MM = 25.0
"""Smallest height of a tile that chooses a service."""
PRIMARY_MM = 20.0
"""Smallest height of the main button of a page."""
TOUCH_MM = 15.0
"""Nothing that the public touches is smaller, either way."""
GAP_MM = 3.0
"""Least gap between two things to touch."""
REACH_MM = 1220
"""Height above the floor that a person in a wheelchair, or a child, reaches."""

# Board: capital height as a part of the viewing distance. With RATIO between the roles, a caption of 1/189.6
# makes body 1/142 (lists need 1/150), title exactly 1/80 (what a called number needs) and number 1/60.
BOARD_CAPTION = 1 / (80 * RATIO**3)
BOARD_SMALLEST = 1 / 200
BOARD_LIST = 1 / 150
BOARD_CALL = 1 / 80

MIN_CAPITAL_PX = 9
"""Under nine pixels to a capital the tone marks of Ế and Ễ run together, however large the pixels are."""

Space = Literal["hair", "xs", "s", "m", "l", "xl"]
SPACES: dict[Space, float] = {"hair": 0.125, "xs": 0.375, "s": 0.625, "m": 1.0, "l": 1.75, "xl": 3.0}
"""The one spacing ladder, in heights of the smallest capital; ``s`` is 3 mm at a kiosk, the least gap."""


class IllegibleError(MotcuaError):
    """A page that could not be read or touched on this panel; says which panel, how far away, what is needed."""

    key = "illegible"


class Scale(Struct, frozen=True, kw_only=True):
    """One panel: what its millimetres are in pixels, and how large the type is there."""

    width: int
    """Pixels, as height."""
    height: int
    px_per_mm: float
    smallest_mm: float
    """Height of the capitals of ``caption``; each further role is ``ratio`` times higher."""
    ratio: float = RATIO
    unit_mm: float
    """What the spaces are multiples of: ``smallest_mm`` of the ordinary type, since larger text needs their room."""
    distance_m: float

    @property
    def dpi(self) -> float:
        return self.px_per_mm * 25.4

    @property
    def landscape(self) -> bool:
        return self.width > self.height

    def px(self, mm: float) -> int:
        """Whole pixels that are at least ``mm``."""
        return ceil(mm * self.px_per_mm - 1e-9)

    def mm(self, px: float) -> float:
        return px / self.px_per_mm

    def capital_mm(self, role: Role) -> float:
        return self.smallest_mm * self.ratio ** ROLES.index(role)

    def font(self, role: Role) -> int:
        """Font size in pixels whose capitals are at least as high as ``role`` asks."""
        return ceil(self.capital_mm(role) * self.px_per_mm / CAPITAL - 1e-9)

    def row(self, role: Role, lines: int = 1) -> int:
        """Height in pixels that holds ``lines`` of any Vietnamese text, stacked capitals and all."""
        size = self.font(role)
        return (ceil(size * STACKED) + ceil(size * TAIL)) * lines  # whole pixels above and below the base line

    def figures(self, role: Role) -> int:
        """Height in pixels of a row of ticket numbers (capital letters without marks, and digits)."""
        return ceil(self.font(role) * FIGURES)

    def space(self, name: Space) -> int:
        return self.px(SPACES[name] * self.unit_mm)

    @property
    def tile(self) -> int:
        """Least height of a tile: a finger's, and that of its two rows of text. As the two below, in pixels."""
        return max(self.px(TILE_MM), self.row("body") + self.row("caption") + 2 * self.space("hair"))

    @property
    def primary(self) -> int:
        """Least height of the main button of a page."""
        return max(self.px(PRIMARY_MM), self.row("action"))

    @property
    def least(self) -> int:
        """Least height of anything else to touch."""
        return max(self.px(TOUCH_MM), self.row("body"))

    def require(self, what: str, *, width: float = 0, height: float = 0) -> None:
        """IllegibleError unless ``what``, of that many pixels, has room on the panel."""
        if width > self.width or height > self.height:
            raise IllegibleError(
                f"{what} needs {self.mm(width):.0f} x {self.mm(height):.0f} mm to be read at "
                f"{self.distance_m:g} m, but the panel has {self.mm(self.width):.0f} x "
                f"{self.mm(self.height):.0f} mm ({self.width} x {self.height} pixels): "
                f"use a larger panel, or bring the readers nearer"
            )


def kiosk_scale(panel: Panel, *, larger: bool = False, distance_m: float = KIOSK_DISTANCE_M) -> Scale:
    """The scale of a touch panel read from ``distance_m``, in ordinary or larger text. IllegibleError when its
    pixels are too coarse for type."""
    px_per_mm = panel.width_px / panel.width_mm
    short_side = min(panel.width_px, panel.height_px) / px_per_mm
    smallest_mm = max(KIOSK_CAPITAL_MM * distance_m / KIOSK_DISTANCE_M, short_side * KIOSK_SHARE)
    scale = _legible(panel, smallest_mm, distance_m)
    return replace(scale, smallest_mm=smallest_mm * LARGER, ratio=LARGER_RATIO) if larger else scale


def lowered(scale: Scale, bottom_mm: float) -> int:
    """By how many pixels a page moves down so that nothing of it is out of reach; 0 when nothing is. ``bottom_mm`` is
    the height of the glass' lower edge above the floor."""
    return max(0, scale.px(bottom_mm + scale.mm(scale.height) - REACH_MM))


def within_reach(scale: Scale, bottom_mm: float) -> Scale:
    """The scale of a page that is lowered: the part of the glass within reach, which is the lower one."""
    return replace(scale, height=max(0, scale.height - lowered(scale, bottom_mm)))


def can_enlarge(panel: Panel, divide: Callable[[Scale], object], distance_m: float = KIOSK_DISTANCE_M) -> bool:
    """Whether larger text may be offered: ``divide`` is the program's own layout, which raises IllegibleError on a
    panel where a page has no room."""
    return _has_room(kiosk_scale(panel, larger=True, distance_m=distance_m), divide)


def can_lower(scale: Scale, bottom_mm: float, divide: Callable[[Scale], object]) -> bool:
    """Whether lowered controls may be offered: a part of the glass is out of reach, and pages fit into the rest."""
    return lowered(scale, bottom_mm) > 0 and _has_room(within_reach(scale, bottom_mm), divide)


def _has_room(scale: Scale, divide: Callable[[Scale], object]) -> bool:
    try:
        divide(scale)
    except IllegibleError:
        return False
    return True


def board_scale(panel: Panel, distance_m: float) -> Scale:
    """The scale of a board whose farthest reader stands ``distance_m`` away: lists take ``body`` or larger, a
    called number and its counter ``title`` or larger. IllegibleError when its pixels are too coarse for type."""
    return _legible(panel, distance_m * 1000 * BOARD_CAPTION, distance_m)


def _legible(panel: Panel, smallest_mm: float, distance_m: float) -> Scale:
    px_per_mm = panel.width_px / panel.width_mm
    if smallest_mm * px_per_mm < MIN_CAPITAL_PX:
        raise IllegibleError(
            f"the panel ({panel.width_px} x {panel.height_px} pixels, {panel.width_mm:g} mm wide) draws a capital "
            f"of {smallest_mm:.1f} mm, which {distance_m:g} m asks for, with {smallest_mm * px_per_mm:.1f} pixels; "
            f"Vietnamese needs {MIN_CAPITAL_PX}: use a panel with at least "
            f"{ceil(MIN_CAPITAL_PX / smallest_mm * panel.width_mm)} pixels across"
        )
    return Scale(
        width=panel.width_px,
        height=panel.height_px,
        px_per_mm=px_per_mm,
        smallest_mm=smallest_mm,
        unit_mm=smallest_mm,
        distance_m=distance_m,
    )
