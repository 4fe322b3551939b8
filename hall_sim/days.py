"""Made-up days as a ledger on a disk, for whoever needs many: tests, benchmarks, reports to look at."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hall_core.domain.business_day import ends_at
from hall_core.domain.decide import decide_tick
from hall_core.domain.hall import Hall
from hall_core.domain.plan import Plan
from hall_hub.store.ledger import Ledger
from hall_sim.agenda import HOUR
from hall_sim.day import live
from hall_sim.habits import Habits, Officers
from hall_sim.happened import Happened
from hall_sim.setting import Setting, is_open


def working_days(first: date, last: date) -> list[date]:
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if day.weekday() < 5]


PLAIN = Habits(officers=Officers(decline=0, defer=0))
"""Officers write no words, and nobody is told to come back later."""


def write_days(file: Path, plan: Plan, days: list[date], visitors: int, seed: int = 1) -> int:
    """A ledger with those of these days on which the hall is open, and the beginning of one more, so that all are
    finished. Gives the events of them all."""
    hall: Hall | None = None
    written = 0
    ledger = Ledger(file)
    try:
        for day in days:
            if not is_open(plan, day.isoformat()):
                continue
            setting = Setting(plan, day.isoformat(), PLAIN, seed, visitors)
            hall = hall or Hall(setting.plan)
            written += _append(ledger, live(setting, hall).happened)
        if hall is not None:
            after = ends_at(hall.day, hall.plan.hall.day_turn) + 3 * HOUR
            written += _append(ledger, [(event, after) for event in decide_tick(hall, after, trusted=True)])
    finally:
        ledger.close()
    return written


def write_ledger(file: Path, happened: list[Happened]) -> None:
    """One day, in place of what was there."""
    file.unlink(missing_ok=True)
    ledger = Ledger(file)
    try:
        _append(ledger, happened)
    finally:
        ledger.close()


def _append(ledger: Ledger, happened: list[Happened]) -> int:
    with ledger.batch():
        for event, at in happened:
            ledger.append(event, at, None)
    return len(happened)
