"""How a program lets its box be looked at: what its station gives to a head who asks, and where it tells how it is."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from hall_core.contract.box import DOCTOR
from hall_core.contract.doctor import LINES
from hall_core.device import log
from hall_core.domain.plan_devices import Device
from hall_core.mqtt.caring import Answer, Ways, packed

READ_MOST = 256_000
"""Bytes of the end of a log's file: far more than its last lines take."""


def ways_of(device: Device, given: Namespace, picture: Callable[[Answer], None] | None = None) -> Ways:
    """``given``: the command line, which has where the run-time files of the box are; ``picture`` as :class:`Ways`."""
    role = str(type(device).__struct_config__.tag)
    return Ways(folder=given.box / role, report=given.box / DOCTOR, lines=own_lines, picture=picture)


def own_lines() -> bytes:
    """Of this program's log."""
    file = log.own_file()
    return packed(["no log file, only the journal"] if file is None else last_lines(file))


def last_lines(file: Path, most: int = LINES) -> list[str]:
    """Of the log's file, and of the one before it where it has only just begun. What cannot be read is said."""
    lines = _end(file)
    if len(lines) < most:
        lines = [*_end(file.with_name(f"{file.name}.1")), *lines]
    return lines[-most:]


def _end(file: Path) -> list[str]:
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - READ_MOST))
            text = opened.read(READ_MOST).decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        return [f"{file.name}: {error.strerror or error}"]
    lines = text.splitlines()
    return lines[1:] if size > READ_MOST else lines
