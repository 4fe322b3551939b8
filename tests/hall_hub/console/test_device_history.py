"""How much of a day a device was there, and the lines of how it went."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.plan import Hours
from hall_hub.console.devices.history import Share, length, shares, without
from hall_hub.console.devices.trend import DAY, HEIGHT, HOUR, TORN, WIDTH, trend
from hall_hub.console.diary.store import Event
from tests.conftest import NINE_IN_THE_MORNING as NINE

MINUTE = 60_000
MIDNIGHT = NINE - 9 * HOUR
HOURS = Hours(sat=["07:30-11:30", "13:30-17:00"], fri=["07:30-11:30"])
"""The morning of :data:`NINE` is a Saturday's."""
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair))), max_size=5)


def gone(start: int, end: int | None, what: str = "gone") -> Event:
    """From and to in milliseconds after midnight."""
    until = None if end is None else MIDNIGHT + end
    return Event(1, "kiosk-1", what, MIDNIGHT + start, until, "", "", 1, False, False)


def today(*absences: Event, now: int = 18 * HOUR) -> Share:
    [share] = [x for x in shares(HOURS, absences, MIDNIGHT, MIDNIGHT + now) if x.day == "2026-11-21"]
    return share


def test_a_device_that_never_went_was_there_all_the_opening_time() -> None:
    assert today() == Share("2026-11-21", 450 * MINUTE, 450 * MINUTE, 450 * MINUTE)


def test_only_what_lies_in_opening_hours_counts() -> None:
    assert today(gone(6 * HOUR, 8 * HOUR)).online == 420 * MINUTE
    assert today(gone(12 * HOUR, 13 * HOUR)).online == 450 * MINUTE


def test_what_nobody_watched_is_neither_there_nor_gone() -> None:
    share = today(gone(8 * HOUR, 9 * HOUR, "away"), gone(8 * HOUR + 30 * MINUTE, 10 * HOUR))
    assert (share.watched, share.online) == (390 * MINUTE, 330 * MINUTE)


def test_who_is_gone_still_is_gone_until_now() -> None:
    share = today(gone(8 * HOUR, None), now=9 * HOUR)
    assert (share.open, share.online) == (90 * MINUTE, 30 * MINUTE)


def test_a_day_off_and_a_day_before_the_device_was_known_are_left_out() -> None:
    days = [share.day for share in shares(HOURS, [], MIDNIGHT - 24 * HOUR, MIDNIGHT + 48 * HOUR)]
    assert days == ["2026-11-21", "2026-11-20"]


@given(SPANS, SPANS)
def test_what_is_left_of_spans_lies_in_them_and_in_no_hole(
    spans: list[tuple[int, int]], holes: list[tuple[int, int]]
) -> None:
    def inside(moment: float, of: list[tuple[int, int]]) -> bool:
        return any(start < moment < end for start, end in of)

    apart = [(100 * n + start, 100 * n + end) for n, (start, end) in enumerate(spans)]
    made = [(100 * n + start, 100 * n + end) for n in range(len(apart)) for start, end in holes]
    left = without(apart, made)
    moments = [n + 0.5 for n in range(100 * len(apart))]
    assert [m for m in moments if inside(m, left)] == [m for m in moments if inside(m, apart) and not inside(m, made)]
    assert length(left) == sum(inside(m, left) for m in moments)


def test_a_line_has_its_first_value_left_and_its_newest_right() -> None:
    line = trend([(NINE - DAY, 40.0), (NINE - DAY + 600_000, 50.0), (NINE, 60.0)], NINE, DAY)
    assert line is not None
    assert line.lines == f"M0.0 {HEIGHT:.1f}L{WIDTH / 144:.1f} {HEIGHT / 2:.1f}"
    assert line.dots == f"M{WIDTH:.1f} 0.0h0"
    assert (line.low, line.high, line.least, line.most, line.last) == (40, 60, 40, 60, 60)


def test_a_line_is_torn_where_nothing_was_measured() -> None:
    points = [(NINE - 4 * HOUR + n * 600_000 + (TORN if n > 3 else 0), 5.0) for n in range(8)]
    line = trend(points, NINE, DAY)
    assert line is not None
    assert line.lines.count("M") == 2


@pytest.mark.parametrize("points", [[], [(NINE - 2 * DAY, 5.0)], [(NINE, None)]])
def test_without_a_value_there_is_no_line(points: list[tuple[int, float | None]]) -> None:
    assert trend(points, NINE, DAY) is None


@given(st.lists(st.floats(0, 90_000), min_size=1, max_size=20))
def test_every_value_stands_within_its_scale_and_the_scale_fits_it(values: list[float]) -> None:
    line = trend([(NINE - n * 600_000, value) for n, value in enumerate(values)], NINE, DAY)
    assert line is not None
    assert line.low <= min(values)
    assert line.high >= max(values)
    assert line.high - line.low <= max(1, 6 * (max(values) - min(values)))


def test_a_day_has_its_quarters_and_a_week_its_days() -> None:
    day, week = trend([(NINE, 1.0)], NINE, DAY), trend([(NINE, 1.0)], NINE, 7 * DAY)
    assert day is not None
    assert week is not None
    assert [tick.words for tick in day.ticks] == ["12:00", "18:00", "00:00", "06:00"]
    assert [tick.words for tick in week.ticks] == [f"{n}/11" for n in range(15, 22)]
