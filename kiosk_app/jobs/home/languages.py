"""Choosing one of several languages: its page and its rules. With two, the header offers the other one at once."""

from __future__ import annotations

from kiosk_app.drawing import can_wait
from kiosk_app.kiosk import Kiosk, Now, Page, Paged, go_back, show
from kiosk_app.manner import manner
from kiosk_app.messages import OpenLanguages, Speak
from kiosk_app.rules import Step, on


class Languages(Paged, frozen=True):
    """Which language?"""


@on(Page, OpenLanguages)
def _open_languages(kiosk: Kiosk, page: Page, tap: OpenLanguages, now: Now) -> Step:
    """Not from where the header does not offer it."""
    return (show(kiosk, Languages(), now) if can_wait(page) else kiosk), []


@on(Languages, OpenLanguages)
def _there_already(kiosk: Kiosk, page: Languages, tap: OpenLanguages, now: Now) -> Step:
    return kiosk, []


@on(Languages, Speak)
def _chosen(kiosk: Kiosk, page: Languages, tap: Speak, now: Now) -> Step:
    """To the page before, with all that was typed there."""
    return manner(go_back(kiosk, now), now, language=tap.language), []
