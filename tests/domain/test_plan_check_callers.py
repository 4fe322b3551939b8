"""The call boxes of a hall: what is told of a hall file in which they cannot work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain.plan import Plan
from hall_core.domain.plan_check import Fault, cross_check
from hall_core.domain.plan_devices import DEFAULT_KEYS, Caller, Desk
from tests.domain.mistaken_hall import Edits, assert_told, mistake, told

PAD = "/dev/input/by-path/usb-1-event-kbd"


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


ONE = {"role": "caller", "id": "goi-1", "counter": "quay-1", "officer": "can-bo-1"}
ANY = "write /dev/input/by-path/…-event-kbd, serial:/dev/ttyUSB0?address=1 or gpio:"
A_PIN = "must be a pin from GPIO0 to GPIO27"
PIN_KEYS = {"keys": {"GPIO17": "next"}}


def of_one(**keys: Any) -> Edits:
    """The first caller, for one counter."""
    return {"devices[3]": ONE | keys}


def desks(first: Mapping[str, Any], *others: Mapping[str, Any], **beside: Any) -> Edits:
    """The first caller, for several counters; the others have none."""
    numbered = enumerate((first, *others), 1)
    each = [{"counter": f"quay-{n}", "officer": f"can-bo-{n}", **keys} for n, keys in numbered]
    kiosks = {f"devices[{n}]": {"role": "kiosk", "id": f"kiosk-{n}"} for n in (4, 5)}
    return {"devices[3]": {"role": "caller", "id": "goi-1", "desks": each, **beside}, **kiosks}


HERE = 'devices[3] "goi-1"'


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        *(
            mistake(
                {f"devices[3].{key}": None},
                f"{HERE}.{key}: is missing; must be the id of a {key}; several counters stand in [[devices.desks]]",
                *(f"devices[3].{key}", "devices[3].desks"),
            )
            for key in ("counter", "officer")
        ),
        *(
            mistake(
                desks({}, **{key: value}),
                f"{HERE}.{key}: stands beside desks; must stand in {where}",
                f"devices[3].{key}",
            )
            for key, value, where in (
                ("counter", "quay-1", "each of them"),
                ("officer", "can-bo-1", "each of them"),
                ("keypad", PAD, "one of them"),
                ("keys", {"KEY_A": "next"}, "one of them"),
                ("to_service", {"KEY_A": "sao-y"}, "one of them"),
                ("to_counter", {"KEY_A": "quay-1"}, "one of them"),
                ("lights", {"lone": "GPIO5"}, "one of them"),
                ("buzzer", "GPIO5", "one of them"),
                ("line_display", "serial:/dev/a", "one of them"),
            )
        ),
        mistake(
            {"devices[3].counter": "quay-9"},
            f'{HERE}.counter: no counter is called "quay-9"; did you mean "quay-3"?',
            *("devices[3].counter", "counters[1].id"),
        ),
        mistake(
            desks({"officer": "can-bo-9"}),
            f'{HERE}.desks[1].officer: no officer is called "can-bo-9"; did you mean "can-bo-3"?',
            *("devices[3].desks[1].officer", "officers[1].id"),
        ),
        mistake(
            {"devices[5].counter": "quay-1"},
            'devices[5] "goi-3".counter: counter "quay-1" already has the caller "goi-1"; must be a counter '
            "without one",
            *("devices[5].counter", "devices[3].counter"),
        ),
        mistake(
            desks({"keypad": PAD}, {"keypad": "gpio:", **PIN_KEYS, "counter": "quay-1"}),
            f'{HERE}.desks[2].counter: counter "quay-1" already has the caller "goi-1"; must be a counter without one',
        ),
        mistake(
            of_one(to_service={"KEY_A": "sao"}),
            f'{HERE}.to_service.KEY_A: no service is called "sao"; did you mean "sao-y"?',
            *("devices[3].to_service.KEY_A", "services[2].id"),
        ),
        mistake(
            of_one(to_counter={"KEY_A": "quay-9"}),
            f'{HERE}.to_counter.KEY_A: no counter is called "quay-9"; did you mean "quay-3"?',
            *("devices[3].to_counter.KEY_A", "counters[1].id"),
        ),
        mistake(
            of_one(to_counter={"KEY_A": "quay-1"}),
            f"{HERE}.to_counter.KEY_A: is this counter itself; must be another one",
            *("devices[3].to_counter.KEY_A", "devices[3].counter"),
        ),
    ],
)
def test_a_caller_is_for_counters_and_officers_that_are_there(edits: Edits, line: str, leans: tuple[str, ...]) -> None:
    assert_told(edits, line, *leans)


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        mistake(
            of_one(keypad="usb:1"),
            f'{HERE}.keypad: "usb:1" is no place for buttons; {ANY}',
            "devices[3].keypad",
        ),
        mistake(
            desks({"keypad": PAD}, {}),
            f"{HERE}.desks[2].keypad: is missing; must say where the keys of this counter are",
            "devices[3].desks[2].keypad",
        ),
        mistake(
            of_one(keypad="gpio:"),
            f'{HERE}.keys: names no pin; write such as keys = {{ GPIO17 = "next" }}',
            *("devices[3].keypad", "devices[3].keys"),
            *("devices[3].to_service.GPIO4", "devices[3].to_counter.GPIO4"),
        ),
        mistake(
            of_one(keypad="gpio:", keys={"GPIO28": "next"}),
            f'{HERE}.keys.GPIO28: "GPIO28" is no key there; {A_PIN}',
            *("devices[3].keypad", "devices[3].keys.GPIO28"),
        ),
        mistake(
            of_one(keypad="serial:/dev/a", keys={"65": "next"}),
            f'{HERE}.keys.65: "65" is no key there; must be the number of a button, 1 to 64',
        ),
        mistake(
            desks({"keypad": PAD, "to_service": {"1": "sao-y"}}),
            f'{HERE}.desks[1].to_service.1: "1" is no key there; must be the kernel\'s name of a key, such as '
            'KEY_KP1; "motcua caller --teach" tells it',
            *("devices[3].desks[1].keypad", "devices[3].desks[1].to_service.1"),
        ),
        mistake(
            of_one(to_counter={"A": "quay-2"}),
            f'{HERE}.to_counter.A: "A" is no key there; must be the kernel\'s name of a key, such as KEY_KP1; '
            '"motcua caller --teach" tells it',
        ),
        mistake(
            of_one(keys={"KEY_A": "next"}, to_counter={"KEY_A": "quay-2"}),
            f"{HERE}.to_counter.KEY_A: is named in another table too; must be for one thing",
            *("devices[3].keys.KEY_A", "devices[3].to_counter.KEY_A"),
        ),
        mistake(
            of_one(lights={"ready": "GPIO27", "lone": "5"}),
            f'{HERE}.lights.lone: "5" is no pin; {A_PIN}',
            "devices[3].lights.lone",
        ),
        mistake(of_one(buzzer="D5"), f'{HERE}.buzzer: "D5" is no pin; {A_PIN}', "devices[3].buzzer"),
    ],
)
def test_keys_lights_and_buzzers_are_what_can_be_there(edits: Edits, line: str, leans: tuple[str, ...]) -> None:
    assert_told(edits, line, *leans)


PAD_2 = "/dev/input/by-path/usb-2-event-kbd"
A_KEY = {"keys": {"KEY_KP1": "next"}}
IN_USE = "is in use at another place of this caller; must be"


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        mistake(
            desks({"keypad": PAD, **A_KEY}, {"keypad": PAD, **A_KEY}),
            f"{HERE}.desks[2].keys.KEY_KP1: key KEY_KP1 of {PAD} {IN_USE} a key of one counter alone",
            *("devices[3].desks[2].keys.KEY_A", "devices[3].desks[1].keys.KEY_A", "devices[3].desks[1].keypad"),
        ),
        mistake(
            desks(
                {"keypad": PAD, **A_KEY}, {"keypad": PAD, "to_service": {"KEY_KP1": "sao-y"}, "keys": {"KEY_A": "next"}}
            ),
            f"{HERE}.desks[2].to_service.KEY_KP1: key KEY_KP1 of {PAD} {IN_USE} a key of one counter alone",
        ),
        mistake(
            desks(
                {"keypad": PAD, **A_KEY},
                {"keypad": PAD, "to_counter": {"KEY_KP1": "quay-1"}, "keys": {"KEY_A": "next"}},
            ),
            f"{HERE}.desks[2].to_counter.KEY_KP1: key KEY_KP1 of {PAD} {IN_USE} a key of one counter alone",
        ),
        mistake(
            desks({"keypad": "gpio:", **PIN_KEYS}, {"keypad": "gpio:", **PIN_KEYS}),
            f"{HERE}.desks[2].keys.GPIO17: GPIO17 {IN_USE} another pin",
        ),
        mistake(
            of_one(keypad="gpio:", **PIN_KEYS, lights={"lone": "GPIO17"}),
            f"{HERE}.lights.lone: GPIO17 {IN_USE} another pin",
            *("devices[3].lights.lone", "devices[3].keys.GPIO17"),
        ),
        mistake(
            of_one(keypad=PAD, lights={"ready": "GPIO5", "lone": "GPIO6"}, buzzer="GPIO6"),
            f"{HERE}.buzzer: GPIO6 {IN_USE} another pin",
        ),
        mistake(
            desks(
                {"keypad": PAD, "line_display": "serial:/dev/a"},
                {"keypad": PAD_2, "line_display": "serial:/dev/a?baud=9600"},
            ),
            f"{HERE}.desks[2].line_display: /dev/a {IN_USE} a line of its own",
            "devices[3].desks[2].line_display",
        ),
        mistake(
            desks({"keypad": "serial:/dev/a"}, {"keypad": PAD, "line_display": "serial:/dev/a"}),
            f"{HERE}.desks[1].keypad: /dev/a is a line display's; must be a line of its own",
            *("devices[3].desks[1].keypad", "devices[3].desks[2].line_display"),
        ),
        mistake(
            desks(
                {"keypad": "serial:/dev/a?baud=57600"},
                {"keypad": "serial:/dev/a?baud=38400&address=2"},
                {"keypad": PAD},
            ),
            f"{HERE}.desks[2].keypad: /dev/a has two speeds; must be baud=57600 for all its boxes",
            *("devices[3].desks[1].keypad", "devices[3].desks[2].keypad"),
        ),
        mistake(
            of_one(keypad="serial:/dev/a?baud=9600"),
            f"{HERE}.keypad: one box on /dev/a has its turn in 65 ms at 9600 baud; must be 60 ms or less: at "
            "least 19200 baud",
            "devices[3].keypad",
        ),
        mistake(
            desks(*({"keypad": f"serial:/dev/a?baud=19200&address={n}"} for n in (1, 2, 3))),
            f"{HERE}.desks[3].keypad: 3 boxes on /dev/a have their turns in 64 ms at 19200 baud; must be 60 ms "
            "or less: at least 38400 baud",
        ),
    ],
)
def test_each_key_pin_and_line_has_one_use_and_each_box_its_turn(
    edits: Edits, line: str, leans: tuple[str, ...]
) -> None:
    assert_told(edits, line, *leans)


def test_a_desk_that_cannot_be_read_is_told_beside_what_stands_beside_desks() -> None:
    lines = told(desks({"buzzer": 5}, keypad=PAD))
    assert [line.partition(": ")[0] for line in lines] == [f"{HERE}.desks[1].buzzer", f"{HERE}.keypad"]


def test_a_keypad_that_two_counters_share_needs_its_keys_named() -> None:
    """Both would have the usual ones."""
    assert told(desks({"keypad": PAD}, {"keypad": PAD})) == [
        f"{HERE}.desks[2].keys.{key}: key {key} of {PAD} {IN_USE} a key of one counter alone" for key in DEFAULT_KEYS
    ]


def test_where_a_caller_names_no_counter_what_it_says_of_its_keys_is_looked_at_too() -> None:
    lines = told({"devices[3].counter": None, "devices[3].keypad": "usb:1"})
    assert [line.partition(": ")[0] for line in lines] == [f"{HERE}.counter", f"{HERE}.keypad"]


def test_more_boxes_than_any_line_serves_are_told_how_many_it_does(plan_of: Any) -> None:
    where, _, right = only(plan_of(10), box(*(desk(n, f"serial:/dev/a?address={n}&baud=115200") for n in range(1, 11))))
    assert where == ("desks", 9, "keypad")
    assert right == "must be 60 ms or less: at most 9 of them on one line, at 115200 baud"
