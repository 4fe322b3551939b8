"""What the ledger says happened. Past tense, frozen, append-only.

A new field needs a default, so that old days still read.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.events_apart import (
    AnswerUnfit,
    ApologiesShown,
    DeviceSkipped,
    DeviceTold,
    HubRecovered,
    HubRestored,
    MessagePosted,
    MessageTakenDown,
    NumbersPassed,
    PaperReported,
    RollEntered,
    RollVoided,
    TicketReported,
    VoteRecorded,
    VoteRefused,
)
from hall_core.domain.names import AppointmentCode, Day, Language, Millis, Slug, TicketNumber, Uid, Words


class DayBegan(Struct, frozen=True, kw_only=True, tag_field="type", tag="day-began"):
    """A business day begins with an empty hall: every counter closed, every line empty."""

    day: Day
    provisional: bool = False
    """Begun while the hub's clock was not trusted; a :class:`DayDated` follows."""


class DayDated(Struct, frozen=True, kw_only=True, tag_field="type", tag="day-dated"):
    """The provisional day got its date; its tickets and numbers go on. So do those of a day that went on into another
    one while nobody knew the time."""

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
    over: int = 0
    """How many who came earlier and waited for the same counter it stepped over."""
    out_of_order: bool = False
    """Called by name though it was not its turn."""
    reason: Words = ""
    """Why, then."""
    passed: list[Uid] = []
    """Who would have been called instead, but was to be passed over this once."""


class TicketServiceStarted(TicketEvent, frozen=True, kw_only=True, tag="service-started"):
    pass


class TicketCompleted(TicketEvent, frozen=True, kw_only=True, tag="ticket-completed"):
    offer: Uid | None = None
    """What lets the citizen rate this service, once."""


class TicketStepEnded(TicketEvent, frozen=True, kw_only=True, tag="step-ended"):
    """A service is done, and the visit goes on with another one: the same number waits at its first arrival."""

    service: Slug
    """The next one."""
    then: list[Slug] = []
    """After it."""
    offer: Uid | None = None


class TicketTransferred(TicketEvent, frozen=True, kw_only=True, tag="ticket-transferred"):
    """Goes on elsewhere under the same number and with its first arrival."""

    service: Slug
    counter: Slug
    """From there."""
    to_counter: Slug | None = None
    to_officer: Slug | None = None
    returned: bool = False
    """To the counter that had sent it."""
    note: Words = ""
    offer: Uid | None = None
    """For what was served before, if anything was."""


class TicketRequeued(TicketEvent, frozen=True, kw_only=True, tag="ticket-requeued"):
    """Out of the officer's hand, it waits again."""

    where: Literal["own-place", "here", "behind", "end"]
    place: int | None = None
    """Its new place in the order of arrival, with ``behind`` and ``end``; everybody from there on moves one back."""
    only_at: Slug | None = None
    declined_by: Slug | None = None
    """The officer who is not to get it again."""
    left: bool = False
    """Because the officer went."""
    reason: Words = ""


class TicketParked(TicketEvent, frozen=True, kw_only=True, tag="ticket-parked"):
    note: Words = ""
    left: bool = False
    """Because the officer went."""


class TicketTakenUp(TicketEvent, frozen=True, kw_only=True, tag="ticket-taken-up"):
    """Goes on being served, at ``counter``."""

    counter: Slug
    taken_from: Slug | None = None
    """The other officer whose it was: then it is a take-over."""
    reason: Words = ""


class TicketDeferred(TicketEvent, frozen=True, kw_only=True, tag="ticket-deferred"):
    until: Millis
    note: Words = ""


class TicketReturned(TicketEvent, frozen=True, kw_only=True, tag="ticket-returned"):
    """The time of a deferred one has come: it waits at its place again."""


class TicketDue(TicketEvent, frozen=True, kw_only=True, tag="ticket-due"):
    """The hour of its appointment has come: it has its head start from now on."""


class TicketReinstated(TicketEvent, frozen=True, kw_only=True, tag="ticket-reinstated"):
    place: int | None = None
    """Its new place in the order of arrival; None: the one it had."""
    reason: Words = ""


class TicketPrioritised(TicketEvent, frozen=True, kw_only=True, tag="ticket-prioritised"):
    priority: Slug | None
    reason: Words = ""


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


class HelpAsked(CounterEvent, frozen=True, kw_only=True, tag="help-asked"):
    note: Words = ""


class HelpEnded(CounterEvent, frozen=True, kw_only=True, tag="help-ended"):
    pass


class ServiceEvent(Struct, frozen=True, kw_only=True, tag_field="type"):
    service: Slug


class ServiceStopped(ServiceEvent, frozen=True, kw_only=True, tag="service-stopped"):
    reason: Words


class ServiceResumed(ServiceEvent, frozen=True, kw_only=True, tag="service-resumed"):
    pass


class ServiceCapped(ServiceEvent, frozen=True, kw_only=True, tag="service-capped"):
    cap: int | None


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
    | TicketStepEnded
    | TicketTransferred
    | TicketRequeued
    | TicketParked
    | TicketTakenUp
    | TicketDeferred
    | TicketReturned
    | TicketDue
    | TicketReinstated
    | TicketPrioritised
    | TicketMissed
    | TicketCancelled
    | TicketExpired
    | CallShown
    | CallUnseen
    | CounterOpened
    | CounterPaused
    | CounterResumed
    | CounterClosed
    | HelpAsked
    | HelpEnded
    | RollEntered
    | RollVoided
    | ServiceStopped
    | ServiceResumed
    | ServiceCapped
    | MessagePosted
    | MessageTakenDown
    | VoteRecorded
    | VoteRefused
    | ApologiesShown
    | HubRestored
    | DeviceTold
    | DeviceSkipped
    | AnswerUnfit
    | NumbersPassed
    | HubRecovered
)
