"""The link behind a ticket's code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.contract.ids import new_id
from hall_hub.console.link import link_of, ticket_of


def test_a_link_leads_back_to_its_ticket() -> None:
    ticket = new_id()
    link = link_of(ticket)
    assert link.startswith("/t/")
    assert ticket_of(link.removeprefix("/t/")) == ticket


def test_a_link_is_22_signs_that_any_address_may_hold() -> None:
    token = link_of(new_id()).removeprefix("/t/")
    assert len(token) == 22
    assert all(sign.isalnum() or sign in "-_" for sign in token)


@pytest.mark.parametrize(
    "token", ["", "A", "A" * 21, "A" * 23, "é" * 22, "A" * 21 + "B", "../../../../etc/passwd", " " * 22]
)
def test_what_is_no_link_leads_nowhere(token: str) -> None:
    assert ticket_of(token) is None


@given(st.text(max_size=30))
def test_nothing_that_is_typed_does_harm(token: str) -> None:
    ticket = ticket_of(token)
    assert ticket is None or link_of(ticket) == f"/t/{token}"
