"""No number is given out by two, and each can be spelled; where a hall file says otherwise it is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.domain.numbering import spell
from hall_core.domain.plan import Numbers, Plan
from hall_core.domain.plan_check import cross_check
from hall_core.domain.plan_devices import Kiosk
from tests.domain.mistaken_hall import Edits, assert_told, mistake, told

KEYS = ("id", "numbers.prefix", "numbers.digits", "numbers.first", "numbers.last")
NUMBERS = [f"services[{n}].{key}" for n in (1, 2) for key in KEYS]
ONE_KIOSK_MORE = {"devices[6]": {"role": "kiosk", "id": "kiosk-2"}}


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        mistake(
            {"services[2].numbers": {"prefix": "A", "first": 800}},
            'services[2] "sao-y".numbers: A800-A899 meets A001-A899 which the hub gives out for "khai-sinh"; must '
            "share none with prefix A, A900-A999 is free",
            *NUMBERS,
        ),
        mistake(
            {"services[2].numbers": {"prefix": "A", "first": 800}, "services[1].reserve.kiosk-1": [900, 900]},
            'services[2] "sao-y".numbers: A800-A899 meets A001-A899 which the hub gives out for "khai-sinh"; must '
            "share none with prefix A",
        ),
        mistake(
            {"services[1].numbers": {"last": 849}, "services[2].numbers": {"digits": 4, "first": 12, "last": 12}},
            'services[2] "sao-y".numbers: 0012-0012 meets 001-849 which the hub gives out for "khai-sinh"; must '
            "share none without a prefix, 0850-0850 is free",
        ),
        mistake(
            {"services[1].reserve.kiosk-1": [899, 949]},
            'services[1] "khai-sinh".reserve.kiosk-1: A899-A949 meets A001-A899 which the hub gives out for '
            '"khai-sinh"; must share none with prefix A',
            *("services[1].reserve.kiosk-1", *NUMBERS[:5]),
        ),
        mistake(
            ONE_KIOSK_MORE | {"services[1].reserve": {"kiosk-2": [919, 930], "kiosk-1": [900, 919]}},
            'services[1] "khai-sinh".reserve.kiosk-1: A900-A919 meets A919-A930 which "kiosk-2" keeps in reserve for '
            '"khai-sinh"; must share none with prefix A, A931-A950 is free',
            *("services[1].reserve.kiosk-1", "services[1].reserve.kiosk-2", *NUMBERS[:5]),
        ),
        mistake(
            {"services[1].numbers": {"prefix": "C", "first": 9, "last": 8}},
            'services[1] "khai-sinh".numbers: first 9 comes after last 8; first must be the smaller one',
            *NUMBERS[:5],
        ),
        mistake(
            {"services[1].reserve.kiosk-1": [949, 900]},
            'services[1] "khai-sinh".reserve.kiosk-1: first 949 comes after last 900; first must be the smaller one',
            *("services[1].reserve.kiosk-1", *NUMBERS[:5]),
        ),
        mistake(
            {"services[1].numbers.last": 1000},
            'services[1] "khai-sinh".numbers: 3 digits cannot spell 1000; digits must be at least 4',
            *NUMBERS[:5],
        ),
        mistake(
            {"services[1].reserve.kiosk-1": [990, 1010]},
            'services[1] "khai-sinh".reserve.kiosk-1: 3 digits cannot spell 1010; digits must be at least 4',
            *("services[1].reserve.kiosk-1", *NUMBERS[:5]),
        ),
    ],
)
def test_each_number_is_given_out_by_one_alone_and_can_be_spelled(
    edits: Edits, line: str, leans: tuple[str, ...]
) -> None:
    assert_told(edits, line, *leans)


def test_who_stands_in_the_way_of_several_is_told_at_each_of_them() -> None:
    """However short those between them are, and in whichever order they stand in the file."""
    edits = ONE_KIOSK_MORE | {"services[1].reserve": {"kiosk-1": [10, 20], "kiosk-2": [30, 40]}}
    assert [line.partition(" which")[0] for line in told(edits)] == [
        'services[1] "khai-sinh".reserve.kiosk-1: A010-A020 meets A001-A899',
        'services[1] "khai-sinh".reserve.kiosk-2: A030-A040 meets A001-A899',
    ]


def _numbered(plan: Plan, first: Numbers, second: Numbers, **reserve: tuple[int, int]) -> Plan:
    devices = [*plan.devices, Kiosk(id="kiosk-2")]
    bands = {name.replace("_", "-"): band for name, band in reserve.items()}
    one, two = plan.services
    return replace(
        plan, services=[replace(one, numbers=first, reserve=bands), replace(two, numbers=second)], devices=devices
    )


A = Numbers(prefix="A", digits=3, first=1, last=849)


def test_ranges_that_only_touch_are_apart(plan: Plan) -> None:
    assert cross_check(_numbered(plan, A, Numbers(prefix="A", first=900, last=999), kiosk_1=(850, 899))) == []


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
