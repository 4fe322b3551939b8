"""What somebody wants. Imperative, frozen; the id, the device and the time travel beside it (:class:`Asked`)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.domain.appointment import Appointment
from hall_core.domain.held import Recorded
from hall_core.domain.names import AppointmentCode, Count, Language, Millis, PublicWords, Saying, Slug, Uid, Words

Version = Count


class Wish(Struct, frozen=True, kw_only=True, tag_field="type"):
    """``by`` is the officer who is signed in where the wish comes from; a box that knows nobody leaves it out, and
    who sits at its counter is meant."""

    by: Slug | None = None


class IssueTicket(Wish, frozen=True, kw_only=True, tag="issue"):
    service: Slug
    priority: Slug | None = None
    language: Language = "vi"


class CheckIn(Wish, frozen=True, kw_only=True, tag="check-in"):
    """A citizen with an appointment is here, and becomes a ticket of its service."""

    code: AppointmentCode
    language: Language = "vi"


class AtCounter(Wish, frozen=True, kw_only=True):
    """A wish of the officer at one counter.

    ``expects`` is the counter's version the officer was looking at; when it is no longer so, the wish is
    refused as ``stale`` with the present state instead of hitting the wrong person.
    """

    counter: Slug
    expects: Version | None = None


class CallNext(AtCounter, frozen=True, kw_only=True, tag="next"):
    """The next person. A ticket being served here is completed by it; one called but unanswered refuses it."""

    exclude: Annotated[list[Uid], Meta(max_length=20)] = []
    """Tickets that are passed over this once."""


class CallThis(AtCounter, frozen=True, kw_only=True, tag="call-this"):
    """Somebody who waits, whose turn it may not be. Else as the next."""

    ticket: Uid
    reason: Words = ""


class Recall(AtCounter, frozen=True, kw_only=True, tag="recall"):
    """Call the same ticket again, as a new call with its own id."""


class StartService(AtCounter, frozen=True, kw_only=True, tag="start"):
    """The person came."""


class CompleteService(AtCounter, frozen=True, kw_only=True, tag="complete"):
    then: Annotated[list[Slug], Meta(max_length=6)] = []
    """Services that the visit goes on with, in this order, before those it had before it."""


class MarkNoShow(AtCounter, frozen=True, kw_only=True, tag="no-show"):
    pass


Where = Literal["own-place", "here", "behind", "end"]
"""The four ways to put somebody back in line: at the place he had by his arrival; there, but for this counter alone;
behind so many who would be called before; as if he had come now."""


class Requeue(AtCounter, frozen=True, kw_only=True, tag="requeue"):
    """The ticket in hand waits again."""

    where: Where = "own-place"
    people: Annotated[int, Meta(ge=1, le=99)] = 3
    """With ``behind``."""
    reason: Words = ""


class Decline(AtCounter, frozen=True, kw_only=True, tag="decline"):
    """This officer may not or cannot serve the ticket in hand (a relative, a language): it waits at its place for
    somebody else, and is never given to the same officer again."""

    reason: Words


class Park(AtCounter, frozen=True, kw_only=True, tag="park"):
    """The person being served waits aside (fills in a form, pays) while others are served."""

    note: Words = ""


class TakeUp(AtCounter, frozen=True, kw_only=True, tag="take-up"):
    """Goes on with a ticket that the same officer has parked."""

    ticket: Uid


class TakeOver(AtCounter, frozen=True, kw_only=True, tag="take-over"):
    """Goes on with a ticket that another officer has in hand or has parked. Never by mistake: it names the ticket and
    the reason, and both stand in the ledger."""

    ticket: Uid
    reason: Words


class Defer(AtCounter, frozen=True, kw_only=True, tag="defer"):
    """The ticket in hand comes back by itself to its place, after so many minutes."""

    minutes: Annotated[int, Meta(ge=1, le=720)]
    note: Words = ""


class Transfer(AtCounter, frozen=True, kw_only=True, tag="transfer"):
    """The ticket in hand goes on to another service, one counter or one officer, under the same number and with its
    first arrival. What was served here ends with it."""

    service: Slug | None = None
    """None: the same service."""
    to_counter: Slug | None = None
    to_officer: Slug | None = None
    note: Words = ""


class ReturnToSender(AtCounter, frozen=True, kw_only=True, tag="return"):
    """The ticket in hand goes back to the counter that has sent it on."""

    note: Words = ""


class OpenCounter(AtCounter, frozen=True, kw_only=True, tag="open"):
    officer: Slug


class PauseCounter(AtCounter, frozen=True, kw_only=True, tag="pause"):
    reason: Words = ""


class ResumeCounter(AtCounter, frozen=True, kw_only=True, tag="resume"):
    pass


class CloseCounter(AtCounter, frozen=True, kw_only=True, tag="close"):
    leave: bool = False
    """Also with a ticket in hand: one that was called goes back to its place, one being served is parked here."""


class AskHelp(AtCounter, frozen=True, kw_only=True, tag="ask-help"):
    """Asks the colleagues to come."""

    note: Words = ""


class EndHelp(AtCounter, frozen=True, kw_only=True, tag="end-help"):
    pass


class CancelTicket(Wish, frozen=True, kw_only=True, tag="cancel"):
    """The citizen or an officer gives the ticket up; never counted as a no-show."""

    ticket: Uid
    reason: Words = ""


class Reinstate(Wish, frozen=True, kw_only=True, tag="reinstate"):
    """Somebody who was missed or cancelled today is here after all."""

    ticket: Uid
    where: Literal["own-place", "end"] = "own-place"
    reason: Words = ""


class SetPriority(Wish, frozen=True, kw_only=True, tag="set-priority"):
    """What was declared at the kiosk is put right: the group of one who waits, or None."""

    ticket: Uid
    priority: Slug | None
    reason: Words = ""


class StopService(Wish, frozen=True, kw_only=True, tag="stop-service"):
    """Gives no numbers today until it is resumed; who has one is served. Citizens read the reason."""

    service: Slug
    reason: PublicWords = ""


class ResumeService(Wish, frozen=True, kw_only=True, tag="resume-service"):
    service: Slug


class SetCap(Wish, frozen=True, kw_only=True, tag="set-cap"):
    """How many numbers the service gives today, in place of the hall file's; None: no bound."""

    service: Slug
    cap: Annotated[int, Meta(ge=0, le=99_999)] | None


