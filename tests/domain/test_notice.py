"""When and where a notice is shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.business_day import MINUTE, WEEKDAYS, moment_of
from hall_core.domain.notice import Notice, Span, belongs, changes, due

DAY = 24 * 60 * MINUTE
MONDAY = moment_of(datetime(2026, 11, 23))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat)
minutes = st.integers(0, 24 * 60)


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


spans = st.tuples(minutes, minutes).filter(lambda pair: pair[0] < pair[1]).map(lambda p: Span(clock(p[0]), clock(p[1])))
notices = st.builds(
    Notice,
    id=st.just("a"),
    begins=st.none() | days,
    ends=st.none() | days,
    days=st.lists(st.sampled_from(WEEKDAYS), max_size=3).map(tuple),
    hours=st.lists(spans, max_size=3).map(tuple),
)
moments = st.integers(MONDAY - 400 * DAY, MONDAY + 400 * DAY)


def at(minute: int, day: int = 0) -> int:
    return MONDAY + day * DAY + minute * MINUTE


def test_a_notice_without_a_schedule_is_shown_for_good():
    notice = Notice(id="a")
    assert due(notice, MONDAY)
    assert changes(notice, MONDAY) is None


@pytest.mark.parametrize(
    "when", [{"begins": "2026-11-23"}, {"ends": "2026-11-24"}, {"days": ("mon",)}, {"hours": (Span("08:00", "09:00"),)}]
)
def test_whatever_is_said_of_when_makes_a_schedule(when: dict[str, Any]) -> None:
    assert Notice(id="a", **when).scheduled
    assert changes(Notice(id="a", **when), MONDAY - 1) is not None


def test_it_comes_and_goes_to_the_minute_and_days_begin_at_midnight():
    hours = Notice(id="a", hours=(Span("08:00", "09:00"),))
    assert changes(hours, at(7 * 60 + 10) + 30_500) == at(8 * 60)
    assert changes(hours, at(8 * 60)) == at(9 * 60)
    assert changes(Notice(id="a", days=("tue",)), at(7 * 60 + 10) + 30_500) == at(0, 1)
    assert due(Notice(id="a", days=("mon",)), at(24 * 60 - 1))


def test_on_its_last_day_it_goes_at_midnight_and_after_that_it_never_comes_again():
    notice = Notice(id="a", ends="2026-11-24")
    assert changes(notice, at(10 * 60, 1)) == at(0, 2)
    assert changes(notice, at(0, 2)) is None


def test_the_first_and_the_last_day_belong_to_it():
    notice = Notice(id="a", begins="2026-11-23", ends="2026-11-24")
    assert [due(notice, at(0, day)) for day in (-1, 0, 1, 2)] == [False, True, True, False]
    assert due(notice, at(24 * 60 - 1, 1))


def test_hours_begin_with_their_first_minute_and_end_before_their_last():
    notice = Notice(id="a", hours=(Span("07:30", "11:30"), Span("13:30", "24:00")))
    times = [(449, False), (450, True), (689, True), (690, False), (810, True), (1439, True)]
    assert [due(notice, at(minute)) for minute, _ in times] == [shown for _, shown in times]


def test_it_is_shown_on_its_days_of_the_week_alone():
    notice = Notice(id="a", days=("mon", "sun"))
    assert [due(notice, at(600, day)) for day in range(7)] == [True, False, False, False, False, False, True]


def test_its_zones_and_boards_are_where_it_is_shown_and_without_any_everywhere():
    assert belongs(Notice(id="a"), "sanh", "bang-1")
    assert belongs(Notice(id="a", zones=("sanh",)), "sanh", "bang-1")
    assert belongs(Notice(id="a", zones=("khac",), boards=("bang-1",)), "sanh", "bang-1")
    assert not belongs(Notice(id="a", zones=("khac",)), "sanh", "bang-1")
    assert not belongs(Notice(id="a", boards=("bang-2",)), "sanh", "bang-1")


@given(notices, moments)
def test_the_change_that_is_told_is_one_and_lies_ahead(notice: Notice, now: int):
    change = changes(notice, now)
    if change is not None:
        assert change > now
        assert due(notice, change) != due(notice, now)


@given(notices, moments, st.integers(0, 10 * 24 * 60))
def test_nothing_changes_before_the_change_that_is_told(notice: Notice, now: int, minute: int):
    change = changes(notice, now)
    later = now + minute * MINUTE
    if change is None or later < change:
        assert due(notice, later) == due(notice, now)


@given(notices, moments)
def test_what_ended_never_comes_back(notice: Notice, now: int):
    day = (datetime(2026, 11, 23) + timedelta(milliseconds=now - MONDAY)).date().isoformat()
    if notice.ends is not None and notice.ends < day:
        assert not due(notice, now)
        assert changes(notice, now) is None
