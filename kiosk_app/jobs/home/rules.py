"""The ways to have the screen, as rules."""

from __future__ import annotations

from kiosk_app.jobs.home.pages import Toggle
from kiosk_app.kiosk import Kiosk, Now, Page
from kiosk_app.manner import manner
from kiosk_app.rules import Step, on


@on(Page, Toggle)
def _toggle(kiosk: Kiosk, page: Page, tap: Toggle, now: Now) -> Step:
    possible = {"larger": kiosk.setup.tiles_larger is not None, "low": kiosk.setup.can_lower}
    if not possible.get(tap.what, True):
        return kiosk, []
    return manner(kiosk, now, **{tap.what: not getattr(kiosk.manner, tap.what)}), []
