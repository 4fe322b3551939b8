"""Typing a code, and what was scanned but not read, as rules."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain.scanned import Unreadable
from kiosk_app.jobs.entry.pages import LONGEST, Entry, Unread
from kiosk_app.kiosk import Kiosk, Now, show
from kiosk_app.messages import Key
from kiosk_app.rules import Step, on
from kiosk_app.scans import leads


@on(Entry, Key)
def _key(kiosk: Kiosk, page: Entry, tap: Key, now: Now) -> Step:
    """Codes have no accents, and so no typing method."""
    from hall_core.domain.typing import Typed, press  # here, for the first frame does not need it

    typed = page.typed or Typed(method="plain", most=LONGEST)
    return replace(kiosk, page=replace(page, typed=press(typed, tap.key), wrong="")), []


@leads(Unreadable)
def _unreadable(kiosk: Kiosk, read: Unreadable, now: Now) -> Step:
    """Said where somebody waits for it, without a loss of what was typed."""
    page = kiosk.page
    if isinstance(page, Entry):
        return replace(kiosk, page=replace(page, wrong="scanned")), []
    return (kiosk, []) if isinstance(page, Unread) else (show(kiosk, Unread(), now), [])
