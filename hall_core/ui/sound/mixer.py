"""The only module that knows Kivy's sound: plays one WAV file at a time and tells whether it was heard to its end.

Kivy says little: without a sound card it loads a sound of length 0 and raises nothing, and a card that hangs never
sends ``on_stop``. So the length is looked at, the end is waited for no longer than it can take, and before each
sound the card is looked for again when it is gone.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hall_core.ui.sound.card import Card

if TYPE_CHECKING:
    from kivy.core.audio import Sound

log = logging.getLogger(__name__)

LATE = 2.0
"""Seconds after its length in which a sound must have ended; Kivy looks every 0.1 s, on the screen's thread, and a box
that has much else to do is late with that."""
EARLY = 0.15
"""Seconds by which a sound may end before its length: what the card has taken in already, it still plays."""


def gain(percent: int) -> float:
    """What the samples are multiplied by, so that half the percentage sounds half as loud: ten decibels less."""
    return (percent / 100) ** (10 / 6.02)


class Mixer:
    """``on_screen_thread`` runs a function on Kivy's thread soon, in order. All but :meth:`hush` is for one other
    thread."""

    def __init__(self, on_screen_thread: Callable[[Callable[[], Any]], None]) -> None:
        self._soon = on_screen_thread
        self._card: Card | None = None
        self._doubtful = False
        """The card is there and has not played."""
        self._over: threading.Event | None = None
        """Set when the sound that plays has ended, or is to end."""

    def ready(self) -> bool:
        """Whether there is a sound card to play on; looks for one if there was none, and opens it anew after a sound
        that was not heard to its end."""
        if self._card is None:
            os.environ.setdefault("KIVY_AUDIO", "sdl2")  # the provider in every Kivy; spares looking for others
            from kivy.core.audio.audio_sdl2 import SoundSDL2  # 0.1 s, long after the first frame

            SoundSDL2.extensions()  # opens the card, in a way that is not ours: what follows opens it anew
            self._card = Card()
        if self._doubtful:
            self._doubtful = False
            return self._card.reopen() or self._card.alive()
        return self._card.alive() or self._card.reopen()

    def load(self, file: Path) -> Sound | None:
        """Takes a WAV file into memory; None when there is no card to play it on."""
        if not self.ready():
            return None
        from kivy.core.audio import SoundLoader

        sound = SoundLoader.load(str(file))
        if sound is None or sound.length <= 0:
            log.warning("the sound card takes no sound")
            return None
        return sound

    def play(
        self, sound: Sound, length: float, wanted: Callable[[], bool] = lambda: True, *, percent: int = 100
    ) -> bool:
        """Plays what was loaded, of ``length`` seconds, and waits for its end. False when it was not heard whole.
        ``percent``: how loud it is to sound. The eye first: it begins when the frame that is being made is on the
        glass.

        ``wanted`` is asked on both threads, lastly just before the first sample; it must be False before
        :meth:`hush` is called, for a sound that has not begun by then would begin after it.
        """
        sound.volume = gain(percent)
        try:
            return self._ends(sound, length, wanted) and self._card is not None and self._card.alive()
        finally:
            self._soon(sound.unload)  # also silences it if it should still go on

    def hush(self) -> None:
        """From any thread, at once: what plays breaks off, and its :meth:`play` returns False."""
        if (over := self._over) is not None:
            over.set()

    def _ends(self, sound: Sound, length: float, wanted: Callable[[], bool]) -> bool:
        """Starts ``sound`` and waits; False when it does not start, breaks off, never ends or is not wanted."""
        from kivy.clock import Clock

        over = self._over = threading.Event()
        times: dict[str, float] = {}
        if not wanted():
            return False

        def start() -> None:
            if not wanted():
                over.set()
                return
            times["began"] = time.monotonic()
            sound.play()
            if sound.state != "play":
                over.set()

        def end(_: Sound) -> None:
            times["ended"] = time.monotonic()
            over.set()

        sound.bind(on_stop=end)
        # What is done soon comes before the next frame; what the clock does 0 s after that comes behind it.
        self._soon(lambda: Clock.schedule_once(lambda _: start(), 0))
        ended = over.wait(length + LATE)
        if not wanted():
            return False
        if not ended:
            self._doubtful = True
            log.warning("a sound of %.1f s has not ended", length)
            return False
        if "ended" not in times or times["ended"] - times["began"] < length - EARLY:
            self._doubtful = True
            log.warning("a sound of %.1f s did not play, or broke off", length)
            return False
        return True
