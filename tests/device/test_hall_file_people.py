"""Officers, what they are allowed, and consoles: mistakes are told with their place and what would be right."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hall_core.device.hall_file import HallFileError, read
from hall_core.domain.plan import Plan, Policy
from hall_core.domain.plan_devices import Console

ROOT = Path(__file__).parents[2]
WARD: dict[str, Any] = tomllib.loads((ROOT / "halls" / "ward.toml").read_text("utf-8"))

Edit = Callable[[dict[str, Any]], Any]


def plan_of(edit: Edit) -> Plan:
    raw = copy.deepcopy(WARD)
    edit(raw)
    return read(raw, "f")


def mistake(edit: Edit) -> str:
    """The one thing said about the ward's file after an edit."""
    with pytest.raises(HallFileError) as caught:
        plan_of(edit)
    [line] = caught.value.lines
    return line.removeprefix("f: ")


def device(raw: dict[str, Any], role: str) -> dict[str, Any]:
    return next(device for device in raw["devices"] if device["role"] == role)


def second_console(raw: dict[str, Any], listen: str, port: int = 8443) -> None:
    device(raw, "console").update(listen=listen)
    raw["devices"].append({"role": "console", "id": "console-2", "listen": listen, "port": port})


def phones_led_to_officers(raw: dict[str, Any]) -> None:
    raw["hall"]["phone_pages"] = "https://xep-hang.example/p01"
    device(raw, "console").update(names=["Xep-Hang.example"])


def without_heads(raw: dict[str, Any]) -> None:
    for officer in raw["officers"]:
        officer.pop("role", None)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            lambda raw: raw["officers"][1].update(role="haed"),
            'officers[2] "ht-01".role: "haed" is not allowed; must be one of "head", "officer"; did you mean "head"?',
        ),
        (
            lambda raw: raw["officers"][1].update(serves={"sao-i": 0}),
            'officers[2] "ht-01".serves.sao-i: no service is called "sao-i"; did you mean "sao-y"?',
        ),
        (
            lambda raw: raw["officers"][1].update(serves={"sao-y": 1001}),
            'officers[2] "ht-01".serves.sao-y: 1001 is not allowed; must be a whole number from 0 to 1000',
        ),
        (
            lambda raw: raw["officers"][1].update(serves={"dat-dai": 0}),
            'devices[3] "caller-1".officer: "ht-01" does nothing of what counter "quay-1" serves, and could call '
            "nobody there; must be an officer who does, or another counter",
        ),
        (
            lambda raw: device(raw, "console").update(prot=80),
            'devices[7] "console-1".prot: is not a key here; did you mean "port"?',
        ),
        (
            lambda raw: device(raw, "console").update(port=0),
            'devices[7] "console-1".port: 0 is not allowed; must be a whole number from 1 to 65535',
        ),
        (
            lambda raw: device(raw, "console").update(port=1883),
            'devices[7] "console-1".port: 1883 is the broker\'s port; must be another one, such as 8443',
        ),
        (
            lambda raw: device(raw, "console").update(port=8883),
            'devices[7] "console-1".port: 8883 is the broker\'s port; must be another one, such as 8443',
        ),
        *(
            (
                lambda raw, name=name: device(raw, "console").update(names=["hall.lan", name]),
                f'devices[7] "console-1".names[2]: "{name}" is no name of a box; must be a name or an address alone, '
                'such as "xep-hang.lan" or "192.168.1.20"',
            )
            for name in (
                "https://hall.lan",
                "hall.lan:8443",
                "hall.lan/",
                "-hall",
                "hall..lan",
                "192.168.1.300",
                "0.0.0.0",
            )
        ),
        (
            lambda raw: device(raw, "console").update(names=[""]),
            'devices[7] "console-1".names[1]: "" is not allowed; must be a text of 1 to 253 characters',
        ),
        (
            phones_led_to_officers,
            'devices[7] "console-1".names[1]: "Xep-Hang.example" is where "phone_pages" leads everybody\'s phone; must '
            "be another name: whoever reaches the console under it finds where officers sign in",
        ),
        (
            lambda raw: device(raw, "console").update(listen="192.168.1.300"),
            'devices[7] "console-1".listen: "192.168.1.300" is no address; must be one of the box such as '
            '"192.168.1.20", or "0.0.0.0" for all it has',
        ),
        (
            lambda raw: second_console(raw, "192.168.1.20"),
            'devices[9] "console-2".port: 192.168.1.20:8443 is already the place of "console-1"; must be another '
            "port or another address",
        ),
        (
            lambda raw: device(raw, "console").update(id="caller-1"),
            'devices[7] "caller-1".id: "caller-1" is already the id of devices[3]; must be an id of its own',
        ),
        (
            without_heads,
            'devices[7] "console-1": nobody who signs in there may open or stop a service; give one of the officers '
            'role = "head"',
        ),
        (
            lambda raw: raw["policy"].update(out_of_order="haed-only"),
            'policy.out_of_order: "haed-only" is not allowed; must be one of "head-only", "never", "with-reason"; '
            'did you mean "head-only"?',
        ),
    ],
)
def test_each_mistake_is_told_alone(edit: Edit, told: str) -> None:
    assert mistake(edit) == told


