"""Whom the boot test lets ask: a kiosk and an officer, at a real hub, whose ledger is read as that of a box."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from broker_config.run import start
from demo.programs import start_hub
from hall_core.device.hall_file import load
from hall_core.domain.plan_devices import Caller
from images.proving import asking
from images.proving.asking import Asker, Officer, Place, judge
from images.proving.hall import HALL_FILE, RIG, RIGS_CALLER
from images.proving.vm import Box

LONG = 25.0
"""Seconds, on a machine however busy."""


class Here:
    """This machine in the place of a box."""

    def sh(self, command: str) -> str:
        return subprocess.run(["sh", "-c", command], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    monkeypatch.setattr(asking, "LEDGER", tmp_path / "hub/ledger.sqlite")
    broker = start(load(HALL_FILE), None, tmp_path)
    hub = start_hub(HALL_FILE, tmp_path / "hub", broker.address, box=tmp_path / "no-box")
    try:
        yield broker.address
    finally:
        hub.stop()
        broker.stop()


def test_what_they_are_told_stands_in_the_ledger_and_is_missed_when_it_does_not(
    address: tuple[str, int], tmp_path: Path
) -> None:
    plan, box = load(HALL_FILE), cast("Box", Here())
    caller = plan.device(RIGS_CALLER)
    assert isinstance(caller, Caller)
    [desk] = caller.all_desks
    at = Place(hall=plan.hall.id, device=RIG, broker=address, keys=None, folder=tmp_path / "rig")
    asker = Asker(at, plan.services[0].id)
    officer = Officer(replace(at, device=RIGS_CALLER), desk)
    try:
        asker.wait_for(3, LONG)
        officer.wait_for(7, LONG)
        verdict = judge(box, asker, officer)
        assert (verdict.answered >= 10, verdict.lost, verdict.twice) == (True, [], [])
        words = {told.split()[0] for told in officer.answers.values()}
        assert words == {"ticket-called", "service-started", "ticket-completed"}
    finally:
        asker.stop()
        officer.stop()
    officer.answers["01a20000-0000-7000-8000-000000000000"] = "ticket-called 01a20000-0000-7000-8000-000000000001"
    with pytest.raises(asking.VmError, match="lost \\['ticket-called"):
        judge(box, asker, officer)
