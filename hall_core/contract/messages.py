"""The bodies of all messages, immutable. Commands and facts are the domain's own values, sent as they are.

State messages are whole and small, never a delta; ``epoch`` and ``version`` order them: a receiver drops one
that is older than what it has.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.domain.held import Recorded
from hall_core.domain.names import Count, Day, Language, Millis, Ordinal, Saying, Slug, TicketNumber, Uid, Words
from hall_core.domain.refusal import Issuing, Refusal
from hall_core.domain.ticket import State

Problem = Literal[
    "touch-missing",
    "printer-missing",
    "paper-out",
    "paper-low",
    "printer-cover",
    "printer-offline",
    "printer-cutter",
    "spare-printer",
    "scanner-missing",
    "reserve-spent",
    "catalogue-refused",
    "sound",
    "clips-missing",
    "notices",
    "keypad-missing",
    "key-stuck",
    "line-display-missing",
    "display-missing",
    "hall-file-differs",
    "clock",
    "storage",
    "access-denied",
    "tamper",
    "certificate",
    "flood",
    "centre-line",
    "undervoltage",
    "temperature",
    "disk-wear",
    "disk-space",
    "screen-missing",
    "ledger-copy",
]


Role = Literal["kiosk", "pad", "board", "led", "sign", "caller", "console", "hub", "authority", "courier"]


class DeviceState(Struct, frozen=True, kw_only=True):
    """A device says who it is (retained), and by its last will that it is gone. A will of an older boot is ignored."""

    online: bool
    role: Role
    version: Annotated[str, Meta(max_length=40)]
    capabilities: list[Slug] = []
    problems: Annotated[list[Slug], Meta(max_length=64)] = []
    """Each a :data:`Problem`, or one that only a newer release knows: whoever hears it heeds the rest all the same."""
    plan: Annotated[str, Meta(max_length=64)] = ""
    """Digest of the hall file it runs on."""
    stream: Uid | None = None
    """Its outbox; None for a device that tells no facts."""
    facts_from: Count = 1
    """The oldest fact its outbox still has: what is older, no hub will ever get from it."""


class Health(Struct, frozen=True, kw_only=True):
    """How the box is, every 30 s; None where a box cannot tell."""

    uptime_s: Count
    temperature_c: float | None = None
    disk_free_mb: Count | None = None
    memory_mb: Count | None = None
    outbox: Count = 0
    refused: Count = 0
    """Messages it could not take since it started: garbled, too large, of another version, misaddressed."""
    certificate_until: Millis | None = None
    """When the certificate with which the box is connected ends, as far as it knows."""


class Alert(Struct, frozen=True, kw_only=True):
    """Something needs a technician. Retained until solved; then the topic is emptied."""

    problem: Problem
    since: Millis
    words: Words = ""


class FactsRecorded(Struct, frozen=True, kw_only=True):
    """All facts of this outbox up to and with ``up_to`` are in the ledger."""

    stream: Uid
    up_to: Count


class TicketReceipt(Struct, frozen=True, kw_only=True):
    """What a citizen learns about the new ticket."""

    id: Uid
    number: TicketNumber
    service: Slug
    priority: Slug | None
    issued_at: Millis
    ahead: Count | None
    """People before; None for a number of the kiosk's reserve, which the hub has not heard of yet."""
    estimate_minutes: Count | None
    """An estimate, and to be called one; None when no counter is open for it."""
    appointment: Millis | None = None
    """When the appointment is, while it gives a head start."""


class TicketInHand(Struct, frozen=True, kw_only=True):
    """What an officer's screen needs of the ticket there."""

    id: Uid
    number: TicketNumber
    state: State
    since: Millis
    calls: Count
    service: Slug
    priority: Slug | None
    language: Language = "vi"
    step: Ordinal = 1
    """Which service of its visit this is."""
    then: list[Slug] = []
    """Services that its visit still goes on with, in order."""
    sent_by: Slug | None = None
    """The counter that sent it here, and to which it can go back."""
    note: Words = ""
    """From the officer before. Every device of the hall can read it: about the matter, not about the person."""


class TicketConcerned(Struct, frozen=True, kw_only=True):
    """What has become of a ticket by a command, wherever it is now."""

    id: Uid
    number: TicketNumber
    state: State
    service: Slug
    priority: Slug | None
    counter: Slug | None = None
    """Where it is called, served or parked."""
    back_at: Millis | None = None
    """When a deferred one comes back by itself."""


