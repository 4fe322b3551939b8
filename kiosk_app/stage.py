"""Shows the screen that belongs to the view, in the manner the citizen wants, and hands its taps on."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from kivy.uix.floatlayout import FloatLayout

from hall_core.ui.theme import change
from kiosk_app import views as v
from kiosk_app.kiosk import Manner
from kiosk_app.looks import Look
from kiosk_app.messages import Tap
from kiosk_app.screens.screen import Screen

# View to (module, class): a screen's module, with its .kv, is loaded when the screen is first needed.
SCREENS: dict[type[Any], tuple[str, str]] = {
    v.HomeView: ("kiosk_app.screens.home.home", "HomeScreen"),
    v.ChooseView: ("kiosk_app.screens.choose.choose", "ChooseScreen"),
    v.TicketView: ("kiosk_app.screens.ticket.ticket", "TicketScreen"),
    v.MessageView: ("kiosk_app.screens.message.message", "MessageScreen"),
}
SMALL: dict[type[Any], tuple[str, str]] = {
    v.TicketView: ("kiosk_app.screens.ticket_small.ticket_small", "TicketSmallScreen"),
}
"""What takes their place on a compact panel."""


PLAIN = Manner()


class Stage(FloatLayout):
    """The root of the window. ``look_of`` gives the look of a manner."""

    def __init__(self, look_of: Callable[[Manner], Look], tapped: Callable[[Tap], None]) -> None:
        super().__init__()
        self._look_of = look_of
        self._look = look_of(Manner())
        self._tapped = tapped
        self._screens: dict[type[Any], Screen] = {}
        self.view: v.View | None = None

    def show(self, view: v.View, manner: Manner = PLAIN) -> None:
        """Draw ``view``; nothing is drawn when it is what stands there already."""
        look = self._look_of(manner)
        if look != self._look:
            self._look = look
            change(look.scale, look.theme)
            self._screens.clear()
            self.view = None
        if view == self.view:
            return
        screen = self._screen(type(view))
        screen.view = view
        self.view = view
        if self.children != [screen]:
            self.clear_widgets()
            self.add_widget(screen)

    def _screen(self, kind: type[Any]) -> Screen:
        if kind not in self._screens:
            layout = self._look.layout
            module, name = (SCREENS | SMALL if layout.compact else SCREENS)[kind]
            screen: Screen = getattr(import_module(module), name)(layout=layout)
            screen.bind(on_tap=lambda _screen, meaning: self._tapped(meaning))
            self._screens[kind] = screen
        return self._screens[kind]
