"""A program begins anew by itself: in the same process, by the command line and the environment that it was started
with. To systemd nothing has ended, so it counts as no failure and waits for nothing; but it is given the time of a
start.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import NoReturn

from hall_core.device.watchdog import ANEW, Watchdog

SELF = Path("/proc/self")


def begin_anew(watchdog: Watchdog) -> NoReturn:
    """On the main thread, when all else of the program has stopped: no thread lives on, and
    what one was about to tell is never told."""
    environ = {ANEW: "1"} if watchdog.lengthen() else {}
    logging.shutdown()
    for file in (sys.stdout, sys.stderr):
        file.flush()
    for descriptor in (SELF / "fd").iterdir():
        if int(descriptor.name) > 2:
            _close_then(int(descriptor.name))
    os.execve(sys.executable, sys.orig_argv, given() | environ)


def given() -> dict[str, str]:
    """The environment as it was at the start: the program has changed its own since."""
    pairs = (os.fsdecode(pair).partition("=") for pair in (SELF / "environ").read_bytes().split(b"\0"))
    return {name: value for name, equals, value in pairs if equals and name != ANEW}


def _close_then(descriptor: int) -> None:
    """Graphics drivers and libraries in C may leave theirs open for what comes after."""
    try:
        os.set_inheritable(descriptor, False)
    except OSError:
        return  # it was the one by which they were listed
