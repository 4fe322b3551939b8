"""Waits until a machine is up, or says what it should."""

from __future__ import annotations

import re

from images.proving import rig
from images.proving.vm import PATIENCE, Box, VmError

ANSWER = 60
"""Seconds for a shell that is there."""
UP = "systemctl is-active hall-{role}.target"
MOTCUA = "/opt/motcua/bin/motcua"


def started(box: Box) -> None:
    """Until the rig's shell is there."""
    box.on()
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
