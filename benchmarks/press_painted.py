"""Press on the keypad → painted on the board, 1920 × 1080, through every real program, with 1, 8 and 20 boards.

The key goes through a fake kernel device into the call box; the moment of painting is what the board writes into
its fact, just after the frame was flipped (both read the machine's one monotonic clock, in milliseconds).
Beside it, in turns with the halls: a message through a broker to a bare Kivy window of that size with one large label.

One board is the whole program on its glass. The other 7 or 19 are the real line half of a board (station, decider,
outbox; benchmarks/stand_in_boards.py), for two processors cannot draw twenty windows: what is seen here is what the
hall's hub, broker and line make of twenty boards, and not what twenty processors draw. They share two processors with
all that is measured, and stand back behind it, for in a hall each board is a box of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.bare_window import PAINTED, SHOW
from benchmarks.board_hall import BoardHall, Watcher
from benchmarks.now import now
from benchmarks.presses import Press, measure_presses
from benchmarks.report import Figure, Goal
from benchmarks.start_memory import SCREENLESS
from broker_config.run import start
from demo.hall_file import write_hall
from demo.programs import Program
from hall_core.device.hall_file import load

PRESSES = 100
PAUSE = 0.35
"""Seconds between two messages to the bare window, as between two presses."""
HALF = 0.5
"""Milliseconds: a fact tells whole ones, cut off."""
GOAL_P99 = Goal(50, "ms")


def measure() -> list[Figure]:
    return measure_presses("press → painted at 1080p", _ours, "message → bare window", _bare, PRESSES, GOAL_P99)


@contextmanager
def _ours(folder: Path, boards: int) -> Iterator[Press]:
    with BoardHall(folder, boards, voice=False) as hall:
        yield partial(_press, hall)


def _press(hall: BoardHall) -> float:
    begun = hall.call()
    took = hall.told("painted").mono + HALF - begun
    hall.came()
    return took


@contextmanager
def bare_window(folder: Path, *options: str, **environment: str) -> Iterator[Watcher]:
    """A broker and a bare window, which shows what the watcher says."""
    broker = start(load(write_hall(folder / "bare.toml", counters=1)), None, folder / "bare-broker")
    env = {**SCREENLESS, **environment}
    arguments = [str(broker.port), *options]
    window = Program("bare window", "benchmarks.bare_window", arguments, folder / "bare.log", env=env)
    try:
        window.wait_for("ready", 20)
        watcher = Watcher(broker.address, PAINTED)
        yield watcher
        watcher.close()
    finally:
        window.kill()
        broker.stop()


@contextmanager
def _bare(folder: Path) -> Iterator[Press]:
    with bare_window(folder) as watcher:
        yield partial(_show, watcher, count(1))


def _show(watcher: Watcher, numbers: Iterator[int]) -> float:
    """Another number each time, or there would be nothing to paint."""
    time.sleep(PAUSE)
    watcher.awake()
    begun = now()
    watcher.say(SHOW, f"A{next(numbers):03d}".encode())
    _, painted = watcher.next().payload.split()
    return float(painted) - begun
