"""What every screen of the kiosk is: view data in, taps out."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout


class Screen(BoxLayout):
    """``view`` is the view data, replaced whole; ``layout`` divides the panel; ``on_tap(meaning)`` tells a wish."""

    view = ObjectProperty(None)
    layout = ObjectProperty(None)
    __events__ = ("on_tap",)

    def on_tap(self, meaning: Any) -> None:
        """Bound by the app."""
