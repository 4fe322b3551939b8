"""The bare screen (SDL's driver kmsdrm) may come later than its program: its driver is loaded while all else starts,
and SDL looks for it once."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

CARDS = Path("/dev/dri")
PATIENCE = 20.0
"""Seconds; SDL says then what it lacks, the program ends, and systemd starts it anew."""
LOOK = 0.05
log = logging.getLogger(__name__)


def wait_for_card(folder: Path = CARDS, seconds: float = PATIENCE) -> bool:
    """Until there is a graphics card that this program may use. False when none has come."""
    deadline = time.monotonic() + seconds
    if _there(folder):
        return True
    log.info("no graphics card in %s yet; it is waited for", folder)
    while time.monotonic() < deadline:
        time.sleep(LOOK)
        if _there(folder):
            return True
    log.error("no graphics card that this program may use has come in %s: is its driver loaded?", folder)
    return False


def _there(folder: Path) -> bool:
    """The kernel makes the file before udev says whose it is."""
    return any(os.access(card, os.R_OK | os.W_OK) for card in folder.glob("card*"))
