"""What the centre is told of a business day, made of its events alone. Pure.

Each record bears the place of the event that made it, so whoever makes them again, from any day on, makes the same.
A step is told when it ends. When the day is over whatever has become of it since is told again (somebody was put first,
the clock was put right), and then the day's own sums: what the centre has then is what the hall's figures say.
A day that has no date yet is held back, and told as a whole by the event that dates it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from hall_core.contract.centre.records import (
    Apology,
    DayClosed,
    Rating,
    Record,
    RecordBody,
    Seconds,
    Totals,
    Transaction,
)
from hall_core.domain import events as e
from hall_core.domain.figures.channels import channel_of
from hall_core.domain.figures.day import channel_key
from hall_core.domain.figures.fold import DayFold
from hall_core.domain.figures.roster import Roster
from hall_core.domain.figures.rows import Outcome, Step
from hall_core.domain.names import Day, Millis, Slug, Uid
from hall_core.domain.rating import Level

SECOND = 1_000
SERVED: tuple[Outcome, ...] = ("completed", "transferred")
"""Only these have been served to an end; so the figures count."""
SERVICES_MOST = 64
"""Of a day's sums in one record: with the longest ids and the largest numbers these have room in a message."""


class Names:
    """What stands in no event: to which agency a service belongs, and what kind of box a device is."""

    def __init__(self, roster: Roster, *, officers: bool) -> None:
        self._roster = roster
        self._officers = officers

    def transaction(self, step: Step) -> Transaction:
        served = step.outcome in SERVED
        return Transaction(
            ticket=step.ticket,
            step=step.step,
            number=step.number,
            service=step.service,
            agency=self._roster.agency_of(step.service),
            channel=channel_of(channel_key(step), self._roster),
            outcome=step.outcome,
            came=step.came,
            ended=step.ended,
            priority=step.priority,
            counter=step.counter,
            officer=step.officer if self._officers else None,
            first_call=step.first_call,
            last_call=step.last_call,
            started=step.started,
            wait_first=_seconds(step.wait_first),
            wait_last=_seconds(step.wait_last),
            walking=_seconds(step.walking),
            service_time=_seconds(step.service_time) if served else None,
            hold=_seconds(step.hold) if served else None,
            sojourn=_seconds(step.sojourn),
            recalls=step.recalls,
            abandoned=step.abandoned,
            clock_moved=step.clock_moved,
        )

    def rating(self, vote: e.VoteRecorded, at: Millis) -> Rating:
        return Rating(
            offer=vote.offer,
            ticket=vote.ticket,
            service=vote.service,
            agency=self._roster.agency_of(vote.service),
            counter=vote.counter,
            officer=vote.officer if self._officers else None,
            level=vote.level,
            reasons=vote.reasons,
            at=at,
            device=vote.device,
        )


class DayRecords:
    """One business day. ``take`` is called with each of its events in order, then ``close``."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._fold = DayFold()
        self._held = False
        """It has no date yet."""
        self._told: dict[tuple[Uid, int], Transaction] = {}
        self._undated: list[tuple[int, Rating | Apology]] = []
        """Those of a day without a date, each with when it was by the day's own clock."""
        self._levels: Counter[Level] = Counter()
        self._events = 0
        self.completed = 0
        """Steps that were served to their end."""
        self._digest = hashlib.sha256()

    @property
    def day(self) -> Day:
        return self._fold.day

    def take(self, seq: int, at: Millis, event: e.Event, line: bytes) -> list[Record]:
        """What the event at that place has made. ``line``: as the archive keeps it, without anybody's words."""
        self._events += 1
        self._digest.update(line + b"\n")
        self._fold.take(event, at)
        self.completed += sum(step.outcome == "completed" for step in self._fold.ended)
        match event:
            case e.DayBegan():
                self._held = event.provisional
                return []
            case e.DayDated():
                return self._numbered(seq, self._let_go())
            case e.VoteRecorded():
                self._levels[event.level] += 1
                rating = self._names.rating(event, self._fold.clock.last)
                if not self._held:
                    return self._numbered(seq, [rating])
                self._undated.append((self._fold.clock.now, rating))
                return []
            case e.ApologiesShown():
                apologies = list(_apologies(event))
                if not self._held:
                    return self._numbered(seq, apologies, event.day)
                self._undated += ((self._fold.clock.now, apology) for apology in apologies)
                return []
            case _:
                return [] if self._held else self._numbered(seq, self._ended())

    def close(self, seq: int) -> list[Record]:
        """The next day has begun, by the event at that place. A day that never got a date goes by that which it had,
        as in the figures."""
        return self._numbered(seq, [*self._let_go(), *self._closed()])

    def _numbered(self, seq: int, bodies: Sequence[RecordBody], day: Day | None = None) -> list[Record]:
        """``day``: of what was told late; None: the running one."""
        return [Record(seq, part, day or self._fold.day, body) for part, body in enumerate(bodies)]

    def _ended(self) -> list[RecordBody]:
        made: list[RecordBody] = []
        for step in self._fold.ended:
            transaction = self._names.transaction(step.row(self._fold.clock))
            self._told[transaction.ticket, transaction.step] = transaction
            made.append(transaction)
        return made

    def _let_go(self) -> list[RecordBody]:
        """All that is not told, or not as it is now."""
        self._held = False
        made: list[RecordBody] = []
        for step in self._fold.steps():
            transaction = self._names.transaction(step)
            key = transaction.ticket, transaction.step
            if self._told.get(key) != transaction:
                self._told[key] = transaction
                made.append(transaction)
        undated, self._undated = self._undated, []
        return [*made, *(replace(body, at=self._fold.clock.by_the_clock(moment)) for moment, body in undated)]

    def _closed(self) -> Iterator[DayClosed]:
        fold, totals = self._fold, list(_totals(self._fold.steps()))
        whole = DayClosed(
            events=self._events,
            digest=self._digest.hexdigest(),
            services={},
            services_of=len(totals) if len(totals) > SERVICES_MOST else 0,
            roll=sum(roll.people for roll in fold.rolls),
            told_late=len(fold.told_late),
            votes=dict(self._levels),
            unseen_calls=fold.unseen_calls,
        )
        for first in range(0, max(1, len(totals)), SERVICES_MOST):
            yield replace(whole, services=dict(totals[first : first + SERVICES_MOST]))


def _apologies(event: e.ApologiesShown) -> Iterator[Apology]:
    for shown in event.apologies:
        yield Apology(
            code=shown.code, agency=shown.agency, due=shown.due, new_due=shown.new_due, board=event.board, at=event.at
        )


def _totals(steps: list[Step]) -> Iterator[tuple[Slug, Totals]]:
    counted: dict[Slug, Counter[Outcome]] = defaultdict(Counter)
    for step in steps:
        counted[step.service][step.outcome] += 1
    for service, outcomes in sorted(counted.items()):
        yield service, Totals(steps=outcomes.total(), **outcomes)


def _seconds(ms: int | None) -> Seconds | None:
    """Whole ones, rounded down, as the figures count them."""
    return None if ms is None else ms // SECOND
