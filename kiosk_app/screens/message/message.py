"""A page that says one thing: wait, closed, why not, are you still there."""

from __future__ import annotations

from typing import Any

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.screens.screen import PageHeader, Screen
from kiosk_app.views import MessageView

load_kv(__file__, PageHeader, Icon, PushButton, TextBlock)


class MessageScreen(Screen):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Held here, for ``ids`` lets go of what is taken off the page.
        self._header: PageHeader = self.ids.header.__self__

    def on_view(self, _screen: Any, view: MessageView) -> None:
        if self.layout.compact:
            self._head(shown=not view.button)

    def _head(self, *, shown: bool) -> None:
        """On a small panel either the header or the button has room."""
        header = self._header
        if shown != (header.parent is self):
            self.add_widget(header, index=len(self.children)) if shown else self.remove_widget(header)
