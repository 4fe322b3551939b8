from __future__ import annotations

import re
from typing import Any

import pytest

from hall_core.device.hall_file import HallFileError
from hall_sim.habits import Habits, load, read
from tests.hall_sim.days import ROOT, ward


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"citizen": {}}, 'h.toml: citizen: is not a key here; did you mean "citizens"?'),
        ({"citizens": {"late": 7}}, "h.toml: citizens.late: 7 is not allowed; must be a number from 0 to 1"),
        ({"citizens": {"arrivals": {"25": 1}}}, 'an hour of the day such as "08"'),
        ({"citizens": {"walk_s": [60, 5]}}, "h.toml: citizens.walk_s: 60 is more than 5"),
        ({"citizens": {"services": {"sao-i": 1}}}, 'h.toml: citizens.services.sao-i: no service is called "sao-i"'),
        ({"troubles": {"hub_off": {"a_day": 1}}}, "h.toml: troubles.hub_off.minutes: is missing"),
    ],
)
def test_a_mistake_in_a_file_of_habits_is_told_with_its_place(raw: dict[str, Any], words: str) -> None:
    with pytest.raises(HallFileError, match=re.escape(words)):
        read(raw, ward(), "h.toml")


def test_an_empty_file_is_what_is_usual() -> None:
    assert read({}, ward(), "h.toml") == Habits()


def test_the_file_in_the_documents_can_be_read(tmp_path: Any) -> None:
    page = (ROOT / "docs" / "simulator.md").read_text("utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "habits.toml"
    file.write_text(example, "utf-8")
    assert load(file, ward()) != Habits()


def test_each_habit_is_in_the_documents() -> None:
    page = (ROOT / "docs" / "simulator.md").read_text("utf-8")
    names = {
        name for part in (Habits().citizens, Habits().officers, Habits().troubles) for name in part.__struct_fields__
    }
    assert {name for name in names if f"`{name}`" not in page} == set()
