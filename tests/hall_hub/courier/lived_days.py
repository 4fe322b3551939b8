"""Some days of a hall in which anything may happen: wishes as likely as in a hall, clocks that are set, votes that come
a day late, kiosks that were away; the same ones for the same seed."""

from __future__ import annotations

from pathlib import Path
from random import Random

import msgspec

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.decide import decide, decide_fact, decide_tick
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.domain.refusal import Refusal
from hall_hub.store.ledger import Ledger
from hall_hub.store.reading import RawLine
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import centre_plan, uid
from tests.domain.hall_wishes import wish

Happened = list[tuple[e.Event, Millis]]
MINUTE, DAY = 60_000, 24 * 3_600_000
PLAN: Plan = centre_plan()


class LivedDays:
    def __init__(self, seed: int, days: int = 3, wishes: int = 60, last: int | None = None) -> None:
        """``wishes`` a day, and ``last`` on the last one: two with the same seed are alike until then."""
        self.random = Random(seed)
        self.hall = Hall(PLAN)
        self.at = NINE_IN_THE_MORNING
        self.events: Happened = []
        self.ids = 0
        self.late: list[str] = []
        self.offers: list[e.TicketCompleted] = []
        for day in range(days):
            # One day in three begins on a box that does not know the time; most of those learn it.
            trusted = day > 0 or self.random.random() < 0.7
            at = self.at if trusted else 10 * DAY
            self._take(decide_tick(self.hall, at, trusted=trusted), at)
            for n in range(wishes if last is None or day < days - 1 else last):
                trusted = trusted or n > wishes // 2
                self._lives(trusted=trusted)
            self.late, self.offers = [offer.offer or "" for offer in self.offers], []
            self.at = NINE_IN_THE_MORNING + (day + 1) * DAY
        self._take(decide_tick(self.hall, self.at, trusted=True), self.at)

    def _lives(self, *, trusted: bool) -> None:
        at = self.at if trusted else self.at - NINE_IN_THE_MORNING + 10 * DAY  # in 1970
        self.at += self.random.randrange(4 * MINUTE)
        if self.random.random() < 0.03:  # somebody sets the clock
            self.at += self.random.randrange(-120, 120) * MINUTE
        self._take(decide_tick(self.hall, at, trusted=trusted), at)
        if self.random.random() < 0.4:
            self._ask(c.IssueTicket(service=self.random.choice(["khai-sinh", "sao-y", "thu-phi"])), "kiosk-1", at)
        command, device = wish(self.hall, at, self.random)
        for event in self._ask(command, device, at):
            if isinstance(event, e.TicketCompleted) and event.offer is not None:
                self.offers.append(event)
        if self.offers and self.random.random() < 0.3:
            offered = self.random.choice(self.offers)
            fact = f.VoteCast(offer=offered.offer or "", level="satisfied", reasons=[])
            self._take(decide_fact(self.hall, fact, f.Reported("goi-1", at)), at)
        if self.late and self.random.random() < 0.1:
            self._take([self._late_vote(self.late.pop())], at)

    def _late_vote(self, offer: str) -> e.Event:
        return e.VoteRecorded(
            offer=offer,
            ticket=uid(1),
            service="khai-sinh",
            counter="quay-1",
            officer="can-bo-1",
            level="neutral",
            device="goi-1",
        )

    def _ask(self, command: c.Command, device: str, at: Millis) -> list[e.Event]:
        self.ids += 2
        decision = decide(self.hall, command, c.Asked(uid(self.ids), device, at, offer=uid(self.ids + 1)))
        return [] if isinstance(decision, Refusal) else self._take(decision, at)

    def _take(self, events: list[e.Event], at: Millis) -> list[e.Event]:
        for event in events:
            evolve(self.hall, event, at)
            self.events.append((event, at))
        return events

    @property
    def lines(self) -> list[RawLine]:
        encode = msgspec.json.encode
        return [RawLine(n, at, None, msgspec.Raw(encode(event))) for n, (event, at) in enumerate(self.events, 1)]

    def write(self, file: Path) -> None:
        """A ledger in which all this has happened."""
        append(file, self.events)


def append(file: Path, events: Happened, *, epoch: int | None = None) -> None:
    ledger = Ledger(file)
    try:
        if epoch is not None:
            ledger._db.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (epoch,))
        with ledger.batch():
            for event, at in events:
                ledger.append(event, at, None)
    finally:
        ledger.close()
