"""A tap is one tap: however long, however many fingers, and only where it was meant."""

from __future__ import annotations

from typing import Any

import pytest
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets.touchable import Touchable
from tests.screens_support import Glass


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