class Restored(Struct, frozen=True, kw_only=True):
    """Whoever holds answers of the lost ledger ``epoch`` after its event ``seq``, or of a later one, tells them."""

    epoch: Count
    seq: Count
    recovering: bool
    """Nobody is called, and no number is given by the hub, until all have told."""


class HallState(Struct, frozen=True, kw_only=True):
    """The hall as a whole; also the hub's heartbeat. The hub's time is the envelope's ``at``."""

    epoch: Count
    version: Count
    day: Day
    open: bool
    changes_at: Millis | None
    """When it closes (if open) or opens (if closed). A hub that does not trust its clock says that it is open, and not
    until when."""
    restored: Restored | None = None
    """The hub's ledger was put back from a copy today."""


class ServiceState(Struct, frozen=True, kw_only=True):
    epoch: Count
    version: Count
    service: Slug
    waiting: Count
    oldest: Millis | None
    """When the first in line came."""
    estimate_minutes: Count | None
    """For somebody who came now."""
    issuing: Issuing
    staffed: Count = 0
    """Open counters that serve it."""
    reason: Words = ""
    """Why, with ``service-stopped``, in the words of the head of the centre; empty when none were given."""


class RatingOffer(Struct, frozen=True, kw_only=True):
    """Lets the citizen who was just served rate it, once."""

    id: Uid
    number: TicketNumber
    until: Millis


class CounterState(Struct, frozen=True, kw_only=True):
    epoch: Count
    version: Count
    counter: Slug
    revision: Count
    """The counter's own version, for ``expects`` in a command."""
    status: Literal["closed", "open", "paused"]
    reason: Words
    since: Millis
    ticket: TicketInHand | None
    seen: bool | None
    """Whether a board has painted the last call; None while that is open or nothing is called."""
    offer: RatingOffer | None = None
    """For the last service that ended here, while it can be rated."""
    help: Words | None = None
    """The colleagues are asked to come; None: they are not."""


class CallMade(Struct, frozen=True, kw_only=True):
    """One announcement, complete: what to paint and to speak."""

    id: Uid
    zone: Slug
    sequence: Count
    number: TicketNumber
    counter: Slug
    counter_number: Annotated[int, Meta(ge=1, le=99)]
    language: Language
    at: Millis
    again: bool
    speaker: Slug | None = None
    """In a call as it happens: the board that is to say it, the hub's newest word on that. In a zone's state, which
    names its speaker itself, None."""


class BoardMessage(Struct, frozen=True, kw_only=True):
    """What the centre has to say to everybody, until it is not in the zone's state any more."""

    id: Uid
    vi: Saying
    en: Saying = ""


class ZoneState(Struct, frozen=True, kw_only=True):
    """The last calls of a zone, newest first, and what is to be said there."""

    epoch: Count
    version: Count
    zone: Slug
    sequence: Count
    calls: list[CallMade]
    spoken: list[Uid] = []
    """Those of ``calls`` that a board has said whole."""
    speaker: Slug | None = None
    """The board that speaks the zone's calls now; None when none can."""
    named_at: Millis = 0
    """When it was named: tells one naming from the next, also of the same board."""
    messages: list[BoardMessage] = []
    """Newest first."""


class CatalogueHead(Struct, frozen=True, kw_only=True):
    """Which edition of a catalogue the hub runs on."""

    epoch: Count
    version: Count
    digest: Annotated[str, Meta(max_length=64)]


class Reply(Struct, frozen=True, kw_only=True):
    """The answer to a command, by its id: done, or refused with the reason. The same id gets the same answer."""

    to: Uid
    refusal: Refusal | None = None
    ticket: TicketReceipt | None = None
    """The new one, for who asked for one."""
    counter: CounterState | None = None
    """As it now stands, for a command to one."""
    concerned: TicketConcerned | None = None
    """The last ticket that was changed, or that a refused command had named."""
    recorded: Recorded | None = None
    """What stands in the ledger for it; None when it was refused. Whoever asked holds it for two days."""


StateMessage = HallState | ServiceState | CounterState | ZoneState | CatalogueHead | DeviceState | Health
