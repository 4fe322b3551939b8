"""Whether somebody has plugged in what the box refuses: looked up now and then, told when it is another."""

from __future__ import annotations

from collections.abc import Callable

from hall_core.contract.box import REFUSED_USB
from hall_core.contract.messages import Problem

LOOK_EVERY = 5.0
"""Seconds."""


class Tampering:
    """``report``: as a Station's, which tells what differs and nothing twice."""

    def __init__(self, report: Callable[[Problem, bool, str], None]) -> None:
        self._report = report
        self._due = 0.0

    def tend(self, now: float) -> None:
        """``now``: seconds of a clock that nobody sets."""
        if now < self._due:
            return
        self._due = now + LOOK_EVERY
        try:
            refused = REFUSED_USB.read_text("utf-8", "replace").strip()
        except FileNotFoundError:  # none was, or this is no box
            refused = ""
        except OSError as error:
            # It is there only when something was refused.
            refused = f"{REFUSED_USB}: {error.strerror or error}"
        self._report("tamper", bool(refused), refused.replace("\n", "; "))
