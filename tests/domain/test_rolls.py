"""Paper rolls, from which numbers were torn while nothing worked, entered afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.hall import picture
from tests.domain.a_day import HEAD, Day, centre_plan, refused

MINUTE = 60_000


def roll(day: Day, **changes: Any) -> c.EnterRoll:
    wish = {"service": "khai-sinh", "first": 101, "last": 120, "missed": 2, "officer": "can-bo-1"}
    times = {"from_at": day.at - 60 * MINUTE, "until": day.at}
    return c.EnterRoll(**{"counter": "quay-1", "note": "mất điện", **wish, **times, **changes})


def test_a_paper_roll_is_entered_as_one_block_marked_as_such_and_waits_nowhere() -> None:
    day = Day(centre_plan())
    before = picture(day.hall)
    [entered] = day.done(day.at_console(roll(day), HEAD))
    assert isinstance(entered, e.RollEntered)
    assert (entered.first, entered.last, entered.missed, entered.officer) == (101, 120, 2, "can-bo-1")
    assert (entered.counter, entered.note) == ("quay-1", "mất điện")
    assert picture(day.hall) == {**before, "rolls": {"khai-sinh": [entered]}}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"counter": "quay-9"}, ("unknown-counter", "quay-9")),
        ({"service": "da-bo"}, ("unknown-service", "da-bo")),
        ({"officer": "ai-do"}, ("unknown-officer", "ai-do")),
        ({"last": 100}, ("wrong-numbers", "101-100")),
        ({"missed": 21}, ("wrong-numbers", "101-120")),
    ],
)
def test_a_roll_that_cannot_be_is_refused(changes: Any, why: tuple[str, str]) -> None:
    day = Day(centre_plan())
    assert refused(day.at_console(roll(day, **changes), HEAD)) == why


def test_a_roll_lies_in_the_past_and_ends_after_it_began() -> None:
    day = Day(centre_plan())
    assert refused(day.at_console(roll(day, until=day.at + 60 * MINUTE), HEAD)) == ("wrong-times", "")
    assert refused(day.at_console(roll(day, from_at=day.at), HEAD)) == ("wrong-times", "")
    day.done(day.at_console(roll(day, until=day.at + 1_000), HEAD))


def test_a_block_that_was_entered_wrongly_is_void_and_its_numbers_may_be_entered_again() -> None:
    day = Day(centre_plan())
    wrong = c.VoidRoll(service="khai-sinh", first=101, last=120, reason="nhầm quầy")
    assert refused(day.at_console(wrong, HEAD)) == ("unknown-roll", "101-120")
    day.done(day.at_console(roll(day), HEAD))
    assert refused(day.at_console(replace(wrong, last=119), HEAD)) == ("unknown-roll", "101-119")
    assert refused(day.at_console(wrong)) == ("head-only", "can-bo-1")
    day.done(day.at_console(wrong, HEAD))
    assert day.hall.rolls == {"khai-sinh": []}
    day.done(day.at_console(roll(day, counter="quay-2"), HEAD))


def test_the_same_numbers_of_a_roll_are_entered_once() -> None:
    day = Day(centre_plan())
    day.open()
    day.done(day.at_console(roll(day), HEAD))
    first, last = roll(day).first, roll(day).last
    assert refused(day.at_console(roll(day, first=last, last=last + 5), HEAD)) == ("already-issued", f"{first}-{last}")
    assert refused(day.at_console(roll(day, first=90, last=first), HEAD)) == ("already-issued", f"{first}-{last}")
    day.done(day.at_console(roll(day, first=last + 1, last=last + 5), HEAD))
    day.done(day.at_console(roll(day, first=90, last=first - 1), HEAD))


def test_a_block_may_be_of_one_number_and_nobody_of_it_may_have_come() -> None:
    day = Day(centre_plan())
    day.done(day.at_console(roll(day, first=101, last=101, missed=1), HEAD))
    assert refused(day.at_console(roll(day, first=103, last=104, missed=3), HEAD)) == ("wrong-numbers", "103-104")
