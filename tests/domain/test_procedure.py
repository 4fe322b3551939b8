"""What of a procedure citizens may see."""

from __future__ import annotations

from typing import Any

import pytest

from hall_core.domain.procedure import Procedure, Text, Title, visible

DAY = "2026-11-20"


def procedure(**rest: Any) -> Procedure:
    return Procedure(**{"code": "1.001193", "name": Title("Khai sinh"), "agency": "ubnd", "field": "ho-tich", **rest})


@pytest.mark.parametrize(
    ("rest", "shown"),
    [
        ({}, True),
        ({"status": "repealed"}, False),
        ({"status": "hidden"}, False),
        ({"valid_from": "2026-11-20"}, True),
        ({"valid_from": "2026-11-21"}, False),
        ({"valid_to": "2026-11-20"}, True),
        ({"valid_to": "2026-11-19"}, False),
    ],
)
def test_only_what_is_active_and_in_force_is_shown(rest: dict[str, Any], shown: bool) -> None:
    assert visible(procedure(**rest), DAY) is shown


def test_a_box_that_does_not_know_the_day_hides_nothing_for_its_dates_but_never_shows_a_hidden_one() -> None:
    assert visible(procedure(valid_to="2020-01-01"), None)
    assert not visible(procedure(status="hidden"), None)


def test_what_nobody_translated_is_shown_in_vietnamese() -> None:
    assert (Text("một").into("en"), Text("một", "one").into("en"), Title("một").into("en")) == ("một", "one", "một")


def test_a_text_of_lines_gives_those_that_say_something() -> None:
    assert Text("một\n\n  hai ").lines("vi") == ["một", "hai"]


def test_the_short_name_stands_for_the_long_one_where_there_is_one() -> None:
    long = Title("Đăng ký khai sinh", "Birth registration")
    assert procedure(name=long).title == long
    assert procedure(name=long, short=Text("Khai sinh")).title == Title("Khai sinh", "Birth registration")
