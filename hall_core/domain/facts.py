"""What has already happened on a device, told to the hub through the device's outbox. Past tense, frozen."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.domain.events_apart import ShownApology
from hall_core.domain.names import ApologyRef, Count, Day, Language, Millis, Slug, TicketNumber, Uid, Words
from hall_core.domain.rating import Level, Offer


class PaperPrinted(Struct, frozen=True, kw_only=True, tag_field="type", tag="printed"):
    """The printer took the whole ticket and answered that it is well."""

    ticket: Uid
    again: bool = False
    """A reprint, marked as one."""


class PaperFailed(Struct, frozen=True, kw_only=True, tag_field="type", tag="print-failed"):
    ticket: Uid
    reason: Words


class CallWasShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="call-shown"):
    """A board painted a call on its glass, or spoke it to the end."""

    call: Uid
    how: Literal["painted", "spoken", "chimed"]


class ApologiesShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="apologies-shown"):
    """A board painted these apologies for late dossiers: each told once a business day."""

    refs: Annotated[list[ApologyRef], Meta(min_length=1, max_length=120)]


class IssuedHere(Struct, frozen=True, kw_only=True, tag_field="type", tag="issued-here"):
    """A kiosk gave out a number of its own reserve because the hub did not answer.

    ``ticket`` is the id of the intent: if the hub had numbered it after all, that number is void.
    """

    ticket: Uid
    number: TicketNumber
    value: Count
    service: Slug
    priority: Slug | None = None
    language: Language = "vi"
    day: Day
    """The business day as the kiosk knew it; the reserve is bound to it."""


class GivenUp(Struct, frozen=True, kw_only=True, tag_field="type", tag="given-up"):
    """Nobody holds the number that the hub may have given to this intent: no answer came and there was no reserve, or
    the kiosk stopped before anybody saw it."""

    ticket: Uid
    reason: Words = ""


class VoteCast(Struct, frozen=True, kw_only=True, tag_field="type", tag="vote"):
    """A citizen rated the service that ``offer`` stands for."""

    offer: Uid
    level: Level
    reasons: Annotated[list[Slug], Meta(max_length=8)] = []


class Reported(Struct, frozen=True):
    """Who told it, when it was true (by the hub's clock, and never later than now), and what the shell looked up for
    it."""

    device: Slug
    true_at: Millis
    clock_trusted: bool = True
    """Whether the hub's clock is right: when it is not, nothing is of another day."""
    offer: Offer | None = None
    """Of a vote: the offer of an earlier day that the ledger has under its id."""
    apologies: tuple[ShownApology, ...] = ()
    """Of apologies that were shown: what they are, as far as that is still known."""
    heard_at: Millis | None = None
    """When the hub heard of it, by its clock; None: on the day that runs."""


Fact = PaperPrinted | PaperFailed | CallWasShown | ApologiesShown | IssuedHere | GivenUp | VoteCast
