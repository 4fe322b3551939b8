"""What a program draws on where nothing is between it and the graphics card (SDL's driver kmsdrm).

SDL looks once, when the window opens: for a card whose driver is loaded, and for a screen that is connected. Without a
card the program waits. Without a screen it draws where nobody sees it (:attr:`Glass.dark`), and all else of it works.
What it draws on is settled for as long as it runs: when a screen comes, or goes, it begins anew
(:func:`hall_core.device.anew.begin_anew`). SDL's driver would not notice the one, and may wait for ever after the
other.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

from hall_core import screens
from hall_core.ui.painted import BARE

CARDS = Path("/dev/dri")
SCREENS = "MOTCUA_SYS"
"""Environment: the folder in which the kernel's /sys is played, for tests. Screens then come and go there whatever it
is drawn with."""
PATIENCE = 20.0
"""Seconds; SDL says then what it lacks, the program ends, and systemd starts it anew."""
LOOK = 0.05
EVERY, SETTLED = 1.0, 2
"""Seconds between two looks at the screens, and how many of them must agree before it is believed: a television that
changes its input is away for a moment."""
log = logging.getLogger(__name__)


class Glass:
    """``sys`` None: nothing that could come or go. ``output``: the first with a screen, which SDL takes."""

    def __init__(self, sys: Path | None = None, output: Path | None = None, *, dark: bool = False) -> None:
        self.dark = dark
        """Nobody sees what is drawn."""
        self._sys = sys
        self._output = output
        self._otherwise = 0

    def is_another(self) -> bool:
        """To be asked every :data:`EVERY` seconds: whether a screen has come, or the one that is drawn on has gone."""
        otherwise = self._sys is not None and _first(self._sys) != self._output
        self._otherwise = self._otherwise + 1 if otherwise else 0
        return self._otherwise >= SETTLED

    @property
    def words(self) -> str:
        """The outputs, for a technician."""
        return "" if self._sys is None else ", ".join(map(screens.name, screens.outputs(self._sys)))


def find_glass(cards: Path = CARDS, seconds: float = EVERY) -> Glass:
    """Returns when there is a card, and a screen or, for some ``seconds``, none."""
    bare, played = os.environ.get("SDL_VIDEODRIVER", "") == BARE, os.environ.get(SCREENS)
    if not bare and played is None:
        return Glass()
    sys = Path(played) if played else screens.SYS
    if not screens.outputs(sys) and not wait_for_card(cards):
        return Glass()  # SDL says what it lacks, and the program ends
    if not _in_time(lambda: _first(sys) is not None, seconds) and screens.outputs(sys):
        glass = Glass(sys, dark=True)
        log.warning("no screen is connected (%s): nobody sees what is drawn until one is", glass.words)
        return glass
    if bare:
        wait_for_card(cards)
    return Glass(sys, _first(sys))


def wait_for_card(folder: Path = CARDS, seconds: float = PATIENCE) -> bool:
    """Until there is a graphics card that this program may use. False when none has come."""
    if _there(folder):
        return True
    log.info("no graphics card in %s yet; it is waited for", folder)
    if _in_time(lambda: _there(folder), seconds):
        return True
    log.error("no graphics card that this program may use has come in %s: is its driver loaded?", folder)
    return False


def _first(sys: Path) -> Path | None:
    return next(iter(screens.connected(sys)), None)


def _there(folder: Path) -> bool:
    """The kernel makes the file before udev says whose it is."""
    return any(os.access(card, os.R_OK | os.W_OK) for card in folder.glob("card*"))


def _in_time(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() >= deadline:
            return False
        time.sleep(LOOK)
    return True
