"""Who is believed when he says what time it is."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from hall_box.clock_rule import BACK, against, at_least, battery, bounds, goes_on
from hall_core.domain.business_day import typed

HOUR, DAY = 3_600_000, 86_400_000
YEAR = 365 * DAY


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=7))).timestamp()) * 1000


LAST_NIGHT = at("2026-11-22 17:10")
NOW = at("2026-11-23 07:30")


@pytest.mark.parametrize(
    ("its", "wall", "kept", "why"),
    [
        (NOW, NOW + 900, LAST_NIGHT, ""),
        (NOW, NOW, None, ""),
        (LAST_NIGHT - 1_000, LAST_NIGHT, LAST_NIGHT, ""),
        (NOW + 2 * YEAR, NOW + 2 * YEAR, LAST_NIGHT, ""),
        (None, LAST_NIGHT, LAST_NIGHT, "there is no battery clock"),
        (at("2000-01-01 07:00"), LAST_NIGHT, LAST_NIGHT, "nonsense: 2000-01-01 07:00:00 is before 2026-11-22 17:09:58"),
        (LAST_NIGHT - HOUR, LAST_NIGHT, LAST_NIGHT, "before 2026-11-22 17:09:58"),
        (NOW + 11 * YEAR, NOW + 11 * YEAR, LAST_NIGHT, "more than ten years ahead"),
        (at("2070-01-01 00:00"), at("2070-01-01 00:00"), None, "more than ten years ahead"),
        (
            NOW,
            LAST_NIGHT,
            LAST_NIGHT,
            "the box's clock says 2026-11-22 17:10:00, and the battery clock 2026-11-23 07:30",
        ),
    ],
)
def test_a_battery_clock_is_believed_where_it_set_the_box_and_can_be_right(
    its: int | None, wall: int, kept: int | None, why: str
) -> None:
    found = battery(its, wall, kept)
    assert why in found
    assert bool(why) == bool(found)


def test_a_person_is_taken_at_his_word_up_to_a_day_before_the_box_ran_last_and_ten_years_after() -> None:
    usual, anew = bounds(LAST_NIGHT, BACK), bounds(None, BACK)
    assert against(NOW, *usual) == against(NOW, *anew) == ""
    assert against(LAST_NIGHT - DAY, *usual) == "", "what was kept may be some hours ahead of the truth"
    assert "before 2026-11-21 17:10:00" in against(LAST_NIGHT - DAY - 1, *usual)
    assert "before 2026-01-01" in against(at("2025-12-31 07:30"), *anew)
    assert "ten years ahead" in against(at("2062-11-23 07:30"), *usual)


def test_a_clock_that_an_absurd_battery_clock_has_set_goes_on_from_where_the_box_ran_last() -> None:
    assert goes_on(at("2099-01-01 07:00"), LAST_NIGHT) == LAST_NIGHT
    assert goes_on(at("2099-01-01 07:00"), None) == at("2026-01-01 07:00")
    assert goes_on(NOW, LAST_NIGHT) is None
    assert goes_on(LAST_NIGHT, LAST_NIGHT) is None


def test_so_does_one_that_was_set_back_to_the_system_s_own_beginning() -> None:
    assert goes_on(at("2026-04-14 02:38"), LAST_NIGHT) == LAST_NIGHT
    assert goes_on(LAST_NIGHT - 1_000, LAST_NIGHT) is None, "a battery clock tells whole seconds"


@pytest.mark.parametrize(
    ("wall", "kept", "moment"),
    [
        (NOW, LAST_NIGHT, NOW),
        (NOW, None, NOW),
        (0, LAST_NIGHT, LAST_NIGHT),
        (NOW + 11 * YEAR, LAST_NIGHT, LAST_NIGHT),
        (0, None, None),
        (0, 0, None),
        (at("2070-01-01 00:00"), None, None),
    ],
)
def test_what_has_passed_is_known_before_anybody_has_set_the_clock(
    wall: int, kept: int | None, moment: int | None
) -> None:
    assert at_least(wall, kept) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23 07:30", NOW),
        (" 2026-11-23 07:30:20 ", NOW + 20_000),
        ("23/11/2026 07:30", None),
        ("2026-02-30 07:30", None),
        ("7:30", None),
        ("", None),
    ],
)
def test_a_time_is_typed_as_it_is_in_the_hall(text: str, moment: int | None) -> None:
    assert typed(text) == moment
