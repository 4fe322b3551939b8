"""Figures over halls and days: what they mean stands in :mod:`hall_core.domain.figures.definitions`."""

from __future__ import annotations

from datetime import date
from typing import cast

from central_gateway.api.asked import Asked
from central_gateway.api.bodies import Line, Statistics, StatisticsWanted
from central_gateway.api.problems import Fault, Problem
from central_gateway.store import sums as store
from central_gateway.store.connection import Db
from central_gateway.store.sums import BYS, By, Key, Steps, Wanted
from hall_core.domain.figures.tally import share
from hall_core.domain.rating import LEVELS, Level

DAYS_MOST = 366
RATING_LEAST = 10
"""As a hall has it when its file does not say otherwise: what fewer people said of an officer is not shown."""
NEEDS_LEAST: frozenset[str] = frozenset({"officer", "service"})
"""What is told apart by one of these, or narrowed to one."""


def sums(db: Db, asked: Asked) -> Statistics:
    wanted: StatisticsWanted = asked.query
    by = _by(wanted.by)
    _check_days(wanted)
    minutes = wanted.service_level_minutes
    narrowed = Wanted(
        first=wanted.first, last=wanted.last, hall=wanted.hall, service=wanted.service, agency=wanted.agency
    )
    with db.transaction():
        # One moment for both.
        db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        steps = {line.key: line for line in store.steps(db, by, narrowed, minutes)}
        votes = {line.key: line.levels for line in store.votes(db, by, narrowed)}
    if max(len(steps), len(votes)) > store.LINES_MOST:
        right = f"ask for fewer days, for one hall, or by less: at most {store.LINES_MOST} lines are made"
        raise _fault("by", "makes too many lines", right)
    least = RATING_LEAST if not NEEDS_LEAST.isdisjoint(by) or wanted.service is not None else 0
    keys = sorted(steps.keys() | votes.keys(), key=lambda key: [part or "" for part in key])
    return Statistics(
        first=wanted.first,
        last=wanted.last,
        by=list(by),
        service_level_minutes=minutes,
        rating_least=RATING_LEAST,
        lines=[_line(by, key, steps.get(key) or _none(key), votes.get(key, {}), least) for key in keys],
    )


def _line(by: tuple[By, ...], key: Key, steps: Steps, votes: dict[Level, int], least: int) -> Line:
    named = dict(zip(by, key, strict=True))
    day = named.pop("day", None)
    answers = sum(votes.values())
    shown = answers >= least
    waited = steps.times.get("wait_first")
    known = 0 if waited is None else waited.count
    gave_up_uncalled = max(0, steps.steps - steps.outcomes.get("void", 0) - steps.called)
    return Line(
        **named,
        day=None if day is None else date.fromisoformat(day),
        steps=steps.steps,
        visits=steps.visits,
        called=steps.called,
        outcomes=steps.outcomes,
        abandoned=steps.abandoned,
        recalls=steps.recalls,
        clock_moved=steps.clock_moved,
        times=steps.times,
        service_level=share(steps.within, known + gave_up_uncalled),
        answers=answers,
        satisfied=share(votes.get("very-satisfied", 0) + votes.get("satisfied", 0), answers) if shown else None,
        votes={level: votes.get(level, 0) for level in LEVELS} if shown else None,
    )


def _none(key: Key) -> Steps:
    """Of a day of whose visits nothing has come yet, but a vote."""
    return Steps(
        key=key, steps=0, visits=0, called=0, abandoned=0, recalls=0, clock_moved=0, within=0, outcomes={}, times={}
    )


def _by(text: str) -> tuple[By, ...]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    wrong = [word for word in words if word not in BYS] or [word for n, word in enumerate(words) if word in words[:n]]
    if wrong:
        right = f"give each of {', '.join(BYS)} once at most"
        raise _fault("by", f'"{wrong[0]}" is not allowed', right)
    return tuple(cast("By", word) for word in words)


def _check_days(wanted: StatisticsWanted) -> None:
    if not 0 <= (wanted.last - wanted.first).days < DAYS_MOST:
        right = f"give 1 to {DAYS_MOST} days, the first one in from"
        raise _fault("to", "is before from, or too far from it", right)


def _fault(where: str, wrong: str, right: str) -> Problem:
    return Problem("malformed", f"{where}: {wrong}; {right}.", [Fault(where=where, wrong=wrong, right=right)])
