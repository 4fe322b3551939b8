"""The two sides of a ratio are measured in turns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.decider_day import measure_day
from benchmarks.machine import ROOT
from benchmarks.turns import in_turns
from hall_core.device.hall_file import load


@pytest.fixture
def asked() -> list[str]:
    return []


def side(name: str, asked: list[str]) -> Callable[[], int]:
    def measured() -> int:
        asked.append(name)
        return len(asked)

    return measured


def test_each_round_another_side_begins(asked: list[str]) -> None:
    given = in_turns(3, [side(name, asked) for name in "abc"])

    assert "".join(asked) == "abc" "bca" "cab"  # fmt: skip
    assert given == [[1, 6, 8], [2, 4, 9], [3, 5, 7]]


def test_a_side_measures_several_in_a_row_where_one_alone_would_be_cold(asked: list[str]) -> None:
    given = in_turns(2, [side(name, asked) for name in "ab"], in_a_row=2)

    assert "".join(asked) == "aabb" "bbaa"  # fmt: skip
    assert given == [[1, 2, 7, 8], [3, 4, 5, 6]]


def test_what_the_first_rounds_give_is_thrown_away(asked: list[str]) -> None:
    assert in_turns(1, [side(name, asked) for name in "ab"], first=1) == [[4], [3]]


def test_the_deciders_day_is_measured_only_when_it_has_as_many_tickets_as_it_says() -> None:
    ward = load(ROOT / "halls" / "ward.toml")

    figures = measure_day(ward, 30, 1)

    assert figures[0].goal and all(figure.value > 0 for figure in figures)
    with pytest.raises(RuntimeError, match="tickets instead of 3000"):
        measure_day(ward, 3_000, 1)
