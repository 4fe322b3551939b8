"""The first page's taps (the page itself is :class:`kiosk_app.kiosk.Home`, for every job leads back to it), and the
page of the ways to have the screen."""

from __future__ import annotations

from typing import Literal

from kiosk_app.kiosk import Paged
from kiosk_app.messages import Tap

Switch = Literal["larger", "contrast", "low", "spoken"]


class Modes(Paged, frozen=True):
    """How is the screen to be?"""


class Toggle(Tap, frozen=True):
    """The screen in another way, please: on when it was off, off when it was on."""

    settles = False
    what: Switch
