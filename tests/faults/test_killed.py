"""Hub, broker and devices killed again and again under load: nothing that was told is lost, twice, or made up."""

from __future__ import annotations

import pytest

from tests.faults.hall import FaultHall
from tests.faults.nemesis import Nemesis
from tests.faults.witness import witnessed

SEED = 7
ENOUGH = 50
"""Answers that must have been heard for the run to say anything."""


@pytest.mark.timeout(180)
def test_a_hall_whose_parts_are_killed_at_work_has_kept_all_that_it_has_answered(hall: FaultHall) -> None:
    hall.start_devices()
    nemesis = Nemesis(hall, SEED)
    nemesis.strike_all(hub=10, broker=2, device=4)
    hall.settle()
    assert hall.faults() == []
    assert nemesis.struck == {"hub": 10, "broker": 2, "device": 4}
    assert sum(one.what in ("answered", "seen") for one in witnessed(hall.witness)) > ENOUGH
