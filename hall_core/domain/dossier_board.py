"""What stands on a board of dossiers: what may be collected, what is late, the figures of the day. Pure.

It is made of the hall's copy and holds nothing but what is read on the glass: no owner, no note, no fee, and of the
codes only as much as the site's policy shows. Names are Vietnamese, as boards are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Struct

from hall_core.domain.business_day import business_day
from hall_core.domain.dossier import ENDED, Dossier, State, standing
from hall_core.domain.dossier_days import late_days
from hall_core.domain.names import Count, Day, DossierCode, Millis, NameText, Ordinal
from hall_core.domain.plan import Policy
from hall_core.domain.working_days import WorkingDays

LISTED = 120
"""Rows of a list: with eight on a page and eight seconds a page two minutes, as long as somebody looks for theirs. How
many more there are is said, and that the kiosk finds them."""
AGENCIES = 40
"""Agencies that are counted by name, those with most first: more than any centre has."""
ANSWERED: frozenset[State] = frozenset({"finished", "returned", "rejected"})
"""States that count as dealt with: the citizen got an answer. Withdrawn or stopped is nobody's merit and nobody's
delay."""

MASK = "•••"
TAIL = 3
"""Letters and digits of a masked code that stay, from its end: with the procedure and the date enough to know one's
own (one in a thousand of the same procedure and day is alike)."""
SHARE = 3
"""At most one letter or digit in so many stays: a short code keeps fewer."""

NO_REFS: Mapping[DossierCode, str] = MappingProxyType({})
CodeShown = Annotated[str, Meta(min_length=1, max_length=40)]
Item = TypeVar("Item")


class ReadyRow(Struct, frozen=True, kw_only=True):
    """A result that waits to be collected."""

    code: CodeShown
    procedure: NameText
    agency: NameText
    ended: Day | None
    """Since when; None: the central system does not say."""


class LateRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    code: CodeShown
    procedure: NameText
    agency: NameText
    due: Day
    """The promise that was missed."""
    new_due: Day | None
    """What is promised now, with an apology; None: the agency has not apologised yet."""
    days: Ordinal | None = None
    """Working days by which it is late; None: only days off since, or the hall has no calendar."""
    ref: Annotated[str, Meta(pattern=r"^([0-9a-f]{16})?$(?!\n)")] = ""
    """What the board calls the apology when it tells that it was shown; "": there is none to tell of."""


class AgencyLate(Struct, frozen=True):
    agency: NameText
    late: Count


class Figures(Struct, frozen=True, kw_only=True):
    """Of the copy's day, and for what was answered of its month."""

    received: Count
    """Handed in that day."""
    open: Count
    """In hand, whether late or not."""
    late: Count
    """Of these."""
    early: Count
    on_time: Count
    was_late: Count
    """Answered in the month before the promised day, on it, after it. What had no promise counts nowhere."""
    by_agency: list[AgencyLate]
    """Who the late ones are with, most first."""


class DossierBoard(Struct, frozen=True, kw_only=True):
    as_of: Millis
    """When the central system told it."""
    day: Day
    """The business day of that."""
    ready: list[ReadyRow]
    """Newest first: who was told today comes today, and an old one was listed before."""
    ready_all: Count
    """With those that have no room in the list."""
    late: list[LateRow]
    """Longest overdue first: none drops out of the list by growing older."""
    figures: Figures | None
    """None, as ``late`` is empty, when the copy was not of the day on which this was made: between the two it may all
    have been done."""


class BoardDays(Struct, frozen=True):
    """The days that decide what stands on a board."""

    day: Day
    """The business day of the copy."""
    since: Day
    """A result that was ready before is not listed."""
    current: bool
    """Whether the copy is of today: only then is anything late, and are there figures."""


def board_days(as_of: Millis, today: Day | None, turn: str, policy: Policy) -> BoardDays:
    """Of a copy that is as of ``as_of``, on the business day ``today`` (None: nobody knows which), when days turn at
    local time ``turn``."""
    day = business_day(as_of, turn)
    since = (date.fromisoformat(today or day) - timedelta(days=policy.dossier_ready_days)).isoformat()
    return BoardDays(day, since, day == today)


class Picked(Struct, frozen=True, kw_only=True):
    """What of a copy stands on a board. ``late`` and ``figures`` only of a copy of today."""

    ready: list[Dossier] = []
    """At most :data:`LISTED`, the newest first, those without a date last, and by code."""
    ready_all: int = 0
    late: list[Dossier] = []
    """At most :data:`LISTED`, the longest overdue first, and by code."""
    figures: Figures | None = None


