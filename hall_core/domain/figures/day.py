"""The summary of one business day: all that reports over months and years are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Literal

from msgspec import Struct, field

from hall_core.domain.business_day import local
from hall_core.domain.figures.bursts import bursts
from hall_core.domain.figures.fold import DayFold
from hall_core.domain.figures.rows import Act, Apology, Burst, LatePaper, LateVote, Roll, StaffHour, Step, ToldLate
from hall_core.domain.figures.tally import Tally
from hall_core.domain.names import Day, Slug

Scope = Literal["hour", "service", "counter", "officer", "device", "channel"]
SCOPES: dict[Scope, Callable[[Step], str | None]] = {
    "hour": lambda step: f"{local(step.came).hour:02}",
    "service": lambda step: step.service,
    "counter": lambda step: step.counter,
    "officer": lambda step: step.officer,
    "device": lambda step: step.device if step.step == 1 else None,
    "channel": lambda step: channel_key(step) if step.step == 1 else None,
}
"""By what steps are counted; None: that step belongs nowhere there."""


def channel_key(step: Step) -> str:
    """How the citizen came by the number. What kind of box a device is stands in no event: ``at:`` and its id."""
    return "appointment" if step.appointment else "reserve" if step.reserve else f"at:{step.device}"


class DaySummary(Struct, kw_only=True):
    day: Day
    tallies: dict[Scope, dict[str, Tally]]
    """Every step has a service and an hour, so those of either together are the whole day."""
    calls: dict[Slug, int]
    """By officer."""
    staff: list[StaffHour]
    acts: list[Act] = field(default_factory=list[Act])
    rolls: list[Roll] = field(default_factory=list[Roll])
    bursts: list[Burst] = field(default_factory=list[Burst])
    told_late: list[ToldLate] = field(default_factory=list[ToldLate])
    late_papers: list[LatePaper] = field(default_factory=list[LatePaper])
    late_votes: list[LateVote] = field(default_factory=list[LateVote])
    refused_votes: dict[str, int] = field(default_factory=dict[str, int])
    unseen_calls: int = 0
    apologies: list[Apology] = field(default_factory=list[Apology])


def tallied(steps: list[Step]) -> dict[Scope, dict[str, Tally]]:
    tallies: dict[Scope, dict[str, Tally]] = {scope: defaultdict(Tally) for scope in SCOPES}
    for step in steps:
        for scope, key_of in SCOPES.items():
            key = key_of(step)
            if key is not None:
                tallies[scope][key].add(step)
    return {scope: {key: by_key[key] for key in sorted(by_key)} for scope, by_key in tallies.items()}


def summary(fold: DayFold, steps: list[Step]) -> DaySummary:
    """Of a day that is over, or of what there is of it. ``steps`` are the fold's own, made once for all who need
    them."""
    return DaySummary(
        day=fold.day,
        tallies=tallied(steps),
        calls=dict(sorted(fold.calls.items())),
        staff=fold.presence.hours(fold.clock),
        acts=fold.acts(),
        rolls=fold.rolls,
        bursts=bursts(steps),
        told_late=fold.told_late,
        late_papers=fold.late_papers,
        late_votes=fold.late_votes,
        refused_votes=dict(sorted(fold.refused_votes.items())),
        unseen_calls=fold.unseen_calls,
        apologies=fold.apologies.rows(fold.day, fold.clock),
    )
