"""What is wrong with the keys and the display: told once, in words that say which."""

from __future__ import annotations

from collections.abc import Callable

from counter_caller.messages import STUCK, Ask, Pressed, Report, Sent, Ticked, Trouble
from hall_core.domain.button_box import Duty

from .conftest import ID, Box, answered

MakeBox = Callable[..., Box]
NEXT = Duty("next")


def test_a_key_held_down_for_long_counts_as_stuck_until_it_is_let_go(box: MakeBox) -> None:
    """Something lies on it: that is told once, and all other keys go on working."""
    weighed = box()
    weighed.feed(Pressed(NEXT, 1_000, 1_000, 1, "KEY_KP1"), Sent(ID), answered("nobody-waiting"))
    assert weighed.state.due == 1_000 + STUCK
    assert weighed.feed(Ticked(999 + STUCK)) == []
    weighed.feed(Ticked(1_000 + STUCK))
    assert weighed.some(Report) == [Report("key-stuck", True, "held down: KEY_KP1")]
    assert weighed.state.due is None
    weighed.press("recall", after=20_000)
    assert len(weighed.some(Ask)) == 1
    weighed.feed(Pressed(NEXT, 21_000, 21_000, 0, "KEY_KP1"))
    assert weighed.some(Report) == [Report("key-stuck", False)]


def test_of_two_keys_that_are_stuck_the_one_that_is_left_is_told_anew(box: MakeBox) -> None:
    weighed = box()
    for key in ("KEY_KP1", "KEY_KP2"):
        weighed.feed(Pressed(NEXT, 1_000, 9_000, 1, key))
    weighed.feed(Ticked(1_000 + STUCK))
    assert weighed.some(Report) == [Report("key-stuck", True, "held down: KEY_KP1, KEY_KP2")]
    weighed.feed(Pressed(NEXT, 21_000, 21_000, 0, "KEY_KP1"))
    assert weighed.some(Report) == [Report("key-stuck", True, "held down: KEY_KP2")]


def test_a_keypad_that_was_away_has_no_keys_down(box: MakeBox) -> None:
    away = box()
    away.feed(Pressed(NEXT, 1_000, 1_000, 1, "KEY_KP1"), Trouble("keypad-missing", True, "gone"))
    assert away.state.due is None


def test_a_keypad_that_goes_with_a_stuck_key_is_missing_and_no_longer_stuck(box: MakeBox) -> None:
    away = box()
    away.feed(Pressed(NEXT, 1_000, 1_000, 1, "KEY_KP1"), Sent(ID), answered("nobody-waiting"), Ticked(1_000 + STUCK))
    assert away.feed(Trouble("keypad-missing", True, "gone")) == [
        Report("keypad-missing", True, "gone"),
        Report("key-stuck", False),
    ]


def test_the_words_of_a_trouble_that_changes_are_reported_anew() -> None:
    desk = Box(Trouble("keypad-missing", True, "silent"))
    assert desk.feed(Trouble("keypad-missing", True, "two of them")) == [Report("keypad-missing", True, "two of them")]


def test_a_trouble_is_reported_when_it_comes_and_when_it_goes() -> None:
    desk = Box(Trouble("keypad-missing", False))
    assert desk.effects == []
    assert desk.feed(Trouble("keypad-missing", True), Trouble("keypad-missing", True)) == [
        Report("keypad-missing", True)
    ]
    assert desk.feed(Trouble("keypad-missing", False)) == [Report("keypad-missing", False)]
