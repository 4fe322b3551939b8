"""What every screen of the kiosk is: view data in, taps out, and the band at the top."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.header.header import Header


class Screen(BoxLayout):
    """``view`` is the view data, replaced whole; ``layout`` divides the panel; ``on_tap(meaning)`` tells a wish."""

    view = ObjectProperty(None)
    layout = ObjectProperty(None)
    __events__ = ("on_tap",)

    def on_tap(self, meaning: Any) -> None:
        """Bound by the app."""


class PageHeader(Header):
    """The header of ``screen``; ``title`` stands for the name of the hall where there is no room for both."""

    screen = ObjectProperty(None, rebind=True)
    title = StringProperty("")


load_kv(__file__)
