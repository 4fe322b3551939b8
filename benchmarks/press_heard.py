"""Press on the keypad → first sample of the announcement out of the sound card, with 1, 8 and 20 boards in the zone.

The board is the whole program with real clips; its card is SDL's disk driver, which is listened to chunk by chunk
(benchmarks/sound_tap.py). Nothing is subtracted. In the time are: the call box, the hub's durable decision, the
broker, the frame, which is on the glass before the sound begins, making and loading the sound, and what is left of the
chunk of 23 ms that SDL mixes at once. Not in it: the buffer of a real card behind SDL. Each press comes when the last
announcement is over and its call need not stand large any more, so that it never waits for its turn.

Beside it: a message through the same broker to a bare Kivy window that plays the chime it has loaded before, with the
card as Kivy opens it, in chunks of 93 ms. Of the other boards only the line half is real, as
benchmarks/press_painted.py says.
"""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.bare_window import SHOW
from benchmarks.board_hall import BoardHall
from benchmarks.now import now
from benchmarks.press_painted import bare_window
from benchmarks.presses import measure_presses
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
    return measure_presses("press → first sound sample", _ours, "message → chime of a bare window", _bare, GOAL_P99)


def _ours(folder: Path, boards: int) -> list[float]:
    folder.mkdir()
    tap = SoundTap(folder, OURS)
    try:
        with BoardHall(folder / "hall", boards, voice=True, environment=tap.environment) as hall:
            return [_press(hall, tap) for _ in range(PRESSES + 1)][1:]  # the first one waits for the hub to name it
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


def _bare(folder: Path) -> list[float]:
    wav = folder / "chime.wav"
    write_wav(wav, chime())
    tap = SoundTap(folder, KIVYS)
    took: list[float] = []
    try:
        with bare_window(folder, str(wav), **tap.environment) as watcher:
            for n in range(PRESSES):
                time.sleep(2 * LENGTH)
                tap.clear()
                begun = now()
                watcher.say(SHOW, f"A{n:03d}".encode())
                took.append(tap.next(SPOKEN) - begun)
                watcher.next()
    finally:
        tap.close()
    return took
