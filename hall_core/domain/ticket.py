"""A ticket: one number, from the kiosk to the end of the service."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.names import Language, Millis, Slug, TicketNumber, Uid, Words

State = Literal[
    "waiting",
    "called",
    "serving",
    "completed",
    "parked",
    "deferred",
    "no_show",
    "cancelled",
    "transferred",
    "expired",
]
Paper = Literal["unknown", "printed", "failed", "reprinted"]
"""Issued, and nothing heard of its paper yet; on paper; not on paper; on paper once more, marked as a reprint."""
OPEN: frozenset[State] = frozenset({"waiting", "called", "serving", "parked", "deferred"})
"""States from which a person may still be served; all others are final for this ticket."""


class Ticket(Struct, frozen=True, kw_only=True):
    """One ticket as it stands now. ``id`` is the id of the command that asked for it: one intent, one ticket."""

    id: Uid
    number: TicketNumber
    service: Slug
    arrival: int
    """Place in the order of arrival of the whole hall, from 1 each business day; never the wall clock."""
    priority: Slug | None
    """Its citizen's group, through the whole visit; whether that counts is for each service to say."""
    language: Language
    device: Slug
    """Which gave it out, and alone may tell of its paper."""
    issued_at: Millis
    due: Millis | None = None
    """When its appointment is: from then on it has the head start of a priority ticket."""
    state: State = "waiting"
    paper: Paper = "unknown"
    counter: Slug | None = None
    calls: int = 0
    called_at: Millis | None = None
    """First call."""
    last_called_at: Millis | None = None
    started_at: Millis | None = None
    parked_at: Millis | None = None
    """While it is parked: since when."""
    held: int = 0
    """Milliseconds that it was parked since ``started_at``: nobody served it then."""
    ended_at: Millis | None = None
    """The times are those of the step that is under way; a new step begins with none."""
    queued_at: Millis | None = None
    """When it was put at the place where it stands, if that was later than it was issued."""
    due_now: bool = False
    """Whether the hour of its appointment has come."""
    only_at: Slug | None = None
    """The one counter that is to call it."""
    only_by: Slug | None = None
    """The one officer who is to call it, wherever he sits."""
    sent_by: Slug | None = None
    """The counter that sent it on last."""
    back_at: Millis | None = None
    """A deferred one comes back by itself then."""
    officer: Slug | None = None
    """Who has it in hand, or parked it."""
    step: int = 1
    """Which service of its visit this is."""
    then: tuple[Slug, ...] = ()
    """Services that its visit still goes on with, in order."""
    declined: frozenset[Slug] = frozenset()
    """Officers who may not serve it."""
    note: Words = ""
    """From one officer to the next."""
