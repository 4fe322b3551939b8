"""Three days of forty people, rolled up."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_hub.figures.roll_up import roll_up
from hall_sim.days import write_days
from tests.hall_hub.figures.made_figures import DAYS, LEDGER


@pytest.fixture
def data(tmp_path: Path, plan: Plan) -> Path:
    write_days(tmp_path / LEDGER, plan, DAYS, 40)
    roll_up(tmp_path, roster_of(plan))
    return tmp_path
