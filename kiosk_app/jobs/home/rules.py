"""The ways to have the screen, as rules."""

from __future__ import annotations

from kiosk_app.jobs.home.pages import Modes, Toggle
from kiosk_app.kiosk import Kiosk, Now, Page, show
from kiosk_app.manner import manner
from kiosk_app.messages import OpenModes
from kiosk_app.rules import Step, on


@on(Page, OpenModes)
def _open_modes(kiosk: Kiosk, page: Page, tap: OpenModes, now: Now) -> Step:
    """From a page that *back* cannot lead to, nobody would find the way back."""
    return (show(kiosk, Modes(), now) if page.kept else kiosk), []


@on(Modes, OpenModes)
def _there_already(kiosk: Kiosk, page: Modes, tap: OpenModes, now: Now) -> Step:
    return kiosk, []


@on(Page, Toggle)
def _toggle(kiosk: Kiosk, page: Page, tap: Toggle, now: Now) -> Step:
    possible = {"larger": kiosk.setup.tiles_larger is not None, "low": kiosk.setup.can_lower}
    if not possible.get(tap.what, True):
        return kiosk, []
    return manner(kiosk, now, **{tap.what: not getattr(kiosk.manner, tap.what)}), []
