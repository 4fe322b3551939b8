"""What wakes a thread that waits in ``select``: a pipe, readable from the first wake until it is drained."""

from __future__ import annotations

import os
from contextlib import suppress

FULL = 65_536
"""Bytes that a pipe of Linux holds."""


class Waker:
    """Stands itself among what ``select`` reads. ``wake`` is for any thread, the rest for the one that is woken."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)

    def fileno(self) -> int:
        return self._reader

    def wake(self) -> None:
        """Never waits. OSError when it is closed."""
        # Perhaps nobody drains it for days; a full pipe means that it was woken often enough.
        with suppress(BlockingIOError):
            os.write(self._writer, b"\0")

    def drain(self) -> None:
        """Forgets all wakes until now. Who never drains stays woken."""
        with suppress(BlockingIOError):
            os.read(self._reader, FULL)

    def close(self) -> None:
        """After the thread has ended."""
        os.close(self._reader)
        os.close(self._writer)
        # Those numbers soon belong to other files, in which a late wake must not write.
        self._reader = self._writer = -1
