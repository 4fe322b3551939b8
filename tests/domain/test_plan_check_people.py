"""The officers of a hall file: some counter is for what they do, and what only a head may do, somebody can."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.mistaken_hall import HALL, Edits, assert_told, mistake, told

BIRTHS_ALONE: Edits = {f"counters[{n}].serves": {"khai-sinh": 0} for n in (2, 3)}
"""Copies are made at the first counter."""
DOES_NOTHING = (
    'does nothing of what counter "quay-2" serves, and could call nobody there; must be an officer who does, or '
    "another counter"
)
A_HEAD = 'give one of the officers role = "head"'
CONSOLE = {"role": "console", "id": "console-1"}


def desk(n: int) -> dict[str, Any]:
    return {"counter": f"quay-{n}", "officer": f"can-bo-{n}", "keypad": "gpio:", "keys": {f"GPIO{n}": "next"}}


TWO_DESKS: Edits = {
    "devices[3]": {"role": "caller", "id": "goi-1", "desks": [desk(1), desk(2)]},
    "devices[4]": {"role": "kiosk", "id": "kiosk-2"},
}


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        mistake(
            {"officers[2].serves": {"sao-y": 0, "sao-i": 0}},
            'officers[2] "can-bo-2".serves.sao-i: no service is called "sao-i"; did you mean "sao-y"?',
            *("officers[2].serves.sao-i", "services[2].id"),
        ),
        mistake(
            {**BIRTHS_ALONE, "officers[2].serves": {"sao-y": 0}},
            f'devices[4] "goi-2".officer: "can-bo-2" {DOES_NOTHING}',
            *("officers[2].serves.khai-sinh", "counters[2].serves.sao-y"),
        ),
        mistake(
            {**BIRTHS_ALONE, **TWO_DESKS, "officers[1].serves": {"sao-y": 0}, "officers[2].serves": {"sao-y": 0}},
            f'devices[3] "goi-1".desks[2].officer: "can-bo-2" {DOES_NOTHING}',
        ),
        mistake(
            {"policy.out_of_order": "head-only"},
            f'policy.out_of_order: "head-only", and no officer is a head; {A_HEAD}, or must be "never"',
            *("officers[1].role", "policy.out_of_order"),
        ),
        mistake(
            {"devices[6]": CONSOLE, "devices[7]": {**CONSOLE, "id": "console-2"}},
            f'devices[6] "console-1": nobody who signs in there may open or stop a service; {A_HEAD}',
            "officers[1].role",
        ),
    ],
)
def test_what_nobody_could_do_is_told(edits: Edits, line: str, leans: tuple[str, ...]) -> None:
    assert_told(edits, line, *leans)


NOBODY_DOES: Edits = {
    "services[3]": {**HALL["services"][1], "id": "dat-dai", "numbers": {"prefix": "C"}},
    "officers[4]": {"id": "can-bo-4", "name": "Cán bộ 4", "serves": {"dat-dai": 0}},
}


def test_an_officer_for_what_no_counter_serves_is_told_where_the_service_is_told() -> None:
    none, of_it = told(NOBODY_DOES)
    assert none.startswith('services[3] "dat-dai": no counter serves it')
    assert of_it == (
        'officers[4] "can-bo-4".serves: no counter serves any of it; put one into "serves" of a counter, or leave this '
        "out: then it is all that the counter serves"
    )
    assert told({**NOBODY_DOES, "officers[4].serves.khai-sinh": 0}) == [none]
    assert of_it not in told({**NOBODY_DOES, "officers[4].serves.khai-sinh": "0"})
    assert [line[:11] for line in told({**NOBODY_DOES, "counters[1].serves": 0})] == ["counters[1]"]


@pytest.mark.parametrize(
    "edits",
    [
        {**BIRTHS_ALONE, "officers[1].serves": {"sao-y": 0}, "officers[2].serves": {"sao-y": 0, "khai-sinh": 3}},
        {**BIRTHS_ALONE, "officers[2].serves": {}},
        {"policy.out_of_order": "never"},
        {"policy.out_of_order": "head-only", "devices[6]": CONSOLE, "officers[3].role": "head"},
    ],
)
def test_an_officer_who_does_a_part_is_one_and_a_single_head_is_enough(edits: Edits) -> None:
    assert told(edits) == []


def test_an_officer_of_whom_something_is_unknown_is_told_at_what_is_unknown_alone() -> None:
    edits = {**BIRTHS_ALONE, "officers[2].serves": {"sao-y": 0, "dat-dai": 0}}
    assert [line.partition(": ")[0] for line in told(edits)] == ['officers[2] "can-bo-2".serves.dat-dai']
    assert [
        line.partition(": ")[0] for line in told({"devices[4].counter": "quay-9", "officers[2].serves.sao-y": 0})
    ] == ['devices[4] "goi-2".counter']


def test_where_a_counter_stands_beside_desks_its_officer_is_not_looked_for_at_a_desk() -> None:
    edits = {**BIRTHS_ALONE, **TWO_DESKS, "officers[3].serves": {"sao-y": 0}}
    beside = {**edits, "devices[3].counter": "quay-3", "devices[3].officer": "can-bo-3", "devices[5]": CONSOLE}
    assert [line.partition("; ")[0] for line in told({**beside, "officers[1].role": "head"})] == [
        'devices[3] "goi-1".counter: stands beside desks',
        'devices[3] "goi-1".officer: stands beside desks',
    ]
