"""The call boxes of a hall: what is told of a hall file in which they cannot work."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

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
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check import Fault, cross_check
from hall_core.domain.plan_devices import DEFAULT_BUTTONS, DEFAULT_KEYS, Caller, Desk

PAD = "/dev/input/by-path/usb-1-event-kbd"
BY_PATH = "/dev/input/by-path/pci-0000:00:14.0-usb-0:1:1.0-event-kbd"
HERE = ("devices", 2)
"""The caller, behind a kiosk and a board."""


def faults(plan: Plan, caller: Caller) -> list[Fault]:
    return cross_check(replace(plan, devices=[*plan.devices[:2], caller]))


def only(plan: Plan, caller: Caller) -> tuple[tuple[str | int, ...], str, str]:
    (fault,) = faults(plan, caller)
    return fault.where[2:], fault.wrong, fault.right


def desk(n: int, keypad: str = "", **more: Any) -> Desk:
    return Desk(counter=f"quay-{n}", officer=f"can-bo-{n}", keypad=keypad, **more)


def box(*desks: Desk) -> Caller:
    return Caller(id="goi", desks=list(desks))


@pytest.mark.parametrize(
    "caller",
    [
        Caller(id="goi", counter="quay-1", officer="can-bo-1"),
        Caller(id="goi", counter="quay-1", officer="can-bo-1", keypad=PAD, line_display="serial:/dev/ttyUSB0"),
        box(desk(1)),
        box(desk(1, PAD), desk(2, "serial:/dev/ttyUSB0?address=1"), desk(3, "gpio:", keys={"GPIO17": "next"})),
        box(desk(1, PAD, keys={"KEY_KP1": "next"}), desk(2, PAD, keys={"KEY_KP2": "next"})),
        box(*(desk(n, f"serial:/dev/ttyUSB0?address={n}") for n in (1, 2, 3))),
        box(desk(1, PAD, lights={"lone": "GPIO5"}, buzzer="GPIO6", to_service={"KEY_F1": "sao-y"})),
        box(desk(1, PAD, to_counter={"KEY_F1": "quay-2"}), desk(2, "gpio:", to_service={"GPIO4": "sao-y"})),
    ],
)
def test_what_can_work_is_let_be(plan: Plan, caller: Caller) -> None:
    assert faults(plan, caller) == []


@pytest.mark.parametrize(
    ("caller", "where", "wrong"),
    [
        (Caller(id="goi", counter="quay-1"), ("officer",), "is missing"),
        (Caller(id="goi", officer="can-bo-1"), ("counter",), "is missing"),
        (replace(box(desk(1)), counter="quay-1"), ("counter",), "stands beside desks"),
        (replace(box(desk(1)), keypad=PAD), ("keypad",), "stands beside desks"),
        (box(replace(desk(1), counter="quay-7")), ("desks", 0, "counter"), 'no counter is called "quay-7"'),
        (box(replace(desk(1), officer="can-bo")), ("desks", 0, "officer"), 'no officer is called "can-bo"'),
        (box(desk(1, PAD), desk(2)), ("desks", 1, "keypad"), "is missing"),
        (box(desk(1, "ttyUSB0")), ("desks", 0, "keypad"), '"ttyUSB0" is no place for buttons'),
        (box(desk(1, "gpio:")), ("desks", 0, "keys"), "names no pin"),
        (box(desk(1, "gpio:", keys={"GPIO28": "next"})), ("desks", 0, "keys", "GPIO28"), '"GPIO28" is no key there'),
        (box(desk(1, PAD, keys={"1": "next"})), ("desks", 0, "keys", "1"), '"1" is no key there'),
        (
            box(desk(1, "serial:/dev/ttyUSB0", keys={"KEY_A": "next"})),
            ("desks", 0, "keys", "KEY_A"),
            '"KEY_A" is no key there',
        ),
        (box(desk(1, to_service={"KEY_A": "sao"})), ("desks", 0, "to_service", "KEY_A"), 'no service is called "sao"'),
        (box(desk(1, to_counter={"KEY_A": "quay-1"})), ("desks", 0, "to_counter", "KEY_A"), "is this counter itself"),
        (
            box(desk(1, PAD, keys={"KEY_A": "next"}, to_service={"KEY_A": "sao-y"})),
            ("desks", 0, "to_service", "KEY_A"),
            "is named in another table too",
        ),
        (box(desk(1, lights={"lone": "5"})), ("desks", 0, "lights", "lone"), '"5" is no pin'),
        (box(desk(1, buzzer="D5")), ("desks", 0, "buzzer"), '"D5" is no pin'),
    ],
)
def test_what_is_missing_or_unknown_is_told_at_its_place(
    plan: Plan, caller: Caller, where: tuple[str | int, ...], wrong: str
) -> None:
    assert only(plan, caller)[:2] == (where, wrong)


@pytest.mark.parametrize(
    ("caller", "where", "wrong"),
    [
        (
            box(desk(1, PAD, keys={"KEY_A": "next"}), desk(2, PAD, keys={"KEY_A": "next"})),
            ("desks", 1, "keys", "KEY_A"),
            f"key KEY_A of {PAD} is in use at another place of this caller",
        ),
        (
            box(desk(1, "gpio:", keys={"GPIO5": "next"}, lights={"lone": "GPIO5"})),
            ("desks", 0, "lights", "lone"),
            "GPIO5 is in use at another place of this caller",
        ),
        (
            box(desk(1, PAD, line_display="serial:/dev/a"), desk(2, PAD[:-4], line_display="serial:/dev/a?baud=9600")),
            ("desks", 1, "line_display"),
            "/dev/a is in use at another place of this caller",
        ),
        (
            box(desk(1, "serial:/dev/a"), desk(2, PAD, line_display="serial:/dev/a")),
            ("desks", 0, "keypad"),
            "/dev/a is a line display's",
        ),
        (
            box(desk(1, "serial:/dev/a?baud=57600"), desk(2, "serial:/dev/a?baud=38400&address=2")),
            ("desks", 1, "keypad"),
            "/dev/a has two speeds",
        ),
    ],
)
def test_two_uses_of_one_key_pin_or_line_are_told(
    plan: Plan, caller: Caller, where: tuple[str | int, ...], wrong: str
) -> None:
    assert only(plan, caller)[:2] == (where, wrong)


def test_a_keypad_that_two_counters_share_needs_its_keys_named(plan: Plan) -> None:
    """Both would have the usual ones."""
    found = faults(plan, box(desk(1, PAD), desk(2, PAD)))
    assert {fault.where[2:4] for fault in found} == {("desks", 1)} and len(found) == len(DEFAULT_KEYS)


def test_a_counter_has_one_caller_whichever_way_it_is_written(plan: Plan) -> None:
    first = Caller(id="goi-1", counter="quay-1", officer="can-bo-1")
    (fault,) = cross_check(replace(plan, devices=[*plan.devices[:2], first, box(desk(2, PAD), desk(1, PAD[:-4]))]))
    assert fault.where == ("devices", 3, "desks", 1, "counter")
    assert fault.wrong == 'counter "quay-1" already has the caller "goi-1"'


@pytest.mark.parametrize(
    ("baud", "boxes", "told", "least"),
    [
        (9600, 1, "one box on /dev/a has its turn in 65 ms at 9600 baud", 19200),
        (19200, 3, "3 boxes on /dev/a have their turns in 64 ms at 19200 baud", 38400),
    ],
)
def test_a_line_too_slow_for_its_boxes_is_told_with_what_would_do(
    plan: Plan, baud: int, boxes: int, told: str, least: int
) -> None:
    slow = box(*(desk(n, f"serial:/dev/a?baud={baud}&address={n}") for n in range(1, boxes + 1)))
    where, wrong, right = only(plan, slow)
    assert where == ("desks", boxes - 1, "keypad")
    assert wrong == told
    assert right == f"must be 60 ms or less: at least {least} baud"


@pytest.mark.parametrize("baud", BAUDS)
def test_as_many_boxes_as_are_said_are_asked_in_time_and_no_more(baud: int) -> None:
    most = most_boxes(baud)
    assert round_time(baud, most) <= ROUND_WITHIN < round_time(baud, most + 1)
    assert fast_enough(most) is not None and fast_enough(10) is None


def test_more_boxes_than_any_line_serves_are_told_how_many_it_does(plan_of: Any) -> None:
    where, _, right = only(plan_of(10), box(*(desk(n, f"serial:/dev/a?address={n}&baud=115200") for n in range(1, 11))))
    assert where == ("desks", 9, "keypad")
    assert right == "must be 60 ms or less: at most 9 of them on one line, at 115200 baud"


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
