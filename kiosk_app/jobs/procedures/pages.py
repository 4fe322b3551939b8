"""Looking a procedure up: its pages, taps, news and effects."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct

from hall_core.domain.names import Day, Language, Slug
from hall_core.domain.procedure import Procedure, Title
from hall_core.domain.typing import Typed
from hall_core.mqtt.heard import Heard
from kiosk_app.catalogue.found import Shelf
from kiosk_app.kiosk import Page, Paged
from kiosk_app.messages import Effect, News, Tap

LONGEST_QUERY = 60
"""Characters of a query: nobody types more before the list is short."""
MOST_ROWS = 12
"""Rows that are looked for at once: as many as the largest panel shows on one page, and no more."""
SLIP = "papers-"
"""What the id of a list on paper begins with, to tell it from a ticket."""

Part = Literal["papers", "terms", "where", "steps", "basis"]
PARTS: tuple[Part, ...] = ("papers", "terms", "where", "steps", "basis")
Then = Literal["read", "print", "phone"]
"""What the case was asked for."""


class Hit(Struct, frozen=True):
    """A row of a list."""

    code: str
    title: Title
    """The short name where there is one."""
    field: Title | None
    agency: Title | None
    level: str
    joint: bool = False
    """Whether other agencies take part (liên thông)."""


class Opened(Struct, frozen=True):
    """One procedure, with what the edition says around it."""

    procedure: Procedure
    field: Title
    agency: Title
    as_of: Day | None
    """The date of the edition."""
    joint: tuple[Title, ...] = ()
    """Other agencies that take part (liên thông)."""


# --- News -------------------------------------------------------------------------------------------------------


class Found(News, frozen=True):
    """What was found for ``text`` from row ``first`` (from 0) on, out of ``total``."""

    text: str
    first: int
    hits: tuple[Hit, ...]
    total: int
    guess: bool
    """Whether these are only like what was typed."""
    as_of: Day | None


class Around(News, frozen=True):
    """What stands there before anything is typed. ``total`` 0: there is no catalogue here."""

    total: int = 0
    agencies: tuple[Shelf, ...] = ()
    ready: tuple[str, ...] = ()
    """Everyday words to touch, each of which finds something."""
    as_of: Day | None = None


class Shelved(News, frozen=True):
    """The fields of an agency."""

    agency: Slug
    fields: tuple[Shelf, ...]


class Here(News, frozen=True):
    """What was asked for by its code; None when no such procedure may be shown."""

    opened: Opened | None


class Renewed(News, frozen=True):
    """Another edition is in use."""


class PapersPut(News, frozen=True):
    """The printer is done with the list of that id; ``trouble`` None only when it is on paper."""

    slip: str
    trouble: str | None


# --- Pages ------------------------------------------------------------------------------------------------------


class Search(Page, frozen=True, kw_only=True):
    """Type, or choose ready words."""

    typed: Typed = Typed(method="telex", most=LONGEST_QUERY)
    first: int = 0
    """The first row that is shown, from 0."""
    keys: bool = False
    """Whether the keyboard is wanted, on a panel that has no room for it beside the rows."""
    around: Around | None = None
    """None until that is known."""
    found: Found | None = None
    """None while nothing is typed."""


class Agencies(Paged, frozen=True):
    shelves: tuple[Shelf, ...] = ()


class Fields(Paged, frozen=True):
    agency: Slug
    shelves: tuple[Shelf, ...] = ()


class Listed(Page, frozen=True):
    """The procedures of a field, by name."""

    agency: Slug
    shelf: Shelf
    first: int = 0
    found: Found | None = None


class OneProcedure(Page, frozen=True, kw_only=True):
    opened: Opened
    part: Part = "papers"
    page: int = 0
    """Of the part, from 0."""
    case: int | None = None
    """None: there are several, and none was chosen yet."""
    slip: str = ""
    """The list on its way to paper, or there."""
    paper: Literal["", "printing", "printed", "failed"] = ""

    @property
    def procedure(self) -> Procedure:
        return self.opened.procedure


class Aside(Paged, frozen=True, kw_only=True):
    """A question about the procedure that *back* leads to."""

    kept: ClassVar[bool] = False

    one: OneProcedure


class Cases(Aside, frozen=True, kw_only=True):
    """Which case is yours?"""

    then: Then = "read"


class Parts(Aside, frozen=True, kw_only=True):
    """What do you want to know? Only where the tabs have no room."""


class Offers(Aside, frozen=True, kw_only=True):
    """What do you want to take with you? Likewise."""


class Phone(Aside, frozen=True, kw_only=True):
    """The list as a code for the phone."""


class NotThere(Page, frozen=True):
    """It was repealed since, or its code is of another hall."""

    kept: ClassVar[bool] = False


# --- Taps -------------------------------------------------------------------------------------------------------


class LookUp(Tap, frozen=True):
    """What does a procedure need?"""


class NextMethod(Tap, frozen=True):
    """Another way to type, please."""

    settles: ClassVar[bool] = False


class TakeWords(Tap, frozen=True):
    """These ready words instead of typing."""

    words: str


class ShowFrom(Tap, frozen=True):
    """The rows from this one on (from 0): how many have room is known to the glass alone."""

    first: int


class ShowKeys(Tap, frozen=True):
    """The keyboard, or (False) what it hides."""

    shown: bool


class Browse(Tap, frozen=True):
    pass


class ChooseAgency(Tap, frozen=True):
    agency: Slug


class ChooseField(Tap, frozen=True):
    shelf: Shelf


class ChooseProcedure(Tap, frozen=True):
    code: str


class ChoosePart(Tap, frozen=True):
    part: Part


class AskCase(Tap, frozen=True):
    pass


class ChooseCase(Tap, frozen=True):
    case: int


class AskPart(Tap, frozen=True):
    pass


class AskOffer(Tap, frozen=True):
    pass


class PrintPapers(Tap, frozen=True):
    pass


class TakePhone(Tap, frozen=True):
    pass


# --- Effects ----------------------------------------------------------------------------------------------------


class LookAround(Effect, frozen=True):
    """Around is to follow at once."""


class Find(Effect, frozen=True):
    """The procedures for ``text``, or all of a field; Found is to follow at once, unless there is no catalogue."""

    text: str
    first: int = 0
    agency: Slug | None = None
    field: Slug | None = None


class ListFields(Effect, frozen=True):
    """Shelved is to follow at once."""

    agency: Slug


class Open(Effect, frozen=True):
    """Here is to follow at once. ``code`` may have its agency behind it, as on a receipt."""

    code: str


class PutOnPaper(Effect, frozen=True):
    """The list of papers of a case; PapersPut is to follow."""

    slip: str
    opened: Opened
    case: int
    language: Language


class Keep(Effect, frozen=True):
    """Keep the catalogue what the hub has: this may be about it."""

    heard: Heard
