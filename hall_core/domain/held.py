"""What an answer stands for in the ledger: whoever got it keeps it for two days, for a hub that was put back from a
copy (docs/backup.md)."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.events import Event
from hall_core.domain.names import Count, Day, Language, Millis, Slug, TicketNumber, Uid
from hall_core.domain.ticket import Ticket


class HeldTicket(Struct, frozen=True, kw_only=True):
    """A ticket as it was before a command changed it: enough to have it again where nobody else holds it."""

    id: Uid
    number: TicketNumber
    service: Slug
    priority: Slug | None
    language: Language
    device: Slug
    issued_at: Millis
    step: int = 1


class Recorded(Struct, frozen=True, kw_only=True):
    """What an answer stands for in the ledger. Whoever got it keeps it for two days (docs/backup.md)."""

    epoch: Count
    seq: Count
    """Of the first of ``events``."""
    at: Millis
    day: Day
    officer: Slug | None
    events: list[Event]
    tickets: list[HeldTicket] = []


def held_ticket(ticket: Ticket) -> HeldTicket:
    return HeldTicket(
        id=ticket.id,
        number=ticket.number,
        service=ticket.service,
        priority=ticket.priority,
        language=ticket.language,
        device=ticket.device,
        issued_at=ticket.issued_at,
        step=ticket.step,
    )
