"""What people have seen and programs were told, kept outside of the programs that are killed.

A line is in the kernel's hands once it is written: nothing that happens to its writer takes it away.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

BELL = "bell"

What = Literal["asked", "answered", "unanswered", "tapped", "seen", "no-number", "paper", "painted", "told", "boot"]


class Seen(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that somebody outside has noticed."""

    what: What
    id: str
    """Of the intent, call or offer; of a boot, which."""
    number: str = ""
    ms: int = 0
    """Milliseconds that it took."""
    body: Any = None
    """Reply, command or fact; of a call that is painted its counter; of a paper whether it is marked as a reprint."""
    at: float = 0.0
    """By the machine's one clock, seconds."""
    device: str = ""


class Witness:
    """The near end, in a device's process. Safe to use from several threads."""

    def __init__(self, folder: Path, device: str) -> None:
        self._device = device
        self._file = os.open(folder / f"{device}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._bell.setblocking(False)
        self._bell_at = str(folder / BELL)
        self._encode = msgspec.json.Encoder().encode

    def saw(self, what: What, id: str, *, number: str = "", ms: int = 0, body: Any = None) -> None:
        seen = Seen(what=what, id=id, number=number, ms=ms, body=body, at=time.monotonic(), device=self._device)
        os.write(self._file, self._encode(seen) + b"\n")
        # Whoever waits for an answer to strike at once, if anybody does.
        with suppress(OSError):
            self._bell.sendto(what.encode(), self._bell_at)

    def close(self) -> None:
        os.close(self._file)
        self._bell.close()


class Bell:
    """Rings at each thing that is seen."""

    def __init__(self, folder: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(folder / BELL))

    def wait(self, what: What, seconds: float) -> bool:
        """Until the next of these from now on, or so long."""
        self._socket.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                self._socket.recv(64)
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._socket.settimeout(left)
            with suppress(TimeoutError):
                if self._socket.recv(64) == what.encode():
                    return True
        return False

    def close(self) -> None:
        self._socket.close()


def witnessed(folder: Path, device: str = "*") -> Iterator[Seen]:
    """All that was seen, each device's in its order; or that of one."""
    decode = msgspec.json.Decoder(Seen).decode
    for file in sorted(folder.glob(f"{device}.jsonl")):
        for line in file.read_bytes().splitlines():
            yield decode(line)
