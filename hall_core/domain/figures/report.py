"""Puts the summaries of any days together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from hall_core.domain.figures.channels import Channel, channel_of, shares
from hall_core.domain.figures.day import SCOPES, DaySummary, Scope
from hall_core.domain.figures.dossiers import DossierCount
from hall_core.domain.figures.late import Sorry
from hall_core.domain.figures.narrowing import Only
from hall_core.domain.figures.period import Period
from hall_core.domain.figures.roster import Roster
from hall_core.domain.figures.rows import Act, Burst, Roll, Running, StaffHour, Step
from hall_core.domain.figures.tally import Tally, merged, share
from hall_core.domain.names import Day, Millis, Slug

Table = Scope | Literal["month", "agency"]
NEEDS_NO_LEAST = ("agency", "month")
"""Of these an answer tells nothing about one officer."""
HOUR = 3_600_000


class Line(Struct, frozen=True):
    """``votes``: whether there are enough answers to show what they were."""

    key: str
    """The id of what it is about, or the hour, the month (``2026-11``), the channel; empty: of all."""
    tally: Tally
    votes: bool = True

    @property
    def satisfied(self) -> float | None:
        return self.tally.satisfied if self.votes else None


class Skips(Struct, frozen=True, kw_only=True):
    """What one officer did with turns (see ``definitions``)."""

    officer: Slug
    calls: int
    out_of_order: int = 0
    over: int = 0
    passed: int = 0
    declined: int = 0
    requeued: int = 0
    left: int = 0
    took_over: int = 0
    no_shows: int = 0
    quick_no_shows: int = 0


class HourStaff(Struct, frozen=True):
    """Officers at open counters in that hour, on the average of the days that had anybody at all."""

    hour: int
    officers: float
    paused: float


class DossierLine(Struct, frozen=True, kw_only=True):
    agency: str
    """Its name, as the central system has it; empty: all of them."""
    received: int
    early: int
    on_time: int
    late: int
    no_promise: int
    open: int
    """Not answered yet, on the day of the copy alone, whatever the period."""
    open_late: int
    """Of these, those of which the promised day is over."""

    @property
    def kept(self) -> float | None:
        """Percent answered no later than promised."""
        return share(self.early + self.on_time, self.early + self.on_time + self.late)


class Report(Struct, frozen=True, kw_only=True):
    roster: Roster
    period: Period
    only: Only | None
    days: int
    """On how many days anybody came."""
    running: Running | None
    """The day among them that is not over."""
    whole: Line
    tables: dict[Table, list[Line]]
    channels: list[Channel]
    staff: list[HourStaff]
    skips: list[Skips]
    out_of_order: list[Act]
    rolls: list[Roll]
    bursts: list[Burst]
    told_late: int
    refused_votes: dict[str, int]
    unseen_calls: int
    dossiers: list[DossierLine]
    """By agency, the whole at the end; empty: the hall has no copy of them."""
    dossiers_as_of: Millis | None
    sorry: Sorry | None = None
    """Which dossiers are late, and apologies; None: this is about a part of the hall, of which no dossier tells."""


def with_late(day: DaySummary, step: Step, told: Tally) -> None:
    """Puts what was told of ``step`` on a later day into the summary of its own day."""
    for scope, key_of in SCOPES.items():
        key = key_of(step)
        if key is not None:
            day.tallies[scope].setdefault(key, Tally()).put(told)


def report_of(
    days: Iterable[DaySummary],
    roster: Roster,
    period: Period,
    dossiers: Iterable[DossierCount] = (),
    *,
    told_late: int = 0,
    only: Only | None = None,
    running: Running | None = None,
    dossiers_as_of: Millis | None = None,
    sorry: Sorry | None = None,
) -> Report:
    """``told_late``: how many tickets of these days kiosks told of on a later day. ``only``: what ``days`` have been
    narrowed to."""
    gathered = _Gathered()
    for day in days:
        gathered.take(day)
    tables: dict[Table, dict[str, Tally]] = {**gathered.tables, "month": gathered.months}
    agencies: dict[str, Tally] = defaultdict(Tally)
    for service, tally in tables["service"].items():
        agencies[roster.agency_of(service)].put(tally)
    tables["agency"] = agencies
    channels: dict[str, Tally] = defaultdict(Tally)
    for key, tally in gathered.tables["channel"].items():
        channels[channel_of(key, roster)].put(tally)
    tables["channel"] = channels
    # Behind a service, a counter or an hour one officer may stand.
    alone = only is not None and only.scope != "agency"
    whole = merged(agencies.values())
    return Report(
        roster=roster,
        period=period,
        only=only,
        days=len(gathered.days),
        running=running,
        whole=Line("", whole, not alone or whole.answered >= roster.rating_least),
        tables={name: _lines(name, table, roster, alone=alone) for name, table in tables.items()},
        channels=shares(channels, sum(roll.people for roll in gathered.rolls), told_late),
        staff=gathered.staff.averages(),
        skips=_skips(gathered.calls, gathered.acts, roster),
        out_of_order=[act for act in gathered.acts if act.deed == "out-of-order"],
        rolls=gathered.rolls,
        bursts=gathered.bursts,
        told_late=told_late,
        refused_votes=dict(gathered.refused),
        unseen_calls=gathered.unseen,
        dossiers=_dossiers(dossiers),
        dossiers_as_of=dossiers_as_of,
        sorry=sorry,
    )


class _Gathered:
    """Of any number of days, of which one is looked at at a time."""

    def __init__(self) -> None:
        self.days = set[Day]()
        self.tables: dict[Scope, dict[str, Tally]] = {scope: defaultdict(Tally) for scope in SCOPES}
        self.months: dict[str, Tally] = defaultdict(Tally)
        self.calls = Counter[Slug]()
        self.staff = _Staff()
        self.acts: list[Act] = []
        self.rolls: list[Roll] = []
        self.bursts: list[Burst] = []
        self.refused = Counter[str]()
        self.unseen = 0

    def take(self, day: DaySummary) -> None:
        if day.tallies["service"]:
            self.days.add(day.day)
        for scope, tallies in day.tallies.items():
            table = self.tables[scope]
            for key, tally in tallies.items():
                table[key].put(tally)
        month = self.months[day.day[:7]]
        for tally in day.tallies["hour"].values():
            month.put(tally)
        self.calls.update(day.calls)
        self.staff.take(day.staff)
        self.acts += day.acts
        self.rolls += day.rolls
        self.bursts += day.bursts
        self.refused.update(day.refused_votes)
        self.unseen += day.unseen_calls


class _Staff:
    def __init__(self) -> None:
        self._days = 0
        self._open, self._paused = Counter[int](), Counter[int]()

    def take(self, stays: list[StaffHour]) -> None:
        self._days += bool(stays)
        for stay in stays:
            self._open[stay.hour] += stay.open
            self._paused[stay.hour] += stay.paused

    def averages(self) -> list[HourStaff]:
        whole = HOUR * self._days
        return [HourStaff(x, self._open[x] / whole, self._paused[x] / whole) for x in sorted(self._open)]


def _lines(table: Table, tallies: dict[str, Tally], roster: Roster, *, alone: bool) -> list[Line]:
    """Services and agencies as in the hall file, counters by their numbers, and what the hall has no more behind."""
    order: dict[Table, Iterable[Slug]] = {"service": roster.services, "agency": roster.agencies}
    place = roster.counters if table == "counter" else {key: at for at, key in enumerate(order.get(table, ()))}
    known, gone = tallies.keys() & place.keys(), tallies.keys() - place.keys()
    keys = [*sorted(known, key=lambda key: (place[key], key)), *sorted(gone)]
    least = 0 if table in NEEDS_NO_LEAST and not alone else roster.rating_least
    return [Line(key, tallies[key], tallies[key].answered >= least) for key in keys]


def _skips(calls: Counter[Slug], acts: list[Act], roster: Roster) -> list[Skips]:
    done: dict[Slug, Counter[str]] = {officer: Counter() for officer in calls}
    for act in acts:
        if act.officer is None:
            continue
        of = done.setdefault(act.officer, Counter())
        of[act.deed] += act.people if act.deed == "passed" else 1
        if act.deed == "out-of-order":
            of["over"] += act.people
        if act.deed == "no-show" and act.after is not None and act.after < roster.quick_no_show_s * 1_000:
            of["quick"] += 1
    return [
        Skips(
            officer=officer,
            calls=calls[officer],
            out_of_order=of["out-of-order"],
            over=of["over"],
            passed=of["passed"],
            declined=of["declined"],
            requeued=of["requeued"],
            left=of["left"],
            took_over=of["took-over"],
            no_shows=of["no-show"],
            quick_no_shows=of["quick"],
        )
        for officer, of in sorted(done.items())
    ]


def _dossiers(counts: Iterable[DossierCount]) -> list[DossierLine]:
    agencies: dict[str, Counter[str]] = defaultdict(Counter)
    whole = Counter[str]()
    for row in counts:
        agencies[row.agency][row.what] += row.count
        whole[row.what] += row.count
    if not agencies:
        return []
    return [_dossier_line(*item) for item in [*sorted(agencies.items()), ("", whole)]]


def _dossier_line(agency: str, of: Counter[str]) -> DossierLine:
    return DossierLine(
        agency=agency,
        received=of["received"],
        early=of["early"],
        on_time=of["on-time"],
        late=of["late"],
        no_promise=of["no-promise"],
        open=of["open"],
        open_late=of["open-late"],
    )
