"""The sound that SDL mixed, from its raw file to a WAV that anybody can hear, and whether there is any."""

from __future__ import annotations

import array
import wave
from pathlib import Path

from hall_core.ui.sound.card import CHANNELS
from hall_core.ui.sound.samples import RATE

WIDTH = 2
"""Bytes a sample."""
LOUD = 300
"""Of 32,767: above the noise of nothing."""


def to_wav(raw: Path, wav: Path) -> float:
    """Writes ``wav``; gives the seconds in which something is to be heard."""
    data = raw.read_bytes()
    data = data[: len(data) - len(data) % (CHANNELS * WIDTH)]
    with wave.open(str(wav), "wb") as out:
        out.setnchannels(CHANNELS)
        out.setsampwidth(WIDTH)
        out.setframerate(RATE)
        out.writeframes(data)
    samples = array.array("h", data)
    window = RATE * CHANNELS // 10
    heard = sum(1 for at in range(0, len(samples), window) if max(map(abs, samples[at : at + window])) > LOUD)
    return heard / 10
