"""What root does to the system itself: units, mounts, the host name, the clock. The one module that calls its tools."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hall_core.device.clock import Clock, hears_time
from hall_core.device.image import image_version
from hall_core.domain.names import Millis

PATIENCE = 60.0
"""Seconds; the hall's first keys take a Raspberry Pi a few."""
log = logging.getLogger(__name__)


class CommandError(Exception):
    """One of the system's, or of our own: what it said."""


class Machine:
    def do(self, *words: str, env: dict[str, str] | None = None) -> str:
        """What it said. CommandError when it fails, or is not there."""
        try:
            done = subprocess.run(
                words, capture_output=True, text=True, check=False, timeout=PATIENCE, env={**os.environ, **(env or {})}
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise CommandError(f"{words[0]}: {error}") from error
        if done.returncode:
            said = " ".join((done.stderr or done.stdout).split())
            raise CommandError(f"{' '.join(words[:3])}: {said or f'exit status {done.returncode}'}")
        return done.stdout

    def motcua(self, *words: str) -> str:
        """One of our own commands, as a program of its own."""
        return self.do(os.environ.get("MOTCUA", "/opt/motcua/bin/motcua"), *words)

    def units(self, act: str, *names: str) -> None:
        """``start``, ``stop``, ``restart``, ``try-restart``, without waiting: what waits for us would wait for ever."""
        try:
            self.do("systemctl", "--no-block", act, *names)
        except CommandError as error:
            log.warning("%s", error)

    def is_mounted(self, folder: Path) -> bool:
        return folder.is_mount()

    def has_disk(self, label: str) -> bool:
        """Whether one with this label is plugged in."""
        return Path("/dev/disk/by-label", label).exists()

    def call(self, name: str) -> None:
        """The box has this host name from now on."""
        try:
            socket.sethostname(name)
        except OSError as error:
            log.warning("the box cannot be called %s: %s", name, error.strerror)

    @contextmanager
    def writable(self, card: Path) -> Iterator[None]:
        """The partition, which is mounted read-only, takes changes for as long as this lasts."""
        mounted = card.is_mount()
        if mounted:
            self._remount(card, "rw")
        try:
            yield
        finally:
            if mounted:
                self._remount(card, "ro")

    def _remount(self, card: Path, how: str) -> None:
        try:
            self.do("mount", "-o", f"remount,{how}", str(card))
        except CommandError as error:
            raise OSError(30, str(error), str(card)) from error

    def wall(self) -> Millis:
        """What the box's clock says; at a start of our image nobody has set it yet."""
        at, _, _ = Clock()()
        return at

    def hears_time(self) -> bool:
        return hears_time()

    def set_clock(self, at: Millis) -> None:
        """OSError: not by us."""
        time.clock_settime_ns(time.CLOCK_REALTIME, at * 1_000_000)

    def image(self) -> str:
        """The version of the image; "" on a box that was set up by hand."""
        return image_version()
