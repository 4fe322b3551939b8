"""How much is done: within the test command a part of each fault, in ``./run faults`` all of it."""

from __future__ import annotations

import os
from typing import TypeVar

ALL_FAULTS = "MOTCUA_ALL_FAULTS"
"""Set in the environment of the long run."""
LONG = ALL_FAULTS in os.environ
FAIL_POINTS = "fail points:"
"""How what a test records of them begins; printed at the end of a run of these tests."""
T = TypeVar("T")


def mostly(every: T, few: T) -> T:
    """``few`` within the test command, where a minute is all there is."""
    return every if LONG else few
