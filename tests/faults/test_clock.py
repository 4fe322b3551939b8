"""Clocks that are set by a day, by an hour, to 1970, under load: order, numbers and answers do not care."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.hall import FaultHall
from tests.faults.long import mostly
from tests.faults.shim import Machine
from tests.faults.test_disk import machine_of

HOUR = 3_600_000
JUMPS = {"an hour back": -HOUR, "a day forward": 24 * HOUR, "1970": -60 * 365 * 24 * HOUR, "right": 0}
WHOSE = mostly([["hub"], ["kiosk-1", "bang-1", "goi-1"], ["hub", "kiosk-1"]], [["hub", "kiosk-1"]])
RUN = mostly(1.0, 0.3)
"""Seconds with each time."""


def jump(hall: FaultHall, machines: list[Machine], off: int) -> None:
    for machine in machines:
        machine.clock(off)
    hall.let_it_run(RUN)
    seen = hall.count("seen", "kiosk-1"), hall.count("answered", "goi-1")
    hall.until(
        lambda: hall.count("seen", "kiosk-1") > seen[0] and hall.count("answered", "goi-1") > seen[1],
        "numbers and calls go on",
    )


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "whose", mostly([["hub"], ["kiosk-1", "bang-1", "goi-1"], ["hub", "kiosk-1"]], [["hub", "kiosk-1"]]), ids="-".join
)
def test_a_clock_that_jumps_under_load_changes_neither_numbers_nor_what_was_answered(
    make_hall: Callable[..., FaultHall], tmp_path: Path, whose: list[str]
) -> None:
    machines = {id: machine_of(tmp_path / "hall-0", id) for id in whose}
    hall = make_hall(hub_env=machines["hub"].env() if "hub" in machines else None)
    hall.env.update({id: machine.env() for id, machine in machines.items()})
    hall.start_devices()
    for off in JUMPS.values():
        jump(hall, list(machines.values()), off)
    hall.hub.kill()  # a hub that starts after it all folds the same
    hall.start_hub()
    hall.settle()
    assert hall.faults() == []
