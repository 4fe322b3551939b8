"""A report of any days: from the summaries, and for what has none yet from the ledger itself, which it only reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from hall_core.domain.figures.apologies import apologised
from hall_core.domain.figures.day import DaySummary, summary
from hall_core.domain.figures.fold import DayFold
from hall_core.domain.figures.late import Late, Sorry
from hall_core.domain.figures.narrowing import Only, belongs, narrowed
from hall_core.domain.figures.period import Period
from hall_core.domain.figures.report import Report, report_of
from hall_core.domain.figures.roster import Roster, with_former
from hall_core.domain.figures.rows import Apology, Running
from hall_hub.figures.raw import LEDGER, FiguresError, LedgerDays, Stretch, events_of
from hall_hub.figures.store import FILE, Figures
from hall_hub.store.calendar_file import CalendarFile

FOLDED_MOST = 10
"""Days without a summary of which one is made for a report alone: those of a night in which the hub was off. More take
longer than anybody waits for a page; rolling up makes them for good."""


def report_on(
    data: Path, period: Period, roster: Roster | None = None, only: Only | None = None, *, own: bool = False
) -> Report:
    """``roster``: the hall as it is now; without it as it was when days were rolled up last. ``own``: for the officer
    whose figures they are, so without the ratings of the day that is not over: a share that moves while one looks
    tells what the last citizen said. FiguresError when there is nothing to make it of."""
    with ExitStack() as undo:
        figures = undo.enter_context(closing(Figures(data))) if (data / FILE).exists() else None
        names = _names(roster, None if figures is None else figures.roster())
        known = set[Stretch]() if figures is None else {x.stretch for x in figures.days()}
        fresh, sorry = list[DaySummary](), [] if figures is None else figures.apologies()
        running: Running | None = None
        for day, going_on in _not_kept(data, known, only, names, votes=not own):
            sorry += day.apologies
            if period.first <= day.day <= period.last:
                fresh.append(day)
                running = going_on or running
        return report_of(
            chain(() if figures is None else figures.summaries(period, only, names), fresh),
            names,
            period,
            () if figures is None or only is not None else figures.dossiers(period),
            told_late=0 if figures is None or only is not None else figures.told_late(period),
            only=only,
            running=running,
            dossiers_as_of=None if figures is None else figures.dossiers_as_of() or None,
            sorry=_sorry(data, None if figures is None else figures.late(), sorry, period) if only is None else None,
        )


def _sorry(data: Path, late: Late | None, rows: list[Apology], period: Period) -> Sorry:
    """Of what is late now everything that is known, be it of other days."""
    days, late = CalendarFile(data).days, late or Late(agencies=[], rows=[])
    codes = {row.code for row in late.rows}
    return Sorry(
        late=late,
        apologies=apologised((row for row in rows if period.first <= row.day <= period.last), days),
        shown={line.code: line for line in apologised((row for row in rows if row.code in codes), days)},
    )


def _names(now: Roster | None, kept: Roster | None) -> Roster:
    known = [roster for roster in (now, kept) if roster is not None]
    if not known:
        raise FiguresError("nothing was rolled up yet; the hub does so when a business day turns")
    return with_former(known[0], known[-1])


def _not_kept(
    data: Path, known: set[Stretch], only: Only | None, roster: Roster, *, votes: bool
) -> Iterator[tuple[DaySummary, Running | None]]:
    if not (data / LEDGER).exists():
        return
    with closing(LedgerDays(data / LEDGER)) as ledger:
        # In this order: a day that turns between the two questions is in both, and none is in neither.
        running = ledger.running()
        missing = sorted({*running, *dict(ledger.finished())} - known)
        if len(missing) > FOLDED_MOST:
            raise FiguresError(f"{len(missing)} days have no figures yet; the hub makes them soon after its start")
        for stretch in missing:
            fold = DayFold()
            for event, at in events_of(ledger.lines(stretch)):
                fold.take(event, at)
            steps = fold.steps()
            if stretch in running and not votes:
                steps = [replace(step, offer=None, rating=None, rated_on=None) for step in steps]
            day = summary(fold, steps)
            if only is not None:
                day = narrowed(day, filter(belongs(only, roster), steps), only, roster)
            yield day, fold.running() if stretch in running else None
