"""Events that change no ticket and no counter of the running day: what is told late, entered late, voted, or said of a
ledger that was put back."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.names import Day, DossierCode, Millis, NameText, Slug, TicketNumber, Uid, Words
from hall_core.domain.rating import Level, Refused


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


class RollEntered(Struct, frozen=True, kw_only=True, tag_field="type", tag="roll-entered"):
    """A block of numbers of a paper roll that were served while nothing worked. They wait nowhere; figures count them
    apart."""

    service: Slug
    counter: Slug
    officer: Slug
    first: int
    last: int
    missed: int
    from_at: Millis
    until: Millis
    note: Words = ""


class RollVoided(Struct, frozen=True, kw_only=True, tag_field="type", tag="roll-voided"):
    """A block that was entered on this day was wrong."""

    service: Slug
    first: int
    last: int
    reason: Words


class MessagePosted(Struct, frozen=True, kw_only=True, tag_field="type", tag="message-posted"):
    """Words of the centre to everybody in these zones, as long as the day lasts at most."""

    message: Uid
    vi: Words
    en: Words
    zones: list[Slug]
    until: Millis | None


class MessageTakenDown(Struct, frozen=True, kw_only=True, tag_field="type", tag="message-taken-down"):
    """By somebody, or because its time was over."""

    message: Uid


class ShownApology(Struct, frozen=True, kw_only=True):
    """An agency's apology for a late dossier, as a board had it."""

    code: DossierCode
    agency: NameText
    due: Day
    """The promise that was missed."""
    new_due: Day
    """What is promised in its place."""


class ApologiesShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="apologies-shown"):
    """They stood on a board, to be read by everybody. Each once a day, whichever board was the first."""

    apologies: list[ShownApology]
    board: Slug
    at: Millis
    """When that was."""
    day: Day | None = None
    """The business day on which it was, when that was over before the hub heard of it; None: the running one."""


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


class HubRestored(Struct, frozen=True, kw_only=True, tag_field="type", tag="hub-restored"):
    """The ledger up to here is a copy; the one that went on is lost. The hub recovers until all in ``waits`` have
    told what they hold of it (docs/backup.md). Recorded at ``as_of``, as all is until it has recovered: the day's
    clock stands."""

    from_epoch: int
    """Of the ledger that is lost."""
    seq: int
    """Its last event that the copy has."""
    as_of: Millis
    waits: list[Slug]


class DeviceTold(Struct, frozen=True, kw_only=True, tag_field="type", tag="device-told"):
    """A device has told what it holds of the lost ledger."""

    device: Slug
    answers: int
    """That the copy did not have."""
    all: bool
    """There is nothing more."""
    at: Millis


class DeviceSkipped(Struct, frozen=True, kw_only=True, tag_field="type", tag="device-skipped"):
    """Somebody has decided that the hub waits for this device no longer."""

    device: Slug
    reason: Words
    at: Millis


class AnswerUnfit(Struct, frozen=True, kw_only=True, tag_field="type", tag="answer-unfit"):
    """What a device holds does not go with what the others hold: it is not done, and said."""

    command: Uid
    device: Slug
    what: Slug
    """The kind of event that does not fit."""


class NumbersPassed(Struct, frozen=True, kw_only=True, tag_field="type", tag="numbers-passed"):
    """The hub's own numbers go on behind ``value``: those before it a device may have given out that was skipped."""

    service: Slug
    value: int


class HubRecovered(Struct, frozen=True, kw_only=True, tag_field="type", tag="hub-recovered"):
    """What was answered is in the ledger again, and calls go on."""

    answers: int
