"""What a kiosk hears and what it does, as values. Times are milliseconds of the box's monotonic clock."""

from __future__ import annotations

from msgspec import Struct

from hall_core.contract.messages import Problem, TicketReceipt
from hall_core.domain.commands import CancelTicket, IssueTicket
from hall_core.domain.facts import PaperFailed, PaperPrinted
from hall_core.domain.names import Language, Millis, Slug, Uid
from hall_core.mqtt.heard import Heard


class Now(Struct, frozen=True):
    """The clocks as a message came in; they travel beside every message."""

    mono: Millis
    at: Millis
    trusted: bool


# --- What a finger can mean -------------------------------------------------------------------------------------


class Begin(Struct, frozen=True):
    """A number, please."""


class ChooseField(Struct, frozen=True):
    field: Slug


class ChooseService(Struct, frozen=True):
    service: Slug


class ChoosePriority(Struct, frozen=True):
    """``group`` None: none of these."""

    group: Slug | None


class TurnTo(Struct, frozen=True):
    """Another page of the tiles, from 0."""

    page: int


class GoBack(Struct, frozen=True):
    pass


class GoHome(Struct, frozen=True):
    pass


class StillHere(Struct, frozen=True):
    """More time, please."""


class Speak(Struct, frozen=True):
    """Another language, please."""

    language: Language


Tap = Begin | ChooseField | ChooseService | ChoosePriority | TurnTo | GoBack | GoHome | StillHere | Speak

# --- What else happens ------------------------------------------------------------------------------------------


class Sent(Struct, frozen=True):
    """The last Ask went out under this id."""

    command: Uid


class Paper(Struct, frozen=True):
    """The printer is done with a ticket; ``trouble`` None only when it is on paper."""

    ticket: Uid
    trouble: str | None


class PrinterProblem(Struct, frozen=True):
    problem: Problem
    present: bool


class Woke(Struct, frozen=True):
    """The time that ``wake_at`` named has come."""


Message = Tap | Sent | Paper | PrinterProblem | Woke | Heard

# --- What the kiosk does ----------------------------------------------------------------------------------------


class Ask(Struct, frozen=True):
    """Send the command; Sent is to follow at once, Answered or Unanswered later."""

    command: IssueTicket | CancelTicket


class Print(Struct, frozen=True):
    """Put the ticket on paper; Paper is to follow."""

    ticket: TicketReceipt
    language: Language
    timed: bool
    """Whether its time is to be believed, and so printed."""


class Tell(Struct, frozen=True):
    fact: PaperPrinted | PaperFailed


class Report(Struct, frozen=True):
    problem: Problem
    present: bool


Effect = Ask | Print | Tell | Report
