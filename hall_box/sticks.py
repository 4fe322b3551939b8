"""Sticks with a FAT file system that nobody has mounted."""

from __future__ import annotations

import logging

import msgspec

from hall_box.machine import CommandError, Machine
from hall_trust.removable import COMMAND, sticks

log = logging.getLogger(__name__)


def plugged(machine: Machine) -> list[str]:
    """Their device nodes; none when it cannot be told."""
    try:
        return [stick.device for stick in sticks(machine.do(*COMMAND).encode()) if stick.free]
    except (CommandError, msgspec.DecodeError) as error:
        log.warning("sticks cannot be seen: %s", error)
        return []
