"""Folds the events of a business day into what became of each step, and what else is counted of it.

``DayFold.take`` is called with each event in order, and may be asked at any time: the running day has figures too.
What each figure means stands in ``definitions``; the names of the methods say which event they are about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.figures.apologies import Apologies
from hall_core.domain.figures.day_clock import DayClock
from hall_core.domain.figures.open_step import OpenStep, OpenVisit
from hall_core.domain.figures.presence import Presence
from hall_core.domain.figures.rows import Act, Deed, LatePaper, LateVote, Outcome, Roll, Running, Step, ToldLate
from hall_core.domain.names import Millis, Slug, Uid

E_ = TypeVar("E_")
_RULES: dict[type[Any], Callable[[DayFold, Any], None]] = {}


def _by(kind: type[E_]) -> Callable[[Callable[[DayFold, E_], None]], Callable[[DayFold, E_], None]]:
    def keep(rule: Callable[[DayFold, E_], None]) -> Callable[[DayFold, E_], None]:
        _RULES[kind] = rule
        return rule

    return keep


class DayFold:
    def __init__(self) -> None:
        self.day = ""
        self.clock = DayClock()
        self.presence = Presence()
        self.rolls: list[Roll] = []
        self.told_late: list[ToldLate] = []
        self.late_papers: list[LatePaper] = []
        self.late_votes: list[LateVote] = []
        self.refused_votes: Counter[str] = Counter()
        self.unseen_calls = 0
        self.apologies = Apologies()
        self.calls: Counter[Slug] = Counter()
        """By officer, each ticket once for each time it was its turn."""
        self.steps_of: dict[Uid, OpenStep] = {}
        """The step of each ticket that is under way, or was the last."""
        self.offered: dict[Uid, OpenStep] = {}
        self.ended: list[OpenStep] = []
        """What the last event has ended."""
        self._steps: list[OpenStep] = []
        self._acts: list[Act] = []
        """Each at a moment of the day's own clock."""

    def take(self, event: e.Event, at: Millis) -> None:
        """One event that the ledger has of the moment ``at``."""
        closes = isinstance(event, e.TicketExpired | e.CounterClosed)
        self.clock.turn(at, dated=isinstance(event, e.DayDated), closes=closes)
        self.ended = []
        rule = _RULES.get(type(event))
        if rule is not None:
            rule(self, event)

    def steps(self) -> list[Step]:
        """Those that are over, in the order in which they began."""
        return [step.row(self.clock) for step in self._steps if step.ended is not None]

    def running(self) -> Running:
        """Of a day that is not over."""
        still = [step for step in self._steps if step.ended is None]
        aside = sum(step.parked_since is not None or step.away_since is not None for step in still)
        at_counters = sum(step.counter is not None and step.parked_since is None for step in still)
        return Running(
            day=self.day,
            as_of=self.clock.last,
            waiting=len(still) - aside - at_counters,
            at_counters=at_counters,
            aside=aside,
        )

    def acts(self) -> list[Act]:
        tell = self.clock.by_the_clock
        return [replace(act, at=tell(act.at)) for act in self._acts]

    def begin(self, visit: OpenVisit, service: Slug, *, number: int, came: int) -> None:
        step = OpenStep(visit, number, service, came, self.clock.moves)
        self._steps.append(step)
        self.steps_of[visit.ticket] = step

    def end(self, step: OpenStep, outcome: Any, *, visit: bool = False) -> None:
        step.moved = step.moves != self.clock.moves
        step.ends_visit = visit
        step.ends(self.clock.now, outcome)
        self.ended.append(step)

    def offer(self, step: OpenStep, offer: Uid | None) -> None:
        if offer is not None:
            step.offer = offer
            self.offered[offer] = step

    def act(self, deed: Deed, step: OpenStep, counter: Slug | None, **more: Any) -> None:
        officer = None if counter is None else self.presence.officer_at(counter)
        number, service, now = step.visit.number, step.service, self.clock.now
        act = Act(deed=deed, at=now, officer=officer, counter=counter, number=number, service=service, **more)
        self._acts.append(act)


@_by(e.DayBegan)
def _day_began(fold: DayFold, event: e.DayBegan) -> None:
    fold.day = event.day


@_by(e.DayDated)
def _day_dated(fold: DayFold, event: e.DayDated) -> None:
    fold.day = event.day


