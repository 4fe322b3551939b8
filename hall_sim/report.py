"""What citizens lived through on a day, counted from the ledger alone: the same for a day that was played and for one
that was. Waits are those of the figures (docs/figures.md): from the ticket, or the step before, to the first call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, field

from hall_core.domain import events as e
from hall_core.domain.business_day import ends_at, local
from hall_core.domain.decide import decide_tick
from hall_core.domain.figures.fold import DayFold
from hall_core.domain.figures.rows import Step
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.names import Day, Millis, Slug
from hall_core.domain.plan import Plan
from hall_sim.agenda import MINUTE, SECOND
from hall_sim.happened import Happened
from hall_sim.turns import Turns

QUARTER = 15 * MINUTE


class Waits(Struct, frozen=True):
    """Seconds."""

    people: int = 0
    median: int = 0
    p90: int = 0
    longest: int = 0


class Report(Struct, frozen=True, kw_only=True):
    """Counts are of tickets where nothing else is said."""

    day: Day
    tickets: int
    served: int
    """Services that were done to the end."""
    no_shows: int
    back: int
    """Missed, and taken back."""
    left: int
    """Told the kiosk that they would not wait."""
    still_open: int
    """Waiting, parked or told to come back, when the hall closed for good."""
    reserve: int
    """Numbers that a kiosk gave alone."""
    renumbered: int
    """Of them those that the hub had numbered as well, unheard."""
    papers_failed: int
    reprinted: int
    calls: int
    recalls: int
    unseen: int
    """Calls that no board had painted within three seconds."""
    unheard: int
    """Calls that no board has spoken."""
    stepped_over: int
    """Calls that stepped over somebody."""
    most_overtaken: int
    """By how many people somebody was overtaken, at most; beside ``bound``, what is promised at most."""
    bound: int
    votes: int
    waits: Waits
    priority: Waits
    others: Waits
    by_service: dict[Slug, Waits]
    by_hour: dict[str, Waits]
    """By the hour in which they came."""
    queue: list[tuple[str, int]]
    """Local time, every quarter of an hour, to how many waited then."""
    longest_queue: int
    by_counter: dict[Slug, int]
    """How many were called there."""
    turned_away: dict[str, int] = {}
    """Why people got no number, where somebody asked them."""
    troubles: list[str] = []
    """What broke, where that is known."""
    faults: list[str] = []
    """What must not be (:mod:`hall_sim.checks`)."""
    digest: str = ""


class _Counts(Struct):
    queue: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    longest: int = 0
    next_quarter: Millis = 0
    waiting: int = 0


def report(plan: Plan, happened: list[Happened]) -> Report:
    """Of one business day, which need not be over."""
    hall = Hall(plan)
    fold, turns, counts = DayFold(), Turns(hall), _Counts()
    kinds: Counter[type] = Counter()
    spoken: set[str] = set()
    for event, at in happened:
        _quarters(hall, counts, at)
        fold.take(event, at)
        turns.before(event, at)
        evolve(hall, event, at)
        turns.after(event)
        kinds[type(event)] += 1
        if isinstance(event, e.CallShown) and event.how == "spoken":
            spoken.add(event.call)
    still_open = len(hall.open_tickets())
    if hall.day:
        night = ends_at(hall.day, plan.hall.day_turn)
        for event in decide_tick(hall, night, trusted=True):
            fold.take(event, night)
    steps = fold.steps()
    tickets = list(hall.tickets.values())
    groups = {service.id: service.priority for service in plan.services}
    ahead = [step for step in steps if step.appointment or step.priority in groups.get(step.service, ())]
    behind = [step for step in steps if step not in ahead] if len(ahead) < len(steps) else []
    outcomes = Counter(step.outcome for step in steps)
    return Report(
        day=hall.day,
        tickets=len(tickets),
        served=outcomes["completed"],
        no_shows=outcomes["no_show"],
        back=kinds[e.TicketReinstated],
        left=kinds[e.TicketCancelled],
        still_open=still_open,
        reserve=sum(step.reserve and step.step == 1 for step in steps),
        renumbered=kinds[e.TicketRenumbered],
        papers_failed=kinds[e.TicketPrintFailed],
        reprinted=kinds[e.TicketReprinted],
        calls=kinds[e.TicketCalled],
        recalls=sum(call.again for call in hall.calls.values()),
        unseen=kinds[e.CallUnseen],
        unheard=len(hall.calls) - len(spoken),
        stepped_over=sum(isinstance(event, e.TicketCalled) and event.over > 0 for event, _ in happened),
        most_overtaken=max(map(len, turns.overtaken.values()), default=0),
        bound=turns.most,
        votes=kinds[e.VoteRecorded],
        waits=waits(steps),
        priority=waits(ahead),
        others=waits(behind),
        by_service={id: waits(step for step in steps if step.service == id) for id in groups},
        by_hour={hour: waits(those) for hour, those in sorted(_by_hour(steps).items())},
        queue=counts.queue,
        longest_queue=counts.longest,
        by_counter={
            counter.id: sum(call.counter == counter.id and not call.again for call in hall.calls.values())
            for counter in plan.counters
        },
    )


def waits(steps: Iterable[Step]) -> Waits:
    """Of those who were called."""
    seconds = sorted(step.wait_first // SECOND for step in steps if step.wait_first is not None)
    if not seconds:
        return Waits()
    return Waits(len(seconds), _part(seconds, 0.5), _part(seconds, 0.9), seconds[-1])


def _part(ordered: list[int], part: float) -> int:
    """The shortest wait that so large a part had no longer than."""
    return ordered[max(0, -int(-part * len(ordered) // 1) - 1)]


def _by_hour(steps: list[Step]) -> dict[str, list[Step]]:
    by: dict[str, list[Step]] = {}
    for step in steps:
        by.setdefault(f"{local(step.came):%H}", []).append(step)
    return by


def _quarters(hall: Hall, counts: _Counts, at: Millis) -> None:
    """How many wait before the event, and on every quarter of an hour since the one before it."""
    waiting = sum(map(len, hall.every_line()))
    counts.longest = max(counts.longest, waiting)
    if not counts.next_quarter:
        counts.next_quarter = at // QUARTER * QUARTER
    while at >= counts.next_quarter:
        counts.queue.append((f"{local(counts.next_quarter):%H:%M}", waiting))
        counts.next_quarter += QUARTER
