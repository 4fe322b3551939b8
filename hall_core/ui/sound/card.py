"""The sound card as SDL sees it: is it still there, and open it anew. The only module that knows SDL itself.

Kivy opens the card once. When that failed, or the card was pulled out since, its sounds stay silent until the
program ends, and nothing says so. And it opens it for music: 44.1 kHz in two channels, mixed 93 ms at once, so that a
sound begins up to so much late, and each of ours is converted to twice the rate and two channels while it is loaded
(10 to 90 ms). SDL can do better; its libraries are in the process already, and are found there.
"""

from __future__ import annotations

import ctypes
import logging
import threading
from pathlib import Path

from hall_core.ui.sound.samples import RATE

log = logging.getLogger(__name__)

LOADED = Path("/proc/self/maps")
"""Which libraries this process has loaded: Kivy's wheel brings its own SDL, Debian's package the system's."""
MIXER_DEVICE = 2
"""SDL's number of the device that SDL_mixer opens (1 is kept for an older way of opening one)."""
STOPPED = 0
SDL_INIT_AUDIO = 0x10
AUDIO_S16LSB = 0x8010
CHANNELS = 1
"""Our sounds' own format, so that loading one is reading it; what the card plays, SDL makes of it as it goes out."""
NO_OTHER_FORMAT = 0
"""SDL_mixer is not to take over the format of the card."""
CHUNK = 512
"""Samples mixed at once, 23 ms: a sound begins by so much late at most."""
OPENING = threading.Lock()
"""The process has one mixer, and each thread that makes sounds its own :class:`Card`."""


class Card:
    """To be used from one thread, after Kivy's sound has been imported."""

    def __init__(self) -> None:
        self._sdl = _loaded("libSDL2-")
        self._mixer = _loaded("libSDL2_mixer-")

    def alive(self) -> bool:
        """Whether a card is open as we want it and has taken all sound so far; True when SDL cannot be asked."""
        if self._sdl is None or self._mixer is None:
            return True
        return self._sdl.SDL_GetAudioDeviceStatus(MIXER_DEVICE) != STOPPED and self._format() == (RATE, CHANNELS)

    def reopen(self) -> bool:
        """Looks for a card again; False when there is none. Sounds loaded before are worthless afterwards."""
        if self._sdl is None or self._mixer is None:
            return False
        with OPENING:
            self._mixer.Mix_CloseAudio()
            self._sdl.SDL_QuitSubSystem(SDL_INIT_AUDIO)
            if self._sdl.SDL_InitSubSystem(SDL_INIT_AUDIO) == 0:
                form = ctypes.c_uint16(AUDIO_S16LSB)
                self._mixer.Mix_OpenAudioDevice(RATE, form, CHANNELS, CHUNK, None, NO_OTHER_FORMAT)
            found = self.alive()
        if found:
            log.info("the sound card is open")
        return found

    def _format(self) -> tuple[int, int]:
        """Hertz and channels that are mixed; zeros when no card is open."""
        assert self._mixer is not None, "it is asked for only with a mixer"
        rate, form, channels = ctypes.c_int(), ctypes.c_uint16(), ctypes.c_int()
        self._mixer.Mix_QuerySpec(ctypes.byref(rate), ctypes.byref(form), ctypes.byref(channels))
        return rate.value, channels.value


def _loaded(name: str) -> ctypes.CDLL | None:
    """The library whose file name begins with ``name``, if the process has it."""
    try:
        lines = LOADED.read_text().splitlines()
    except OSError as error:
        log.warning("a lost sound card will not be noticed: %s", error)
        return None
    paths = (line.rpartition(" ")[2] for line in lines)
    path = next((path for path in paths if Path(path).name.startswith(name)), None)
    return None if path is None else ctypes.CDLL(path)
