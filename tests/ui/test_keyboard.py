"""Keys say what they mean: once each, in the order of the fingers, and only what was meant."""

from __future__ import annotations

from typing import Any

import pytest
from kivy.uix.floatlayout import FloatLayout

from hall_core.ui.tokens import kiosk_scale
from hall_core.ui.translate import Words
from hall_core.ui.widgets.keyboard.key import Key
from hall_core.ui.widgets.keyboard.keyboard import Keyboard
from hall_core.ui.widgets.keyboard.keyboard_layout import Kind, keyboard_layout
from hall_core.ui.widgets.keyboard.keyboard_words import keyboard_words
from tests.screens_support import PANELS, Glass


class Typist:
    """A keyboard on the glass, and what it has said."""

    def __init__(self, glass: Glass, panel: str, kind: Kind) -> None:
        scale = kiosk_scale(PANELS[panel])
        glass.use(scale)
        self.glass = glass
        self.said: list[Any] = []
        layout = keyboard_layout(scale, kind, width=scale.width - 20, height=scale.height * 0.6)
        self.keyboard = Keyboard(layout, pos=(10, 8), words=keyboard_words(Words().into("vi"), "telex"))
        self.keyboard.bind(on_key=lambda _, key: self.said.append(key))
        self.keyboard.bind(on_method=lambda _: self.said.append("(method)"))
        page = FloatLayout()
        page.add_widget(self.keyboard)
        glass.show(page)

    def key(self, meaning: str) -> Key:
        return self.glass.find(Key, meaning=meaning)

    def tap(self, *meanings: str) -> list[Any]:
        for meaning in meanings:
            self.glass.tap(self.key(meaning))
        return self.said

    def down(self, meaning: str) -> Any:
        return self.glass.finger().down(*self.key(meaning).center)


@pytest.fixture
def large(glass: Glass) -> Typist:
    return Typist(glass, "1280x800", "words")


@pytest.fixture
def small(glass: Glass) -> Typist:
    return Typist(glass, "800x480", "words")


def test_each_tap_says_its_key_once(large: Typist) -> None:
    assert large.tap("a", "ă", "tone-acute", "space", "1", "backspace", "clear") == [
        "a",
        "ă",
        "tone-acute",
        "space",
        "1",
        "backspace",
        "clear",
    ]


def test_a_long_press_says_it_once_and_shows_at_once(large: Typist) -> None:
    finger = large.down("a")
    assert large.key("a").pressed
    large.glass.frames(200)
    assert large.said == []
    finger.up()
    assert large.said == ["a"]


def test_two_hands_that_overlap_lose_no_stroke_and_keep_their_order(large: Typist) -> None:
    left = large.down("h")
    right = large.down("o")
    assert large.said == ["h"]
    right.up()
    left.up()
    assert large.said == ["h", "o"]
    third, fourth, fifth = large.down("a"), large.down("f"), large.down("n")
    for finger in (fourth, third, fifth):
        finger.up()
    assert large.said == [*"hoafn"]


def test_a_key_can_be_struck_again_after_it_counted_early(large: Typist) -> None:
    left, right = large.down("a"), large.down("b")
    left.up()
    right.up()
    assert large.tap("a", "a") == [*"abaa"]


def test_a_hand_that_leans_on_a_key_does_not_stop_the_other_one(large: Typist) -> None:
    large.down("q")
    assert large.tap("t", "o", "i") == [*"qtoi"]


def test_a_second_finger_on_the_same_key_is_no_second_stroke(large: Typist) -> None:
    first, second = large.down("a"), large.down("a")
    second.up()
    first.up()
    assert large.said == ["a"]


def test_a_finger_that_slides_away_types_nothing(large: Typist) -> None:
    large.down("a").move(*large.key("p").center).up()
    assert large.said == []
    assert large.tap("p") == ["p"]


def test_a_finger_between_two_keys_means_one_of_them(large: Typist) -> None:
    left, right = large.key("g"), large.key("h")
    between = (left.right + right.x) / 2
    for x in (between - 1, between, between + 1):
        large.glass.finger().down(x, left.center_y).up()
    assert large.said == ["g", "h", "h"]


def test_the_method_key_asks_for_another_method(large: Typist) -> None:
    assert large.tap("method") == ["(method)"]


@pytest.mark.parametrize(("method", "text"), [("telex", "Telex"), ("vni", "VNI"), ("plain", "Không dấu")])
def test_the_method_key_says_which_method_is_in_use(large: Typist, method: Any, text: str) -> None:
    large.keyboard.words = keyboard_words(Words().into("vi"), method)
    assert large.key("method").text == text


def test_on_a_small_panel_one_key_leads_to_the_signs_and_back(small: Typist) -> None:
    small.tap("plane")
    assert small.said == []
    assert small.key("plane").text == "abc"
    small.tap("7", "ư", "tone-hook", "plane", "w")
    assert small.said == ["7", "ư", "tone-hook", "w"]


def test_a_letter_still_held_when_the_signs_are_called_is_not_lost(small: Typist) -> None:
    held = small.down("o")
    small.tap("plane")
    held.up()
    small.tap("ô", "plane")
    assert small.tap("o") == ["o", "ô", "o"]


def test_the_keyboard_moves_with_its_page(large: Typist) -> None:
    before = tuple(large.key("a").pos)
    large.keyboard.pos = (30, 48)
    assert large.key("a").pos == [before[0] + 20, before[1] + 40]


@pytest.mark.parametrize("kind", ["code", "digits"])
def test_codes_and_digits_are_typed_as_they_stand(glass: Glass, kind: Kind) -> None:
    typist = Typist(glass, "800x480", kind)
    keys = ["H", "4", "-"] if kind == "code" else ["0", "9", "1"]
    assert typist.tap(*keys, "backspace", "clear") == [*keys, "backspace", "clear"]
