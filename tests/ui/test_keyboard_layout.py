"""Keys lie where both hands reach and one finger hits one key, or the panel is refused."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.plan_devices import Panel
from hall_core.domain.typing import TONE_KEYS, Typed, press
from hall_core.ui.tokens import TOUCH_MM, IllegibleError, Scale, kiosk_scale
from hall_core.ui.widgets.keyboard.keyboard_layout import (
    KEY_GAP_MM,
    KEY_LEAST_MM,
    KeyboardLayout,
    Kind,
    keyboard_layout,
)
from tests.screens_support import PANELS

KINDS: tuple[Kind, ...] = ("words", "code", "digits")
LETTERS = set("abcdefghijklmnopqrstuvwxyz")
DIGITS = set("0123456789")


def laid(panel: str, kind: Kind, share: float = 0.6) -> tuple[Scale, KeyboardLayout]:
    scale = kiosk_scale(PANELS[panel])
    return scale, keyboard_layout(scale, kind, width=scale.width - 2 * scale.space("s"), height=scale.height * share)


def keys(layout: KeyboardLayout) -> list[str]:
    return [key.key for plane in layout.planes for key in plane]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("panel", PANELS)
def test_no_key_is_too_small_and_no_two_are_too_close(panel: str, kind: Kind) -> None:
    scale, layout = laid(panel, kind)
    for plane in layout.planes:
        for key in plane:
            assert min(key.width, key.height) >= scale.px(KEY_LEAST_MM)
            assert key.x >= 0 and key.x + key.width <= layout.width
            assert key.y >= 0 and key.y + key.height <= layout.height
        for one, other in combinations(plane, 2):
            across = max(one.x, other.x) - min(one.x + one.width, other.x + other.width)
            along = max(one.y, other.y) - min(one.y + one.height, other.y + other.height)
            assert max(across, along) >= scale.px(KEY_GAP_MM)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("panel", ["1280x800", "1080x1920"])
def test_on_a_kiosk_every_key_is_as_large_as_all_that_is_touched_and_on_one_plane(panel: str, kind: Kind) -> None:
    scale, layout = laid(panel, kind, 0.5)
    assert len(layout.planes) == 1
    assert all(min(key.width, key.height) >= scale.px(TOUCH_MM) for key in layout.planes[0])


def test_on_seven_inches_the_letters_and_the_rest_share_the_place() -> None:
    _, layout = laid("800x480", "words")
    letters, rest = ({key.key for key in plane} for plane in layout.planes)
    assert letters & LETTERS == LETTERS
    assert rest >= DIGITS | set("ăâđêôơư") | set(TONE_KEYS)
    assert letters & rest == {"plane", "backspace", "clear", "space"}
    where = [next((key.x, key.y) for key in plane if key.key == "plane") for plane in layout.planes]
    assert where[0] == where[1], "a second tap leads back"


@pytest.mark.parametrize("panel", PANELS)
def test_each_kind_has_its_keys(panel: str) -> None:
    words, code, digits = (set(keys(laid(panel, kind)[1])) for kind in KINDS)
    always = {"backspace", "clear"}
    assert words - {"plane"} == LETTERS | DIGITS | set("ăâđêôơư.-") | set(TONE_KEYS) | always | {"space", "method"}
    assert code == {letter.upper() for letter in LETTERS} | DIGITS | set(".-/") | always
    assert digits == DIGITS | always


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_one_that_typing_knows(kind: Kind) -> None:
    typed = Typed(method="telex", most=9)
    for key in set(keys(laid("800x480", kind)[1])) - {"plane", "method"}:
        press(typed, key)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_leaves_too_little_room_is_refused_with_what_is_needed(kind: Kind) -> None:
    scale = kiosk_scale(PANELS["800x480"])
    with pytest.raises(IllegibleError) as refused:
        keyboard_layout(scale, kind, width=700, height=264)
    assert "x 51 mm" in str(refused.value)
    assert "x 265 pixels" in str(refused.value)
    assert "the page has 700 x 264 pixels" in str(refused.value)
    assert keyboard_layout(scale, kind, width=770, height=265).height == 265


def test_a_panel_that_is_too_narrow_is_refused() -> None:
    scale = kiosk_scale(PANELS["800x480"])
    assert keyboard_layout(scale, "words", width=679, height=300)
    with pytest.raises(IllegibleError):
        keyboard_layout(scale, "words", width=600, height=300)


@pytest.mark.parametrize("panel", ["1280x800", "1080x1920"])
def test_larger_text_makes_larger_letters(panel: str) -> None:
    scales = [kiosk_scale(PANELS[panel], larger=larger) for larger in (False, True)]
    layouts = [keyboard_layout(scale, "words", width=scale.width, height=scale.height * 0.5) for scale in scales]
    ordinary, larger = (scale.font(layout.role) for scale, layout in zip(scales, layouts, strict=True))
    assert larger > ordinary


def test_seven_inches_have_no_room_for_larger_text() -> None:
    scale = kiosk_scale(PANELS["800x480"], larger=True)
    with pytest.raises(IllegibleError):
        keyboard_layout(scale, "words", width=780, height=480)


@given(st.integers(120, 700), st.integers(600, 2000), st.floats(0.2, 1.0), st.floats(0.1, 0.7), st.sampled_from(KINDS))
def test_what_is_not_refused_fits_its_place(width_mm: int, width_px: int, wide: float, high: float, kind: Kind) -> None:
    panel = Panel(width_px=width_px, height_px=width_px, width_mm=width_mm)
    try:
        scale = kiosk_scale(panel)
        layout = keyboard_layout(scale, kind, width=width_px * wide, height=width_px * high)
    except IllegibleError:
        return
    assert layout.width <= width_px * wide
    assert layout.height <= width_px * high
    for plane in layout.planes:
        assert all(min(key.width, key.height) >= scale.px(KEY_LEAST_MM) for key in plane)


@pytest.mark.parametrize("panel", PANELS)
def test_the_longest_word_on_a_pad_stands_free_of_the_edges_of_its_key(panel: str) -> None:
    scale, layout = laid(panel, "digits")
    (clear,) = [key for key in layout.planes[0] if key.key == "clear"]
    # "Clear all" is 4.15 font sizes wide.
    assert clear.width - 4.15 * scale.font("caption") >= 2 * scale.space("xs")
