"""Taking a number: its pages, taps, news and effects."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct

from hall_core.contract.messages import TicketReceipt
from hall_core.domain.names import Language, Millis, Name, Slug, Uid
from hall_core.domain.refusal import Refusal
from kiosk_app.kiosk import SECOND, Page, Paged
from kiosk_app.messages import Effect, News, Tap

READ_TICKET = 12 * SECOND
"""The page with the number goes home after this, once the paper is out."""
READ_TROUBLE = 25 * SECOND
"""It stays longer when there is no paper: the number must be remembered, or its code photographed."""
READ_REFUSAL = 30 * SECOND
"""A page that says why there is no number, and whom to ask."""
PRINTING = 40 * SECOND
"""The printer answers long before; this is for one that never does."""
ANSWER = 8 * SECOND
"""The station gives up after 5 s; this is for one that never says so."""

NoNumber = Literal["no-answer", "spent", "storage"]
"""Why there is none, also as the code for whoever is asked: nobody answered, the reserve is spent, the disk refuses."""

# --- Pages ------------------------------------------------------------------------------------------------------


class Agencies(Paged, frozen=True):
    """Choose an agency: only where there are more fields than one page holds."""


class Fields(Paged, frozen=True):
    """Choose a field of work: of one agency, or (None) of all."""

    agency: Slug | None = None


class Services(Paged, frozen=True):
    field: Slug


class Wish(Struct, frozen=True):
    """What a number is wanted for."""

    service: Slug
    priority: Slug | None = None


class Priority(Paged, frozen=True):
    """Do you go ahead?"""

    service: Slug


class Stay(Page, frozen=True):
    """So many are before you: do you want to wait?"""

    wish: Wish


class Asking(Page, frozen=True):
    """The hub is asked for a number (or, with ``here``, this kiosk's own reserve is)."""

    stays: ClassVar[Millis | None] = ANSWER
    asks: ClassVar[bool] = False
    deaf: ClassVar[bool] = True
    kept: ClassVar[bool] = False

    wish: Wish
    intent: Uid
    here: bool = False
    asked: bool = True
    """Whether the hub may know of it."""


class Issued(Page, frozen=True):
    stays: ClassVar[Millis | None] = PRINTING
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False

    ticket: TicketReceipt
    paper: Literal["printing", "printed", "failed"]
    at: Name | None = None
    """Where the paper came out, when that was not here."""


class Refused(Page, frozen=True):
    stays: ClassVar[Millis | None] = READ_REFUSAL
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False

    refusal: Refusal


class NoAnswer(Page, frozen=True):
    """Nobody said in time whether there is a number, and there is none of this kiosk's own; whatever number there may
    be is given back."""

    stays: ClassVar[Millis | None] = READ_REFUSAL
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False

    why: NoNumber = "no-answer"


# --- Taps -------------------------------------------------------------------------------------------------------


class Begin(Tap, frozen=True):
    """A number, please."""


class ChooseAgency(Tap, frozen=True):
    agency: Slug


class ChooseField(Tap, frozen=True):
    field: Slug


class ChooseService(Tap, frozen=True):
    """On whatever page it stands: from the look-up of procedures too."""

    service: Slug


class ChoosePriority(Tap, frozen=True):
    """``group`` None: none of these."""

    group: Slug | None


class Wait(Tap, frozen=True):
    """Yes, with so many before me."""


class PrintAgain(Tap, frozen=True):
    pass


# --- News -------------------------------------------------------------------------------------------------------


class Paper(News, frozen=True):
    """The printer is done with a ticket; ``trouble`` None only when it is on paper, at ``at`` if that is not here."""

    ticket: Uid
    trouble: str | None
    at: Name | None = None
    copy: bool = False
    """Marked as a reprint: it was asked for again, or a piece of it may lie at another printer."""


class TakenHere(News, frozen=True):
    """A number of this kiosk's reserve, on the disk."""

    ticket: TicketReceipt


class NotTakenHere(News, frozen=True):
    """There is none: the reserve of the service is spent, or the disk refuses."""

    intent: Uid
    service: Slug
    why: Literal["spent", "storage"]


class Unfinished(News, frozen=True):
    """A ticket of before this start whose paper nobody knows about; ``young``: whoever took it may stand here still."""

    ticket: TicketReceipt
    young: bool
    language: Language = "vi"


class CutOff(News, frozen=True):
    """A number was asked for before this start, and nothing says that anybody ever saw it."""

    intent: Uid
    day: str
    """The business day on which it was asked for; empty when nobody knew it."""


# --- Effects ----------------------------------------------------------------------------------------------------


class Print(Effect, frozen=True):
    """Put the ticket on paper; Paper is to follow."""

    ticket: TicketReceipt
    language: Language
    timed: bool
    """Whether its time is to be believed, and so printed."""
    again: bool = False


class Settle(Effect, frozen=True):
    """Nothing is owed for this intent any more: the note of it may go."""

    intent: Uid


class GoOn(Effect, frozen=True):
    """Nobody knows whether the next number of this kiosk's reserve is of another day: its count goes on."""


class TakeHere(Effect, frozen=True):
    """Take the next number of this kiosk's reserve, durably; TakenHere or NotTakenHere is to follow."""

    intent: Uid
    wish: Wish
    language: Language
    day: str
    """The business day; empty when nobody knows it, and the last one's count goes on."""
