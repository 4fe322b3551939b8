"""How far it is: one line that changes on a terminal, a line for each tenth elsewhere."""

from __future__ import annotations

import time
from typing import TextIO

from images.flashing.disks import amount

EVERY = 0.2
"""Seconds, on a terminal."""


class Progress:
    """Call it with what is being done, how many bytes of it are done and how many there are."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._terminal = out.isatty()
        self._what = ""
        self._since = self._said = 0.0
        self._tenth = -1
        self._open = False

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what != self._what:
            self.end()
            self._what, self._since, self._said, self._tenth = what, now, 0.0, -1
        if self._terminal:
            if now - self._said >= EVERY or done == total:
                self._said, self._open = now, True
                self._out.write(f"\r\x1b[K{line(what, done, total, now - self._since)}")
                self._out.flush()
        elif (tenth := done * 10 // max(total, 1)) != self._tenth:
            self._tenth = tenth
            print(line(what, done, total, now - self._since), file=self._out, flush=True)

    def end(self) -> None:
        """What is said next stands on a line of its own."""
        if self._open:
            self._out.write("\n")
            self._out.flush()
            self._open = False


def line(what: str, done: int, total: int, seconds: float) -> str:
    """``writing 40 %, 1.1 GB of 2.8 GB, 24.1 MB/s, 1 min 10 s left``"""
    words = [f"{what} {done * 100 // max(total, 1)} %", f"{amount(done)} of {amount(total)}"]
    if seconds > 0 and done:
        words += [f"{amount(done / seconds)}/s", f"{lasting((total - done) * seconds / done)} left"]
    return ", ".join(words)


def lasting(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
