"""What the ledger says happened. Past tense, frozen, append-only.

A new field needs a default, so that old days still read.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.names import AppointmentCode, Day, Language, Millis, Slug, TicketNumber, Uid, Words
from hall_core.domain.rating import Level, Refused


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
    place: int | None = None
    """Its place in the order of arrival, from 1, when that is not the last: everybody from there on moves one back."""
    issued_at: Millis | None = None
    """When it was issued, when that was before it was recorded."""
    reserve: bool = False
    """Its number is of a kiosk's reserve: the hub's own count goes on where it was."""
    appointment: AppointmentCode | None = None
    due: Millis | None = None
    """When the appointment is, while it gives a head start."""


class TicketReported(Struct, frozen=True, kw_only=True, tag_field="type", tag="ticket-reported"):
    """A ticket of a day that is over, told by a kiosk that could not do so earlier. It waits nowhere."""

    day: Day
    ticket: Uid
    number: TicketNumber
    service: Slug
    priority: Slug | None
    device: Slug
    issued_at: Millis


class PaperReported(Struct, frozen=True, kw_only=True, tag_field="type", tag="paper-reported"):
    """What became of the paper of a ticket that is none of the running day's: told late, as the ticket itself may have
    been. Who counts a ticket's paper takes these and those of its own day together."""

    day: Day
    """The business day on which that was."""
    ticket: Uid
    paper: Literal["printed", "failed", "reprinted"]
    reason: Words = ""
    """Of a paper that failed."""
    device: Slug
    at: Millis
    """When that was."""


class IntentVoided(Struct, frozen=True, kw_only=True, tag_field="type", tag="intent-voided"):
    """Nobody waits for an answer to this command any more: should it still come, it issues nothing."""

    ticket: Uid


class TicketEvent(Struct, frozen=True, kw_only=True, tag_field="type"):
    ticket: Uid


class TicketPrinted(TicketEvent, frozen=True, kw_only=True, tag="ticket-printed"):
    pass


class TicketReprinted(TicketEvent, frozen=True, kw_only=True, tag="ticket-reprinted"):
    """On paper once more, marked as a reprint."""


class TicketRenumbered(TicketEvent, frozen=True, kw_only=True, tag="ticket-renumbered"):
    """The citizen holds ``number``, of the kiosk's reserve; the hub's own, which nobody saw, is void. A ticket that
    was already closed under the void number waits again."""

    number: TicketNumber
    void: TicketNumber
    place: int | None = None
    """Its place in the order of arrival, when the hub had only heard of it after others who came later: everybody from
    there up to where it stood moves one back."""
    issued_at: Millis | None = None
    """With ``place``: when the citizen came."""


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
    offer: Uid | None = None
    """What lets the citizen rate this service, once."""


class TicketMissed(TicketEvent, frozen=True, kw_only=True, tag="ticket-missed"):
    """Called, and nobody came."""


class TicketCancelled(TicketEvent, frozen=True, kw_only=True, tag="ticket-cancelled"):
    reason: Words


class TicketExpired(TicketEvent, frozen=True, kw_only=True, tag="ticket-expired"):
    """Still open when the business day turned."""


class CallShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="call-shown"):
    call: Uid
    board: Slug
    how: Literal["painted", "spoken", "chimed"]


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


class VoteRecorded(Struct, frozen=True, kw_only=True, tag_field="type", tag="vote-recorded"):
    offer: Uid
    ticket: Uid
    service: Slug
    counter: Slug
    officer: Slug
    level: Level
    reasons: list[Slug] = []
    device: Slug


class VoteRefused(Struct, frozen=True, kw_only=True, tag_field="type", tag="vote-refused"):
    """Counted, so that somebody sees when votes are forged or come too late."""

    offer: Uid
    reason: Refused
    device: Slug


Event = (
    DayBegan
    | DayDated
    | TicketIssued
    | TicketReported
    | PaperReported
    | TicketRenumbered
    | IntentVoided
    | TicketPrinted
    | TicketReprinted
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
    | VoteRecorded
    | VoteRefused
)
