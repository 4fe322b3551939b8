"""A tile of the first page: what can be done here, its icon large, and a few words below."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Canvas, Color, SmoothEllipse
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from hall_core.ui.theme import theme
from hall_core.ui.widgets.ground import Ground
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.settling import Settling
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.touchable import Touchable
from kiosk_app.screens.home.job_looks import rows_of

ICON_SHARE = 0.54
"""Of the disc's side."""
OFF_SHARE = 0.8
"""The same of a tile that is disabled and shows no disc."""


class JobTile(Touchable, Settling):
    """``title`` in up to ``lines`` rows, ``detail`` in up to ``detail_lines``; the icon above them (``stacked``) or
    before them. ``main`` fills it with the accent. A disabled one steps back, and its ``detail`` says why."""

    canvas: Canvas
    title = StringProperty("")
    detail = StringProperty("")
    detail_icon = StringProperty("")
    icon = StringProperty("")
    main = BooleanProperty(False)
    stacked = BooleanProperty(False)
    bare = BooleanProperty(False)
    """The icon without a disc behind it."""
    role = StringProperty("action")
    detail_role = StringProperty("caption")
    lines = NumericProperty(1)
    detail_lines = NumericProperty(1)
    side = NumericProperty(0)
    """Of the disc that the icon stands in, in pixels; 0: without the icon."""
    gap = NumericProperty(0)
    """Between the icon and the words."""
    margin = NumericProperty(0)
    group = NumericProperty(0)
    """Height that icon and words share with those of the tiles beside it; 0: their own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._ground = Ground(self.canvas.before, theme.radius * 1.5)
        with self.canvas.before:
            self._tint, self._disc = Color(), SmoothEllipse()
        self._icon, self._name, self._detail, self._mark = Icon(), TextBlock(weight="strong"), TextBlock(), Icon()
        for part in (self._icon, self._name, self._detail, self._mark):
            self.add_widget(part)
        for name in ("title", "detail", "detail_icon", "icon", "role", "detail_role", "main", "stacked", "bare"):
            self.fbind(name, self._draw_soon)
        for name in ("lines", "detail_lines", "side", "gap", "margin", "group", "pressed", "disabled", "pos", "size"):
            self.fbind(name, self._draw_soon)

    def _draw(self) -> None:
        self._colour()
        self._write()
        self._place()

    def _colour(self) -> None:
        """By its state."""
        colour, main, off = theme.colour, self.main, self.disabled
        line = colour.accent if self.pressed or main else colour.line
        self._ground.show(*self.pos, *self.size, fill=theme.tile_fill(main, self.pressed, off), line=line)
        self._tint.rgba = colour.accent_pressed if main else colour.pressed
        self._name.tone = "on_accent" if main else "quiet" if off else "ink"
        self._icon.tone = "on_accent" if main else "quiet" if off else "accent"
        self._detail.tone = self._mark.tone = "on_accent" if main else "quiet"

    def _write(self) -> None:
        name, detail, mark = self._name, self._detail, self._mark
        self._icon.name = self.icon if self.side else ""
        name.text, name.role, name.lines = self.title, self.role, self.lines
        detail.text, detail.role = self.detail if self.detail_lines else "", self.detail_role
        detail.lines = max(self.detail_lines, 1)
        mark.name = self.detail_icon if self.detail_lines and not self.stacked else ""
        name.align = detail.align = "center" if self.stacked else "left"

    @property
    def content_height(self) -> float:
        """Of icon and words, one above the other."""
        return sum(self._heights())

    def _heights(self) -> tuple[float, float, float]:
        """Of the icon and the gap below it where it stands above the words, of the title, and of the detail."""
        width, above = self._width, self.side + self.gap if self.stacked and self.side else 0
        lines = min(self.lines, rows_of(self.title, width, self.role, "strong"))
        rows = min(self.detail_lines, rows_of(self.detail, width - self._marked, self.detail_role, "regular"))
        detail = theme.row[self.detail_role] * rows if self.detail else 0
        return above, theme.row[self.role] * lines, detail

    @property
    def _beside(self) -> float:
        return 0 if self.stacked or not self.side else self.side + self.gap

    @property
    def _width(self) -> float:
        return self.width - 2 * self.margin - self._beside

    @property
    def _marked(self) -> float:
        """What the mark before the detail takes of its width."""
        shown = self.detail_icon and self.detail_lines and not self.stacked
        return theme.font[self.detail_role] + theme.space.xs if shown else 0

    @property
    def _share(self) -> float:
        """Of the room for the icon, what it takes."""
        return 1 if self.bare else OFF_SHARE if self.disabled else ICON_SHARE

    def _place(self) -> None:
        """Icon and words as one group in the middle of the tile, from top to bottom or from left to right."""
        name, detail, mark, side = self._name, self._detail, self._mark, self.side
        above, title_height, detail_height = self._heights()
        beside, width, marked = self._beside, self._width, self._marked
        mark.side = theme.font[self.detail_role]
        if not detail_height:  # in the middle of what is left to it below the icon
            title_height = max(title_height, self.group - above)
        top = self.center_y + max(above + title_height + detail_height, self.group) / 2
        left = self.x + self.margin
        corner = (self.center_x - side / 2, top - side) if self.stacked else (left, self.center_y - side / 2)
        self._disc.pos, self._disc.size = corner, (0, 0) if self.disabled or self.bare else (side, side)
        icon = self._icon
        icon.pos, icon.size, icon.side = corner, (side, side), side * self._share
        name.size = width, title_height
        name.pos = left + beside, top - above - title_height
        detail.size = width - marked, detail_height
        detail.pos = left + beside + marked, name.y - detail_height
        mark.size = mark.side, theme.row[self.detail_role]
        mark.pos = left + beside, detail.top - mark.height
