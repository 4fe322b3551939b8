"""What the ledger says happened. Past tense, frozen, append-only.

A new field needs a default, so that old days still read.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.names import Day, Language, Slug, TicketNumber, Uid, Words


class DayBegan(Struct, frozen=True, kw_only=True, tag_field="type", tag="day-began"):
    """A business day begins with an empty hall: every counter closed, every line empty."""

    day: Day
    provisional: bool = False
    """Begun while the hub's clock was not trusted; a :class:`DayDated` follows."""


class DayDated(Struct, frozen=True, kw_only=True, tag_field="type", tag="day-dated"):
    """The provisional day got its date; its tickets and numbers go on."""

    day: Day


class TicketIssued(Struct, frozen=True, kw_only=True, tag_field="type", tag="ticket-issued"):
    ticket: Uid
    number: TicketNumber
    value: int
    """The number without its prefix: what the next one counts on from."""
    service: Slug
    priority: Slug | None
    language: Language
    device: Slug


class TicketEvent(Struct, frozen=True, kw_only=True, tag_field="type"):
    ticket: Uid


class TicketPrinted(TicketEvent, frozen=True, kw_only=True, tag="ticket-printed"):
    pass


class TicketPrintFailed(TicketEvent, frozen=True, kw_only=True, tag="ticket-print-failed"):
    reason: Words


class TicketCalled(TicketEvent, frozen=True, kw_only=True, tag="ticket-called"):
    counter: Slug
    call: Uid
    zone: Slug
    sequence: int
    """From 1 in each zone and day, without a gap."""
    again: bool = False
    """A recall: the same ticket at the same counter, by a new call."""


class TicketServiceStarted(TicketEvent, frozen=True, kw_only=True, tag="service-started"):
    pass


class TicketCompleted(TicketEvent, frozen=True, kw_only=True, tag="ticket-completed"):
    pass


class TicketMissed(TicketEvent, frozen=True, kw_only=True, tag="ticket-missed"):
    """Called, and nobody came."""


class TicketCancelled(TicketEvent, frozen=True, kw_only=True, tag="ticket-cancelled"):
    reason: Words


class TicketExpired(TicketEvent, frozen=True, kw_only=True, tag="ticket-expired"):
    """Still open when the business day turned."""


class CallShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="call-shown"):
    call: Uid
    board: Slug
    how: Literal["painted", "spoken"]


class CallUnseen(Struct, frozen=True, kw_only=True, tag_field="type", tag="call-unseen"):
    """No board of the zone had painted the call in time; the officer is told."""

    call: Uid


class CounterEvent(Struct, frozen=True, kw_only=True, tag_field="type"):
    counter: Slug


class CounterOpened(CounterEvent, frozen=True, kw_only=True, tag="counter-opened"):
    officer: Slug
    session: Uid


class CounterPaused(CounterEvent, frozen=True, kw_only=True, tag="counter-paused"):
    reason: Words


class CounterResumed(CounterEvent, frozen=True, kw_only=True, tag="counter-resumed"):
    pass


class CounterClosed(CounterEvent, frozen=True, kw_only=True, tag="counter-closed"):
    pass


Event = (
    DayBegan
    | DayDated
    | TicketIssued
    | TicketPrinted
    | TicketPrintFailed
    | TicketCalled
    | TicketServiceStarted
    | TicketCompleted
    | TicketMissed
    | TicketCancelled
    | TicketExpired
    | CallShown
    | CallUnseen
    | CounterOpened
    | CounterPaused
    | CounterResumed
    | CounterClosed
)
