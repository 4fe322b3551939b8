"""A list as a code that a phone reads, as large as the panel allows."""

from __future__ import annotations

from typing import Any

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.qr_code.qr_code import QrCode
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.messages import GoBack
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, PageHeader, PushButton, QrCode, TextBlock)


class PhoneScreen(Screen):
    back = GoBack()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.layout.compact:  # the code needs all the height there is
            self.remove_widget(self.ids.header)
