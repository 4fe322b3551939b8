"""Puts the design tokens at the disposal of the .kv files, as ``theme``; nothing is typed there that stands here.

``theme`` is a plain object that no .kv rule watches, so the first frame comes sooner. When somebody asks for larger
text or other colours (:func:`change`) the program makes its screens anew: widgets keep what they were made with.
"""

from __future__ import annotations

from typing import cast

from hall_core.ui import colours, fonts
from hall_core.ui.tokens import GAP_MM, ROLES, SPACES, Role, Scale, Space

Rgba = tuple[float, float, float, float]
CLEAR: Rgba = (0.0, 0.0, 0.0, 0.0)


class Colours:
    """The roles of :class:`colours.Theme` as Kivy's RGBA."""

    def __init__(self, theme: colours.Theme) -> None:
        self._theme = theme
        self._rgba: dict[str, Rgba] = {}

    def __getattr__(self, role: str) -> Rgba:
        if role not in self._rgba:
            self._rgba[role] = (*colours.channels(getattr(self._theme, role)), 1.0)
        return self._rgba[role]

    __getitem__ = __getattr__


class Sizes:
    """A table of pixels by name, such as ``theme.font.body`` or ``theme.space['m']``."""

    def __init__(self, pixels: dict[str, int]) -> None:
        self.__dict__.update(pixels)

    def __getattr__(self, name: str) -> int:
        raise AttributeError(f"the tokens have no {name!r}, only {', '.join(self.__dict__)}")

    def __getitem__(self, name: str) -> int:
        return int(getattr(self, name))


class Look:
    """``theme`` in the .kv files and in widgets. :meth:`use` before the first widget is made."""

    scale: Scale
    colour: Colours
    font: Sizes
    """Font size by type role."""
    row: Sizes
    """Height of one row of text by type role."""
    figures: Sizes
    """Height of a row of ticket numbers by type role."""
    space: Sizes
    """The spacing ladder."""
    touch: Sizes
    """``tile``, ``primary``, ``least`` and ``gap``."""
    edge: int
    """Width of a border."""
    radius: int
    regular = fonts.family("Regular")
    strong = fonts.family("SemiBold")
    bold = fonts.family("Bold")

    def use(self, scale: Scale, theme: colours.Theme) -> None:
        self.scale = scale
        self.colour = Colours(theme)
        self.font = Sizes({role: scale.font(cast(Role, role)) for role in ROLES})
        self.row = Sizes({role: scale.row(cast(Role, role)) for role in ROLES})
        self.figures = Sizes({role: scale.figures(cast(Role, role)) for role in ROLES})
        self.space = Sizes({name: scale.space(cast(Space, name)) for name in SPACES})
        self.touch = Sizes(
            {
                "tile": scale.tile,
                "primary": scale.primary,
                "least": scale.least,
                "gap": scale.px(GAP_MM),
            }
        )
        self.edge = max(2, self.space.hair // 2)
        self.radius = self.space.s

    def tile_fill(self, main: bool, pressed: bool, disabled: bool) -> Rgba:
        """Ground of a thing to touch, by its state."""
        if main:
            return self.colour.accent_pressed if pressed else self.colour.accent
        return self.colour.pressed if pressed else self.colour.ground if disabled else self.colour.surface


theme = Look()


def setup(scale: Scale, look: colours.Theme) -> None:
    """Make the fonts and ``theme`` known to Kivy, and colour the window's ground."""
    from kivy.lang.parser import global_idmap

    from hall_core.ui import kivy_fonts

    kivy_fonts.register()
    global_idmap["theme"] = theme
    change(scale, look)


def change(scale: Scale, look: colours.Theme) -> None:
    """Other sizes or colours from here on. Throw every screen away afterwards, and make them anew."""
    from kivy.core.window import Window

    theme.use(scale, look)
    Window.clearcolor = theme.colour.ground
