"""How the doctor tells of the ledger, by what the program that copies it has said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.doctor.checks import ledger_copy
from hall_core.domain.plan import Plan
from hall_core.domain.plan_backup import Backup
from hall_core.domain.plan_devices import Console
from hall_core.ui.translate import Words
from tests.doctor.fake_box import box, put
from tests.doctor.test_checks import KIOSK, verdict


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (None, ("alarm", "silent")),
        ({"at": 0, "as_of": 0}, ("alarm", "silent")),
        ({"at": 99_000, "as_of": 98_000}, ("good", None)),
        ({"at": 99_000, "as_of": 20_000}, ("alarm", "late")),
        ({"at": 99_000, "as_of": 0}, ("caution", "first")),
        ({"at": 99_000, "as_of": 98_000, "trouble": "full"}, ("alarm", "trouble")),
        ({"at": 99_000, "as_of": 98_000, "fault": "page 7"}, ("alarm", "spoilt")),
        ({"at": 99_000, "as_of": 98_000, "newer": "9.9.1"}, ("alarm", "newer")),
    ],
)
def test_the_copy_of_the_ledger_is_told_by_its_age_and_by_what_stops_it(
    tmp_path: Path, plan: Plan, told: dict[str, object] | None, found: tuple[str, str | None]
) -> None:
    if told is not None:
        put(tmp_path, "run/motcua/backup/copy.json", json.dumps({"trouble": "", "fault": "", **told}))
    with_copy = replace(plan, backup=Backup())
    hub = replace(box(tmp_path), device=Console(id="ban-may"), plan=with_copy, now=100_000)
    assert verdict(ledger_copy.look(hub)) == found
    assert ledger_copy.look(replace(hub, device=KIOSK)) is None, "of the hub's box alone"
    without = found if found[1] in ("spoilt", "newer") else ("caution", "none")
    assert verdict(ledger_copy.look(replace(hub, plan=plan))) == without, (
        "a ledger on which no hub runs is told of without a stick"
    )


def test_the_release_that_has_to_run_is_named(tmp_path: Path, plan: Plan) -> None:
    put(tmp_path, "run/motcua/backup/copy.json", json.dumps({"at": 99_000, "as_of": 0, "newer": "9.9.1"}))
    finding = ledger_copy.look(replace(box(tmp_path), device=Console(id="ban-may"), plan=plan, now=100_000))
    assert finding is not None
    told = ledger_copy.tell(finding, Words().into("vi"))
    assert "9.9.1" in told.found
    assert "Going back" in told.do
