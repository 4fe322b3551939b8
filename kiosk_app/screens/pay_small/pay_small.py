"""The same on a small panel: the code at its full height, the words beside it."""

from __future__ import annotations

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.qr_code.qr_code import QrCode
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.messages import GoBack
from kiosk_app.screens.screen import Screen

load_kv(__file__, PushButton, QrCode, TextBlock)


class PaySmallScreen(Screen):
    back = GoBack()
