"""The link on a ticket that leads a phone to its page."""

from __future__ import annotations

from itertools import pairwise

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from hall_core.contract.ids import new_id
from hall_core.domain.names import Uid
from hall_core.domain.ticket_link import ADDRESS_MOST, LENGTH, PATH, link_of, path_of, ticket_in, ticket_of

ADDRESS = "https://xep-hang.example.gov.vn/p01"
TICKET = "01938f7e-2c41-7b3a-9d55-0c1f2a3b4c5d"
UIDS = st.uuids().map(str)
CHANCE = (1 << 62) - 1 | ((1 << 12) - 1) << 64
"""The bits of an id that are neither its time nor its version and variant (RFC 9562)."""


def bits(ticket: Uid) -> int:
    return int(ticket.replace("-", ""), 16)


def test_a_link_is_the_halls_address_and_26_signs() -> None:
    assert link_of(ADDRESS, TICKET) == f"{ADDRESS}/t/agjy67rmif5tvhkvbqpsuo2mlu"
    assert link_of(f"{ADDRESS}/", TICKET) == link_of(ADDRESS, TICKET)
    assert link_of("http://HUB-X", TICKET).startswith("http://HUB-X/t/")


def test_a_letter_that_only_looks_like_one_of_ours_leads_nowhere() -> None:
    assert ticket_in(link_of(ADDRESS, TICKET).replace("k", "\N{KELVIN SIGN}")) is None


@given(UIDS)
def test_a_link_leads_back_to_its_ticket_and_to_no_other(ticket: Uid) -> None:
    assert ticket_of(path_of(ticket).removeprefix(PATH)) == ticket
    assert ticket_in(link_of(ADDRESS, ticket)) == ticket


@given(UIDS)
def test_a_scanner_may_change_small_letters_and_capitals(ticket: Uid) -> None:
    link = link_of(ADDRESS, ticket)
    assert ticket_in(link.upper()) == ticket_in(link.swapcase()) == ticket


@pytest.mark.parametrize(
    "token",
    ["", "a", "a" * (LENGTH - 1), "a" * (LENGTH + 1), "é" * LENGTH, "a" * 25 + "b", "a" * 25 + "1", " " * LENGTH],
)
def test_what_is_no_link_leads_nowhere(token: str) -> None:
    assert ticket_of("a" * LENGTH) is not None
    assert ticket_of(token) is None


@pytest.mark.parametrize(
    "text",
    [
        path_of(TICKET),
        f"ftp://xep-hang.example/{path_of(TICKET)}",
        f"https://xep-hang.example/?to={path_of(TICKET)}",
        f"https://xep-hang.example/#{path_of(TICKET)}",
        f"{link_of(ADDRESS, TICKET)}/live",
        f"{link_of(ADDRESS, TICKET)}a",
        link_of(ADDRESS, TICKET).replace(PATH, "/d/"),
    ],
)
def test_another_address_is_no_link(text: str) -> None:
    assert ticket_in(link_of(ADDRESS, TICKET)) == TICKET
    assert ticket_in(text) is None


@given(st.text(max_size=60) | st.text("aA2/:htps.", max_size=60))
def test_nothing_that_is_typed_does_harm(text: str) -> None:
    for ticket in (ticket_of(text), ticket_in(text)):
        assert ticket is None or path_of(ticket).removeprefix(PATH) in text.lower()


def test_of_two_tickets_taken_one_after_the_other_nothing_but_the_time_is_alike() -> None:
    """74 bits of each are chance: no count is in them from which the next could be told."""
    ids = [new_id() for _ in range(2_000)]
    steps = {bits(later) - bits(earlier) & CHANCE for earlier, later in pairwise(ids)}
    assert len(steps) == len(ids) - 1
    ones = [sum(bits(id) >> place & 1 for id in ids) for place in range(128) if CHANCE >> place & 1]
    assert len(ones) == 74
    assert all(700 < count < 1_300 for count in ones), "a bit that is not chance (13 sigma)"


def test_the_longest_address_still_gives_a_code_of_37_modules() -> None:
    code = segno.make_qr(link_of("h" * ADDRESS_MOST, TICKET), error="m")
    assert len(code.matrix) == 37
    assert len(segno.make_qr(link_of("h" * (ADDRESS_MOST + 1), TICKET), error="m").matrix) == 41
