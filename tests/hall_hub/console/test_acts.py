"""From a form to a command."""

from __future__ import annotations

import pytest

from hall_core.domain import commands as c
from hall_core.domain.plan import Officer
from hall_hub.console.acts import command_of

ME = Officer(id="can-bo-1", name="Cán bộ 1")
TICKET = "00000000-0000-7000-8000-000000000001"


def wish(**fields: str | list[str]) -> c.Command | None:
    return command_of({name: [value] if isinstance(value, str) else value for name, value in fields.items()}, ME)


def test_the_officer_who_is_signed_in_stands_behind_it_whatever_the_form_says() -> None:
    assert wish(type="next", counter="quay-1", by="lanh-dao") == c.CallNext(counter="quay-1", by="can-bo-1")


def test_a_counter_is_opened_in_the_own_name_unless_another_is_given() -> None:
    assert wish(type="open", counter="quay-1") == c.OpenCounter(counter="quay-1", officer="can-bo-1", by="can-bo-1")
    other = wish(type="open", counter="quay-1", officer="can-bo-2")
    assert isinstance(other, c.OpenCounter)
    assert other.officer == "can-bo-2", "the hub decides whether that may be"


def test_what_the_officer_saw_goes_with_it() -> None:
    assert wish(type="recall", counter="quay-1", expects="7") == c.Recall(counter="quay-1", expects=7, by="can-bo-1")


def test_fields_left_empty_are_left_out() -> None:
    sent = wish(type="transfer", counter="quay-1", service="", to_counter="quay-2", to_officer="", note="")
    assert sent == c.Transfer(counter="quay-1", to_counter="quay-2", by="can-bo-1")


def test_no_priority_and_no_cap_are_said_by_an_empty_field() -> None:
    assert wish(type="set-priority", ticket=TICKET, priority="") == c.SetPriority(
        ticket=TICKET, priority=None, by="can-bo-1"
    )
    assert wish(type="set-cap", service="sao-y", cap="") == c.SetCap(service="sao-y", cap=None, by="can-bo-1")
    assert wish(type="set-cap", service="sao-y", cap="0") == c.SetCap(service="sao-y", cap=0, by="can-bo-1")


def test_the_place_in_line_has_a_field_of_its_own() -> None:
    sent = wish(type="requeue", counter="quay-1", where_to="behind", people="5")
    assert sent == c.Requeue(counter="quay-1", where="behind", people=5, by="can-bo-1")


def test_several_services_follow_in_their_order() -> None:
    sent = wish(type="complete", counter="quay-1", then=["sao-y", "", "khai-sinh"])
    assert sent == c.CompleteService(counter="quay-1", then=["sao-y", "khai-sinh"], by="can-bo-1")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"type": "shutdown"},
        {"type": "next"},
        {"type": "next", "counter": "../quay"},
        {"type": "defer", "counter": "quay-1", "minutes": "0"},
        {"type": "defer", "counter": "quay-1", "minutes": "soon"},
        {"type": "park", "counter": "quay-1", "note": "x" * 201},
        {"type": "cancel", "ticket": "A001"},
    ],
)
def test_what_makes_no_command_is_none(fields: dict[str, str]) -> None:
    assert wish(**fields) is None
