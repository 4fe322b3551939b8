"""The opening hours of a hall file: spans in order, days that exist, and time enough to give a ticket at all."""

from __future__ import annotations

import pytest

from hall_core.domain.business_day import WEEKDAYS
from tests.domain.mistaken_hall import HALL, Edits, assert_told, mistake, told

AN_HOUR: Edits = {"hours.special.2026-09-02": ["07:30-08:30"]}
NEVER: Edits = {f"hours.{day}": [] for day in WEEKDAYS}


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        mistake(
            {"hours.wed": ["11:30-07:30"]},
            'hours.wed[1]: "11:30-07:30" ends before it begins; the end must be the later time',
            "hours.wed",
        ),
        mistake(
            {"hours.wed": ["07:30-11:30", "13:30-13:30"]},
            'hours.wed[2]: "13:30-13:30" ends before it begins; the end must be the later time',
        ),
        mistake(
            {"hours.fri": ["07:30-11:30", "11:29-17:00"]},
            'hours.fri[2]: "11:29-17:00" begins before "07:30-11:30" has ended; spans must be in order and apart',
            "hours.fri",
        ),
        mistake(
            {"hours.special.2026-09-02": ["07:30-07:31", "13:30-17:00", "07:31-11:30"]},
            'hours.special.2026-09-02[3]: "07:31-11:30" begins before "13:30-17:00" has ended; spans must be in order '
            "and apart",
        ),
        mistake(
            {"hours.special.2026-02-30": ["07:30-11:30"]},
            'hours.special.2026-02-30: there is no day "2026-02-30"; must be a date such as "2026-09-02"',
            "hours.special.2026-02-30",
        ),
        mistake(
            {**NEVER, "hours.special.2026-09-02": []},
            'hours: the hall never opens; give at least one day its hours, such as mon = ["07:30-11:30"]',
            *("hours", "hours.mon", "hours.special.2026-09-02"),
        ),
        mistake(
            {**AN_HOUR, "hours.last_ticket_minutes": 60},
            "hours.last_ticket_minutes: 60 leaves no time for a ticket in a span of 60 minutes; must be less than 60",
            "hours.last_ticket_minutes",
        ),
        mistake(
            {**AN_HOUR, "services[2].last_ticket_minutes": 61},
            'services[2] "sao-y".last_ticket_minutes: 61 leaves no time for a ticket in a span of 60 minutes; must be '
            "less than 60",
            "services[2].last_ticket_minutes",
        ),
        mistake(
            {**NEVER, "hours.sun": ["00:00-00:01"], "hours.last_ticket_minutes": 1},
            "hours.last_ticket_minutes: 1 leaves no time for a ticket in a span of 1 minutes; must be less than 1",
        ),
    ],
)
def test_hours_in_which_no_ticket_could_be_given_are_told(edits: Edits, line: str, leans: tuple[str, ...]) -> None:
    assert_told(edits, line, *leans)


def test_a_span_that_ends_before_it_begins_does_not_end_what_came_before() -> None:
    assert told({"hours.wed": ["07:30-11:30", "10:00-09:00", "11:00-12:00"]}) == [
        'hours.wed[2]: "10:00-09:00" ends before it begins; the end must be the later time',
        'hours.wed[3]: "11:00-12:00" begins before "10:00-09:00" has ended; spans must be in order and apart',
    ]


@pytest.mark.parametrize(
    "edits",
    [
        {"hours.wed": ["07:30-12:00", "12:00-24:00"]},
        {"hours.wed": ["00:00-00:01", "00:01-00:02"]},
        {**NEVER, "hours.special.2026-09-02": ["07:30-11:30"]},
        {**AN_HOUR, "hours.last_ticket_minutes": 59, "services[1].last_ticket_minutes": 0},
        {"hours.special.2026-01-01": []},
    ],
)
def test_hours_are_good_with_and_without_a_break_and_on_special_days_alone(edits: Edits) -> None:
    assert told(edits) == []


def test_where_the_only_span_is_wrong_no_time_for_a_ticket_is_reckoned_with() -> None:
    edits = {**NEVER, "hours.mon": ["11:30-07:30"], "hours.last_ticket_minutes": 30}
    assert [line.partition(": ")[0] for line in told(edits)] == ["hours.mon[1]"]
    assert HALL["hours"]["last_ticket_minutes"] == 0
