"""A step that is under way, with all that its figures need. Times are those of the day's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hall_core.domain.figures.day_clock import DayClock
from hall_core.domain.figures.rows import Outcome, Step
from hall_core.domain.names import Slug, TicketNumber, Uid
from hall_core.domain.rating import Level
from hall_core.domain.ticket import Paper

DONE = ("recalls", "over", "out_of_order", "requeued", "declined", "passed", "deferred", "missed", "reinstated")
"""What is counted of a step whatever becomes of it: of an open one, and of its row."""


@dataclass
class OpenVisit:
    """What lasts from step to step."""

    ticket: Uid
    number: TicketNumber
    priority: Slug | None
    appointment: bool
    device: Slug
    issued: int
    reserve: bool
    paper: Paper = "unknown"
    print_failed: bool = False
    reprints: int = 0


@dataclass
class OpenStep:
    visit: OpenVisit
    step: int
    service: Slug
    came: int
    moves: int
    """How often the clock had been set when this began."""
    counter: Slug | None = None
    officer: Slug | None = None
    first_call: int | None = None
    last_call: int | None = None
    started: int | None = None
    walking: int | None = None
    serving_since: int | None = None
    parked_since: int | None = None
    away_since: int | None = None
    away: int = 0
    """Told to come back later."""
    wait_last: int | None = None
    served: int = 0
    hold: int | None = None
    ended: int | None = None
    outcome: Outcome | None = None
    abandoned: bool = False
    ends_visit: bool = False
    recalls: int = 0
    over: int = 0
    out_of_order: int = 0
    requeued: int = 0
    declined: int = 0
    passed: int = 0
    deferred: int = 0
    missed: int = 0
    reinstated: int = 0
    offer: Uid | None = None
    rating: Level | None = None
    rated_on: Slug | None = None
    moved: bool = False

    @property
    def in_line(self) -> bool:
        """Nobody has it in hand: it waits, or was told to come back later."""
        return self.counter is None

    def called(self, now: int) -> None:
        self._back(now)
        self.first_call = now if self.first_call is None else self.first_call
        self.last_call = now
        self.wait_last = now - self.came - self.away - self.served - (self.hold or 0)
        self.walking = None

    def begins(self, now: int) -> None:
        """Is served, for the first time or again."""
        self._leaves_hold(now)
        self.started = now if self.started is None else self.started
        if self.walking is None and self.last_call is not None:
            self.walking = now - self.last_call
        if self.serving_since is None:
            self.serving_since = now

    def parks(self, now: int) -> None:
        self._stops(now)
        self.parked_since = now

    def waits(self, now: int, *, away: bool = False) -> None:
        """Is in nobody's hand any more."""
        self._stops(now)
        self._leaves_hold(now)
        self._back(now)
        self.counter = self.officer = None
        self.away_since = now if away else None

    def ends(self, now: int, outcome: Outcome) -> None:
        self._stops(now)
        self._leaves_hold(now)
        self.ended, self.outcome = now, outcome

    def begins_anew(self, now: int, moves: int) -> None:
        """Whoever was missed or had given up is there again: the wait is counted from now on; what was done stays."""
        again = OpenStep(self.visit, self.step, self.service, now, moves, **self._done)
        self.__dict__.update(again.__dict__)

    @property
    def _done(self) -> dict[str, Any]:
        """How often what was done, by the names that a row has for it too."""
        return {name: getattr(self, name) for name in DONE}

    def _back(self, now: int) -> None:
        if self.away_since is not None:
            self.away += now - self.away_since
            self.away_since = None

    def _stops(self, now: int) -> None:
        if self.serving_since is not None:
            self.served += now - self.serving_since
            self.serving_since = None

    def _leaves_hold(self, now: int) -> None:
        if self.parked_since is not None:
            self.hold = (self.hold or 0) + now - self.parked_since
            self.parked_since = None

    def row(self, clock: DayClock) -> Step:
        """As it ended."""
        assert self.ended is not None
        assert self.outcome is not None
        visit, tell = self.visit, clock.by_the_clock
        return Step(
            ticket=visit.ticket,
            number=visit.number,
            step=self.step,
            service=self.service,
            priority=visit.priority,
            appointment=visit.appointment,
            device=visit.device,
            reserve=visit.reserve,
            counter=self.counter,
            officer=self.officer,
            came=tell(self.came),
            first_call=None if self.first_call is None else tell(self.first_call),
            last_call=None if self.last_call is None else tell(self.last_call),
            started=None if self.started is None else tell(self.started),
            ended=tell(self.ended),
            wait_first=None if self.first_call is None else self.first_call - self.came,
            wait_last=self.wait_last,
            walking=self.walking,
            service_time=None if self.started is None else self.served,
            hold=self.hold,
            sojourn=self.ended - visit.issued if self.ends_visit else None,
            outcome=self.outcome,
            abandoned=self.abandoned,
            **self._done,
            paper=visit.paper,
            print_failed=visit.print_failed,
            reprints=visit.reprints,
            offer=self.offer,
            rating=self.rating,
            rated_on=self.rated_on,
            clock_moved=self.moved,
        )
