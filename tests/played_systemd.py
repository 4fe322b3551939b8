"""systemd's ear, as a program that is started by it finds it."""

from __future__ import annotations

import socket
from pathlib import Path


class PlayedSystemd:
    """Hears what a program says of itself. ``where`` None: in the kernel's own name space, as some systemds have it."""

    def __init__(self, where: Path | None, deadline: float) -> None:
        """``deadline``: seconds that it would wait for a word."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(where) if where else "")
        name = self._socket.getsockname()
        self.environ = {"NOTIFY_SOCKET": name if isinstance(name, str) else f"@{name[1:].decode()}"}
        """Of any unit."""
        self.watching = {**self.environ, "WATCHDOG_USEC": str(round(deadline * 1e6))}
        """Of one with WatchdogSec."""

    def next(self, seconds: float) -> str:
        """TimeoutError when nothing comes."""
        self._socket.settimeout(seconds)
        return self._socket.recv(1024).decode()

    def heard(self) -> list[str]:
        """What has come and was not looked at."""
        self._socket.setblocking(False)
        words: list[str] = []
        while True:
            try:
                words.append(self._socket.recv(1024).decode())
            except BlockingIOError:
                return words

    def close(self) -> None:
        self._socket.close()
