"""What a finger can tap. A tap is when a finger leaves where it came down.

A long press, a drag that ends on the same widget and a second finger on it are one tap; a finger that slides
away, or finds another meaning or no page where it came down, is none. Nobody has to hurry, and nobody chooses by
accident.

The finger that came last is the one that counts: a panel loses the lift of a finger now and then, or somebody
leans on it with an elbow, and neither may keep the others from tapping.
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
    _finger: MotionEvent | None = None
    """The one that may still tap."""
    __events__ = ("on_tap",)

    def on_touch_down(self, touch: MotionEvent) -> Literal[True] | None:
        if not self.collide_point(*touch.pos) or touch.is_mouse_scrolling:
            return super().on_touch_down(touch)
        if not self.disabled:
            touch.grab(self)
            self._finger = touch
            self.pressed = True
        return True

    def on_touch_up(self, touch: MotionEvent) -> Literal[True] | None:
        if touch.grab_current is not self:
            return super().on_touch_up(touch)
        touch.ungrab(self)
        if touch is self._finger:
            self._let_go()
            if self.get_root_window() is not None and not self.disabled and self.collide_point(*touch.pos):
                self.dispatch("on_tap", self.meaning)
        return True

    def on_meaning(self, _self: Widget, _meaning: Any) -> None:
        self._let_go()

    def _let_go(self) -> None:
        self._finger = None
        self.pressed = False

    def on_tap(self, meaning: Any) -> None:
        """Overridden or bound."""
