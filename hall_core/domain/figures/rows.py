"""What became of one step of a visit, and what else of a day is counted. Values.

A step is one stay in the line of one service, up to its end; most visits have one. All times are milliseconds.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.names import Day, Millis, Slug, TicketNumber, Uid, Words
from hall_core.domain.rating import Level
from hall_core.domain.ticket import Paper

Outcome = Literal["completed", "transferred", "no_show", "cancelled", "expired", "void"]
Ms = int
"""Milliseconds that something lasted; never negative (see :mod:`hall_core.domain.figures.day_clock`)."""


class Step(Struct, frozen=True, kw_only=True):
    ticket: Uid
    number: TicketNumber
    step: int
    """1: with this service the visit began."""
    service: Slug
    priority: Slug | None
    appointment: bool
    device: Slug
    """What issued the ticket."""
    reserve: bool
    """The kiosk gave it out alone."""
    counter: Slug | None
    """Where it was called or served last."""
    officer: Slug | None
    """Who sat there."""
    came: Millis
    """From when on it waited for this service."""
    first_call: Millis | None
    last_call: Millis | None
    started: Millis | None
    """When it was served first."""
    ended: Millis
    wait_first: Ms | None
    wait_last: Ms | None
    walking: Ms | None
    service_time: Ms | None
    hold: Ms | None
    """None: it was never parked."""
    sojourn: Ms | None
    """Of the whole visit, with the step that completed it."""
    outcome: Outcome
    abandoned: bool
    """Ended while it waited, though somebody held it."""
    recalls: int
    over: int
    """Over how many who came earlier it was called."""
    out_of_order: int
    requeued: int
    declined: int
    passed: int
    """How often it was passed over."""
    deferred: int
    missed: int
    """How often it was marked as absent, also when it was back later."""
    reinstated: int
    paper: Paper
    print_failed: bool
    reprints: int
    offer: Uid | None
    rating: Level | None
    rated_on: Slug | None
    clock_moved: bool
    """Somebody set the clock while this step went on: its times leave out what cannot be known."""


Deed = Literal["out-of-order", "declined", "passed", "requeued", "left", "took-over", "no-show"]


class Act(Struct, frozen=True, kw_only=True):
    """What an officer did with a turn or a ticket that the head of the centre may want to ask about."""

    deed: Deed
    at: Millis
    officer: Slug | None
    counter: Slug | None
    number: TicketNumber
    service: Slug
    reason: Words = ""
    after: Ms | None = None
    """With ``no-show``: how long after the last call."""
    people: int = 0
    """With ``out-of-order``: how many it was called over; with ``passed``: how many were."""


class StaffHour(Struct, frozen=True, array_like=True):
    """An officer at a counter in one hour of the day (0 to 23, local)."""

    officer: Slug
    hour: int
    open: Ms
    paused: Ms


class Running(Struct, frozen=True, kw_only=True):
    """A business day that is not over: its figures are those of what had ended by ``as_of``, its last event; these
    many steps had not."""

    day: Day
    as_of: Millis
    waiting: int
    at_counters: int
    """Called, or being served."""
    aside: int
    """Parked, or told to come back later."""


class Roll(Struct, frozen=True, kw_only=True):
    """Numbers of a paper roll, served while nothing worked; entered afterwards, so without times of their own."""

    service: Slug
    counter: Slug
    officer: Slug
    first: int
    last: int
    missed: int
    from_at: Millis
    until: Millis

    @property
    def people(self) -> int:
        return self.last - self.first + 1


class ToldLate(Struct, frozen=True, kw_only=True):
    """A ticket of an earlier day, which a kiosk could not tell of on that day. What became of it nobody knows."""

    day: Day
    ticket: Uid
    service: Slug


class LatePaper(Struct, frozen=True, kw_only=True):
    """The paper of a ticket of an earlier day."""

    day: Day
    ticket: Uid
    paper: Literal["printed", "failed", "reprinted"]


class LateVote(Struct, frozen=True, kw_only=True):
    """A vote on a service of an earlier day."""

    offer: Uid
    level: Level
    device: Slug


class Apology(Struct, frozen=True, kw_only=True):
    """An agency's apology for a late dossier stood on a board: of each dossier one a business day, whichever board was
    the first. Of a day that a board told of later there may be one for each board."""

    day: Day
    code: str
    """The dossier's; of days whose single tickets are kept no longer something that tells it from others alone."""
    agency: str
    due: Day
    new_due: Day
    board: Slug
    at: Millis


class Burst(Struct, frozen=True, kw_only=True):
    """Votes at one device for one officer that came closer together than people do (see ``bursts``)."""

    device: Slug
    officer: Slug
    votes: int
    since: Millis
    until: Millis
    satisfied: int
