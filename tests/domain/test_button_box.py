"""Where buttons are, which keys they have and what each is for, and how many boxes a line can ask in time."""

from __future__ import annotations

from typing import Any

import pytest

from hall_core.domain.button_box import (
    BAUDS,
    ROUND_WITHIN,
    ButtonBoxError,
    Duty,
    KeyDevice,
    LineBox,
    Pins,
    duties,
    fast_enough,
    is_key,
    most_boxes,
    named_twice,
    read_source,
    round_time,
)
from hall_core.domain.plan_devices import DEFAULT_BUTTONS, DEFAULT_KEYS, Desk

PAD = "/dev/input/by-path/usb-1-event-kbd"
BY_PATH = "/dev/input/by-path/pci-0000:00:14.0-usb-0:1:1.0-event-kbd"


def desk(n: int, keypad: str = "", **more: Any) -> Desk:
    return Desk(counter=f"quay-{n}", officer=f"can-bo-{n}", keypad=keypad, **more)


@pytest.mark.parametrize("baud", BAUDS)
def test_as_many_boxes_as_are_said_are_asked_in_time_and_no_more(baud: int) -> None:
    most = most_boxes(baud)
    assert round_time(baud, most) <= ROUND_WITHIN < round_time(baud, most + 1)
    assert fast_enough(most) is not None and fast_enough(10) is None


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("", None),
        (PAD, KeyDevice(PAD)),
        (f"evdev:{PAD}", KeyDevice(PAD)),
        (f"evdev:{BY_PATH}", KeyDevice(BY_PATH)),
        (BY_PATH, KeyDevice(BY_PATH)),
        ("serial:/dev/ttyUSB0", LineBox("/dev/ttyUSB0", 38_400, 1)),
        ("serial:/dev/ttyUSB0?address=254&baud=9600", LineBox("/dev/ttyUSB0", 9_600, 254)),
        ("gpio:", Pins()),
    ],
)
def test_where_buttons_are_is_read(url: str, source: object) -> None:
    assert read_source(url) == source


ANY = "write /dev/input/by-path/…-event-kbd, serial:/dev/ttyUSB0?address=1 or gpio:"
ANY_SPEED = "use one of 9600, 19200, 38400, 57600, 115200"


@pytest.mark.parametrize(
    ("url", "wrong", "right"),
    [
        ("serial:ttyUSB0", "names no serial device", "write serial:/dev/ttyUSB0?address=1"),
        ("serial:/dev/a?baud=300", "has the speed 300", ANY_SPEED),
        ("serial:/dev/a?baud=", "has the speed nothing", ANY_SPEED),
        ("serial:/dev/a?address=0", "has the address 0", "use a number from 1 to 254"),
        ("serial:/dev/a?address=255", "has the address 255", "use a number from 1 to 254"),
        ("serial:/dev/a?address=", "has the address nothing", "use a number from 1 to 254"),
        ("serial:/dev/a?address=1&address=2", "has more behind the '?' than baud and address", "write each once"),
        ("serial:/dev/a?parity=even", "has more behind the '?' than baud and address", "write each once"),
        ("evdev:event7", "is no place for buttons", ANY),
        ("gpio:17", "is no place for buttons", ANY),
        ("usb:1", "is no place for buttons", ANY),
    ],
)
def test_what_is_no_place_for_buttons_is_told_with_what_would_be_right(url: str, wrong: str, right: str) -> None:
    with pytest.raises(ButtonBoxError) as refused:
        read_source(url)
    assert (refused.value.wrong, refused.value.right) == (wrong, right)
    assert str(refused.value) == f'keypad "{url}" {wrong}; {right}'


@pytest.mark.parametrize(
    ("key", "one"),
    [("1", True), ("7", True), ("64", True), ("65", False), ("0", False), ("07", False), ("-1", False), ("٣", False)],
)
def test_a_box_has_buttons_1_to_64_written_as_on_the_box(key: str, one: bool) -> None:
    assert is_key(LineBox("/dev/ttyUSB0", 38_400, 1), key) == one


def test_a_key_is_told_in_each_table_behind_the_first_that_names_it() -> None:
    services = {"KEY_A": "sao-y", "KEY_B": "sao-y"}
    counters = {"KEY_A": "quay-2", "KEY_B": "quay-2", "KEY_C": "quay-2", "KEY_D": "quay-2"}
    keys = {"KEY_A": "next", "KEY_D": "next"}
    assert named_twice(desk(1, PAD, keys=keys, to_service=services, to_counter=counters)) == [
        ("to_service", "KEY_A"),
        ("to_counter", "KEY_A"),
        ("to_counter", "KEY_B"),
        ("to_counter", "KEY_D"),
    ]


ON_THE_STICKER = "1 next, 2 recall, 3 came, 4 done, 5 no-show, 6 pause, 7 park, 8 help"


def test_the_usual_keys_are_those_on_the_sticker_and_enter_calls_as_1_does() -> None:
    keys = {key.removeprefix("KEY_KP"): action for key, action in DEFAULT_KEYS.items()}
    assert keys.pop("ENTER") == keys["1"]
    assert ", ".join(f"{key} {action}" for key, action in keys.items()) == f"{ON_THE_STICKER}, 9 close"
    assert {key[:6] for key in DEFAULT_KEYS} == {"KEY_KP"}
    assert ", ".join(f"{key} {action}" for key, action in DEFAULT_BUTTONS.items()) == ON_THE_STICKER


def test_the_usual_keys_stand_in_where_none_is_named() -> None:
    assert duties(desk(1, PAD)) == {key: Duty(action) for key, action in DEFAULT_KEYS.items()}
    assert duties(desk(1, "serial:/dev/a")) == {key: Duty(action) for key, action in DEFAULT_BUTTONS.items()}
    assert duties(desk(1, "gpio:")) == {}


def test_keys_that_send_people_on_stand_beside_the_usual_ones_or_in_place_of_one() -> None:
    usual = {key: Duty(action) for key, action in DEFAULT_BUTTONS.items()}
    sent = Duty("transfer", service="sao-y")
    assert duties(desk(1, "serial:/dev/a", to_service={"9": "sao-y"})) == {**usual, "9": sent}
    assert duties(desk(1, "serial:/dev/a", to_service={"5": "sao-y"})) == {**usual, "5": sent}
    assert duties(desk(1, "serial:/dev/a", to_counter={"9": "quay-2"}))["9"] == Duty("transfer", counter="quay-2")
    assert duties(desk(1, PAD, keys={"KEY_B": "next"}, to_service={"KEY_A": "sao-y"})) == {
        "KEY_A": sent,
        "KEY_B": Duty("next"),
    }
