"""The two lines to a machine in QEMU: QEMU's own, and the shell of the rig within it."""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

LOOK = 0.2
"""Seconds between two looks."""


class VmError(Exception):
    """What did not come, and the last the machine said."""


class Qmp:
    """QEMU's own line for whoever holds the machine."""

    def __init__(self, path: Path, running: Callable[[], None]) -> None:
        self._socket = connected(path, running)
        self._file = self._socket.makefile("rw", encoding="utf-8")
        self._file.readline()
        self.do("qmp_capabilities")

    def do(self, command: str, **arguments: Any) -> Any:
        self._file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._file.flush()
        for line in self._file:
            said = json.loads(line)
            if "return" in said:
                return said["return"]
            if "error" in said:
                raise VmError(f"{command}: {said['error']['desc']}")
        raise VmError(f"{command}: QEMU has hung up")

    def close(self) -> None:
        self._file.close()
        self._socket.close()


class Shell:
    """A root shell on the second serial line, which the card's ``extra`` file asked for (images.proving.rig)."""

    def __init__(self, path: Path, running: Callable[[], None]) -> None:
        self._socket = connected(path, running)
        self._socket.settimeout(LOOK)
        self._running = running
        self._count = 0
        self._heard = b""
        self.unasked = b""
        """What was said since the machine was switched on, but for answers."""

    def run(self, command: str, seconds: float) -> tuple[int, str]:
        self._count += 1
        begin, end = (f"#{self._count}#{os.getpid()}#{which}" for which in ("begin", "end"))
        # The marks are put together by the shell: an echo of the command does not hold them.
        line = f'echo "{begin[:2]}""{begin[2:]}"; {{ {command}\n}} 2>&1; echo "{end[:2]}""{end[2:]}$?"\n'
        self._heard = b""
        deadline = time.monotonic() + seconds
        self._socket.sendall(line.encode())
        while True:
            try:
                self._heard += self._socket.recv(65_536).replace(b"\0", b"")
            except TimeoutError:
                self._running()
            found = re.search(rf"{begin}\s+(.*){end}(\d+)".encode(), self._heard, re.S)
            if found:
                return int(found[2]), found[1].decode("utf-8", "replace").replace("\r", "")
            if time.monotonic() > deadline:
                raise VmError(
                    f"the shell has not answered {command[:100]!r} in {seconds:.0f} s: {self._heard[-500:]!r}"
                )

    def heed(self) -> None:
        """Takes what is said unasked. A Raspberry Pi's U-Boot stands still when nobody does."""
        self._socket.setblocking(False)
        with suppress(BlockingIOError):
            while more := self._socket.recv(65_536):
                self.unasked += more
        self._socket.settimeout(LOOK)

    def lean(self) -> None:
        """A key, for whoever listens; nobody need take it."""
        with suppress(TimeoutError):
            self._socket.sendall(b" ")

    def close(self) -> None:
        self._socket.close()


def connected(path: Path, running: Callable[[], None]) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    deadline = time.monotonic() + 60
    while True:
        try:
            line.connect(str(path))
        except OSError as error:
            running()
            if time.monotonic() > deadline:
                raise VmError(f"{path}: {error}") from error
            time.sleep(0.05)
        else:
            return line
