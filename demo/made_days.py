"""Makes up business days of a hall, the same ones for the same seed: real commands, decided and evolved as in the hub.

People come most about nine and two o'clock; officers call, wait, serve, park, send on, go to lunch; paper fails now and
then; some rate. For tests, benchmarks and reports to look at.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.business_day import moment_of
from hall_core.domain.decide import decide, decide_fact, decide_tick
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Caller, Kiosk
from hall_core.domain.rating import LEVELS
from hall_core.domain.refusal import Refusal
from hall_hub.store.ledger import Ledger

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
OPENS, NOON, AFTERNOON, ENDS = (7, 30), (11, 30), (13, 30), (17, 0)
TURN = "04:00"
"""When its day begins."""
CAME = ((7, 12), (8, 22), (9, 20), (10, 14), (13, 8), (14, 14), (15, 8), (16, 2))
"""Hour to the weight of those who come in it."""
Happened = tuple[e.Event, Millis]


class Desk(NamedTuple):
    id: Slug
    """Of the caller there."""
    counter: Slug
    officer: Slug


def desks(plan: Plan) -> list[Desk]:
    """Counters with a call box, and who sits there."""
    boxes = [device for device in plan.devices if isinstance(device, Caller)]
    return [Desk(box.id, desk.counter, desk.officer) for box in boxes for desk in box.all_desks]


class MadeDay:
    def __init__(self, hall: Hall, day: date, visitors: int, seed: int) -> None:
        self.hall, self.day, self.random = hall, day, random.Random(f"{seed} {day}")
        self.events: list[Happened] = []
        self._ids = count(self.random.getrandbits(47) << 32)
        self._agenda: list[tuple[Millis, int, Callable[[], None]]] = []
        self._order = count()
        self._served_since: dict[Slug, bool] = {}
        self.now = self._at(*OPENS)
        self._take(decide_tick(hall, self.now - 3 * HOUR, trusted=True), self.now - 3 * HOUR)
        self._callers = desks(hall.plan)
        self._kiosk = next(device.id for device in hall.plan.devices if isinstance(device, Kiosk))
        self._services = [service for service in hall.plan.services if hall.desks[service.id]]
        hours, weights = zip(*CAME, strict=True)
        for hour in self.random.choices(hours, weights, k=visitors):
            after = self._at(*OPENS) if hour == 7 else self._at(*AFTERNOON) if hour == 13 else self._at(hour, 0)
            self._plan(after + self.random.randrange(self._at(hour, 59) - after), self._comes)
        for caller in self._callers:
            for opens, closes in ((OPENS, NOON), (AFTERNOON, ENDS)):
                late = self.random.randrange(4 * MINUTE)
                self._plan(self._at(*opens) + late, lambda caller=caller: self._opens(caller))
                self._plan(self._at(*closes) + late, lambda caller=caller: self._closes(caller))

    def run(self) -> list[Happened]:
        """The events of the day, from its beginning; its end comes with the next one's."""
        while self._agenda:
            self.now, _, then = heapq.heappop(self._agenda)
            self._take(decide_tick(self.hall, self.now, trusted=True), self.now)
            then()
        return self.events

    def _comes(self) -> None:
        service = self.random.choice(self._services)
        groups = service.priority
        priority = self.random.choice(groups) if groups and self.random.random() < 0.12 else None
        ticket = self._uid()
        wish = c.IssueTicket(service=service.id, priority=priority)
        if isinstance(self._ask(wish, self._kiosk, ticket), Refusal):
            return
        failed = self.random.random() < 0.01
        fact = f.PaperFailed(ticket=ticket, reason="paper-out") if failed else f.PaperPrinted(ticket=ticket)
        self._take(decide_fact(self.hall, fact, f.Reported(self._kiosk, self.now)), self.now)
        if self.random.random() < 0.02:
            self._plan(self.now + self.random.randrange(5, 40) * MINUTE, lambda: self._leaves(ticket))
        for caller in self._callers:
            if self._served_since.get(caller.counter) is False and service.id in self._serves(caller):
                self._calls(caller)
                break

    def _leaves(self, ticket: str) -> None:
        if self.hall.tickets[ticket].state == "waiting":
            self._ask(c.CancelTicket(ticket=ticket), self._kiosk)

    def _opens(self, caller: Desk) -> None:
        self._ask(c.OpenCounter(counter=caller.counter, officer=caller.officer), caller.id)
        self._calls(caller)

    def _closes(self, caller: Desk) -> None:
        self._ask(c.CloseCounter(counter=caller.counter, leave=True), caller.id)
        self._served_since.pop(caller.counter, None)

    def _calls(self, caller: Desk) -> None:
        """False is an officer with empty hands, who calls as soon as somebody comes."""
        decision = self._ask(c.CallNext(counter=caller.counter), caller.id)
        self._served_since[caller.counter] = not isinstance(decision, Refusal)
        if not isinstance(decision, Refusal):
            chance, walk = self.random.random(), self.random.randrange(12, 70) * SECOND
            if chance < 0.90:
                self._plan(self.now + walk, lambda: self._starts(caller))
            else:
                self._plan(self.now + 45 * SECOND, lambda: self._again(caller, comes=chance < 0.96))

    def _again(self, caller: Desk, *, comes: bool) -> None:
        self._ask(c.Recall(counter=caller.counter), caller.id)
        walk = self.random.randrange(15, 60) * SECOND
        self._plan(self.now + walk, lambda: self._starts(caller) if comes else self._misses(caller))

    def _misses(self, caller: Desk) -> None:
        self._ask(c.MarkNoShow(counter=caller.counter), caller.id)
        self._calls(caller)

    def _starts(self, caller: Desk) -> None:
        if isinstance(self._ask(c.StartService(counter=caller.counter), caller.id), Refusal):
            return
        ticket = self.hall.counters[caller.counter].ticket
        minutes = self.hall.services[self.hall.tickets[ticket or ""].service].minutes
        lasts = int(minutes * MINUTE * min(4.0, self.random.lognormvariate(-0.2, 0.6)))
        if self.random.random() < 0.04 and ticket is not None:
            self._plan(self.now + lasts // 2, lambda: self._parks(caller, ticket, lasts // 2))
        else:
            self._plan(self.now + lasts, lambda: self._ends(caller))

    def _parks(self, caller: Desk, ticket: str, rest: int) -> None:
        self._ask(c.Park(counter=caller.counter), caller.id)
        self._plan(self.now + 4 * MINUTE, lambda: self._takes_up(caller, ticket, rest))

    def _takes_up(self, caller: Desk, ticket: str, rest: int) -> None:
        self._ask(c.TakeUp(counter=caller.counter, ticket=ticket), caller.id)
        self._plan(self.now + rest, lambda: self._ends(caller))

    def _ends(self, caller: Desk) -> None:
        chance, at = self.random.random(), caller.counter
        wish: c.Command = c.CompleteService(counter=at)
        if chance < 0.03:
            to = self.random.choice(self._services).id
            wish = c.CompleteService(counter=at, then=[to]) if chance < 0.015 else c.Transfer(counter=at, service=to)
        elif chance < 0.04:
            wish = c.Requeue(counter=at, where="behind")
        decision = self._ask(wish, caller.id)
        if isinstance(decision, Refusal):
            return
        offer = next((x.offer for x in decision if isinstance(x, e.TicketCompleted)), None)
        if offer is not None and self.random.random() < 0.42:
            self._plan(self.now + self.random.randrange(5, 90) * SECOND, lambda: self._rates(offer))
        self._calls(caller)

    def _rates(self, offer: str) -> None:
        level = self.random.choices(LEVELS, (70, 24, 4, 2))[0]
        fact = f.VoteCast(offer=offer, level=level)
        self._take(decide_fact(self.hall, fact, f.Reported(self._kiosk, self.now)), self.now)

    def _serves(self, caller: Desk) -> dict[Slug, int]:
        return self.hall.counter_plans[caller.counter].serves

    def _ask(self, wish: c.Command, device: Slug, id: str | None = None) -> list[e.Event] | Refusal:
        asked = c.Asked(id or self._uid(), device, self.now, offer=self._uid())
        decision = decide(self.hall, wish, asked)
        return decision if isinstance(decision, Refusal) else self._take(decision, self.now)

    def _take(self, events: list[e.Event], at: Millis) -> list[e.Event]:
        for event in events:
            evolve(self.hall, event, at)
            self.events.append((event, at))
        return events

    def _plan(self, at: Millis, then: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), then))

    def _at(self, hour: int, minute: int) -> Millis:
        return moment_of(datetime.combine(self.day, time(hour, minute)))

    def _uid(self) -> str:
        digits = f"{next(self._ids):020x}"
        return f"{digits[:8]}-{digits[8:12]}-7000-8000-{digits[12:].zfill(12)}"


def working_days(first: date, last: date) -> list[date]:
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if day.weekday() < 5]


def write_days(file: Path, plan: Plan, days: list[date], visitors: int, seed: int = 1) -> int:
    """A ledger with these days, and the beginning of one more, so that all are finished. Gives the events of them
    all."""
    # Whenever the day of the hall turns that runs now: made days are those of a hall that opens in the morning.
    hall, written = Hall(replace(plan, hall=replace(plan.hall, day_turn=TURN))), 0
    ledger = Ledger(file)
    try:
        for day in days:
            happened = MadeDay(hall, day, visitors, seed).run()
            written += _append(ledger, happened)
        after = moment_of(datetime.combine(days[-1] + timedelta(days=1), time(7)))
        written += _append(ledger, [(event, after) for event in decide_tick(hall, after, trusted=True)])
    finally:
        ledger.close()
    return written


def _append(ledger: Ledger, happened: list[Happened]) -> int:
    with ledger.batch():
        for event, at in happened:
            ledger.append(event, at, None)
    return len(happened)
