"""Figures of one service, agency, counter, officer or hour alone: the same summaries, of the steps that belong to it.

What no step tells, and what cannot be said of one alone (calls nobody saw, votes refused), is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.business_day import local
from hall_core.domain.figures.day import DaySummary, tallied
from hall_core.domain.figures.roster import Roster
from hall_core.domain.figures.rows import Act, Roll, StaffHour, Step

OnlyScope = Literal["service", "agency", "counter", "officer", "hour"]


class Only(Struct, frozen=True):
    scope: OnlyScope
    key: str
    """Its id; of an hour two digits."""


def only_of(words: str) -> Only:
    """``officer=ht-01``. ValueError: nothing that figures can be narrowed to."""
    scope, mark, key = words.partition("=")
    for known in get_args(OnlyScope):
        if mark and key and scope == known:
            return Only(known, f"{int(key):02}" if known == "hour" else key)
    raise ValueError(f"{words!r}: write service=, agency=, counter=, officer= or hour= and its id")


def belongs(only: Only, roster: Roster) -> Callable[[Step], bool]:
    match only.scope:
        case "hour":
            return lambda step: _hour(step.came) == only.key
        case "agency":
            return lambda step: roster.agency_of(step.service) == only.key
        case "service":
            return lambda step: step.service == only.key
        case "counter":
            return lambda step: step.counter == only.key
        case "officer":
            return lambda step: step.officer == only.key


def narrowed(day: DaySummary, steps: Iterable[Step], only: Only, roster: Roster) -> DaySummary:
    """``day`` with the tallies of ``steps`` alone, which all belong, and what officers did there."""
    officers = only.scope == "officer"
    return replace(
        day,
        tallies=tallied(list(steps)),
        calls={key: calls for key, calls in day.calls.items() if officers and key == only.key},
        staff=[stay for stay in day.staff if _stay(stay, only)],
        acts=[act for act in day.acts if _act(act, only, roster)],
        rolls=[roll for roll in day.rolls if _roll(roll, only, roster)],
        bursts=[burst for burst in day.bursts if officers and burst.officer == only.key],
        refused_votes={},
        unseen_calls=0,
    )


def _hour(at: int) -> str:
    return f"{local(at).hour:02}"


def _stay(stay: StaffHour, only: Only) -> bool:
    """Where an officer sat a stay does not say."""
    match only.scope:
        case "officer":
            return stay.officer == only.key
        case "hour":
            return stay.hour == int(only.key)
        case _:
            return False


def _act(act: Act, only: Only, roster: Roster) -> bool:
    match only.scope:
        case "hour":
            return _hour(act.at) == only.key
        case "agency":
            return roster.agency_of(act.service) == only.key
        case "service":
            return act.service == only.key
        case "counter":
            return act.counter == only.key
        case "officer":
            return act.officer == only.key


def _roll(roll: Roll, only: Only, roster: Roster) -> bool:
    match only.scope:
        case "hour":
            return False
        case "agency":
            return roster.agency_of(roll.service) == only.key
        case "service":
            return roll.service == only.key
        case "counter":
            return roll.counter == only.key
        case "officer":
            return roll.officer == only.key
