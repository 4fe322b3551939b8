"""Every keyboard on every panel and in every theme, drawn to tests/pictures/out and measured."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from kivy.uix.floatlayout import FloatLayout
from PIL import Image

from hall_core.domain.names import Language
from hall_core.ui import colours
from hall_core.ui.tokens import kiosk_scale
from hall_core.ui.translate import Words
from hall_core.ui.widgets.keyboard.keyboard_layout import KEY_GAP_MM, KEY_LEAST_MM, Kind, keyboard_layout
from hall_core.ui.widgets.keyboard.keyboard_words import keyboard_words
from tests.screens_support import PANELS, Glass

SHARE = {"1280x800": 0.5, "1080x1920": 0.3, "800x480": 0.62}
"""Of the panel's height that a page leaves to the keyboard."""
TEXTS = {"words": "đăng ký khai sinh", "code": "000.00.16.H41-190612-0001", "digits": "••••"}


def show(
    glass: Glass,
    panel: str,
    kind: Kind,
    words: Words,
    theme_name: str = "light",
    language: Language = "vi",
    larger: bool = False,
) -> Any:
    from hall_core.ui.theme import theme
    from hall_core.ui.widgets.keyboard.keyboard import Keyboard
    from hall_core.ui.widgets.text_field.text_field import TextField

    scale = kiosk_scale(PANELS[panel], larger=larger)
    glass.use(scale, colours.THEMES[theme_name])
    edge = theme.space.s
    layout = keyboard_layout(scale, kind, width=scale.width - 2 * edge, height=scale.height * SHARE[panel])
    say = words.into(language)
    keyboard = Keyboard(layout, words=keyboard_words(say, "plain" if language == "en" else "telex"))
    keyboard.pos = (scale.width - layout.width) // 2, edge
    field = TextField(text=TEXTS[kind], role="body" if panel == "800x480" else "action", size_hint_x=None)
    field.width = max(layout.width, scale.width / 2)
    field.pos = (scale.width - field.width) / 2, keyboard.top + theme.space.s
    page = FloatLayout()
    page.add_widget(keyboard)
    page.add_widget(field)
    glass.show(page)
    return keyboard


def faults(glass: Glass, keyboard: Any) -> list[str]:
    """What is wrong by the numbers of the design."""
    from hall_core.ui.theme import theme
    from hall_core.ui.widgets.keyboard.key_face import word_role
    from hall_core.ui.widgets.text_block.text_block import measure

    found: list[str] = []
    keys = keyboard.children
    for key in keys:
        if min(key.size) < theme.scale.px(KEY_LEAST_MM):
            found.append(f"too small: {key.meaning}")
        if key.x < 0 or key.y < 0 or key.right > glass.window.width or key.top > glass.window.height:
            found.append(f"outside the glass: {key.meaning}")
        role = word_role(key.text, keyboard.role, key.width)
        if measure(role, "regular")(key.text) > key.width - 2 * theme.space.hair:
            found.append(f"no room for {key.text!r}")
    for one, other in combinations(keys, 2):
        across = max(one.x, other.x) - min(one.right, other.right)
        along = max(one.y, other.y) - min(one.top, other.top)
        if max(across, along) < theme.scale.px(KEY_GAP_MM):
            found.append(f"too close: {one.meaning} {other.meaning}")
    return found


@pytest.mark.parametrize("theme_name", colours.THEMES)
@pytest.mark.parametrize("kind", ["words", "code", "digits"])
@pytest.mark.parametrize("panel", PANELS)
def test_every_key_can_be_seen_and_hit(
    glass: Glass, english_too: Words, panel: str, kind: Kind, theme_name: str
) -> None:
    keyboard = show(glass, panel, kind, english_too, theme_name)
    for plane in range(keyboard.planes):
        keyboard.plane = plane
        glass.frames()
        assert faults(glass, keyboard) == []
        glass.keep(f"keyboard-{panel}-{kind}-{plane}-{theme_name}")


@pytest.mark.parametrize("kind", ["words", "code", "digits"])
@pytest.mark.parametrize("panel", PANELS)
def test_the_english_words_have_room(glass: Glass, english_too: Words, panel: str, kind: Kind) -> None:
    keyboard = show(glass, panel, kind, english_too, language="en")
    assert faults(glass, keyboard) == []
    glass.keep(f"keyboard-{panel}-{kind}-en")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["words", "code", "digits"])
@pytest.mark.parametrize("panel", ["1280x800", "1080x1920"])
def test_larger_text_has_room(glass: Glass, english_too: Words, panel: str, kind: Kind, language: Language) -> None:
    keyboard = show(glass, panel, kind, english_too, language=language, larger=True)
    assert faults(glass, keyboard) == []
    glass.keep(f"keyboard-{panel}-{kind}-larger-{language}")


def test_a_key_shows_at_once_that_it_is_pressed_and_no_longer_than_that(glass: Glass, english_too: Words) -> None:
    from hall_core.ui.theme import theme

    keyboard = show(glass, "1280x800", "words", english_too)
    by_key = {key.meaning: key for key in keyboard.children}
    pressed = [by_key[meaning] for meaning in ("h", "tone-grave", "backspace")]
    before = glass.picture("keyboard-1280x800-words-pressed").read_bytes()
    fingers = [glass.finger().down(*key.center) for key in pressed]
    glass.frames(1)
    with Image.open(glass.picture("keyboard-1280x800-words-pressed")) as image:
        accent = tuple(round(part * 255) for part in theme.colour.accent[:3])
        for key in pressed:
            assert image.getpixel((int(key.x + 6), image.height - int(key.center_y))) == accent
    for finger in fingers:
        finger.up()
    assert glass.picture("keyboard-1280x800-words-released").read_bytes() == before
