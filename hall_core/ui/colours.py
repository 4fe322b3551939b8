"""Palette, roles, themes: the second half of the design tokens. Pure, no Kivy.

Colours have names in the palette, tasks in the roles; screens know the roles alone. Which role may stand on
which is listed, and test_colours holds every pair to its contrast.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Rgb = str
"""``#rrggbb``."""

# Quiet and official: a deep blue, a warm white, and gold for what is called.
INK_BLUE = "#12243a"
NAVY = "#17406d"
NAVY_DEEP = "#0f2d4f"
MIST = "#dfe8f2"
PAPER = "#f6f4ef"
WHITE = "#ffffff"
SLATE = "#3f4c5c"
STEEL = "#74808e"
GOLD = "#ffd166"
GOLD_DEEP = "#a06a00"
CREAM = "#fff3d6"
GREEN = "#1d7a46"
GREEN_BRIGHT = "#5fd693"
RED = "#b3261e"
RED_BRIGHT = "#ff8a80"
ROSE = "#fbe6e4"
NIGHT = "#0b1522"
NIGHT_RAISED = "#152436"
NIGHT_HIGH = "#20344b"
FROST = "#bccada"
BLACK = "#000000"
YELLOW = "#ffe600"


class Theme(Struct, frozen=True, kw_only=True):
    """Colour roles. ``on_x`` is text that stands on ``x``."""

    ground: Rgb
    """The page."""
    surface: Rgb
    """A card or tile on it."""
    pressed: Rgb
    """A tile under the finger."""
    ink: Rgb
    """Text."""
    quiet: Rgb
    """Text that steps back."""
    figure: Rgb
    """The number people look for."""
    line: Rgb
    """Borders and rules."""
    accent: Rgb
    """The main button, the header band."""
    accent_pressed: Rgb
    on_accent: Rgb
    focus: Rgb
    """Ring round what is in focus."""
    caution: Rgb
    """Ground of a notice that asks for care."""
    on_caution: Rgb
    caution_mark: Rgb
    """Its icon and edge."""
    alarm: Rgb
    """Ground of a notice that says something is broken."""
    on_alarm: Rgb
    alarm_mark: Rgb
    good_mark: Rgb
    """Icon of what went well."""


ColourRole = Literal[
    "ground",
    "surface",
    "pressed",
    "ink",
    "quiet",
    "figure",
    "line",
    "accent",
    "accent_pressed",
    "on_accent",
    "focus",
    "caution",
    "on_caution",
    "caution_mark",
    "alarm",
    "on_alarm",
    "alarm_mark",
    "good_mark",
]

LIGHT = Theme(
    ground=PAPER,
    surface=WHITE,
    pressed=MIST,
    ink=INK_BLUE,
    quiet=SLATE,
    figure=NAVY,
    line=STEEL,
    accent=NAVY,
    accent_pressed=NAVY_DEEP,
    on_accent=WHITE,
    focus=GOLD_DEEP,
    caution=CREAM,
    on_caution=INK_BLUE,
    caution_mark=GOLD_DEEP,
    alarm=ROSE,
    on_alarm=INK_BLUE,
    alarm_mark=RED,
    good_mark=GREEN,
)
DARK = Theme(
    ground=NIGHT,
    surface=NIGHT_RAISED,
    pressed=NIGHT_HIGH,
    ink=WHITE,
    quiet=FROST,
    figure=GOLD,
    line=STEEL,
    accent=GOLD,
    accent_pressed=CREAM,
    on_accent=NIGHT,
    focus=GOLD,
    caution="#3a2d0c",
    on_caution=CREAM,
    caution_mark=GOLD,
    alarm="#3d1512",
    on_alarm=ROSE,
    alarm_mark=RED_BRIGHT,
    good_mark=GREEN_BRIGHT,
)
HIGH_CONTRAST = Theme(
    ground=BLACK,
    surface=BLACK,
    pressed="#333333",
    ink=WHITE,
    quiet=WHITE,
    figure=YELLOW,
    line=WHITE,
    accent=YELLOW,
    accent_pressed=WHITE,
    on_accent=BLACK,
    focus=YELLOW,
    caution=BLACK,
    on_caution=YELLOW,
    caution_mark=YELLOW,
    alarm=BLACK,
    on_alarm=WHITE,
    alarm_mark=RED_BRIGHT,
    good_mark=GREEN_BRIGHT,
)
THEMES: dict[str, Theme] = {"light": LIGHT, "dark": DARK, "high-contrast": HIGH_CONTRAST}

TEXT_CONTRAST = 7.0
"""WCAG 2.2 AAA for text of any size."""
SHAPE_CONTRAST = 3.0
"""WCAG 2.2 for borders, icons and focus."""

TEXT_PAIRS: list[tuple[ColourRole, ColourRole]] = [
    *[(ink, on) for ink in ("ink", "quiet", "figure") for on in ("ground", "surface", "pressed")],
    ("on_accent", "accent"),
    ("on_accent", "accent_pressed"),
    ("on_caution", "caution"),
    ("on_alarm", "alarm"),
]
"""(text, what it may stand on): nothing else may be written on anything else."""
SHAPE_PAIRS: list[tuple[ColourRole, ColourRole]] = [
    *[(shape, on) for shape in ("line", "accent", "focus", "good_mark") for on in ("ground", "surface", "pressed")],
    ("caution_mark", "caution"),
    ("alarm_mark", "alarm"),
    *[(mark, on) for mark in ("caution_mark", "alarm_mark") for on in ("ground", "surface")],
]
"""(border, icon or focus ring, what it may stand on)."""


def contrast(a: Rgb, b: Rgb) -> float:
    """WCAG 2 contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def channels(colour: Rgb) -> tuple[float, float, float]:
    """Red, green and blue of ``#rrggbb``, each 0 to 1."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def _luminance(colour: Rgb) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
