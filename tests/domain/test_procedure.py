"""What of a procedure citizens may see."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from hall_core.domain.procedure import Catalogue, Procedure, Status, Synonym, Text, Title, published, visible

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
    assert Text("một\n\n  hai ba ").lines("vi") == ["một", "hai ba"]


def test_the_short_name_stands_for_the_long_one_where_there_is_one() -> None:
    long = Title("Đăng ký khai sinh", "Birth registration")
    assert procedure(name=long).title == long
    assert procedure(name=long, short=Text("Khai sinh")).title == Title("Khai sinh", "Birth registration")
    both = procedure(name=long, short=Text("Khai sinh", "Birth"))
    assert both.title == Title("Khai sinh", "Birth")


def test_a_text_of_lines_gives_those_of_the_language_asked_for() -> None:
    assert (Text("một", "one\n\n two ").lines("en"), Text("một").lines("en")) == (["one", "two"], ["một"])
    assert (Text("một", "one").into("vi"), Title("một", "one").into("vi"), Title("một", "one").into("en")) == (
        "một",
        "một",
        "one",
    )


def test_what_is_given_away_holds_nothing_hidden_and_no_words_for_it_alone() -> None:
    codes = ["1.000001", "1.000002", "1.000003"]
    first, *others = (procedure(code=code, status=s) for code, s in zip(codes, get_args(Status), strict=True))
    words = [Synonym("tất cả", codes[::-1]), Synonym("ẩn", codes[1:]), Synonym("một", codes[:1])]
    whole = Catalogue(edition="thử", agencies=[], fields=[], synonyms=words, procedures=[others[0], first, others[1]])
    assert published(whole) == Catalogue(
        edition="thử",
        agencies=[],
        fields=[],
        synonyms=[Synonym("tất cả", codes[:1]), Synonym("một", codes[:1])],
        procedures=[first],
    )
