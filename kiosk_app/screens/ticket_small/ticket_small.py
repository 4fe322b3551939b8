"""The number on a small panel: what cannot wait, in type that can be read; the paper or the code holds the rest."""

from __future__ import annotations

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.notice.notice import Notice
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.qr_code.qr_code import QrCode
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.messages import GoHome
from kiosk_app.screens.card import Card
from kiosk_app.screens.screen import PageHeader, Screen
from kiosk_app.screens.ticket.moods import MOODS

load_kv(__file__, Card, PageHeader, Notice, PushButton, QrCode, TextBlock)


class TicketSmallScreen(Screen):
    home = GoHome()
    moods = MOODS
