"""Forty counters of one hall press at once, again and again, while people come and are sent to and fro."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from hall_core.contract.messages import CounterState, Reply, ServiceState, ZoneState
from hall_core.device.hall_file import load
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.speaking import Naming
from hall_core.domain.ticket import OPEN
from hall_core.mqtt.heard import StateHeard
from hall_hub.views import Views
from tests.flows.conftest import Device, RunningHall

COUNTERS = 40
ROUNDS = 4
"""How often all press at the same moment."""
PEOPLE = 100
"""Who wait when the race begins; others come meanwhile."""
ISSUE = c.IssueTicket(service="khai-sinh")
PATIENCE = 20.0
"""Seconds in which the last state is said on a busy machine."""


class Race:
    """The counters, each with a thread of its own, and what they were answered."""

    def __init__(self, hall: RunningHall) -> None:
        self._hall = hall
        self.boxes = {n: hall.device(f"goi-{n}") for n in range(1, COUNTERS + 1)}
        self.kiosk = hall.device("kiosk-1")
        self.replies: list[Reply] = []
        self.failed: list[BaseException] = []
        self._lock = threading.Lock()

    def ask(self, device: Device, command: c.Command) -> Reply:
        reply = device.answer(command)
        with self._lock:
            self.replies.append(reply)
        return reply

    def all_at_once(self, do: Callable[[int], None], *others: Callable[[], None]) -> None:
        """Each counter does its part, and others theirs, from the same moment on; until all are through."""
        together = threading.Barrier(COUNTERS + len(others))

        def run(part: Callable[[], None]) -> None:
            together.wait()
            try:
                part()
            except BaseException as error:
                # Told by the thread that waits for this one.
                self.failed.append(error)

        parts = [*(lambda n=n: do(n) for n in self.boxes), *others]
        threads = [threading.Thread(target=run, args=(part,)) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert self.failed == []

    def open(self, n: int) -> None:
        reply = self.ask(self.boxes[n], c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"))
        assert reply.refusal is None

    def press(self, n: int, turn: int) -> None:
        """Next, twice as a hurried finger does, and what an officer does with who came."""
        at, chance = f"quay-{n}", random.Random(n * 1_000 + turn)
        first, second = (self.ask(self.boxes[n], c.CallNext(counter=at)) for _ in range(2))
        if first.refusal is not None:
            assert first.refusal.reason == "nobody-waiting", "nothing else stands against a first press"
            return
        assert first.counter is not None
        assert first.counter.ticket is not None
        assert second.refusal is not None, "one press, one person"
        assert (second.refusal.reason, second.refusal.about) == ("unanswered-call", first.counter.ticket.number)
        # Nobody is sent to an officer who has declined him: of the counters with an even number none declines.
        other = chance.choice([m for m in self.boxes if m != n and m % 2 == 0])
        after: list[c.Command] = chance.choice(
            [
                [c.StartService(counter=at), c.CompleteService(counter=at)],
                [c.StartService(counter=at)],
                [c.MarkNoShow(counter=at)],
                [c.Requeue(counter=at, where=chance.choice(["own-place", "here", "behind", "end"]))],
                [c.StartService(counter=at), c.Transfer(counter=at, to_counter=f"quay-{other}")],
                [c.Transfer(counter=at, to_officer=f"can-bo-{other}")],
                [c.StartService(counter=at), c.Park(counter=at)],
                [c.Decline(counter=at, reason="Người thân") if n % 2 else c.Requeue(counter=at)],
            ]
        )
        for command in after:
            assert self.ask(self.boxes[n], command).refusal is None

    def finish(self, n: int) -> None:
        """Until nobody is left for this counter."""
        at = f"quay-{n}"
        while True:
            reply = self.ask(self.boxes[n], c.CallNext(counter=at))
            if reply.refusal is not None:
                assert reply.refusal.reason == "nobody-waiting"
                break
            assert self.ask(self.boxes[n], c.StartService(counter=at)).refusal is None
        self.ask(self.boxes[n], c.CompleteService(counter=at))

    def come(self, people: int) -> None:
        for _ in range(people):
            assert self.ask(self.kiosk, ISSUE).ticket is not None


def recorded(hall: RunningHall) -> list[tuple[int, e.Event]]:
    """The events on the disk, read by another process."""
    with closing(sqlite3.connect(hall.folder / "hub" / "ledger.sqlite")) as db:
        rows = db.execute("SELECT at, body FROM event ORDER BY seq").fetchall()
    return [(at, msgspec.json.decode(body, type=e.Event)) for at, body in rows]


def replayed(hall: RunningHall) -> Hall:
    """The hall that the ledger tells of; nobody in it is called who does not wait, or is in two hands."""
    now = Hall(load(hall.file))
    for at, event in recorded(hall):
        if isinstance(event, e.TicketCalled) and not event.again:
            assert now.tickets[event.ticket].state == "waiting", f"{event.ticket} is called twice"
        evolve(now, event, at)
        held = Counter(counter.ticket for counter in now.counters.values() if counter.ticket is not None)
        assert all(times == 1 for times in held.values()), f"in two hands: {held}"
    return now


def bare(state: Any) -> Any:
    """Without what only orders it, and without who speaks."""
    state = replace(state, epoch=0, version=0)
    return replace(state, speaker=None, named_at=0) if isinstance(state, ZoneState) else state


def what_is_so(now: Hall) -> dict[str, Any]:
    at = max(counter.since for counter in now.counters.values())
    views = Views(now, 0, 0, at, clock_trusted=True)
    return {
        **{id: views.counter(id) for id in now.counters},
        **{id: views.service(id) for id in now.services},
        **{id: views.zone(id, Naming()) for id in now.zones},
    }


def wait_until_said(ear: Device, so: dict[str, Any]) -> None:
    """Until the newest that was heard of each state is what the ledger says."""
    heard: dict[str, Any] = {}

    def complete(told: StateHeard) -> bool:
        if isinstance(told.state, CounterState | ServiceState | ZoneState):
            heard[told.name] = bare(told.state)
        return heard == so

    ear.expect(StateHeard, complete, seconds=PATIENCE)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("hall", [COUNTERS], indirect=True)
def test_nobody_is_called_twice_all_are_answered_and_the_ledger_is_what_was_said(hall: RunningHall) -> None:
    race = Race(hall)
    race.come(PEOPLE)
    race.all_at_once(race.open)
    for turn in range(ROUNDS):
        race.all_at_once(lambda n, turn=turn: race.press(n, turn), lambda: race.come(20))
    race.all_at_once(race.finish)

    answers = [reply.to for reply in race.replies]
    assert len(set(answers)) == len(answers), "each press has an answer of its own"
    with closing(sqlite3.connect(hall.folder / "hub" / "ledger.sqlite")) as db:
        kept = {id for (id,) in db.execute("SELECT command FROM answer")}
    assert set(answers) == kept, "all that was asked stands in the ledger, and nothing else"

    now = replayed(hall)
    assert len(now.tickets) == PEOPLE + 20 * ROUNDS
    left = [ticket for ticket in now.tickets.values() if ticket.state in OPEN and ticket.state != "parked"]
    assert [ticket for ticket in left if not ticket.declined] == [], "everybody whom all may serve was served"
    assert sum(ticket.state == "completed" for ticket in now.tickets.values()) > PEOPLE / 2
    said = [reply.counter.ticket.id for reply in race.replies if reply.counter and reply.counter.ticket]
    assert {event.ticket for _, event in recorded(hall) if isinstance(event, e.TicketCalled)} == set(said)

    ear = hall.device("bang-1", ("counter", "+"), ("service", "+"), ("zone", "+"))
    wait_until_said(ear, what_is_so(now))
