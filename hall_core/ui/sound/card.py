"""The sound card as SDL sees it: is it still there, and open it anew. The only module that knows SDL itself.

Kivy opens the card once. When that failed, or the card was pulled out since, its sounds stay silent until the
program ends, and nothing says so. SDL can do better; its libraries are in the process already, and are found there.
"""

from __future__ import annotations

import ctypes
import logging
from pathlib import Path

log = logging.getLogger(__name__)

LOADED = Path("/proc/self/maps")
"""Which libraries this process has loaded: Kivy's wheel brings its own SDL, Debian's package the system's."""
MIXER_DEVICE = 2
"""SDL's number of the device that SDL_mixer opens (1 is kept for an older way of opening one)."""
STOPPED = 0
# What Kivy opens the mixer with: 44.1 kHz, two channels, 16 bit.
SDL_INIT_AUDIO = 0x10
AUDIO_S16LSB = 0x8010
RATE, CHANNELS, CHUNK = 44_100, 2, 1_024


class Card:
    """To be used from one thread, after Kivy's sound has been imported."""

    def __init__(self) -> None:
        self._sdl = _loaded("libSDL2-")
        self._mixer = _loaded("libSDL2_mixer-")

    def alive(self) -> bool:
        """Whether a card is open and has taken all sound so far; True when SDL cannot be asked."""
        return self._sdl is None or self._sdl.SDL_GetAudioDeviceStatus(MIXER_DEVICE) != STOPPED

    def reopen(self) -> bool:
        """Looks for a card again; False when there is none. Sounds loaded before are worthless afterwards."""
        if self._sdl is None or self._mixer is None:
            return False
        self._mixer.Mix_CloseAudio()
        self._sdl.SDL_QuitSubSystem(SDL_INIT_AUDIO)
        if self._sdl.SDL_InitSubSystem(SDL_INIT_AUDIO) == 0:
            self._mixer.Mix_OpenAudio(RATE, ctypes.c_uint16(AUDIO_S16LSB), CHANNELS, CHUNK)
        found = self.alive()
        if found:
            log.info("the sound card is open again")
        return found


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
