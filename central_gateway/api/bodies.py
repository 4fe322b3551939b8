"""What goes over the wire, in and out, but for rows (:mod:`central_gateway.store.reading`). The published document is
made of these types: what stands under a field here is read there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from msgspec import Meta, Struct

from central_gateway.api.problems import Fault
from central_gateway.catalogue.difference import What
from central_gateway.store.overview import SetStanding, UnknownCode
from central_gateway.store.sums import Spread
from hall_core.contract.centre.messages import HallStatus, Mark, Stream
from hall_core.domain.dossier import Fee, State
from hall_core.domain.figures.rows import Outcome
from hall_core.domain.figures.tally import Time
from hall_core.domain.names import Day, Slug
from hall_core.domain.plan_centre import SetName
from hall_core.domain.procedure import ChannelKind, Title
from hall_core.domain.rating import Level
from hall_core.domain.working_days import Term

BATCH_MOST = 500
PAGE_MOST, PAGE = 5_000, 1_000

Moment = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$(?!\n)",
    ),
]
CardNumber = Annotated[str, Meta(pattern=r"^\d{12}$(?!\n)")]
Whole = Annotated[int, Meta(ge=0)]
Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Item = TypeVar("Item")

# ---- dossiers


class PushedDossier(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A dossier as its system has it now, whole: what is not told again is gone. The newest by ``told_at`` counts,
    in whatever order they come."""

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    """6 to 40 of A-Z, 0-9, '.', '/' and '-'."""
    site: Annotated[str, Meta(min_length=1, max_length=100)]
    """Where the citizen gets the result: the hall's site code, as the centre has entered it."""
    state: State
    told_at: Moment
    """When it was so, by the sender's clock, such as ``2026-11-20T08:30:00+07:00``."""
    procedure: Annotated[str, Meta(min_length=3, max_length=60)] | None = None
    """Its code in the catalogue, such as ``1.001193``."""
    procedure_name: Title | None = None
    """Short, for the citizen."""
    agency: Title | None = None
    """Whose business it is, by its name."""
    received: Day | None = None
    due: Day | None = None
    """When the result was promised at first."""
    new_due: Day | None = None
    """When it is promised now, once the agency has apologised."""
    ended: Day | None = None
    """When the result was there, or the dossier was given back, withdrawn or stopped."""
    note: Title | None = None
    """What the citizen is to do next. No names, no numbers of persons."""
    fee: Fee | None = None
    term: Term | None = None
    """How long it may take by its procedure, where no ``due`` is told: the hall reckons from it when the result may be
    expected, and promises nothing."""
    channel: ChannelKind | None = None
    """How it was filed."""
    card: CardNumber | None = None
    """The owner's identity number, where that hall lets people look up by card. It is turned into a token of that hall
    here and kept nowhere."""


class DossierBatch(Struct, frozen=True, kw_only=True):
    dossiers: Annotated[list[PushedDossier], Meta(min_length=1, max_length=BATCH_MOST)]


PushResult = Literal["taken", "same", "older", "not-its-word", "over", "unknown-site", "refused"]


