"""Sound as numbers: 22,050 a second, one channel, 16 bit. Reading, writing, trimming, levelling. Pure but for files."""

from __future__ import annotations

import math
import sys
import tempfile
import wave
from array import array
from pathlib import Path
from typing import TypeAlias

from hall_core.errors import MotcuaError

Samples: TypeAlias = "array[int]"
"""``array("h")``: -32,768 to 32,767."""

RATE = 22_050
"""What espeak-ng makes, and what the mixer is opened with (card.py), so nothing is lost or made on the way."""
FULL = 32_767
PEAK = 0.63
"""Loudest sample of a clip as a part of full scale: -4 dB leaves the amplifier room."""
LOUDNESS = 0.1
"""Root mean square that every clip is brought to, so that no word of a sentence jumps out."""
SILENT = 0.012
"""What is quieter at either end of a clip is cut off; pauses are set when clips are joined."""
FADE = RATE * 4 // 1000
"""Samples over which a cut end fades, so that it does not click."""
MEMORY = Path("/dev/shm")
"""A folder that is no disk: a thousand sounds a day would wear an SD card out for nothing."""


class WrongSoundError(MotcuaError):
    """A file that is no sound of ours; says what it is and what it should be."""

    key = "wrong-sound"


def passing_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder in memory for sounds that are gone when the ``with`` is left; on the disk if there is no other."""
    return tempfile.TemporaryDirectory(prefix="motcua-", dir=MEMORY if MEMORY.is_dir() else None)


def silence(seconds: float) -> Samples:
    return array("h", bytes(2 * round(seconds * RATE)))


def read_wav(file: Path) -> Samples:
    """The samples of a WAV file. WrongSoundError when it is damaged or of another kind, OSError as usual."""
    try:
        with wave.open(str(file), "rb") as sound:
            kind = sound.getnchannels(), sound.getsampwidth() * 8, sound.getframerate()
            data = sound.readframes(sound.getnframes())
            whole = len(data) == sound.getnframes() * sound.getnchannels() * sound.getsampwidth()
    except (wave.Error, EOFError) as error:
        raise WrongSoundError(f"{file} is no WAV file: {error}") from error
    if kind != (1, 16, RATE):
        channels, bits, rate = kind
        raise WrongSoundError(
            f"{file} has {channels} channel(s) of {bits} bit at {rate} Hz, it should have 1 of 16 bit at {RATE} Hz: "
            f"sox {file.name} -r {RATE} -c 1 -b 16 new.wav"
        )
    if not data or not whole:
        raise WrongSoundError(f"{file} is cut short or empty")
    samples = array("h", data)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def write_wav(file: Path, samples: Samples) -> None:
    """Writes ``samples``; whoever reads the file sees the old one or the new one, never half of it."""
    part = file.with_name(file.name + ".part")
    data = samples
    if sys.byteorder == "big":
        data = array("h", samples)
        data.byteswap()
    with wave.open(str(part), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(data.tobytes())
    part.replace(file)


def trimmed(samples: Samples) -> Samples:
    """Without the silence at both ends, which fade in and out. WrongSoundError when there is nothing else."""
    threshold = SILENT * FULL
    heard = [place for place, value in enumerate(samples) if abs(value) > threshold]
    if not heard:
        raise WrongSoundError("nothing but silence")
    first, last = max(0, heard[0] - FADE), min(len(samples), heard[-1] + 1 + FADE)
    cut = samples[first:last]
    for step in range(min(FADE, len(cut) // 2)):
        cut[step] = cut[step] * step // FADE
        cut[-1 - step] = cut[-1 - step] * step // FADE
    return cut


def levelled(samples: Samples) -> Samples:
    """Brought to LOUDNESS, but to no peak above PEAK."""
    peak = max(map(abs, samples)) / FULL
    loudness = math.sqrt(sum(value * value for value in samples) / len(samples)) / FULL
    gain = min(PEAK / peak, LOUDNESS / loudness)
    return array("h", (round(value * gain) for value in samples))
