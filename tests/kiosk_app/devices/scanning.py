"""What the tests of the scanner share: an invented card, the desk that hears the scanner, and one on a real line."""

from __future__ import annotations

import os
import threading
import tty
from pathlib import Path

from hall_core.contract.messages import Problem

PATIENCE = 9.0
"""Seconds until a test gives up on something that must happen."""
NUMBER = "001199000001"
NAME = "NGUYỄN THỊ THỬ"
CARD = f"{NUMBER}|012345678|{NAME}|05021999|Nữ|Số 1 Phố Thử, Phường Thử, Quận Thử, Hà Nội|10052021"


class Desk:
    """What is heard of a scanner, and can be waited for."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.problems: list[tuple[Problem, bool]] = []
        self._changed = threading.Condition()

    def scanned(self, text: str) -> None:
        with self._changed:
            self.codes.append(text)
            self._changed.notify_all()

    def problem(self, problem: Problem, present: bool) -> None:
        with self._changed:
            self.problems.append((problem, present))
            self._changed.notify_all()

    def hears(self, *codes: str) -> None:
        """Wait until these have come, all that have."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.codes) >= len(codes), PATIENCE), self.codes
            assert self.codes == list(codes)

    def told(self, *missing: bool) -> None:
        """Wait until it was told so often whether the scanner is missing."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.problems) >= len(missing), PATIENCE), self.problems
            assert self.problems == [("scanner-missing", there) for there in missing]


class SerialLine:
    """The far end of a serial line at ``path``, where a scanner can be plugged in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"serial:{path}?baud=9600"
        self._ends: tuple[int, ...] = ()

    def plug_in(self) -> None:
        self._ends = os.openpty()
        tty.setraw(self._ends[1])
        self.path.symlink_to(os.ttyname(self._ends[1]))

    def unplug(self) -> None:
        if self._ends:
            self.path.unlink()
        for end in self._ends:
            os.close(end)
        self._ends = ()

    def sends(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._ends[0], rest) :]
