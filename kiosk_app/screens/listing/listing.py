"""The procedures of a field, by name."""

from __future__ import annotations

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
