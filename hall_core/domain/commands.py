"""What somebody wants. Imperative, frozen; the id, the device and the time travel beside it (:class:`Asked`)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from hall_core.domain.appointment import Appointment
from hall_core.domain.names import AppointmentCode, Language, Millis, Slug, Uid, Words

Version = Annotated[int, Meta(ge=0)]


class IssueTicket(Struct, frozen=True, kw_only=True, tag_field="type", tag="issue"):
    service: Slug
    priority: Slug | None = None
    language: Language = "vi"


class CheckIn(Struct, frozen=True, kw_only=True, tag_field="type", tag="check-in"):
    """A citizen with an appointment is here, and becomes a ticket of its service."""

    code: AppointmentCode
    language: Language = "vi"


class AtCounter(Struct, frozen=True, kw_only=True, tag_field="type"):
    """A wish of the officer at one counter.

    ``expects`` is the counter's version the officer was looking at; when it is no longer so, the wish is
    refused as ``stale`` with the present state instead of hitting the wrong person.
    """

    counter: Slug
    expects: Version | None = None


class CallNext(AtCounter, frozen=True, kw_only=True, tag="next"):
    """The next person. A ticket being served here is completed by it; one called but unanswered refuses it."""


class Recall(AtCounter, frozen=True, kw_only=True, tag="recall"):
    """Call the same ticket again, as a new call with its own id."""


class StartService(AtCounter, frozen=True, kw_only=True, tag="start"):
    """The person came."""


class CompleteService(AtCounter, frozen=True, kw_only=True, tag="complete"):
    pass


class MarkNoShow(AtCounter, frozen=True, kw_only=True, tag="no-show"):
    pass


class OpenCounter(AtCounter, frozen=True, kw_only=True, tag="open"):
    officer: Slug


class PauseCounter(AtCounter, frozen=True, kw_only=True, tag="pause"):
    reason: Words = ""


class ResumeCounter(AtCounter, frozen=True, kw_only=True, tag="resume"):
    pass


class CloseCounter(AtCounter, frozen=True, kw_only=True, tag="close"):
    pass


class CancelTicket(Struct, frozen=True, kw_only=True, tag_field="type", tag="cancel"):
    """The citizen or an officer gives the ticket up; never counted as a no-show."""

    ticket: Uid
    reason: Words = ""


Command = (
    IssueTicket
    | CheckIn
    | CallNext
    | Recall
    | StartService
    | CompleteService
    | MarkNoShow
    | OpenCounter
    | PauseCounter
    | ResumeCounter
    | CloseCounter
    | CancelTicket
)


class Asked(Struct, frozen=True):
    """Who asked, when the hub heard it (hub's clock), the id of the intent (kept across retries), and what the shell
    made or looked up for it."""

    id: Uid
    device: Slug
    at: Millis
    clock_trusted: bool = True
    """When False, opening hours refuse nobody: a box that does not know the time must not turn people away."""
    offer: Uid | None = None
    """A secret made for this command: what may rate the service, should this end one."""
    appointment: Appointment | None = None
    """What the hall's copy of the appointments has under the code of a :class:`CheckIn`."""
