"""A day that is told event by event, as the courier's fold gets it."""

from __future__ import annotations

from typing import Any

import msgspec

from hall_core.contract.centre.records import Record, RecordBody
from hall_core.domain import events as e
from hall_core.domain.plan import Plan
from hall_hub.courier.records import DayRecords
from hall_hub.figures.raw import encoded
from hall_hub.store.reading import RawLine
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.domain.a_day import uid
from tests.hall_hub.courier.told_days import names_of

DAY = "2026-11-21"
MINUTE = 60_000


class Telling:
    """A day told in a few words: minutes after nine, and what happened then. Counter quay-1 is open, with can-bo-1."""

    def __init__(self, plan: Plan | None = None, *, officers: bool = False, provisional: bool = False) -> None:
        self.day = DayRecords(names_of(plan or make_plan(), officers=officers))
        self.seq = 0
        self.calls = 0
        self.lines: list[RawLine] = []
        self.told: list[Record] = []
        self.at(0, e.DayBegan(day=DAY, provisional=provisional))
        self.at(0, e.CounterOpened(counter="quay-1", officer="can-bo-1", session=uid(900)))

    def at(self, minutes: float, *events: e.Event) -> list[RecordBody]:
        """What is told because of it."""
        made: list[Record] = []
        for event in events:
            self.seq += 1
            at = NINE_IN_THE_MORNING + int(minutes * MINUTE)
            line = RawLine(self.seq, at, None, msgspec.Raw(msgspec.json.encode(event)))
            self.lines.append(line)
            made += self.day.take(self.seq, at, event, encoded([line])[0])
        return self._told(made)

    def close(self) -> list[RecordBody]:
        return self._told(self.day.close(self.seq + 1))

    def issue(self, minutes: float, n: int = 1, **more: Any) -> list[RecordBody]:
        values = {"service": "khai-sinh", "priority": None, "device": "kiosk-1", **more}
        issued = e.TicketIssued(ticket=uid(n), number=f"A{n:03}", value=n, language="vi", **values)
        return self.at(minutes, issued, e.TicketPrinted(ticket=uid(n)))

    def call(self, minutes: float, n: int = 1) -> list[RecordBody]:
        self.calls += 1
        call = uid(10_000 + self.calls)
        return self.at(
            minutes, e.TicketCalled(ticket=uid(n), counter="quay-1", call=call, zone="sanh", sequence=self.calls)
        )

    def served(self, minutes: float, n: int = 1, offer: int | None = None) -> list[RecordBody]:
        self.issue(minutes, n)
        self.call(minutes + 2, n)
        self.at(minutes + 3, e.TicketServiceStarted(ticket=uid(n)))
        return self.at(minutes + 8, e.TicketCompleted(ticket=uid(n), offer=None if offer is None else uid(offer)))

    def _told(self, made: list[Record]) -> list[RecordBody]:
        self.told += made
        return [record.body for record in made]