class Pushed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one dossier of the batch."""

    place: Whole
    """In the batch, from 0."""
    code: str
    """As it is kept; empty where it is no code."""
    result: PushResult
    """``taken``: halls have it so from now on. ``same``: they had. ``older``: something newer was told, which stays.
    ``not-its-word``: another system's word counts for it; this was noted. ``over``: it has ended long ago.
    ``unknown-site``: it waits here until the centre enters of which hall that site is. ``refused``: see ``faults``;
    mend it and send it again."""
    faults: list[Fault] = []


class PushReport(Struct, frozen=True, kw_only=True):
    """In the order of the batch."""

    counts: dict[PushResult, Whole]
    results: list[Pushed]


# ---- the catalogue


class EditionHead(Struct, frozen=True, kw_only=True):
    id: Whole
    digest: str
    name: str
    received: datetime
    source: str
    state: Literal["proposed", "accepted", "refused"]
    in_use: bool
    """Halls have this one: of those accepted the last."""
    decided: datetime | None
    decided_by: str | None
    why: str
    """Of a refusal."""


class Edition(EditionHead, frozen=True, kw_only=True):
    base: Whole | None
    """The edition with which it was compared; only while that is in use can it be accepted."""
    counts: dict[What, Whole]
    """Procedures by what became of them."""
    report: str
    """What is in it that was not there before, what differs and what is gone; and what is wrong in it."""


class EditionWanted(Struct, frozen=True, kw_only=True):
    delta: bool = False
    """The zip has only what is new or differs, and ``repealed.csv``."""
    force: bool = False
    """Also when it has less than half as many procedures as the one in use."""


class Refusal(Struct, frozen=True, kw_only=True):
    why: Annotated[str, Meta(min_length=1, max_length=500)]


class Editions(Struct, frozen=True, kw_only=True):
    """The newest first."""

    items: list[EditionHead]


# ---- what halls tell


class Page(Struct, Generic[Item], frozen=True, kw_only=True):
    """In the order of arrival."""

    items: list[Item]
    next: Number
    """What to give as ``after`` the next time: no row is ever missed or told twice that way."""
    more: bool
    """There is more already; where not, ask again in a while."""


class PageWanted(Struct, frozen=True, kw_only=True):
    after: Number = 0
    """``next`` of the page before; 0: from the first row."""
    limit: Annotated[int, Meta(ge=1, le=PAGE_MOST)] = PAGE
    hall: Slug | None = None
    day: date | None = None
    """The business day that rows count for."""


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Figures of what is alike in everything that was asked for with ``by``; what each means stands in
    docs/figures.md."""

    hall: Slug | None = None
    day: date | None = None
    service: Slug | None = None
    agency: Slug | None = None
    officer: Slug | None = None
    """Not there: of halls that do not tell who it was."""
    steps: Whole
    visits: Whole
    called: Whole
    outcomes: dict[Outcome, Whole]
    abandoned: Whole
    recalls: Whole
    clock_moved: Whole
    times: dict[Time, Spread]
    service_level: float | None
    """Percent."""
    answers: Whole
    """How many have rated."""
    satisfied: float | None
    """Percent of the two best levels, two decimals. ``null``: nobody has rated, or too few to show it."""
    votes: dict[Level, Whole] | None
    """``null``: too few have rated to show what they said."""


class Statistics(Struct, frozen=True, kw_only=True):
    first: date
    last: date
    by: list[str]
    service_level_minutes: Whole
    rating_least: Whole
    """With fewer answers about an officer or a service, what they were is not shown."""
    lines: list[Line]


class StatisticsWanted(Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    first: date
    last: date
    """With that day."""
    by: Annotated[str, Meta(max_length=60, examples=["hall,day"])] = "hall"
    """Of ``hall``, ``day``, ``service``, ``agency``, ``officer``, with commas; empty: one sum of all."""
    hall: Slug | None = None
    service: Slug | None = None
    agency: Slug | None = None
    service_level_minutes: Annotated[int, Meta(ge=1, le=240)] = 15


class HallStanding(Struct, frozen=True, kw_only=True):
    id: Slug
    name: str
    sites: list[str]
    ended: datetime | None
    seen: datetime | None
    """When it last said anything."""
    version: str | None
    heard: dict[Stream, Mark]
    """Up to where in its ledger its records are here: epoch, sequence, part."""
    behind: Whole | None
    """How many records it had at ``status_at`` that were not confirmed to it."""
    sets: dict[SetName, SetStanding]
    status: HallStatus | None
    status_at: datetime | None


class Halls(Struct, frozen=True, kw_only=True):
    items: list[HallStanding]


class UnknownCodes(Struct, frozen=True, kw_only=True):
    """The latest first."""

    items: list[UnknownCode]


class UnknownWanted(Struct, frozen=True, kw_only=True):
    source: Annotated[str, Meta(max_length=64)] | None = None
    limit: Annotated[int, Meta(ge=1, le=PAGE_MOST)] = PAGE


class Health(Struct, frozen=True, kw_only=True):
    ok: Literal[True]
    version: str
