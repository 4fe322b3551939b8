"""Disks that are full, read-only or broken, under load: nothing is answered that is not kept, and all goes on."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from hall_core.domain.facts import PaperPrinted
from tests.faults.hall import FaultHall
from tests.faults.long import mostly
from tests.faults.shim import Machine
from tests.faults.witness import witnessed

WAYS = mostly([errno.ENOSPC, errno.EROFS, errno.EIO], [errno.ENOSPC])
"""Full, read-only, broken."""
BAD_FOR = mostly(1.0, 0.3)
"""Seconds."""


def machine_of(hall_folder: Path, id: str) -> Machine:
    data = hall_folder / id
    data.mkdir(parents=True, exist_ok=True)
    return Machine(hall_folder.parent / f"machine-{id}", data)


def refusals(hall: FaultHall) -> int:
    told = (one.body for one in witnessed(hall.witness) if one.what == "answered" and one.body.get("refusal"))
    return sum(body["refusal"]["reason"] == "storage" for body in told)


def until_refused(hall: FaultHall, spoil: Callable[[], None]) -> None:
    before = refusals(hall)
    spoil()
    hall.until(lambda: refusals(hall) > before, "somebody refused")


def papers(hall: FaultHall) -> set[str]:
    return {one.id for one in witnessed(hall.witness) if one.what == "paper" and one.device == "kiosk-1"}


def printed(hall: FaultHall) -> set[str]:
    return {fact.ticket for fact in hall.told("kiosk-1") if isinstance(fact, PaperPrinted)}


@pytest.mark.timeout(240)
def test_a_hub_whose_disk_refuses_says_so_and_goes_on_when_it_takes_again(
    make_hall: Callable[..., FaultHall], tmp_path: Path
) -> None:
    machine = machine_of(tmp_path / "hall-0", "hub")
    hall = make_hall(hub_env=machine.env())
    hall.start_devices()
    for way in WAYS:
        for turn in (machine.disk, machine.flushes):
            until_refused(hall, lambda turn=turn, way=way: turn(way))
            hall.let_it_run(BAD_FOR)
            turn(0)
            seen = hall.count("answered", "goi-1")
            hall.until(lambda seen=seen: hall.count("answered", "goi-1") > seen + 3, "officers answered again")
    hall.settle()
    assert hall.faults() == []


@pytest.mark.timeout(240)
def test_a_hub_that_dies_with_a_disk_that_refuses_has_answered_nothing_in_vain(
    make_hall: Callable[..., FaultHall], tmp_path: Path
) -> None:
    machine = machine_of(tmp_path / "hall-0", "hub")
    hall = make_hall(hub_env=machine.env())
    hall.start_devices()
    for way in WAYS:
        until_refused(hall, lambda way=way: machine.disk(way))
        hall.hub.kill()
        machine.disk()
        hall.start_hub()
    hall.settle()
    assert hall.faults() == []


@pytest.mark.timeout(240)
def test_a_kiosk_whose_disk_refuses_gives_the_hub_s_numbers_and_tells_of_them_later(
    make_hall: Callable[..., FaultHall], tmp_path: Path
) -> None:
    hall = make_hall()
    machine = machine_of(hall.folder, "kiosk-1")
    hall.env["kiosk-1"] = machine.env()
    hall.start_devices()
    hall.until(lambda: hall.count("seen", "kiosk-1") > 0, "a first number")
    for way in WAYS:
        seen = hall.count("seen", "kiosk-1")
        machine.disk(way)
        hall.until(lambda seen=seen: hall.count("seen", "kiosk-1") > seen + 3, "numbers all the same")
        machine.disk()
    came = papers(hall)
    hall.until(lambda: came <= printed(hall), "what waited in memory is on the disk")
    hall.settle()
    assert hall.faults() == []
