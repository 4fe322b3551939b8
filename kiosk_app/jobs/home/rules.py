"""The ways to have the screen, as rules."""

from __future__ import annotations

from kiosk_app.jobs.home.pages import Modes, OpenModes, Toggle
from kiosk_app.kiosk import Home, Kiosk, Now, Page, show
from kiosk_app.manner import manner
from kiosk_app.rules import Step, on


@on(Home, OpenModes)
def _open_modes(kiosk: Kiosk, page: Home, tap: OpenModes, now: Now) -> Step:
    return show(kiosk, Modes(), now), []


@on(Page, Toggle)
def _toggle(kiosk: Kiosk, page: Page, tap: Toggle, now: Now) -> Step:
    possible = {"larger": kiosk.setup.tiles_larger is not None, "low": kiosk.setup.can_lower}
    if not possible.get(tap.what, True):
        return kiosk, []
    return manner(kiosk, now, **{tap.what: not getattr(kiosk.manner, tap.what)}), []
