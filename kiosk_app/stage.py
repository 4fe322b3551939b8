"""Shows the screen that belongs to the view, and hands its taps on."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from kivy.uix.floatlayout import FloatLayout

from kiosk_app.layout import Layout
from kiosk_app.messages import Tap
from kiosk_app.screens.screen import Screen
from kiosk_app.view import ChooseView, HomeView, MessageView, TicketView, View

# View to (module, class): a screen's module, with its .kv, is loaded when the screen is first needed.
SCREENS: dict[type[Any], tuple[str, str]] = {
    HomeView: ("kiosk_app.screens.home.home", "HomeScreen"),
    ChooseView: ("kiosk_app.screens.choose.choose", "ChooseScreen"),
    TicketView: ("kiosk_app.screens.ticket.ticket", "TicketScreen"),
    MessageView: ("kiosk_app.screens.message.message", "MessageScreen"),
}
SMALL: dict[type[Any], tuple[str, str]] = {
    TicketView: ("kiosk_app.screens.ticket_small.ticket_small", "TicketSmallScreen"),
}
"""What takes their place on a compact panel."""


class Stage(FloatLayout):
    """The root of the window."""

    def __init__(self, layout: Layout, tapped: Callable[[Tap], None]) -> None:
        super().__init__()
        self._layout = layout
        self._tapped = tapped
        self._screens: dict[type[Any], Screen] = {}
        self.view: View | None = None

    def show(self, view: View) -> None:
        """Draw ``view``; nothing is drawn when it is what stands there already."""
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
            module, name = (SCREENS | SMALL if self._layout.compact else SCREENS)[kind]
            screen: Screen = getattr(import_module(module), name)(layout=self._layout)
            screen.bind(on_tap=lambda _screen, meaning: self._tapped(meaning))
            self._screens[kind] = screen
        return self._screens[kind]
