"""What every screen of the kiosk is: view data in, taps out, and the band at the top."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.header.header import Header
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.touchable import Touchable


class Screen(BoxLayout):
    """``view`` is the view data, replaced whole; ``layout`` divides the panel; ``on_tap(meaning)`` tells a wish."""

    view = ObjectProperty(None)
    layout = ObjectProperty(None)
    __events__ = ("on_tap",)

    def on_tap(self, meaning: Any) -> None:
        """Bound by the app."""


class PageHeader(Header):
    """The header of ``screen``; ``title`` stands for the name of the hall where there is no room for both.

    The name of the hall can be tapped where the view says so, though nothing shows it: the way in for technicians.
    """

    screen = ObjectProperty(None, rebind=True)
    title = StringProperty("")
    short = BooleanProperty(False)
    """Whether the other language is named by its code: the panel is too narrow for its name."""
    offers = OptionProperty("large", options=["never", "large", "always"])
    """Which panels have the button for the ways to have the screen."""
    display = ObjectProperty(None, allownone=True)
    """The tap that leads to the ways to have the screen; None: no button for it."""
    knock = ObjectProperty(None, allownone=True)
    """What a tap on the name of the hall says."""

    _display: PushButton | None = None

    def on_kv_post(self, base_widget: Any) -> None:
        hall, door = self.children[-1], Touchable(size_hint=(None, None))
        hall.add_widget(door)
        hall.bind(pos=door.setter("pos"), size=door.setter("size"))
        door.pos, door.size, door.meaning = hall.pos, hall.size, self.knock
        self.fbind("knock", door.setter("meaning"))
        door.bind(on_tap=self._tell)
        button = self._display = PushButton(text="Aa", role="body", size_hint_x=None, pos_hint={"center_y": 0.5})
        button.bind(natural_width=self._widen, on_tap=self._tell)
        self._widen()
        self.on_display()

    def on_display(self, *_: Any) -> None:
        button = self._display
        if button is None:
            return
        button.meaning = self.display
        if (self.display is not None) != (button.parent is self):
            self.remove_widget(button) if self.display is None else self.add_widget(button)

    def _widen(self, *_: Any) -> None:
        if self._display is not None:
            self._display.width = max(self._display.natural_width, theme.touch.least)

    def _tell(self, _touched: Any, meaning: Any) -> None:
        if meaning is not None:
            self.screen.dispatch("on_tap", meaning)


load_kv(__file__)
