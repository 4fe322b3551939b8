"""Waits until a machine is up, or says what it should."""

from __future__ import annotations

import re

from images.proving import rig
from images.proving.vm import PATIENCE, Box, VmError

ANSWER = 60
"""Seconds for a shell that is there."""
JUDGED = 45 * 60
"""Seconds for a release that is not good: fetched, written, started, and judged a quarter of an hour later."""
UPDATE = "cat /run/motcua/box/update.json"
AT_THE_KERNEL = b"Starting kernel"
"""The last that U-Boot says."""
UP = "systemctl is-active hall-{role}.target"
MOTCUA = "/opt/motcua/bin/motcua"


def started(box: Box, *, leaning: bool = False) -> None:
    """Until the rig's shell is there. ``leaning``: on a key, for as long as a boot loader on that line hears it."""
    box.on()
    if leaning:
        box.lean(AT_THE_KERNEL)
    box.wait_for(rig.READY)


def until(box: Box, command: str, wanted: str, seconds: float = PATIENCE) -> str:
    """Until what a command of the shell says matches; a failing command says its reason. The machine may start anew
    meanwhile: then there is nobody who answers."""
    said = ""

    def look() -> bool:
        nonlocal said
        try:
            said = box.sh(f"{command} || true", ANSWER)
        except VmError as error:
            said = str(error)
        return re.search(wanted, said) is not None

    try:
        box.wait(look, f"{wanted!r} from {command!r}", seconds)
    except VmError as error:
        raise VmError(f"{error}\nit said: {said[-800:]}") from error
    return said