@_by(e.TicketIssued)
def _issued(fold: DayFold, event: e.TicketIssued) -> None:
    clock = fold.clock
    issued = clock.now if event.issued_at is None else clock.earlier(event.issued_at)
    by_appointment = event.appointment is not None
    visit = OpenVisit(
        event.ticket, event.number, event.priority, by_appointment, event.device, issued, reserve=event.reserve
    )
    fold.begin(visit, event.service, number=1, came=issued)


@_by(e.TicketReported)
def _reported(fold: DayFold, event: e.TicketReported) -> None:
    fold.told_late.append(ToldLate(day=event.day, ticket=event.ticket, service=event.service))


@_by(e.TicketRenumbered)
def _renumbered(fold: DayFold, event: e.TicketRenumbered) -> None:
    """Nobody had ever seen the number before: calls of it were calls of nobody, if it had come to an end."""
    step = fold.steps_of[event.ticket]
    step.visit.number, step.visit.reserve = event.number, True
    came = step.came
    if event.place is not None and event.issued_at is not None:
        came = step.came = step.visit.issued = fold.clock.earlier(event.issued_at)
    if step.ended is not None:
        step.begins_anew(came, step.moves)
        step.missed = step.recalls = step.over = step.out_of_order = 0


@_by(e.TicketPrinted)
def _printed(fold: DayFold, event: e.TicketPrinted) -> None:
    fold.steps_of[event.ticket].visit.paper = "printed"


@_by(e.TicketReprinted)
def _reprinted(fold: DayFold, event: e.TicketReprinted) -> None:
    visit = fold.steps_of[event.ticket].visit
    visit.paper = "reprinted"
    visit.reprints += 1


@_by(e.TicketPrintFailed)
def _print_failed(fold: DayFold, event: e.TicketPrintFailed) -> None:
    visit = fold.steps_of[event.ticket].visit
    visit.paper, visit.print_failed = "failed", True


@_by(e.PaperReported)
def _paper_reported(fold: DayFold, event: e.PaperReported) -> None:
    fold.late_papers.append(LatePaper(day=event.day, ticket=event.ticket, paper=event.paper))


@_by(e.TicketCalled)
def _called(fold: DayFold, event: e.TicketCalled) -> None:
    step, officer = fold.steps_of[event.ticket], fold.presence.officer_at(event.counter)
    step.called(fold.clock.now)
    step.counter, step.officer = event.counter, officer
    step.recalls += event.again
    step.over += event.over
    if not event.again and officer is not None:
        fold.calls[officer] += 1
    if event.out_of_order:
        step.out_of_order += 1
        fold.act("out-of-order", step, event.counter, reason=event.reason, people=event.over)
    if event.passed:
        for ticket in event.passed:
            fold.steps_of[ticket].passed += 1
        fold.act("passed", step, event.counter, people=len(event.passed))


@_by(e.TicketServiceStarted)
def _started(fold: DayFold, event: e.TicketServiceStarted) -> None:
    fold.steps_of[event.ticket].begins(fold.clock.now)


@_by(e.TicketCompleted)
def _completed(fold: DayFold, event: e.TicketCompleted) -> None:
    step = fold.steps_of[event.ticket]
    fold.end(step, "completed", visit=True)
    fold.offer(step, event.offer)


@_by(e.TicketStepEnded)
def _step_ended(fold: DayFold, event: e.TicketStepEnded) -> None:
    _goes_on(fold, event, "completed")


@_by(e.TicketTransferred)
def _transferred(fold: DayFold, event: e.TicketTransferred) -> None:
    _goes_on(fold, event, "transferred")


def _goes_on(fold: DayFold, event: e.TicketStepEnded | e.TicketTransferred, outcome: Outcome) -> None:
    """One step ends and the next one begins."""
    step = fold.steps_of[event.ticket]
    fold.end(step, outcome)
    fold.offer(step, event.offer)
    fold.begin(step.visit, event.service, number=step.step + 1, came=fold.clock.now)


@_by(e.TicketRequeued)
def _requeued(fold: DayFold, event: e.TicketRequeued) -> None:
    step = fold.steps_of[event.ticket]
    deed: Deed = "left" if event.left else "requeued" if event.declined_by is None else "declined"
    step.requeued += deed == "requeued"
    step.declined += deed == "declined"
    fold.act(deed, step, step.counter, reason=event.reason)
    step.waits(fold.clock.now)


