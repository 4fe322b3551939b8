"""The two-tone bell that goes before every call: made here, so that no sound file lies in the repository."""

from __future__ import annotations

import math
from array import array

from hall_core.ui.sound.samples import FULL, RATE, Samples

TONES = ((659.26, 0.0), (523.25, 0.42))
"""E5, then C5 (hertz, seconds after the start): a falling third, which asks for attention without alarm."""
PARTIALS = ((1.0, 1.0), (2.0, 0.35), (3.01, 0.12))
"""(times the tone, strength); the slightly sharp third makes it a bell and not an organ pipe."""
DECAY = 3.6
"""How fast a tone dies away, per second; higher partials faster."""
ATTACK = round(0.006 * RATE)
"""Samples until a tone is at full strength: a softened stroke."""
LENGTH = 1.3
"""Seconds; the rest of the second tone is below hearing in a hall."""
FADE_OUT = round(0.1 * RATE)
"""Samples over which that rest is led to silence, so that it does not click."""
LEVEL = 0.5
"""Peak as a part of full scale: beside the voice, not above it."""


def chime() -> Samples:
    """The bell, from silence to silence."""
    wave = [0.0] * round(LENGTH * RATE)
    for tone, start in TONES:
        for times, strength in PARTIALS:
            _strike(wave, round(start * RATE), tone * times, strength, DECAY * times)
    for place in range(FADE_OUT):
        wave[-1 - place] *= place / FADE_OUT
    gain = LEVEL * FULL / max(map(abs, wave))
    return array("h", (round(value * gain) for value in wave))


def _strike(wave: list[float], begin: int, hertz: float, strength: float, decay: float) -> None:
    """Adds one dying sine to ``wave`` from sample ``begin`` on."""
    turn = 2 * math.pi * hertz / RATE
    for place in range(len(wave) - begin):
        rise = min(1.0, place / ATTACK)
        wave[begin + place] += strength * rise * math.exp(-decay * place / RATE) * math.sin(turn * place)
