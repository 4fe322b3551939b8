"""The procedures of a field, by name."""

from __future__ import annotations

from typing import Any

from kivy.uix.widget import Widget

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.messages import GoBack
from kiosk_app.screens.listing.hits import Hits
from kiosk_app.screens.listing.turner import Turner
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, Hits, PageHeader, PushButton, TextBlock, Turner)


class ListScreen(Screen):
    back = GoBack()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.layout.compact:  # the header has the title, and the rows need all the room there is
            self.ids.head.parent.remove_widget(self.ids.head)
            self.ids.side.add_widget(Widget(), index=1)
            self.ids.side.remove_widget(self.ids.edition)