@_by(e.TicketParked)
def _parked(fold: DayFold, event: e.TicketParked) -> None:
    step = fold.steps_of[event.ticket]
    if event.left:
        fold.act("left", step, step.counter)
    step.parks(fold.clock.now)


@_by(e.TicketTakenUp)
def _taken_up(fold: DayFold, event: e.TicketTakenUp) -> None:
    step = fold.steps_of[event.ticket]
    step.counter, step.officer = event.counter, fold.presence.officer_at(event.counter)
    if event.taken_from is not None:
        fold.act("took-over", step, event.counter, reason=event.reason)
    step.begins(fold.clock.now)


@_by(e.TicketDeferred)
def _deferred(fold: DayFold, event: e.TicketDeferred) -> None:
    step = fold.steps_of[event.ticket]
    step.deferred += 1
    step.waits(fold.clock.now, away=True)


@_by(e.TicketReturned)
def _returned(fold: DayFold, event: e.TicketReturned) -> None:
    fold.steps_of[event.ticket].waits(fold.clock.now)


@_by(e.TicketReinstated)
def _reinstated(fold: DayFold, event: e.TicketReinstated) -> None:
    step = fold.steps_of[event.ticket]
    step.begins_anew(fold.clock.now, fold.clock.moves)
    step.reinstated += 1


@_by(e.TicketPrioritised)
def _prioritised(fold: DayFold, event: e.TicketPrioritised) -> None:
    fold.steps_of[event.ticket].visit.priority = event.priority


@_by(e.TicketMissed)
def _missed(fold: DayFold, event: e.TicketMissed) -> None:
    step = fold.steps_of[event.ticket]
    step.missed += 1
    after = None if step.last_call is None else fold.clock.now - step.last_call
    fold.act("no-show", step, step.counter, after=after)
    fold.end(step, "no_show")


@_by(e.TicketCancelled)
def _cancelled(fold: DayFold, event: e.TicketCancelled) -> None:
    """One that never was on paper and never was called was in nobody's hand: it is no visit."""
    step = fold.steps_of[event.ticket]
    void = step.first_call is None and step.visit.paper == "unknown" and not step.reinstated
    step.abandoned = step.in_line and not void
    fold.end(step, "void" if void else "cancelled")


@_by(e.TicketExpired)
def _expired(fold: DayFold, event: e.TicketExpired) -> None:
    step = fold.steps_of[event.ticket]
    step.abandoned = step.in_line
    fold.end(step, "expired")


@_by(e.CallUnseen)
def _unseen(fold: DayFold, event: e.CallUnseen) -> None:
    fold.unseen_calls += 1


@_by(e.CounterOpened)
def _opened(fold: DayFold, event: e.CounterOpened) -> None:
    fold.presence.opens(event.counter, event.officer, fold.clock.now)


@_by(e.CounterPaused)
def _paused(fold: DayFold, event: e.CounterPaused) -> None:
    fold.presence.pauses(event.counter, fold.clock.now, paused=True)


@_by(e.CounterResumed)
def _resumed(fold: DayFold, event: e.CounterResumed) -> None:
    fold.presence.pauses(event.counter, fold.clock.now, paused=False)


@_by(e.CounterClosed)
def _closed(fold: DayFold, event: e.CounterClosed) -> None:
    fold.presence.closes(event.counter, fold.clock.now)


@_by(e.RollEntered)
def _roll(fold: DayFold, event: e.RollEntered) -> None:
    fold.rolls.append(Roll(**{name: getattr(event, name) for name in Roll.__struct_fields__}))


@_by(e.RollVoided)
def _roll_voided(fold: DayFold, event: e.RollVoided) -> None:
    wrong = event.service, event.first, event.last
    fold.rolls[:] = [roll for roll in fold.rolls if (roll.service, roll.first, roll.last) != wrong]


@_by(e.VoteRecorded)
def _voted(fold: DayFold, event: e.VoteRecorded) -> None:
    step = fold.offered.get(event.offer)
    if step is None:
        fold.late_votes.append(LateVote(offer=event.offer, level=event.level, device=event.device))
    else:
        step.rating, step.rated_on = event.level, event.device


@_by(e.ApologiesShown)
def _apologies_shown(fold: DayFold, event: e.ApologiesShown) -> None:
    fold.apologies.take(event, fold.clock.now)


@_by(e.VoteRefused)
def _vote_refused(fold: DayFold, event: e.VoteRefused) -> None:
    fold.refused_votes[event.reason] += 1
