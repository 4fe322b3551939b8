"""What a device's words change, and that the diary's rows lead back to what was known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_core.contract.messages import DeviceState, Problem
from hall_hub.console.devices.watch import Began, Ended, Known, Started, Worded, changes, learned, worded
from hall_hub.console.diary.store import DiaryStore
from tests.conftest import NINE_IN_THE_MORNING as NINE

PROBLEMS: list[Problem] = ["paper-low", "paper-out", "sound"]


def said(online: bool = True, problems: list[Problem] | None = None) -> DeviceState:
    return DeviceState(online=online, role="kiosk", version="0.1", problems=problems or [])


def known(**other: object) -> Known:
    return Known(**{"online": True, "since": NINE, "boot": 3, "version": "0.1", **other})  # type: ignore[arg-type]


def test_a_device_that_goes_and_comes_back_was_gone_from_then_to_then() -> None:
    gone = learned(known(), said(online=False), 3, NINE + 5, found=False)
    back = learned(gone, said(), 3, NINE + 9, found=False)
    assert list(changes("kiosk-1", known(), gone, NINE + 5)) == [
        Began(device="kiosk-1", what="gone", at=NINE + 5, boot=3)
    ]
    assert list(changes("kiosk-1", gone, back, NINE + 9)) == [Ended(device="kiosk-1", what="gone", at=NINE + 9)]
    assert (back.online, back.since) == (True, NINE + 9)


def test_another_boot_is_a_start_whether_or_not_its_end_was_seen() -> None:
    again = learned(known(), said(), 4, NINE + 5, found=False)
    assert list(changes("kiosk-1", known(), again, NINE + 5)) == [
        Started(device="kiosk-1", at=NINE + 5, boot=4, version="0.1")
    ]


def test_what_a_device_says_again_changes_nothing_and_it_is_there_since_it_came() -> None:
    again = learned(known(), said(), 3, NINE + 5, found=False)
    assert again == known()


def test_a_problem_begins_and_ends_and_its_words_are_told_once() -> None:
    ill = learned(known(), said(problems=["paper-out"]), 3, NINE + 1, found=False)
    told = worded(ill, "paper-out", "cuộn giấy trống")
    assert list(changes("kiosk-1", known(), ill, NINE + 1)) == [
        Began(device="kiosk-1", what="problem", about="paper-out", at=NINE + 1)
    ]
    assert list(changes("kiosk-1", ill, told, NINE + 2)) == [
        Worded(device="kiosk-1", at=NINE + 2, about="paper-out", words="cuộn giấy trống")
    ]
    assert list(changes("kiosk-1", told, known(), NINE + 3)) == [
        Ended(device="kiosk-1", what="problem", about="paper-out", at=NINE + 3)
    ]


def test_words_of_a_problem_that_the_device_does_not_have_are_passed_over() -> None:
    assert worded(known(), "paper-out", "từ lần trước") == known()


def test_the_last_will_knows_no_problems_and_solves_none() -> None:
    ill = learned(known(), said(problems=["paper-out"]), 3, NINE, found=False)
    assert learned(ill, said(online=False), 3, NINE + 1, found=False).problems == {"paper-out": ""}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DiaryStore]:
    made = DiaryStore(tmp_path / "diary.sqlite")
    yield made
    made.close()


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(1, 3), st.lists(st.sampled_from(PROBLEMS), unique=True), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_the_diary_knows_after_any_story_what_was_known(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[bool, int, list[Problem], bool]]
) -> None:
    diary = DiaryStore(tmp_path_factory.mktemp("story") / "diary.sqlite")
    now: Known | None = None
    boot = 0
    for minute, (online, more, problems, found) in enumerate(story):
        boot += more - 1 if now is not None and online else 0
        after = learned(now, said(online, problems), boot, NINE + minute, found=found)
        for change in changes("kiosk-1", now, after, NINE + minute, found=found):
            diary.keep(change)
        now = after
    read = diary.known()["kiosk-1"]
    diary.close()
    assert now is not None
    assert (read.online, read.since, dict(read.problems)) == (now.online, now.since, dict(now.problems))
    if now.online:
        assert read.boot == now.boot


def test_a_beginning_that_is_written_already_is_not_written_twice(store: DiaryStore) -> None:
    for _ in range(2):
        store.keep(Began(device="kiosk-1", what="problem", about="sound", at=NINE))
    assert len(store.events("kiosk-1", None, 10)) == 1
