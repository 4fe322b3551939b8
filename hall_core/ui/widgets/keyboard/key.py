"""One key of the on-screen keyboard: what can be touched of it; the keyboard draws it."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from hall_core.ui.widgets.touchable import Touchable


class Key(Touchable, Widget):
    """``meaning`` is its key, ``text`` the letter or word on it; marks and icons have none.

    It is touched up to the middle of the gap round it: a finger between two keys means one of them.
    """

    text = StringProperty("")
    reach = NumericProperty(0)
    """Pixels round it that are its own too."""

    def collide_point(self, x: float, y: float) -> bool:
        return self.x - self.reach <= x < self.right + self.reach and self.y - self.reach <= y < self.top + self.reach
