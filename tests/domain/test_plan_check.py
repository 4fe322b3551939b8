"""What no single value of a plan can tell is found, named with its place, and told with what would be right."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.domain.numbering import spell
from hall_core.domain.plan import Counter, Field, Hours, Numbers, Plan, Service, Zone
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_check import ANY, Fault, Path, closest, cross_check, suggest, touches
from hall_core.domain.plan_devices import Board, Caller, Kiosk, Pad


def only(plan: Plan) -> tuple[Any, str, str]:
    """The one fault of a plan."""
    (fault,) = cross_check(plan)
    return fault.where, fault.wrong, fault.right


def test_a_sound_plan_has_no_fault(plan: Plan) -> None:
    assert cross_check(plan) == []


def test_ids_are_unique_in_their_list(plan: Plan) -> None:
    twice = replace(plan, officers=[*plan.officers, plan.officers[0]])
    assert only(twice) == (
        ("officers", 3, "id"),
        '"can-bo-1" is already the id of officers[1]',
        "must be an id of its own",
    )


def test_two_lists_may_use_the_same_id(plan: Plan) -> None:
    zone = replace(plan.zones[0], id="khai-sinh")
    counters = [replace(counter, zone="khai-sinh") for counter in plan.counters]
    devices = [replace(device, zone="khai-sinh") if isinstance(device, Board) else device for device in plan.devices]
    assert cross_check(replace(plan, zones=[zone], counters=counters, devices=devices)) == []


@pytest.mark.parametrize(
    ("id", "whose"),
    [
        ("hub", "the hub's own box"),
        ("broker", "the hub's own box"),
        ("authority", "the hub's own box"),
        ("claim-0a1b2c3d", "a box that is not let in yet"),
    ],
)
def test_no_device_has_a_name_that_is_given_away(plan: Plan, id: str, whose: str) -> None:
    where, wrong, _ = only(replace(plan, devices=[*plan.devices, Kiosk(id=id)]))
    assert (where, wrong) == (("devices", 5, "id"), f'"{id}" is a name of {whose}')


def test_where_there_is_a_line_to_the_centre_no_device_is_called_like_the_hall(plan: Plan) -> None:
    called = replace(plan, devices=[*plan.devices, Kiosk(id=plan.hall.id)])
    assert cross_check(called) == []
    where, wrong, _ = only(replace(called, centre=Centre()))
    assert (where, wrong) == (("devices", 5, "id"), f'"{plan.hall.id}" is a name of the line to the centre')


def test_counter_numbers_are_unique_and_a_free_one_is_offered(plan: Plan) -> None:
    counters = [*plan.counters[:2], replace(plan.counters[2], number=1)]
    assert only(replace(plan, counters=counters)) == (
        ("counters", 2, "number"),
        '1 is already spoken for counter "quay-1"',
        "must be a number of its own, 3 is free",
    )


def _swap(items: list[Any], place: int, **changes: Any) -> list[Any]:
    return [replace(item, **changes) if index == place else item for index, item in enumerate(items)]


@pytest.mark.parametrize(
    ("changes", "where", "told"),
    [
        ({"agency": "tu-phat"}, ("fields", 0, "agency"), ("agency", "tu-phat", "tu-phap")),
        ({"field": "ho-tic"}, ("services", 0, "field"), ("field", "ho-tic", "ho-tich")),
        ({"priority": ["cao-tuo"]}, ("services", 0, "priority", 0), ("priority group", "cao-tuo", "cao-tuoi")),
        ({"reserve": {"kiosk-2": (900, 949)}}, ("services", 0, "reserve", "kiosk-2"), ("kiosk", "kiosk-2", "kiosk-1")),
        ({"zone": "san"}, ("counters", 1, "zone"), ("zone", "san", "sanh")),
        ({"serves": {"sao-i": 0}}, ("counters", 1, "serves", "sao-i"), ("service", "sao-i", "sao-y")),
        ({"zone": "san"}, ("devices", 1, "zone"), ("zone", "san", "sanh")),
        ({"counter": "quay-9"}, ("devices", 2, "counter"), ("counter", "quay-9", "quay-3")),
        ({"officer": "can-bo-9"}, ("devices", 2, "officer"), ("officer", "can-bo-9", "can-bo-3")),
    ],
)
def test_what_is_referred_to_exists(
    plan: Plan, changes: dict[str, Any], where: tuple[Any, ...], told: tuple[str, str, str]
) -> None:
    part, place = where[:2]
    what, written, meant = told
    broken = replace(plan, **{part: _swap(getattr(plan, part), place, **changes)})
    assert only(broken) == (where, f'no {what} is called "{written}"', f'did you mean "{meant}"?')


def test_a_reserve_belongs_to_a_kiosk_not_to_another_device(plan: Plan) -> None:
    services = _swap(plan.services, 0, reserve={"bang-1": (900, 949)})
    where, wrong, _ = only(replace(plan, services=services))
    assert (where, wrong) == (("services", 0, "reserve", "bang-1"), 'no kiosk is called "bang-1"')


def test_one_counter_has_one_caller(plan: Plan) -> None:
    caller = Caller(id="goi-9", counter="quay-1", officer="can-bo-1")
    where, wrong, _ = only(replace(plan, devices=[*plan.devices, caller]))
    assert (where, wrong) == (("devices", 5, "counter"), 'counter "quay-1" already has the caller "goi-1"')


def test_a_counter_needs_no_caller(plan: Plan) -> None:
    assert cross_check(replace(plan, devices=plan.devices[:2])) == []


def test_every_service_is_served_by_somebody(plan: Plan) -> None:
    counters = [replace(counter, serves={"khai-sinh": 0}) for counter in plan.counters]
    where, wrong, _ = only(replace(plan, counters=counters))
    assert (where, wrong) == (("services", 1), "no counter serves it")


def test_a_hall_without_services_or_counters_is_none(plan: Plan) -> None:
    empty = replace(plan, services=[], counters=[], devices=[])
    assert {fault.where for fault in cross_check(empty)} == {("services",), ("counters",)}


def _numbered(plan: Plan, first: Numbers, second: Numbers, **reserve: tuple[int, int]) -> Plan:
    devices = [*plan.devices, Kiosk(id="kiosk-2")]
    bands = {name.replace("_", "-"): band for name, band in reserve.items()}
    one, two = plan.services
    return replace(
        plan, services=[replace(one, numbers=first, reserve=bands), replace(two, numbers=second)], devices=devices
    )


A = Numbers(prefix="A", digits=3, first=1, last=849)


def test_two_services_share_no_number_and_a_free_range_is_offered(plan: Plan) -> None:
    broken = _numbered(plan, A, Numbers(prefix="A", digits=3, first=800, last=899))
    assert only(broken) == (
        ("services", 1, "numbers"),
        'A800-A899 meets A001-A849 which the hub gives out for "khai-sinh"',
        "must share none with prefix A, A900-A999 is free",
    )


def test_reserves_share_no_number_with_the_hub_or_with_one_another(plan: Plan) -> None:
    broken = _numbered(plan, A, Numbers(prefix="B"), kiosk_1=(849, 899), kiosk_2=(899, 949))
    assert [(fault.where, fault.wrong) for fault in cross_check(broken)] == [
        (
            ("services", 0, "reserve", "kiosk-1"),
            'A849-A899 meets A001-A849 which the hub gives out for "khai-sinh"',
        ),
        (
            ("services", 0, "reserve", "kiosk-2"),
            'A899-A949 meets A849-A899 which "kiosk-1" keeps in reserve for "khai-sinh"',
        ),
    ]


def test_ranges_that_only_touch_are_apart(plan: Plan) -> None:
    assert cross_check(_numbered(plan, A, Numbers(prefix="A", first=900, last=999), kiosk_1=(850, 899))) == []


def test_the_same_number_with_more_digits_sounds_too_much_alike(plan: Plan) -> None:
    where, wrong, _ = only(_numbered(plan, A, Numbers(prefix="A", digits=4, first=12, last=12)))
    assert (where, wrong) == (
        ("services", 1, "numbers"),
        'A0012-A0012 meets A001-A849 which the hub gives out for "khai-sinh"',
    )


def test_a_range_begins_before_it_ends(plan: Plan) -> None:
    where, wrong, _ = only(_numbered(plan, A, Numbers(prefix="B", first=9, last=8)))
    assert (where, wrong) == (("services", 1, "numbers"), "first 9 comes after last 8")


def test_digits_are_enough_for_the_last_number_and_for_the_reserve(plan: Plan) -> None:
    assert only(_numbered(plan, A, Numbers(prefix="B", digits=3, first=1, last=1000))) == (
        ("services", 1, "numbers"),
        "3 digits cannot spell 1000",
        "digits must be at least 4",
    )
    where, wrong, _ = only(_numbered(plan, A, Numbers(prefix="B"), kiosk_1=(990, 1010)))
    assert (where, wrong) == (("services", 0, "reserve", "kiosk-1"), "3 digits cannot spell 1010")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it only makes plans
@given(data=st.data())
def test_when_no_fault_is_found_no_spelled_number_has_two_owners(plan_of: Any, data: st.DataObject) -> None:
    """The promise behind the ranges, checked the slow way: by spelling every number of every owner."""
    numbers = st.builds(
        Numbers,
        prefix=st.sampled_from(["", "A"]),
        digits=st.integers(1, 3),
        first=st.integers(0, 30),
        last=st.integers(0, 30),
    )
    band = st.tuples(st.integers(0, 30), st.integers(0, 30))
    plan: Plan = plan_of(1)
    bands = data.draw(st.dictionaries(st.just("kiosk-1"), band))
    services = [replace(service, numbers=data.draw(numbers), reserve=bands) for service in plan.services]
    plan = replace(plan, services=services)
    if not cross_check(plan):
        spelled = [
            spell(service.numbers, value)
            for service in services
            for first, last in ((service.numbers.first, service.numbers.last), *service.reserve.values())
            for value in range(first, last + 1)
        ]
        assert len(spelled) == len(set(spelled))
        assert all(first <= last for first, last in bands.values())


@pytest.mark.parametrize(
    ("spans", "place", "told"),
    [
        (["11:30-07:30"], 0, '"11:30-07:30" ends before it begins'),
        (["07:30-07:30"], 0, '"07:30-07:30" ends before it begins'),
        (["07:30-11:30", "11:00-17:00"], 1, '"11:00-17:00" begins before "07:30-11:30" has ended'),
        (["13:30-17:00", "07:30-11:30"], 1, '"07:30-11:30" begins before "13:30-17:00" has ended'),
    ],
)
def test_the_spans_of_a_day_are_in_order_and_apart(plan: Plan, spans: list[str], place: int, told: str) -> None:
    where, wrong, _ = only(replace(plan, hours=replace(plan.hours, wed=spans)))
    assert (where, wrong) == (("hours", "wed", place), told)


def test_spans_may_follow_one_another_without_a_break(plan: Plan) -> None:
    assert cross_check(replace(plan, hours=replace(plan.hours, wed=["07:30-12:00", "12:00-24:00"]))) == []


def test_a_hall_that_never_opens_is_told(plan: Plan) -> None:
    where, wrong, _ = only(replace(plan, hours=Hours()))
    assert (where, wrong) == (("hours",), "the hall never opens")


def test_a_special_day_must_exist_and_its_spans_be_in_order(plan: Plan) -> None:
    special = {"2026-02-30": ["07:30-11:30"], "2026-09-02": ["13:30-17:00", "07:30-11:30"], "2026-01-01": []}
    faults = cross_check(replace(plan, hours=replace(plan.hours, special=special)))
    assert [(fault.where, fault.wrong) for fault in faults] == [
        (("hours", "special", "2026-02-30"), 'there is no day "2026-02-30"'),
        (("hours", "special", "2026-09-02", 1), '"07:30-11:30" begins before "13:30-17:00" has ended'),
    ]


def test_a_hall_that_opens_on_special_days_alone_opens(plan: Plan) -> None:
    assert cross_check(replace(plan, hours=Hours(special={"2026-09-02": ["07:30-11:30"]}))) == []


def test_the_last_ticket_leaves_time_for_a_first_one(plan: Plan) -> None:
    hours = replace(plan.hours, special={"2026-09-02": ["07:30-08:30"]}, last_ticket_minutes=60)
    where, wrong, right = only(replace(plan, hours=hours))
    assert (where, wrong, right) == (
        ("hours", "last_ticket_minutes"),
        "60 leaves no time for a ticket in a span of 60 minutes",
        "must be less than 60",
    )
    services = _swap(plan.services, 1, last_ticket_minutes=61)
    where, _, _ = only(replace(plan, hours=replace(hours, last_ticket_minutes=59), services=services))
    assert where == ("services", 1, "last_ticket_minutes")


def test_a_pad_stands_at_a_counter_that_is_there(plan: Plan) -> None:
    where, wrong, _ = only(replace(plan, devices=[*plan.devices, Pad(id="pad-9", counter="quay-9")]))
    assert (where, wrong) == (("devices", 5, "counter"), 'no counter is called "quay-9"')


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
    assert touches([("hours", "mon"), ("services", ANY, "id")], broken) == touched


def test_a_close_word_is_suggested_and_otherwise_the_first_few_are_listed() -> None:
    many = [f"quay-{n}" for n in range(1, 30)]
    assert closest("quay-02", many) == ["quay-2"]
    assert suggest("quay-02", many) == 'did you mean "quay-2"?'
    assert suggest("xyz", many[:2]) == 'known: "quay-1", "quay-2"'
    assert suggest("xyz", many[:8]).endswith('"quay-8"')
    assert suggest("xyz", many[:9]).endswith('"quay-8" …')
    assert suggest("xyz", []) == "there is none at all"