def picked(dossiers: Iterable[Dossier], days: BoardDays) -> Picked:
    """The rules. Looks at each dossier once and keeps the listed ones alone. The hall's copy is asked for the same by
    its indices (:mod:`hall_hub.store.board`); a test holds the two together."""
    ready, late, tally = _Best[Dossier](_newest_end), _Best[Dossier](_oldest_due), _Tally(days.day)
    for dossier in dossiers:
        if dossier.state == "finished" and (dossier.ended is None or dossier.ended >= days.since):
            ready.add(dossier)
        if days.current:
            tally.count(dossier)
            if standing(dossier, days.day) == "late":
                late.add(dossier)
    figures = tally.figures() if days.current else None
    return Picked(ready=ready.best(), ready_all=ready.seen, late=late.best(), figures=figures)


def board_of(
    picked: Picked,
    as_of: Millis,
    day: Day,
    policy: Policy,
    days: WorkingDays | None = None,
    refs: Mapping[DossierCode, str] = NO_REFS,
) -> DossierBoard:
    """``days``: the hall's calendar; ``refs``: what the apologies are called, by the codes of their dossiers."""
    return DossierBoard(
        as_of=as_of,
        day=day,
        ready=[
            ReadyRow(code=code_shown(d.code, policy), procedure=d.procedure.vi, agency=d.agency.vi, ended=d.ended)
            for d in picked.ready
        ],
        ready_all=picked.ready_all,
        late=[_late_row(d, day, policy, days, refs) for d in picked.late],
        figures=picked.figures,
    )


def code_shown(code: str, policy: Policy) -> str:
    """A dossier's code as a board shows it: whole, or the end of it alone, the same at every time."""
    return code if policy.dossier_codes == "whole" else masked(code)


def masked(code: str) -> str:
    """``H41.16-210612-0001`` is ``•••001``. Neither what stands before nor how long it is can be told from it."""
    signs = [sign for sign in code if sign.isalnum()]
    kept = min(TAIL, len(signs) // SHARE)
    return MASK + "".join(signs[len(signs) - kept :])


def _late_row(
    dossier: Dossier, day: Day, policy: Policy, days: WorkingDays | None, refs: Mapping[DossierCode, str]
) -> LateRow:
    assert dossier.due is not None, "nothing without a promise is late"
    return LateRow(
        code=code_shown(dossier.code, policy),
        procedure=dossier.procedure.vi,
        agency=dossier.agency.vi,
        due=dossier.due,
        new_due=dossier.new_due,
        days=None if days is None else late_days(dossier, day, days),
        ref=refs.get(dossier.code, ""),
    )


def _newest_end(dossier: Dossier) -> tuple[int, str]:
    """Without a date after all others."""
    return -int((dossier.ended or "0").replace("-", "")), dossier.code


def _oldest_due(dossier: Dossier) -> tuple[str, str]:
    return dossier.due or "", dossier.code


class _Best(Generic[Item]):
    """The first ``LISTED`` by ``key`` of any number of items, of which few are kept at a time."""

    def __init__(self, key: Callable[[Item], tuple[int | str, str]]) -> None:
        self._key = key
        self._kept: list[Item] = []
        self.seen = 0

    def add(self, item: Item) -> None:
        self.seen += 1
        self._kept.append(item)
        if len(self._kept) >= LISTED * 8:
            self._kept = self.best()

    def best(self) -> list[Item]:
        return sorted(self._kept, key=self._key)[:LISTED]


class _Tally:
    """Counts for the figures of ``day``."""

    def __init__(self, day: Day) -> None:
        self._day = day
        self._received = self._open = 0
        self._answered = Counter[str]()
        self._late = Counter[str]()

    def count(self, dossier: Dossier) -> None:
        self._received += dossier.received == self._day
        if dossier.state not in ENDED:
            self._open += 1
            if standing(dossier, self._day) == "late":
                self._late[dossier.agency.vi] += 1
        elif dossier.state in ANSWERED and dossier.ended and dossier.due and dossier.ended[:7] == self._day[:7]:
            early = dossier.ended < dossier.due
            self._answered["early" if early else standing(dossier, self._day)] += 1

    def figures(self) -> Figures:
        agencies = sorted(self._late.items(), key=lambda item: (-item[1], item[0]))
        return Figures(
            received=self._received,
            open=self._open,
            late=self._late.total(),
            early=self._answered["early"],
            on_time=self._answered["on-time"],
            was_late=self._answered["was-late"],
            by_agency=[AgencyLate(agency, late) for agency, late in agencies[:AGENCIES]],
        )
