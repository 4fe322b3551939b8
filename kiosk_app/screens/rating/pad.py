"""A pad with nobody before it: whose counter this is. Nothing on it moves."""

from __future__ import annotations

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, PageHeader, PushButton, TextBlock)


class PadScreen(Screen):
    pass
