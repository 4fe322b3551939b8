"""From keys to characters."""

from __future__ import annotations

import pytest
from evdev import ecodes

from kiosk_app.devices.scanner_keys import END, Keys


@pytest.fixture
def keys() -> Keys:
    return Keys()


def typed(keys: Keys, *names: str) -> str:
    """What comes of pressing and letting go each key; ``+NAME`` only presses, ``-NAME`` only lets go."""
    text = ""
    for name in names:
        key = ecodes.ecodes[f"KEY_{name.strip('+-')}"]
        text += "".join(keys.moved(key, value) for value in ((1, 0), (1,), (0,))[(name[0] in "+-") + (name[0] == "-")])
    return text


def test_keys_are_those_of_a_us_keyboard(keys: Keys) -> None:
    assert typed(keys, "A", "1", "MINUS", "BACKSLASH", "SPACE", "KP7", "KPSLASH") == "a1-\\ 7/"


@pytest.mark.parametrize("shift", ["LEFTSHIFT", "RIGHTSHIFT"])
def test_shift_lasts_while_it_is_held(keys: Keys, shift: str) -> None:
    assert typed(keys, f"+{shift}", "A", "1", "MINUS", "BACKSLASH", "KP7", f"-{shift}", "A") == "A!_|7a"


def test_the_capitals_lock_turns_letters_around_and_nothing_else(keys: Keys) -> None:
    assert typed(keys, "CAPSLOCK", "A", "1", "+LEFTSHIFT", "A", "1", "-LEFTSHIFT", "CAPSLOCK", "A") == "A1a!a"


@pytest.mark.parametrize("held", ["LEFTALT", "RIGHTALT", "LEFTCTRL", "RIGHTCTRL", "LEFTMETA"])
def test_with_alt_or_control_held_no_key_is_a_character(keys: Keys, held: str) -> None:
    """A scanner so types what its keyboard has no key for."""
    assert typed(keys, "A", f"+{held}", "KP7", "KP8", "J", "ENTER", f"-{held}", "B") == "ab"


@pytest.mark.parametrize("end", ["ENTER", "KPENTER", "TAB"])
def test_what_a_scanner_is_set_to_press_last_ends_a_code(keys: Keys, end: str) -> None:
    assert typed(keys, end) == END


def test_a_repeating_key_and_an_unknown_one_are_nothing(keys: Keys) -> None:
    assert keys.moved(ecodes.KEY_A, 2) == ""
    assert typed(keys, "F1", "NUMLOCK", "ESC") == ""


def test_after_forgetting_nothing_is_held(keys: Keys) -> None:
    assert typed(keys, "+LEFTSHIFT", "+LEFTALT") == ""
    keys.forget()
    assert typed(keys, "A") == "a"
