"""What charts show of their values."""

from __future__ import annotations

import re

import pytest

from hall_hub.figures.charts import BESIDE, bars, beside, lying, parts


def heights(chart: str, kind: str) -> list[float]:
    found = re.findall(rf'<rect class="{kind}" [^>]*height="([0-9.]+)"', chart)
    return [float(height) for height in found]


def words(chart: str) -> list[str]:
    return re.findall(r"<text [^>]*>([^<]*)</text>", chart)


@pytest.mark.parametrize("chart", [bars("T", []), lying("T", []), parts("T", []), beside("T", ["a"], [])])
def test_of_nothing_no_chart_is_drawn(chart: str) -> None:
    assert chart == ""


def test_where_there_is_no_value_its_words_stand_without_a_bar() -> None:
    chart = lying("T", [("Một", 40.0, "40 %"), ("Hai", None, "–")])
    assert (chart.count('class="room"'), chart.count('class="bar"')) == (2, 1)
    assert words(chart) == ["Một", "40 %", "Hai", "–"]


def test_side_by_side_each_part_of_the_legend_has_its_bar_in_each_group_as_high_as_its_value() -> None:
    chart = beside("T", ["trước", "sau"], [("8:00", [10, 20]), ("9:00", [5, 0])], high=100)
    (legend, *first), (also, *second) = heights(chart, BESIDE[0]), heights(chart, BESIDE[1])
    assert (legend, also) == (12, 12)
    assert (first, second) == ([50, 25], [100, 0])
    assert words(chart) == ["trước", "sau", "10", "20", "8:00", "5", "0", "9:00"]


def test_side_by_side_a_value_stands_above_its_bar_only_where_it_has_room() -> None:
    many = [(str(hour), [123_456.0, 7.0]) for hour in range(24)]
    told = words(beside("T", ["a", "b"], many))
    assert "7" in told
    assert "123456" not in told


def test_side_by_side_values_that_are_all_nothing_are_bars_of_no_height() -> None:
    assert heights(beside("T", ["a"], [("8:00", [0])]), BESIDE[0]) == [12, 0]


def test_what_a_hall_calls_itself_brings_no_marks_into_a_chart() -> None:
    chart = beside("<b>", ["<i>"], [("<u>", [1])])
    assert not re.search("<[biu]>", chart)
