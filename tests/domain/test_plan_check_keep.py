"""How long a hall keeps things is judged with the hall file: each within its bounds, and none longer than tickets."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.hall_file import write_hall
from hall_core.device.hall_file import HallFileError, load
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check_keep import keep_faults
from hall_core.domain.plan_keep import Keep
from tests.domain.mistaken_hall import assert_told, told


def test_what_nobody_says_is_kept_as_the_law_and_the_figures_need_it(plan: Plan) -> None:
    assert list(keep_faults(plan)) == []
    assert Keep() == plan.keep


KEEP = {"tickets": 100, "words": 100, "ledger": 100}


@pytest.mark.parametrize("name", ["words", "ledger"])
def test_nothing_of_a_ticket_is_kept_longer_than_the_ticket(name: str) -> None:
    assert told({"keep": KEEP}) == []
    assert_told(
        {"keep": KEEP | {name: 101}},
        f"keep.{name}: 101 days is longer than single tickets are kept, 100; must be at most 100",
        f"keep.{name}",
    )
    # Longer than tickets are kept where nobody says how long.
    assert_told(
        {"keep": {"tickets": 850, name: 851}},
        f"keep.{name}: 851 days is longer than single tickets are kept, 850; must be at most 850",
        "keep.tickets",
    )


def test_the_hall_file_says_what_is_out_of_bounds_and_what_does_not_fit(tmp_path: Path) -> None:
    file = write_hall(tmp_path / "hall.toml", counters=1)
    good = file.read_text("utf-8")
    file.write_text(f"{good}\n[keep]\nledger = 59\nlogs = 0\n", "utf-8")
    with pytest.raises(HallFileError) as refused:
        load(file)
    assert [line.split(": ")[1] for line in refused.value.lines] == ["keep.ledger", "keep.logs"]
    file.write_text(f"{good}\n[keep]\ntickets = 300\n", "utf-8")
    with pytest.raises(HallFileError, match=r"400 days is longer than single tickets are kept, 300"):
        load(file)
