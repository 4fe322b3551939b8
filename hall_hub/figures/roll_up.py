"""Makes figures of the days that are over, and compares them with what is made of the raw events again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec.structs import replace

from hall_core.domain.business_day import local
from hall_core.domain.figures.day import DaySummary, summary
from hall_core.domain.figures.dossiers import dossier_counts
from hall_core.domain.figures.fold import DayFold
from hall_core.domain.figures.late import LateTally
from hall_core.domain.figures.roster import Roster, with_former
from hall_core.domain.figures.rows import Step
from hall_core.domain.names import Day
from hall_hub.figures.archive import Archive
from hall_hub.figures.raw import LEDGER, LedgerDays, digest_of, encoded, events_of, prune
from hall_hub.figures.store import Figures, KeptDay
from hall_hub.store.calendar_file import CalendarFile
from hall_hub.store.copies import all_dossiers
from hall_hub.store.reading import RawLine

COPIES = "copies.sqlite"


def folded(lines: list[RawLine]) -> tuple[DaySummary, list[Step]]:
    fold = DayFold()
    for event, at in events_of(lines):
        fold.take(event, at)
    steps = fold.steps()
    return summary(fold, steps), steps


def roll_up(data: Path, roster: Roster) -> list[Day]:
    """Each finished day that has no figures yet gets them, and its file in the archive before; gives those days.
    FiguresError or OSError: what was done until then stays, and the next time goes on from there."""
    archive, done = Archive(data), list[Day]()
    with closing(Figures(data, write=True)) as figures, closing(LedgerDays(data / LEDGER)) as ledger:
        former = figures.roster()
        figures.keep_roster(roster if former is None else with_former(roster, former))
        known = {kept.stretch for kept in figures.days()}
        archived = dict(archive.stretches())
        for stretch, _ in sorted({**archived, **dict(ledger.finished())}.items()):
            if stretch in known:
                continue
            lines = ledger.lines(stretch) or archive.lines(stretch)
            day, steps = folded(lines)
            digest = digest_of(encoded(lines))
            if stretch not in archived or not archive.has(stretch, digest):
                archive.keep(stretch, day.day, lines)
            figures.keep(KeptDay(stretch, day.day, lines[-1].seq, digest), day, steps)
            done.append(day.day)
        _count_dossiers(data, figures)
    return done


def _count_dossiers(data: Path, figures: Figures) -> None:
    copies = data / COPIES
    if not copies.exists():
        return
    try:
        with all_dossiers(copies) as (as_of, every):
            if as_of is not None and as_of > figures.dossiers_as_of():
                day = local(as_of).date().isoformat()
                late = LateTally(day, CalendarFile(data).days)
                counts = dossier_counts(late.passing(every), day)
                figures.keep_dossiers(counts, as_of, late.late())
    except sqlite3.OperationalError:
        return  # a copy that has no table yet: the hub has just made the file


def recount(data: Path, day: Day | None = None) -> tuple[int, list[str]]:
    """How many days were computed anew from their raw events, and each difference to what is kept, in words. Days of
    which the hall's rule has left but the figures are passed over."""
    archive, differences, days = Archive(data), list[str](), 0
    with closing(Figures(data)) as figures, closing(LedgerDays(data / LEDGER)) as ledger:
        known = {kept.stretch for kept in figures.days()}
        for stretch, began in ledger.finished():
            if stretch not in known and day in (None, began):
                differences.append(f"{began}: has no figures yet")
        for kept in figures.days():
            if day not in (None, kept.day) or kept.bare:
                continue
            days += 1
            lines = ledger.lines(kept.stretch) or archive.lines(kept.stretch)
            differences += [f"{kept.day}: {words}" for words in _compared(figures, kept, lines)]
    return days, differences


def _compared(figures: Figures, kept: KeptDay, lines: list[RawLine]) -> list[str]:
    if not lines:
        return ["its events are neither in the ledger nor in the archive"]
    found = list[str]()
    if digest_of(encoded(lines)) != kept.digest:
        found.append("the events are not those that the figures were made of")
    new, steps = folded(lines)
    found += _differ("", _told(figures.summary(kept.stretch)), _told(new))
    old_steps = figures.steps(kept.stretch)
    if len(old_steps) != len(steps):
        found.append(f"steps: {len(old_steps)} kept, {len(steps)} counted")
    for old, step in zip(old_steps, steps, strict=False):
        found += _differ(f"{old.number} step {old.step}", msgspec.to_builtins(old), msgspec.to_builtins(step))
    return found


def _told(day: DaySummary) -> dict[str, Any]:
    tallies = {scope: {key: x.told() for key, x in by_key.items()} for scope, by_key in day.tallies.items()}
    # Their words may be gone from the one and not from the other yet.
    acts = [msgspec.to_builtins(replace(act, reason="")) for act in day.acts]
    return {**msgspec.to_builtins(day), "tallies": tallies, "acts": acts}


def _differ(where: str, kept: Any, counted: Any) -> list[str]:
    if isinstance(kept, dict) and isinstance(counted, dict):
        was, now = cast("dict[str, Any]", kept), cast("dict[str, Any]", counted)
        keys = sorted({*was, *now})
        return [words for key in keys for words in _differ(f"{where} {key}".strip(), was.get(key), now.get(key))]
    return [] if kept == counted else [f"{where}: {_short(kept)} kept, {_short(counted)} counted"]


def _short(value: Any) -> str:
    words = "nothing" if value is None else str(value)
    return words if len(words) <= 60 else f"{words[:57]}…"


def archive_days(data: Path, until: Day) -> Iterator[Day]:
    """Takes the days before ``until`` out of the ledger whose file in the archive was read back and has the digest
    that their figures have; gives each once it is out. The hub may run beside it. FiguresError: what was taken out
    until then is in the archive, and the next time goes on from there."""
    archive = Archive(data)
    with closing(Figures(data)) as figures, closing(LedgerDays(data / LEDGER)) as ledger:
        going = [
            kept
            for kept in figures.days()
            if kept.day < until and not kept.bare and ledger.holds(kept.stretch, kept.last)
        ]
    for kept in going:
        if digest_of(encoded(archive.lines(kept.stretch))) == kept.digest:
            for _ in prune(data / LEDGER, [(kept.stretch, kept.last)]):
                pass
            yield kept.day
