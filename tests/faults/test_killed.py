"""Hub, broker and devices killed again and again under load: nothing that was told is lost, twice, or made up."""

from __future__ import annotations

import os
import signal

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


@pytest.mark.timeout(120)
def test_a_program_that_ends_by_itself_is_found_and_a_strike_that_hits_nobody_alive_does_not_count(
    hall: FaultHall,
) -> None:
    hall.start_device("bang-1")
    for program in (hall.hub, hall.devices["bang-1"]):
        os.kill(program.process.pid, signal.SIGALRM)
        program.process.wait()
    nemesis = Nemesis(hall, SEED)
    nemesis.strike_all(hub=1, broker=1)
    assert nemesis.struck == {"hub": 0, "broker": 1}
    assert [fault.splitlines()[0] for fault in hall.ends.faults()] == [
        "hub ended by itself, with -14:",
        "bang-1 ended by itself, with -14:",
        "hub was dead before it was struck",
    ]


@pytest.mark.timeout(120)
def test_a_traceback_in_the_log_of_a_program_that_goes_on_is_a_fault(hall: FaultHall) -> None:
    with hall.hub.log.open("a") as log:
        log.write("ERROR could not take a message\nTraceback (most recent call last):\n  File …\nKeyError: 'x'\n")
    [fault] = hall.ends.faults()
    assert fault.startswith("hub: Traceback")
    assert "KeyError: 'x'" in fault
