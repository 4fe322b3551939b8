"""View data of a page on which a code is scanned or typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from kiosk_app.messages import Tap
from kiosk_app.views import HeaderView

if TYPE_CHECKING:  # what the keyboard brings along, the first frame need not wait for
    from hall_core.ui.widgets.keyboard.keyboard_layout import Kind
    from hall_core.ui.widgets.keyboard.keyboard_words import KeyboardWords


class EntryView(Struct, frozen=True, kw_only=True):
    header: HeaderView
    title: str
    text: str
    placeholder: str
    hint: str
    hint_icon: str
    trouble: str
    """In place of the hint: why what was entered leads nowhere; empty when all is well."""
    kind: Kind
    """Of the keyboard."""
    words: KeyboardWords
    back: str
    button: tuple[str, Tap]
