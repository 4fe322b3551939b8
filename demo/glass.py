"""The eyes and the finger of a citizen at a screen program: looks by SIGUSR1, taps through the kernel."""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo.hands import Touchscreen
from demo.programs import Program, ProgramFailed

LOOK_AGAIN = 0.05
"""Seconds between two looks while something is waited for."""
ANSWERS = 10.0
"""Seconds in which a screen program has to save its picture."""
SETTLED = 0.45
"""Seconds a page stands before it takes a tap (kiosk_app.rules.SETTLE); a citizen reads longer than that."""
BETWEEN_KEYS = 0.04
"""Seconds between two keys of the on-screen keyboard."""


class Glass:
    """A running screen program. ``folder`` is its data folder, where it leaves ``screen.png`` and ``screen.json``."""

    def __init__(self, program: Program, folder: Path, touch: Touchscreen | None = None) -> None:
        self._program = program
        self._json = folder / "screen.json"
        self._png = folder / "screen.png"
        self._touch = touch

    def look(self) -> dict[str, Any]:
        """What is on the screen now: ``words`` and ``taps`` (see hall_core.ui.shown)."""
        self._json.unlink(missing_ok=True)
        self._program.process.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + ANSWERS
        while not self._json.exists():
            if self._program.process.poll() is not None or time.monotonic() > deadline:
                raise ProgramFailed(f"{self._program.name} shows no picture")
            time.sleep(0.01)
        return json.loads(self._json.read_text(encoding="utf-8"))

    @property
    def picture(self) -> Path:
        """Of the last look."""
        return self._png

    def look_at_rest(self) -> dict[str, Any]:
        """The same, once two looks have found it unchanged, with a frame between them: before it things do not stand
        where they belong yet, and looks in quick succession hold it up."""
        seen = None
        while seen != (seen := self.look()):
            time.sleep(LOOK_AGAIN)
        return seen

    def keep(self, picture: Path) -> Path:
        """Saves the picture of what is on the screen now."""
        self.look_at_rest()
        shutil.copyfile(self._png, picture)
        return picture

    def wait_until(self, such_that: Callable[[list[str]], bool], what: str, seconds: float = 10) -> list[str]:
        """The words on the screen once ``such_that`` holds for them; ProgramFailed says what was seen instead."""
        deadline = time.monotonic() + seconds
        while not such_that(words := self.look()["words"]):
            if time.monotonic() > deadline:
                raise ProgramFailed(f"{self._program.name}: waited for {what}, but the screen says {words}")
            time.sleep(LOOK_AGAIN)
        return words

    def wait_for(self, words: str, seconds: float = 10) -> list[str]:
        """The screen, once these words are somewhere on it."""
        return self.wait_until(lambda seen: any(words in text for text in seen), f"«{words}»", seconds)

    def tap(self, words: str, *, times: int = 1, seconds: float = 10) -> None:
        """Puts a finger on what says these words, ``times`` times in quick succession."""
        self.wait_for(words, seconds)
        if not self.tap_if_there(words, times=times):
            raise ProgramFailed(f"«{words}» is on the screen of {self._program.name}, but cannot be tapped")

    def tap_if_there(self, words: str, *, times: int = 1) -> bool:
        """The same, unless nothing that can be tapped says these words by now."""
        assert self._touch is not None, "this screen has no touch panel"
        time.sleep(SETTLED)
        target = next((tap for tap in self.look_at_rest()["taps"] if words in tap["words"]), None)
        if target is None:
            return False
        for _ in range(times):
            self._touch.tap(target["x"], target["y"])
        return True

    def type(self, keys: str, space: str) -> None:
        """Strikes the keys of the on-screen keyboard one after the other; ``space`` is what the space bar says."""
        assert self._touch is not None, "this screen has no touch panel"
        places = {tap["words"]: (tap["x"], tap["y"]) for tap in self.look()["taps"]}
        for key in keys:
            self._touch.tap(*places[space if key == " " else key])
            time.sleep(BETWEEN_KEYS)
