"""A tap is one tap: however long, however many fingers, and only where it was meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets.touchable import Touchable
from tests.screens_support import Finger, Glass


class Pad(Touchable, BoxLayout):
    pass


@pytest.fixture
def pads(glass: Glass) -> tuple[Pad, Pad, list[Any]]:
    """Two things to touch, the left one meaning «a» and the right one «b», and what was tapped."""
    taps: list[Any] = []
    page = BoxLayout()
    both = Pad(meaning="a"), Pad(meaning="b")
    for pad in both:
        pad.bind(on_tap=lambda _pad, meaning: taps.append(meaning))
        page.add_widget(pad)
    glass.show(page)
    return *both, taps


Pads = tuple[Pad, Pad, list[Any]]


def test_a_short_touch_is_a_tap(glass: Glass, pads: Pads) -> None:
    left, _, taps = pads
    glass.tap(left)
    assert taps == ["a"]


def test_a_tap_counts_when_the_finger_leaves_and_shows_while_it_is_down(glass: Glass, pads: Pads) -> None:
    left, _, taps = pads
    finger = glass.finger().down(*left.center)
    assert left.pressed
    assert taps == []
    finger.up()
    assert not left.pressed
    assert taps == ["a"]


def test_a_long_press_is_one_tap(glass: Glass, pads: Pads) -> None:
    left, _, taps = pads
    finger = glass.finger().down(*left.center)
    glass.frames(200)
    finger.up()
    glass.frames()
    assert taps == ["a"]


def test_a_drag_that_ends_where_it_began_is_one_tap(glass: Glass, pads: Pads) -> None:
    left, right, taps = pads
    glass.finger().down(*left.center).move(*right.center).move(left.x + 5, left.y + 5).up()
    assert taps == ["a"]


def test_a_finger_that_slides_away_taps_nothing(glass: Glass, pads: Pads) -> None:
    left, right, taps = pads
    glass.finger().down(*left.center).move(*right.center).up()
    assert taps == []
    assert not left.pressed


def test_a_second_finger_on_the_same_thing_is_no_second_tap(glass: Glass, pads: Pads) -> None:
    left, _, taps = pads
    first, second = glass.finger(), glass.finger()
    first.down(*left.center)
    second.down(left.center_x + 9, left.center_y)
    second.up()
    first.up()
    assert taps == ["a"]


def test_a_finger_acts_on_what_it_came_down_on(glass: Glass, pads: Pads) -> None:
    left, _, taps = pads
    finger = glass.finger().down(*left.center)
    left.meaning = "something else by now"
    finger.up()
    assert taps == []


def test_a_finger_whose_page_is_gone_taps_nothing(glass: Glass, pads: Pads) -> None:
    left, _, taps = pads
    finger = glass.finger().down(*left.center)
    left.parent.remove_widget(left)
    finger.up()
    assert taps == []


def test_a_page_that_comes_up_under_a_finger_is_not_tapped_by_it(glass: Glass, pads: Pads) -> None:
    left, right, taps = pads
    finger = glass.finger().down(*left.center)
    left.parent.remove_widget(left)
    glass.frames()
    assert right.collide_point(*right.center)
    finger.move(*right.center).up()
    assert taps == []


def test_a_finger_whose_lift_is_lost_blocks_nobody(glass: Glass, pads: Pads) -> None:
    left, right, taps = pads
    glass.finger().down(*left.center)
    glass.tap(left)
    glass.tap(right)
    glass.tap(left)
    assert taps == ["a", "b", "a"]
    assert not left.pressed


def test_a_finger_that_rests_taps_nothing_once_another_has_tapped(glass: Glass, pads: Pads) -> None:
    left, _, taps = pads
    resting = glass.finger().down(*left.center)
    glass.tap(left)
    resting.up()
    assert taps == ["a"]


def test_an_elbow_of_many_contacts_lets_a_finger_tap_elsewhere_and_beside_it(glass: Glass, pads: Pads) -> None:
    left, right, taps = pads
    elbow = [glass.finger().down(left.x + 20 + n * 7, left.y + 30 + n % 3 * 9) for n in range(20)]
    for _ in range(60):  # it never lies quite still
        for contact in elbow:
            contact.move(left.x + 40, left.y + 40)
    glass.frames(100)
    glass.tap(right)
    assert taps == ["b"]
    glass.tap(left)
    assert taps == ["b", "a"]
    for contact in elbow:
        contact.up()
    assert taps == ["b", "a"], "it has let go of nothing that anybody meant"
    glass.tap(left)
    assert taps == ["b", "a", "a"]


def test_a_new_meaning_is_not_shown_as_pressed(glass: Glass, pads: Pads) -> None:
    left, _, _ = pads
    glass.finger().down(*left.center)
    left.meaning = "another page by now"
    assert not left.pressed


WHERE = st.tuples(st.integers(0, 1279), st.integers(0, 799))
MOVES = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(("down", "move", "up")), WHERE), max_size=40)
"""(finger, what it does, where): a finger may come down twice without having been lifted, as on a bad panel."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_whatever_fingers_have_done_a_clean_tap_is_one_tap(
    glass: Glass, pads: Pads, moves: list[tuple[int, str, tuple[int, int]]]
) -> None:
    left, right, taps = pads
    taps.clear()
    down: dict[int, Finger] = {}
    possible = 0
    for which, what, (x, y) in moves:
        if what == "down":
            down[which] = glass.finger().down(x, y)
        elif which in down:
            down[which].move(x, y)
            if what == "up":
                down.pop(which).up()
                possible += 1
    assert len(taps) <= possible, "one finger, one tap at most"
    assert {left.pressed, right.pressed} <= {bool(down), False}
    for pad, meaning in ((left, "a"), (right, "b")):
        taps.clear()
        glass.finger().down(*pad.center).up()
        assert taps == [meaning]
        assert not pad.pressed
    taps.clear()
    for finger in down.values():
        finger.up()
    glass.tap(left)
    assert taps == ["a"], "who rested beforehand taps nothing"


def test_what_is_disabled_takes_no_tap_and_lets_none_through(glass: Glass, pads: Pads) -> None:
    left, _, taps = pads
    left.disabled = True
    glass.tap(left)
    assert taps == []
    finger = glass.finger()
    left.disabled = False
    finger.down(*left.center)
    left.disabled = True
    finger.up()
    assert taps == []
