"""What whoever got an answer holds of a ticket, for a hub that was put back from a copy."""

from __future__ import annotations

from hall_core.domain import commands as c
from hall_core.domain.held import HeldTicket, held_ticket
from tests.domain.a_day import Day, centre_plan


def test_a_ticket_is_held_as_it_is() -> None:
    day = Day(centre_plan())
    day.open()
    wish = c.IssueTicket(service="khai-sinh", priority="cao-tuoi", language="en")
    [issued] = day.done(day.ask(wish, "kiosk-1"))
    day.start()
    day.done(day.ask(c.Transfer(counter="quay-1", service="sao-y")))
    ticket = day.of(issued.ticket)
    assert (ticket.step, ticket.language, ticket.priority) == (2, "en", "cao-tuoi")
    held = held_ticket(ticket)
    assert {name: getattr(held, name) for name in HeldTicket.__struct_fields__} == {
        name: getattr(ticket, name) for name in HeldTicket.__struct_fields__
    }
