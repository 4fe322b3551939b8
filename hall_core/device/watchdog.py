"""Tells systemd that the program is up, and from then on that all of it still works (sd_notify, Type=notify).

    watchdog = Watchdog("screen", "line")
    station = Station(..., turned=watchdog.part("line"))

No clock speaks for a program here: its parts do, each when it has done a round of its real work. ``READY=1`` is said
when all have, and ``WATCHDOG=1`` each time when all have again. Where one stands still nothing more is said, and
systemd starts the program anew, however well the others are. Without systemd all of this does nothing.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, MutableMapping
from functools import partial

SOCKET, USEC, PID = "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"
"""systemd's: where to say it; how long it waits for the next word, and from whom."""
ANEW = "MOTCUA_ANEW"
"""Ours, of a program that begins anew (:mod:`hall_core.device.anew`): systemd has more patience than its unit says."""
ANEW_WITHIN = 180
"""Seconds for that: as long as the units give a start."""
WORDS = 6
"""So many are said while systemd waits for one: a box under load may be late with some."""
IDLE = 2.0
"""Seconds at most that a loop waits for something to do before it goes round all the same, to be seen alive."""
log = logging.getLogger(__name__)


class Watchdog:
    """``turned`` may be called from any thread, as often as a loop goes round."""

    def __init__(
        self,
        *parts: str,
        environ: MutableMapping[str, str] = os.environ,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        # What the program starts is not it, and must not speak for it.
        where, usec, pid = (environ.pop(name, "") for name in (SOCKET, USEC, PID))
        watched = bool(usec) and pid in ("", str(os.getpid()))
        self._parts = frozenset(parts)
        self._waiting = set(parts)
        self._now = now
        self._lock = threading.Lock()
        self._address = f"\0{where[1:]}" if where.startswith("@") else where
        self._every = int(usec) / 1_000_000 / WORDS if watched else None
        self._deaf_until = 0.0
        self._word = b"READY=1"
        if environ.pop(ANEW, "") and watched:
            self._word += f"\nWATCHDOG_USEC={usec}".encode()
        self._failing = False
        if watched:
            # systemd ends what stands still by SIGABRT: the journal then tells where each thread stood.
            faulthandler.enable()

    @property
    def there(self) -> bool:
        """Whether anybody listens."""
        return bool(self._address)

    def part(self, name: str) -> Callable[[], None]:
        """What the part of that name calls after each round."""
        if name not in self._parts:
            raise KeyError(name)
        return partial(self.turned, name)

    def lengthen(self) -> bool:
        """The program begins anew: systemd is to wait for its next word as long as for a start. Whether it waits."""
        if not self._address or self._every is None:
            return False
        self._send(f"WATCHDOG_USEC={ANEW_WITHIN * 1_000_000}".encode())
        return True

    def turned(self, part: str) -> None:
        # Rounds soon after a word do not count for the next one, so that it tells how all are when it is said.
        if not self._address or self._now() < self._deaf_until:
            return
        with self._lock:
            self._waiting.discard(part)
            if not self._waiting:
                self._say()

    def _send(self, word: bytes) -> bool:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as to_systemd:
                to_systemd.sendto(word, self._address)
        except OSError as error:
            if not self._failing:
                log.warning("systemd does not take %s: %s", word.decode(), error)
            self._failing = True
            return False
        self._failing = False
        return True

    def _say(self) -> None:
        if not self._send(self._word):
            return  # its queue may be full: the next round says it again
        if self._every is None:
            self._address = ""  # nobody waits for more
            return
        self._word = b"WATCHDOG=1"
        self._waiting.update(self._parts)
        self._deaf_until = self._now() + self._every
