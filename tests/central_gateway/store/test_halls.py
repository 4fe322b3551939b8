from __future__ import annotations

import pytest

from central_gateway.store import halls
from central_gateway.store.connection import Db, StoreError
from tests.central_gateway.made_records import hello, status


def test_a_hall_that_was_ended_takes_part_no_more_until_it_is_added_again(db: Db) -> None:
    assert halls.end(db, "thu")
    assert halls.known(db) == {"ha-giang"}
    halls.add(db, "thu", "Trung tâm Thử")
    assert halls.known(db) == {"thu", "ha-giang"}


def test_there_is_no_end_of_a_hall_that_is_not_there(db: Db) -> None:
    assert not halls.end(db, "fremd")


def test_a_site_belongs_to_one_hall(db: Db) -> None:
    with pytest.raises(StoreError, match='of hall "thu"'):
        halls.add(db, "another", "Khác", ["thu-site"])
    assert "another" not in halls.known(db)


def test_a_greeting_says_that_it_is_there_and_of_which_version(db: Db) -> None:
    halls.say_hello(db, {"thu": hello()})
    [thu] = [hall for hall in halls.all_(db) if hall.id == "thu"]
    assert thu.seen is not None
    assert thu.version == "0.1.0"


def test_a_status_that_comes_late_does_not_take_the_place_of_a_newer_one(db: Db) -> None:
    halls.keep_status(db, {"thu": (status(5), 2_000)})
    halls.keep_status(db, {"thu": (status(4), 1_000)})
    assert [hall.status for hall in halls.all_(db) if hall.id == "thu"] == [status(5)]


def test_a_hall_whose_clock_was_far_ahead_is_heard_again_when_it_is_put_right(db: Db) -> None:
    halls.keep_status(db, {"thu": (status(5), 4_000_000_000_000)})
    halls.keep_status(db, {"thu": (status(4), 1_795_000_000_000)})
    assert [hall.status for hall in halls.all_(db) if hall.id == "thu"] == [status(4)]


def test_what_was_refused_adds_up(db: Db) -> None:
    for times in (2, 3):
        halls.count_refused(db, [("thu", "malformed", times, f"example {times}")])
    [refused] = halls.refused(db)
    assert (refused.hall, refused.why, refused.times, refused.example) == ("thu", "malformed", 5, "example 3")
