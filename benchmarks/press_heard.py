"""Press on the keypad → first sample of the announcement out of the sound card, with 1, 8 and 20 boards in the zone.

The board is the whole program with real clips; its card is SDL's disk driver, which is listened to chunk by chunk
(benchmarks/sound_tap.py). Nothing is subtracted. In the time are: the call box, the hub's durable decision, the
broker, the frame, which is on the glass before the sound begins, making and loading the sound, and what is left of the
chunk of 23 ms that SDL mixes at once. Not in it: the buffer of a real card behind SDL. Each press comes when the last
announcement is over and its call need not stand large any more, so that it never waits for its turn.

Beside it, in turns with the halls: a message through a broker to a bare Kivy window that plays the chime it has loaded
before, with the card as Kivy opens it, in chunks of 93 ms. Of the other boards only the line half is real, as
benchmarks/press_painted.py says.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.bare_window import SHOW
from benchmarks.board_hall import BoardHall, Watcher
from benchmarks.now import now
from benchmarks.press_painted import bare_window
from benchmarks.presses import Press, measure_presses
from benchmarks.report import Figure, Goal
from benchmarks.sound_tap import KIVYS, OURS, SoundTap
from hall_core.ui.sound.chime import LENGTH, chime
from hall_core.ui.sound.samples import write_wav

PRESSES = 40
"""An announcement lasts six seconds. The p99 of so many is the worst of them."""
SPOKEN = 25.0
LARGE = 5_300
"""Milliseconds from one press to the next at least: a call stands large for five seconds before another one may."""
GOAL_P99 = Goal(150, "ms")


def measure() -> list[Figure]:
    beside = "message → chime of a bare window"
    return measure_presses("press → first sound sample", _ours, beside, _bare, PRESSES, GOAL_P99)


@contextmanager
def _ours(folder: Path, boards: int) -> Iterator[Press]:
    folder.mkdir()
    tap = SoundTap(folder, OURS)
    try:
        with BoardHall(folder / "hall", boards, voice=True, environment=tap.environment) as hall:
            _press(hall, tap)  # the first one waits for the hub to name the voice
            yield partial(_press, hall, tap)
    finally:
        tap.close()


def _press(hall: BoardHall, tap: SoundTap) -> float:
    tap.clear()
    begun = hall.call()
    heard = tap.next(SPOKEN)
    hall.came()
    hall.told("spoken", SPOKEN)
    time.sleep(max(0.0, LARGE - (now() - begun)) / 1_000)
    return heard - begun


@contextmanager
def _bare(folder: Path) -> Iterator[Press]:
    wav = folder / "chime.wav"
    write_wav(wav, chime())
    tap = SoundTap(folder, KIVYS)
    try:
        with bare_window(folder, str(wav), **tap.environment) as watcher:
            yield partial(_chime, watcher, tap, count(1))
    finally:
        tap.close()


def _chime(watcher: Watcher, tap: SoundTap, numbers: Iterator[int]) -> float:
    time.sleep(2 * LENGTH)
    watcher.awake()
    tap.clear()
    begun = now()
    watcher.say(SHOW, f"A{next(numbers):03d}".encode())
    heard = tap.next(SPOKEN)
    watcher.next()
    return heard - begun
