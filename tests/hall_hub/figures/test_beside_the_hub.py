"""Old days leave the ledger while the hub and the console run."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from hall_core.device.hall_file import load
from hall_core.domain.figures.roster import roster_of
from hall_hub.figures.roll_up import recount, roll_up
from hall_sim.days import write_days
from tests.hall_hub.console.conftest import Centre, Person, hall_file
from tests.hall_hub.figures.made_figures import LEDGER, sql

pytestmark = pytest.mark.timeout(120)


def test_the_hub_answers_and_the_console_shows_while_old_days_leave_the_ledger(tmp_path: Path) -> None:
    plan, data = load(hall_file(tmp_path)), tmp_path / "hub"
    data.mkdir()
    write_days(data / LEDGER, plan, [date(2026, 3, 16), date(2026, 3, 17)], 60)
    roll_up(data, roster_of(plan))
    centre = Centre(tmp_path)
    centre.let_everybody_in()
    head = Person(centre.address)
    try:
        head.sign_in("lanh-dao")
        argv = [sys.executable, "-m", "hall_hub.figures", "archive", "--data", str(data), "--keep-days", "60"]
        given = 0
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as archiving:
            while archiving.poll() is None or given < 3:
                said = head.do("issue", back="/lists", service="khai-sinh")
                assert said.startswith("Đã cấp số"), said
                given += 1
            assert archiving.stdout is not None
            assert "2 days left the ledger" in archiving.stdout.read()
        assert archiving.returncode == 0
        assert f"A{given:03}" in head.see("/lists")
    finally:
        head.close()
        centre.close()
    [(left,)] = sql(data / LEDGER, "SELECT count(*) FROM event JOIN day ON seq = first WHERE day < '2026-03-18'")
    assert left == 0
    assert [recount(data, day) for day in ("2026-03-16", "2026-03-17")] == [(1, []), (1, [])]
