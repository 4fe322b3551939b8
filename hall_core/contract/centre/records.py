"""What happened in the hall, as the centre gets it: one value for each row of its tables. No names, no words of people.

A record is made of the ledger's events alone, so it is the same whenever it is made again. One that comes again with a
higher ``seq`` takes the place of the one before: a no-show may be taken back, a vote may come later.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from hall_core.contract.centre.messages import Stream
from hall_core.domain.figures.channels import ChannelKey
from hall_core.domain.figures.rows import Outcome
from hall_core.domain.names import Count, Day, Digest, DossierCode, Millis, NameText, Ordinal, Slug, TicketNumber, Uid
from hall_core.domain.rating import Level

Seconds = Count


class Transaction(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag="transaction"):
    """One step of a visit that has ended. Of each (ticket, step) the latest counts."""

    ticket: Uid
    step: Ordinal
    number: TicketNumber
    service: Slug
    agency: Slug
    channel: ChannelKey
    outcome: Outcome
    came: Millis
    ended: Millis
    priority: Slug | None = None
    counter: Slug | None = None
    officer: Slug | None = None
    """Only where the hall file says so (``[centre] officers``)."""
    first_call: Millis | None = None
    last_call: Millis | None = None
    started: Millis | None = None
    wait_first: Seconds | None = None
    wait_last: Seconds | None = None
    walking: Seconds | None = None
    service_time: Seconds | None = None
    hold: Seconds | None = None
    sojourn: Seconds | None = None
    recalls: Count = 0
    abandoned: bool = False
    clock_moved: bool = False
    """Somebody set the clock meanwhile: of these times only what is known is in them."""


class Rating(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag="rating"):
    """One vote. Of each ``offer`` there is one."""

    offer: Uid
    ticket: Uid
    service: Slug
    agency: Slug
    counter: Slug
    officer: Slug | None = None
    level: Level
    reasons: Annotated[list[Slug], Meta(max_length=8)] = []
    at: Millis
    device: Slug


class Totals(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Steps by what became of them."""

    steps: Count = 0
    completed: Count = 0
    transferred: Count = 0
    no_show: Count = 0
    cancelled: Count = 0
    expired: Count = 0
    void: Count = 0


class DayClosed(Struct, frozen=True, kw_only=True, tag_field="type", tag="day"):
    """A business day is over: the hall's own sums, against which the centre counts what it was sent.

    ``digest`` is that of the day's events in the hall's archive, which anybody can compute again there. A day of very
    many services is told in several records (parts of one place), each with some of the services and all else alike.
    """

    events: Count
    digest: Digest
    services: dict[Slug, Totals]
    services_of: Count = 0
    """How many services all these records have together; 0: there is but this one."""
    roll: Count = 0
    """People served on a paper roll, who have no transactions."""
    told_late: Count = 0
    """Tickets of earlier days told of on this one."""
    votes: dict[Level, Count] = {}
    """Told on this day, whatever day they are of."""
    unseen_calls: Count = 0


class Apology(Struct, frozen=True, kw_only=True, tag_field="type", tag="apology"):
    """An agency's apology for a late dossier stood on a board of the hall, to be read by everybody, on that day."""

    code: DossierCode
    agency: NameText
    due: Day
    new_due: Day | None
    board: Slug
    at: Millis


RecordBody = Transaction | Rating | DayClosed | Apology
STREAM_OF: dict[type, Stream] = {
    Transaction: "transactions",
    Rating: "ratings",
    DayClosed: "days",
    Apology: "apologies",
}


class Record(Struct, frozen=True, array_like=True):
    """``seq`` is the place in the ledger of the event that made it; ``part`` tells several of one event apart, from 0.
    ``day`` is the business day that it counts for."""

    seq: Count
    part: Count
    day: Day
    body: RecordBody
