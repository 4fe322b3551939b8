"""The only module that knows Kivy's sound: plays one WAV file at a time and tells whether it was heard to its end.

Kivy's SDL2 provider says little: without a sound card it loads a sound of length 0 and raises nothing; a card that
goes away in mid-sound never sends ``on_stop``; and having failed to open the card once, it never tries again. So
the length is looked at, the end is waited for no longer than it can take, and a lost card is opened anew.
"""

from __future__ import annotations

import ctypes
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kivy.core.audio import Sound

log = logging.getLogger(__name__)

LATE = 1.0
"""Seconds after its length in which a sound must have ended; ``on_stop`` comes up to 0.2 s late."""
EARLY = 0.1
"""Seconds before its length at which a sound that stops was still whole: what the card has taken, it plays."""

# SDL's own constants and what Kivy opens the mixer with.
SDL_INIT_AUDIO = 0x10
AUDIO_S16LSB = 0x8010
MIX_RATE, MIX_CHANNELS, MIX_CHUNK = 44_100, 2, 1_024


class Mixer:
    """``on_screen_thread`` runs a function on Kivy's thread soon; :meth:`play` is for a thread of its own."""

    def __init__(self, on_screen_thread: Callable[[Callable[[], None]], None]) -> None:
        self._soon = on_screen_thread
        self._lost = False

    def find_card(self) -> bool:
        """Opens the sound card; False when there is none."""
        os.environ.setdefault("KIVY_AUDIO", "sdl2")  # the one provider that is in every Kivy; spares looking for others
        from kivy.core.audio import SoundLoader  # noqa: PLC0415 - 0.05 s and a sound card, after the first frame

        return self._opened(SoundLoader)

    def play(self, file: Path, length: float) -> bool:
        """Plays a WAV file of ``length`` seconds; returns when it is over. False when it was not heard whole."""
        from kivy.core.audio import SoundLoader  # noqa: PLC0415

        if self._lost and not reopen_card():
            return False
        sound = SoundLoader.load(str(file))
        if sound is None or sound.length <= 0:
            self._lost = not reopen_card()
            sound = None if self._lost else SoundLoader.load(str(file))
        if sound is None or sound.length <= 0:
            log.warning("no sound card plays %s", file.name)
            self._lost = True
            return False
        ended = self._ends(sound, length)
        self._lost = not ended
        self._soon(sound.unload)
        return ended