class PostMessage(Wish, frozen=True, kw_only=True, tag="post-message"):
    """Words to everybody in these zones, on every board that has room for words, until a time or the end of the day.
    The message has the command's id."""

    vi: Annotated[Saying, Meta(min_length=1)]
    en: Saying = ""
    zones: Annotated[list[Slug], Meta(max_length=40)] = []
    """None: all."""
    until: Millis | None = None


class TakeDownMessage(Wish, frozen=True, kw_only=True, tag="take-down"):
    message: Uid


class EnterRoll(AtCounter, frozen=True, kw_only=True, tag="enter-roll"):
    """Numbers from a pre-printed paper roll that were used at this counter while nothing worked, entered afterwards as
    one block."""

    service: Slug
    first: Annotated[int, Meta(ge=0, le=999_999)]
    last: Annotated[int, Meta(ge=0, le=999_999)]
    """Of the roll's own numbers."""
    missed: Annotated[int, Meta(ge=0, le=999)] = 0
    """How many of them were called and did not come."""
    officer: Slug
    from_at: Millis
    until: Millis
    note: Words = ""


class VoidRoll(Wish, frozen=True, kw_only=True, tag="void-roll"):
    """A block that was entered wrongly today counts no more."""

    service: Slug
    first: Annotated[int, Meta(ge=0, le=999_999)]
    last: Annotated[int, Meta(ge=0, le=999_999)]
    reason: Annotated[Words, Meta(min_length=1)]


Act = (
    IssueTicket
    | CheckIn
    | CallNext
    | CallThis
    | Recall
    | StartService
    | CompleteService
    | MarkNoShow
    | Requeue
    | Decline
    | Park
    | TakeUp
    | TakeOver
    | Defer
    | Transfer
    | ReturnToSender
    | OpenCounter
    | PauseCounter
    | ResumeCounter
    | CloseCounter
    | AskHelp
    | EndHelp
    | CancelTicket
    | Reinstate
    | SetPriority
    | StopService
    | ResumeService
    | SetCap
    | PostMessage
    | TakeDownMessage
    | EnterRoll
    | VoidRoll
)
"""What somebody in the hall wants done."""


class Held(Struct, frozen=True, kw_only=True):
    """An answer as the device holds it that asked."""

    id: Uid
    command: Act
    recorded: Recorded


class TellHeld(Wish, frozen=True, kw_only=True, tag="tell-held"):
    """A device tells a hub that was put back what it holds of the lost ledger, in some messages."""

    epoch: int
    """Of the hub that is told."""
    held: list[Held]
    last: bool


class SkipDevice(Wish, frozen=True, kw_only=True, tag="skip-device"):
    """The hub shall not wait for this device any longer. What it alone held is lost until it is back."""

    device: Slug
    reason: Words = ""


Command = Act | TellHeld | SkipDevice


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
