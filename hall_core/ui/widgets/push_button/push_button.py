"""The buttons of a page: one main one, and the quiet ones that lead back and on."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Canvas
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.ground import Ground
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.settling import Settling
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.touchable import Touchable


class PushButton(Touchable, Settling):
    """A word or two, with an icon before (or, with ``icon_last``, behind) it. ``main`` fills it with the accent.

    Its height is the least that may be touched (or the main button's) unless the page gives more. There are up to a
    dozen on a page: it places its parts itself, and has an icon only once it is given one, which takes a third of the
    time of boxes that do.
    """

    canvas: Canvas
    text = StringProperty("")
    icon = StringProperty("")
    icon_last = BooleanProperty(False)
    main = BooleanProperty(False)
    role = StringProperty("action")
    margin = NumericProperty(0)
    natural_width = NumericProperty(0)
    """Pixels that word, icon and margins take."""

    def __init__(self, **kwargs: Any) -> None:
        self._word = TextBlock(weight="strong", align="center")
        self._icon: Icon | None = None
        super().__init__(**kwargs)
        self._ground = Ground(self.canvas.before)
        self.add_widget(self._word)
        for name in ("text", "role", "icon", "margin"):
            self.fbind(name, self._measure)
        for name in ("icon_last", "main", "pressed", "disabled", "pos", "size"):
            self.fbind(name, self._draw_soon)
        self._measure()

    @property
    def _icon_width(self) -> int:
        return theme.font[self.role] + (theme.space.s if self.text else 0) if self.icon else 0

    def _measure(self, *_: Any) -> None:
        self._word.text, self._word.role = self.text, self.role
        self.natural_width = self._word.natural_width + self._icon_width + self.margin * 2
        self._draw_soon()

    def _draw(self) -> None:
        fill = theme.tile_fill(self.main, self.pressed, self.disabled)
        line = theme.colour.accent if self.main else theme.colour.line
        self._ground.show(*self.pos, *self.size, fill=fill, line=line)
        word, beside = self._word, self._icon_width
        word.tone = tone = "on_accent" if self.main else "quiet" if self.disabled else "ink"
        wide = min(word.natural_width, self.width - self.margin * 2 - beside)
        left = self.center_x - (wide + beside) / 2
        word.pos, word.size = (left if self.icon_last else left + beside, self.y), (wide, self.height)
        if self.icon and self._icon is None:
            self._icon = Icon()
            self.add_widget(self._icon)
        if (icon := self._icon) is not None:
            icon.name, icon.tone, icon.side = self.icon, tone, theme.font[self.role]
            icon.align = "right" if self.icon_last else "left"
            icon.pos, icon.size = (left + wide if self.icon_last else left, self.y), (beside, self.height)


load_kv(__file__)
