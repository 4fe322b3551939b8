"""What a finger can tap. One finger at a time, and a tap is when it leaves where it came down.

A long press, a drag that ends on the same widget and a second finger on it are one tap; a finger that slides
away, or finds another meaning or no page where it came down, is none. Nobody has to hurry, and nobody chooses by
accident.
"""

from __future__ import annotations

from typing import Any, Literal

from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.widget import Widget


class Touchable(Widget):
    """Mix in; ``on_tap(meaning)`` is called once a tap. ``pressed`` is True while the finger is down."""

    meaning = ObjectProperty(None, allownone=True)
    """What a tap says; a widget whose meaning changes under the finger is not tapped by it."""
    pressed = BooleanProperty(False)
    __events__ = ("on_tap",)

    def on_touch_down(self, touch: MotionEvent) -> Literal[True] | None:
        if not self.collide_point(*touch.pos) or touch.is_mouse_scrolling:
            return super().on_touch_down(touch)
        if not self.disabled and not self.pressed:
            touch.grab(self)
            self.pressed = True
            self._meant = self.meaning
        return True

    def on_touch_up(self, touch: MotionEvent) -> Literal[True] | None:
        if touch.grab_current is not self:
            return super().on_touch_up(touch)
        touch.ungrab(self)
        self.pressed = False
        there = self.get_root_window() is not None and not self.disabled and self.collide_point(*touch.pos)
        if there and self.meaning == self._meant:
            self.dispatch("on_tap", self.meaning)
        return True

    def on_tap(self, meaning: Any) -> None:
        """Overridden or bound."""
