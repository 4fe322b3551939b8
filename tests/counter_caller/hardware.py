"""A line display for the program's far end of a serial line."""

from __future__ import annotations

import os
import select
import tty
from pathlib import Path

PATIENCE = 9.0
"""Seconds until a test gives up on something that must happen."""


class Screen:
    """A display of 2 x 20 characters at the far end of a serial line, which knows CR, LF and clear."""

    def __init__(self, path: Path) -> None:
        self.rows = ["", ""]
        self.pictures = 0
        self._path = path
        self._row = self._column = 0
        self.master, slave = os.openpty()
        tty.setraw(slave)
        path.unlink(missing_ok=True)
        path.symlink_to(os.ttyname(slave))
        self._slave = slave

    def plugged_in_alone(self) -> None:
        """Leaves the line to the program, so that closing the master hangs it up."""
        os.close(self._slave)

    def unplug(self) -> None:
        self._path.unlink()
        os.close(self.master)

    def shows(self, *rows: str) -> bool:
        """Whether it comes to show this."""
        while self.rows != list(rows):
            if not select.select([self.master], [], [], PATIENCE)[0]:
                return False
            for byte in os.read(self.master, 256):
                self._take(byte)
        return True

    def _take(self, byte: int) -> None:
        match byte:
            case 0x0C:
                self.rows, self._row, self._column = ["", ""], 0, 0
                self.pictures += 1
            case 0x0D:
                self._column = 0
            case 0x0A:
                assert self._row == 0, "a third line would scroll the first one away"
                self._row = 1
            case _:
                assert 0x20 <= byte < 0x7F and self._column < 20
                self.rows[self._row] = self.rows[self._row][: self._column] + chr(byte)
                self._column += 1