def test_an_officer_for_services_that_no_counter_has_any_more_is_told() -> None:
    def edit(raw: dict[str, Any]) -> None:
        for counter in raw["counters"]:
            counter["serves"].pop("bao-tro", None)
        raw["services"] = [service for service in raw["services"] if service["id"] != "bao-tro"]
        raw["services"].append({**copy.deepcopy(WARD["services"][7])})
        raw["officers"].append({"id": "xh-01", "name": "Công chức Xã hội 01", "serves": {"bao-tro": 0}})

    with pytest.raises(HallFileError) as caught:
        plan_of(edit)
    assert (
        'f: officers[6] "xh-01".serves: no counter serves any of it; put one into "serves" of a counter, or leave this '
        "out: then it is all that the counter serves"
    ) in caught.value.lines


def test_only_the_head_without_a_head_is_told_where_the_policy_asks_for_one() -> None:
    def edit(raw: dict[str, Any]) -> None:
        without_heads(raw)
        raw["devices"].remove(device(raw, "console"))
        raw["policy"]["out_of_order"] = "head-only"

    assert mistake(edit) == (
        'policy.out_of_order: "head-only", and no officer is a head; give one of the officers role = "head", or must '
        'be "never"'
    )


def test_a_misspelt_role_is_not_told_as_a_missing_head_too() -> None:
    assert mistake(lambda raw: raw["officers"][0].update(role="heads")).startswith('officers[1] "gd-01".role: "heads"')


def test_consoles_on_two_boxes_may_say_the_same_of_themselves() -> None:
    """ "Everywhere" is everywhere on its own box."""
    plan = plan_of(lambda raw: second_console(raw, "0.0.0.0"))
    assert sum(isinstance(device, Console) for device in plan.devices) == 2


def test_a_console_is_called_by_names_and_addresses_of_either_kind() -> None:
    names = ["hall.lan", "XEP-HANG", "192.168.1.20", "2001:db8::20", "a.b-c.d1"]
    plan = plan_of(lambda raw: device(raw, "console").update(names=names))
    assert [device.names for device in plan.devices if isinstance(device, Console)] == [names]


def test_in_the_halls_own_network_phones_may_be_led_to_the_console_itself() -> None:
    def edit(raw: dict[str, Any]) -> None:
        raw["hall"]["phone_pages"] = "https://192.168.1.20:8443"
        device(raw, "console").update(names=["192.168.1.20"])

    assert plan_of(edit)


def test_what_the_file_says_of_officers_and_policy_is_what_the_programs_go_by() -> None:
    def edit(raw: dict[str, Any]) -> None:
        raw["officers"][1].update(role="officer", serves={"sao-y": 4})
        raw["policy"].update(
            ahead_in_row=5, out_of_order="never", recalls_most=0, recall_gap_s=30, defer_most_minutes=60
        )

    plan = plan_of(edit)
    officer = plan.officer("ht-01")
    assert officer is not None
    assert (officer.role, officer.serves) == ("officer", {"sao-y": 4})
    policy = plan.policy
    assert (policy.ahead_in_row, policy.out_of_order, policy.recalls_most) == (5, "never", 0)
    assert (policy.recall_gap_s, policy.defer_most_minutes) == (30, 60)


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [("ahead_in_row", 1, 99), ("recalls_most", 0, 20), ("recall_gap_s", 0, 300), ("defer_most_minutes", 1, 720)],
)
def test_each_bound_of_the_policy_is_told_with_the_key(key: str, least: int, most: int) -> None:
    for value in (least, most):
        assert getattr(plan_of(lambda raw, value=value: raw["policy"].update({key: value})).policy, key) == value
    for value in (least - 1, most + 1):
        told = mistake(lambda raw, value=value: raw["policy"].update({key: value}))
        assert told == f"policy.{key}: {value} is not allowed; must be a whole number from {least} to {most}"


def test_the_wards_remarks_on_the_policy_are_true() -> None:
    """Each figure that stands in the file is what holds without it."""
    plan = plan_of(lambda raw: raw.pop("policy"))
    assert plan.policy == Policy()
    assert plan_of(lambda _: None).policy == Policy()
