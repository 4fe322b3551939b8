"""The picture by which a technician sees whether a panel shows and feels what the hall file says of it.

A frame on the outermost pixels, marks in the corners, a ruler of a true length, steps of grey and of the theme's
colours, a place to touch in each corner that is ticked when it was hit, and every size of type.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Canvas, Color, Rectangle
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from hall_core.ui.theme import theme
from hall_core.ui.tokens import Role
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.touchable import Touchable

RULER_MM = 100
TICK_MM = 10
GREYS = 16
SWATCHES = ("accent", "figure", "good_mark", "caution_mark", "alarm_mark", "line", "pressed", "surface")
COLUMNS: list[list[tuple[Role, str]]] = [
    [("hero", "Ẳ8")],
    [("number", "ẾẶ8")],
    [("title", "ẾẶợ"), ("body", "ẾỖ ợg 1")],
    [("action", "ẾẶ ợg"), ("caption", "ẾỖẶẲ ợg")],
]
"""Each role with the capitals that rise highest and the letters that fall lowest, in columns of like height."""


class Target(Touchable, Widget):
    """A cross to touch; ``hit`` once it was."""

    hit = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(size_hint=(None, None), size=(theme.touch.primary, theme.touch.primary), **kwargs)
        self.mark = Icon(name="plus", size_hint=(None, None), tone="accent")
        self.add_widget(self.mark)
        self.bind(pos=self._place, hit=self._tick)
        self._place()

    def _place(self, *_: Any) -> None:
        self.mark.pos, self.mark.size = self.pos, self.size

    def _tick(self, *_: Any) -> None:
        self.mark.name, self.mark.tone = ("check", "good_mark") if self.hit else ("plus", "accent")

    def on_tap(self, meaning: Any) -> None:
        self.hit = True


class Calibration(Widget):
    """Fills the glass. ``close`` are the words of the button that leaves it, ``on_tap(meaning)`` its tap; ``hint``
    says what to do, in up to two rows."""

    canvas: Canvas
    close = StringProperty("")
    hint = StringProperty("")
    meaning = ObjectProperty(None, allownone=True)
    """Of the button."""
    __events__ = ("on_tap",)

    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        free = {"size_hint": (None, None)}
        self.targets = {corner: Target(meaning=corner) for corner in ("sw", "se", "nw", "ne")}
        self._hint = TextBlock(role="caption", lines=2, **free)
        self._length = TextBlock(role="caption", align="center", text=f"{RULER_MM} mm", **free)
        self._leave = PushButton(role="body", **free)
        self._leave.bind(on_tap=lambda _button, meaning: self.dispatch("on_tap", meaning))
        self._samples = [[TextBlock(role=role, text=text, **free) for role, text in column] for column in COLUMNS]
        for child in chain(self.targets.values(), *self._samples, (self._hint, self._length, self._leave)):
            self.add_widget(child)
        for name in ("close", "hint", "meaning", "pos", "size"):
            self.fbind(name, self._set_soon)
        self._set_soon()

    def on_tap(self, meaning: Any) -> None:
        """Bound by the page."""

    def _set(self, _seconds: float) -> None:
        side, margin, gap = theme.touch.primary, theme.space.s, theme.touch.gap
        for corner, target in self.targets.items():
            target.x = self.x + margin if "w" in corner else self.right - margin - side
            target.y = self.y + margin if "s" in corner else self.top - margin - side
        left, right = self.x + margin + side + gap, self.right - margin - side - gap
        above = self.top - margin - side
        self._leave.text, self._leave.meaning = self.close, self.meaning
        self._leave.size = self._leave.natural_width, side
        self._leave.pos = right - self._leave.width, above
        self._hint.text = self.hint
        self._hint.pos, self._hint.size = (left, above), (self._leave.x - gap - left, side)
        foot = self._set_samples(above - gap) - gap
        self.canvas.before.clear()
        with self.canvas.before:
            self._draw_edges()
            ruler = self._draw_ruler((left + right) / 2, self.y + margin)
            self._draw_steps(left, ruler + gap, right - left, foot - ruler - gap)

    def _set_samples(self, top: float) -> float:
        """Side by side below ``top``; gives their lower edge."""
        widths = [max(text.natural_width for text in column) for column in self._samples]
        height = max(sum(theme.row[text.role] for text in column) for column in self._samples)
        gap = (self.width - sum(widths)) / (len(widths) + 1)
        left = self.x + gap
        for width, column in zip(widths, self._samples, strict=True):
            edge = top - (height - sum(theme.row[text.role] for text in column)) / 2
            for text in column:
                edge -= theme.row[text.role]
                text.pos, text.size = (left, edge), (width + 1, theme.row[text.role])
            left += width + gap
        return top - height

    def _draw_edges(self) -> None:
        Color(*theme.colour.ink)
        _frame(self.x, self.y, self.width, self.height)
        arm, thick = theme.scale.px(TICK_MM), theme.edge * 2
        for x in (self.x, self.right - arm):
            for y in (self.y, self.top - thick):
                Rectangle(pos=(x, y), size=(arm, thick))
        for x in (self.x, self.right - thick):
            for y in (self.y, self.top - arm):
                Rectangle(pos=(x, y), size=(thick, arm))

    def _draw_ruler(self, middle: float, bottom: float) -> float:
        """Its length in words, and above that the ruler; gives the upper edge."""
        length, label, tall = theme.scale.px(RULER_MM), theme.row.caption, theme.space.s
        start, base = round(middle - length / 2), bottom + label
        self._length.pos, self._length.size = (start, bottom), (length, label)
        Color(*theme.colour.ink)
        Rectangle(pos=(start, base), size=(length, 1))
        for mm in range(0, RULER_MM + 1, TICK_MM):
            # The last tick ends where the length does.
            x = min(start + round(mm * theme.scale.px_per_mm), start + length - 1)
            Rectangle(pos=(x, base), size=(1, tall if mm % (RULER_MM // 2) == 0 else tall / 2))
        return base + tall

    def _draw_steps(self, left: float, bottom: float, width: float, height: float) -> None:
        """The greys, and above them the colours."""
        for place in range(GREYS):
            grey = place / (GREYS - 1)
            Color(grey, grey, grey)
            Rectangle(pos=(left + width * place / GREYS, bottom), size=(width / GREYS, height / 2))
        across = width / len(SWATCHES)
        for place, role in enumerate(SWATCHES):
            Color(*theme.colour[role])
            Rectangle(pos=(left + across * place, bottom + height / 2), size=(across, height / 2))
        Color(*theme.colour.line)
        _frame(left, bottom, width, height)


def _frame(x: float, y: float, width: float, height: float) -> None:
    """Four edges of one pixel just inside a box."""
    Rectangle(pos=(x, y), size=(width, 1))
    Rectangle(pos=(x, y + height - 1), size=(width, 1))
    Rectangle(pos=(x, y), size=(1, height))
    Rectangle(pos=(x + width - 1, y), size=(1, height))
