"""Another way to have the same page: language, size, contrast, voice."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk_app.kiosk import Kiosk, Now, patience


def manner(kiosk: Kiosk, now: Now, **changes: object) -> Kiosk:
    """The same page in another manner. At home too it ends by itself: the next person finds it as it was."""
    changed = replace(kiosk, manner=replace(kiosk.manner, **changes), since=now.mono)
    return replace(changed, deadline=now.mono + patience(changed.page))
