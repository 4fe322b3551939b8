"""What no single value of a plan can tell is found, named with its place, and told with what would be right."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain.plan import Counter, Field, Hours, Plan, Service, Zone
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_check import ANY, Fault, Path, cross_check, suggest
from hall_core.domain.plan_devices import Board, Kiosk
from hall_core.domain.plan_fault import closest
from tests.domain.mistaken_hall import HALL, UNREADABLE, Edits, assert_told, mistake, told


def only(plan: Plan) -> tuple[Any, str, str]:
    """The one fault of a plan."""
    (fault,) = cross_check(plan)
    return fault.where, fault.wrong, fault.right


def test_a_sound_plan_has_no_fault(plan: Plan) -> None:
    assert cross_check(plan) == []


GROUP = HALL["priority_groups"][0]
SHORT = {"prefix": "C", "digits": 1, "first": 1, "last": 9}


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        *(
            mistake({place: other}, f'{place} "{other["id"]}".id: {again}; must be an id of its own', f"{place}.id")
            for place, other, again in (
                ("zones[2]", HALL["zones"][0], '"sanh" is already the id of zones[1]'),
                ("agencies[2]", HALL["agencies"][0], '"tu-phap" is already the id of agencies[1]'),
                ("fields[2]", HALL["fields"][0], '"ho-tich" is already the id of fields[1]'),
                (
                    "priority_groups[2]",
                    HALL["priority_groups"][0],
                    '"cao-tuoi" is already the id of priority_groups[1]',
                ),
                ("services[3]", HALL["services"][1] | {"numbers": SHORT}, '"sao-y" is already the id of services[2]'),
                ("counters[4]", HALL["counters"][1] | {"number": 4}, '"quay-2" is already the id of counters[2]'),
                ("officers[4]", HALL["officers"][2], '"can-bo-3" is already the id of officers[3]'),
                ("devices[6]", {"role": "kiosk", "id": "goi-1"}, '"goi-1" is already the id of devices[3]'),
            )
        ),
        *(
            mistake(
                {"devices[6]": {"role": "kiosk", "id": id}, "centre": {}},
                f'devices[6] "{id}".id: "{id}" is a name of {whose}; must be another name',
                "devices[6].id",
            )
            for id, whose in (
                ("hub", "the hub's own box"),
                ("broker", "the hub's own box"),
                ("authority", "the hub's own box"),
                ("courier", "the hub's own box"),
                ("thu", "the line to the centre"),
                ("claim-0a1b2c3d", "a box that is not let in yet"),
            )
        ),
        mistake(
            {"counters[3].number": 1},
            'counters[3] "quay-3".number: 1 is already spoken for counter "quay-1"; must be a number of '
            "its own, 3 is free",
            *("counters[3].number", "counters[1].number"),
        ),
        mistake(
            {"counters[1].number": 3, "counters[3].number": 2},
            'counters[3] "quay-3".number: 2 is already spoken for counter "quay-2"; must be a number of '
            "its own, 1 is free",
        ),
    ],
)
def test_each_has_an_id_and_a_number_of_its_own(edits: Edits, line: str, leans: tuple[str, ...]) -> None:
    assert_told(edits, line, *leans)


LED = {"role": "led", "id": "led-1", "zone": "sanh"}
SIGN = {"role": "sign", "id": "bien-1", "zone": "sanh", "line": "serial:/dev/ttyUSB0"}


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        mistake(
            {"fields[1].agency": "tu-phat"},
            'fields[1] "ho-tich".agency: no agency is called "tu-phat"; did you mean "tu-phap"?',
            *("fields[1].agency", "agencies[1].id"),
        ),
        mistake(
            {"services[1].field": "ho-tic"},
            'services[1] "khai-sinh".field: no field is called "ho-tic"; did you mean "ho-tich"?',
            *("services[1].field", "fields[1].id"),
        ),
        mistake(
            {"services[1].priority": ["cao-tuoi", "cao-tuo"]},
            'services[1] "khai-sinh".priority[2]: no priority group is called "cao-tuo"; did you mean "cao-tuoi"?',
            *("services[1].priority", "priority_groups[1].id"),
        ),
        mistake(
            {"services[1].reserve.kiosk-2": [900, 949]},
            'services[1] "khai-sinh".reserve.kiosk-2: no kiosk is called "kiosk-2"; did you mean "kiosk-1"?',
            *("services[1].reserve.kiosk-2", "devices[1].id"),
        ),
        mistake(
            {"services[1].reserve.bang-1": [900, 949]},
            'services[1] "khai-sinh".reserve.bang-1: no kiosk is called "bang-1"; known: "kiosk-1"',
        ),
        mistake(
            {"counters[2].zone": "san"},
            'counters[2] "quay-2".zone: no zone is called "san"; did you mean "sanh"?',
            *("counters[2].zone", "zones[1].id"),
        ),
        mistake(
            {"counters[2].serves.sao-i": 0},
            'counters[2] "quay-2".serves.sao-i: no service is called "sao-i"; did you mean "sao-y"?',
            *("counters[2].serves.sao-i", "services[2].id"),
        ),
        mistake(
            {"devices[2].zone": "san"},
            'devices[2] "bang-1".zone: no zone is called "san"; did you mean "sanh"?',
            *("devices[2].zone", "zones[1].id", "devices[2].role"),
        ),
        mistake(
            {"devices[2].counter": "quay-9", "devices[2].shows": ["calls", "counter"]},
            'devices[2] "bang-1".counter: no counter is called "quay-9"; did you mean "quay-3"?',
            *("counters[1].id",),
        ),
        mistake(
            {"devices[6]": LED | {"zone": "san"}},
            'devices[6] "led-1".zone: no zone is called "san"; did you mean "sanh"?',
        ),
        mistake(
            {"devices[6]": LED | {"counter": "quay-9"}},
            'devices[6] "led-1".counter: no counter is called "quay-9"; did you mean "quay-3"?',
        ),
        mistake(
            {"devices[6]": SIGN | {"displays": [{"address": n, "counter": f"quay-{n}"} for n in (1, 4)]}},
            'devices[6] "bien-1".displays[2].counter: no counter is called "quay-4"; did you mean "quay-3"?',
            *("devices[6].displays[2].counter", "counters[1].id"),
        ),
        mistake(
            {"devices[6]": {"role": "pad", "id": "pad-1", "counter": "quay-9"}},
            'devices[6] "pad-1".counter: no counter is called "quay-9"; did you mean "quay-3"?',
            *("devices[6].counter", "counters[1].id"),
        ),
        mistake(
            {f"counters[{n}].serves": {"khai-sinh": 0} for n in (1, 2, 3)},
            'services[2] "sao-y": no counter serves it; put it into "serves" of a counter, or take it out',
            *("services[2].id", "counters[3].serves"),
        ),
    ],
)
def test_what_is_referred_to_exists(edits: Edits, line: str, leans: tuple[str, ...]) -> None:
    assert_told(edits, line, *leans)


def test_an_unknown_kiosk_is_told_beside_a_device_of_an_unknown_kind() -> None:
    """Of which its id is known all the same."""
    edits = {"services[1].reserve.kiosk-2": [900, 949], "devices[2].role": UNREADABLE}
    assert [line.partition(": ")[0] for line in told(edits)] == [
        'services[1] "khai-sinh".reserve.kiosk-2',
        'devices[2] "bang-1".role',
    ]


def test_a_hall_without_services_or_counters_is_none() -> None:
    empty = {"services": [], "counters": [], "devices": []}
    services, counters = told(empty)
    assert services == "services: there is none; must be at least one"
    assert counters == "counters: there is none; must be at least one"
    assert told(empty | {"services": UNREADABLE})[1:] == [counters]
    assert told(empty | {"counters": UNREADABLE})[:-1] == [services]


def test_two_lists_may_use_the_same_id(plan: Plan) -> None:
    zone = replace(plan.zones[0], id="khai-sinh")
    counters = [replace(counter, zone="khai-sinh") for counter in plan.counters]
    devices = [replace(device, zone="khai-sinh") if isinstance(device, Board) else device for device in plan.devices]
    assert cross_check(replace(plan, zones=[zone], counters=counters, devices=devices)) == []


def test_where_there_is_a_line_to_the_centre_no_device_is_called_like_the_hall(plan: Plan) -> None:
    called = replace(plan, devices=[*plan.devices, Kiosk(id=plan.hall.id)])
    assert cross_check(called) == []
    where, wrong, _ = only(replace(called, centre=Centre()))
    assert (where, wrong) == (("devices", 5, "id"), f'"{plan.hall.id}" is a name of the line to the centre')


def test_a_counter_needs_no_caller(plan: Plan) -> None:
    assert cross_check(replace(plan, devices=plan.devices[:2])) == []


def test_the_printers_are_looked_at_too(plan: Plan) -> None:
    where, _, _ = only(replace(plan, devices=[*plan.devices, Kiosk(id="kiosk-9", printer="lpt1")]))
    assert where == ("devices", 5, "printer")


def test_where_there_are_boards_each_zone_with_counters_has_one(plan: Plan) -> None:
    """A zone nobody is called to needs none, and neither does a hall without any board."""
    second = Zone(id="tang-2", name=plan.zones[0].name)
    upstairs = replace(plan, zones=[*plan.zones, second])
    assert cross_check(upstairs) == []
    counters: list[Counter] = [*plan.counters[:2], replace(plan.counters[2], zone="tang-2")]
    used = replace(upstairs, counters=counters)
    where, wrong, _ = only(used)
    assert (where, wrong) == (("zones", 1), "has counters but no board")
    assert cross_check(replace(used, devices=[])) == []


def test_all_faults_are_found_at_once(plan: Plan) -> None:
    field = Field(id="dat-dai", agency="khong-co", name=plan.fields[0].name)
    service: Service = replace(plan.services[0], id="dat-dai", field="dat-da")
    faults: list[Fault] = cross_check(
        replace(plan, fields=[*plan.fields, field], services=[*plan.services, service], hours=Hours())
    )
    assert [fault.where for fault in faults] == [
        ("fields", 1, "agency"),
        ("services", 2, "field"),
        ("services", 2),
        ("services", 2, "numbers"),
        ("hours",),
    ]


@pytest.mark.parametrize(
    ("broken", "touched"),
    [
        (("hours",), True),
        (("hours", "mon", 0), True),
        (("hours", "tue"), False),
        (("services", 1), True),
        (("services", 1, "id"), True),
        (("services", 1, "name"), False),
    ],
)
def test_a_finding_leans_on_what_could_not_be_read_at_its_places_above_and_below_them(
    broken: Path, touched: bool
) -> None:
    fault = Fault(("hours", "mon"), "", leans=(("hours", "mon"), ("services", ANY, "id")))
    assert fault.is_spoilt(broken) == touched
    assert Fault(("hours", "mon"), "").is_spoilt(broken) == (touched and broken[0] == "hours")


def test_a_close_word_is_suggested_and_otherwise_the_first_few_are_listed() -> None:
    many = [f"quay-{n}" for n in range(1, 30)]
    assert closest("quay-02", many) == ["quay-2"]
    assert suggest("quay-02", many) == 'did you mean "quay-2"?'
    assert suggest("xyz", many[:2]) == 'known: "quay-1", "quay-2"'
    assert suggest("xyz", many[:8]).endswith('"quay-8"')
    assert suggest("xyz", many[:9]).endswith('"quay-8" …')
    assert suggest("xyz", []) == "there is none at all"
