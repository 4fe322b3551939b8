"""A hall that is driven, and simple books kept beside it: who came when, who was called, who was overtaken."""

from __future__ import annotations

from typing import Literal

import msgspec
from hypothesis.stateful import RuleBasedStateMachine

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.appointment import Appointment
from hall_core.domain.decide import decide, decide_fact, decide_tick
from hall_core.domain.hall import Hall, evolve, picture
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk, Pad
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import OPEN
from tests.conftest import NINE_IN_THE_MORNING, make_plan

AWAY = {"kiosk-2": (900, 949), "kiosk-3": (950, 999)}
"""Kiosks that often cannot reach the hub, and their reserves for births."""


def the_plan() -> Plan:
    plan = make_plan()
    births, copies = plan.services
    devices = [*plan.devices, *(Kiosk(id=id) for id in AWAY), Pad(id="bang-hoi", counter="quay-1")]
    return msgspec.structs.replace(
        plan, services=[msgspec.structs.replace(births, reserve=AWAY), copies], devices=devices
    )


PLAN = the_plan()
encode = msgspec.json.encode
decode_event = msgspec.json.Decoder(e.Event).decode


def uid(n: int) -> str:
    return f"00000000-0000-7000-8000-{n:012x}"


Asked = Literal["never", "before", "late"]


class HallBooks(RuleBasedStateMachine):
    """Whatever is done goes through here and is checked against the books."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall(PLAN)
        self.at = NINE_IN_THE_MORNING
        self.ids = 0
        self.log: list[tuple[bytes, int]] = []
        self.steady = True
        """Nobody sets the hub's clock back."""
        self.called_first: list[str] = []
        self.overtaken: dict[tuple[str, str], set[str]] = {}
        """Who was overtaken by whom, by where these had their numbers from: the hub, or one of the kiosks alone."""
        self.came: dict[str, int] = {}
        """Ticket to when its citizen really came."""
        self.alone: dict[str, str] = {}
        """Ticket to the kiosk that issued it without the hub."""
        self.outboxes: dict[str, list[tuple[int, f.Fact]]] = {kiosk: [] for kiosk in AWAY}
        self.late: list[tuple[str, str, c.IssueTicket]] = []
        """Commands under way to the hub, for which a kiosk has given a number of its own meanwhile."""
        self.told_at: dict[str, int] = {}
        self.given: dict[str, int] = {kiosk: first for kiosk, (first, _) in AWAY.items()}
        self.votes: dict[str, int] = {}
        self.values: dict[str, list[int]] = {"khai-sinh": [], "sao-y": []}
        self.record(decide_tick(self.hall, self.at, trusted=True))

    def record(self, events: list[e.Event]) -> None:
        for event in events:
            self.log.append((encode(event), self.at))
            evolve(self.hall, event, self.at)

    def new_id(self) -> str:
        self.ids += 1
        return uid(self.ids)

    def ask(
        self, command: c.Command, device: str, appointment: Appointment | None = None, id: str | None = None
    ) -> list[e.Event] | Refusal:
        before = picture(self.hall)
        asked = c.Asked(id or self.new_id(), device, self.at, offer=self.new_id(), appointment=appointment)
        decision = decide(self.hall, command, asked)
        assert picture(self.hall) == before, "a decision changes nothing"
        if isinstance(decision, list):
            assert decision, "a decision that is no refusal has a consequence"
            for event in decision:
                self.note(event)
            self.record(decision)
        return decision

    def note(self, event: e.Event) -> None:
        if isinstance(event, e.TicketIssued):
            self.came[event.ticket] = self.at
            self.values[event.service].append(event.value)
        if isinstance(event, e.TicketCalled) and not event.again:
            ticket = self.hall.tickets[event.ticket]
            assert ticket.state == "waiting", "only somebody who waits is called for the first time"
            assert event.ticket not in self.called_first, "nobody is called twice"
            self.called_first.append(event.ticket)
            source = self.alone.get(event.ticket, "hub")
            for other in self.hall.tickets.values():
                if other.state == "waiting" and other.arrival < ticket.arrival:
                    assert (other.service, other.ahead) != (ticket.service, ticket.ahead), "first come, first served"
                    self.overtaken.setdefault((other.id, source), set()).add(event.ticket)

    def issue_alone(self, kiosk: str, priority: bool, asked: Asked) -> None:
        """``asked``: whether the hub was asked for the same intent, and had given a number, but its answer did not
        come through; or will be, by a command that is sent again and again."""
        value = self.given[kiosk]
        if value > AWAY[kiosk][1]:
            return
        self.given[kiosk] += 1
        group = "cao-tuoi" if priority else None
        ticket, command = self.new_id(), c.IssueTicket(service="khai-sinh", priority=group)
        if asked == "before":
            self.ask(command, kiosk, id=ticket)
        elif asked == "late":
            self.late.append((ticket, kiosk, command))
        fact = f.IssuedHere(
            ticket=ticket, number=f"A{value}", value=value, service="khai-sinh", priority=group, day="2026-11-21"
        )
        self.outboxes[kiosk].append((self.at, fact))

    def late_command(self) -> None:
        ticket, kiosk, command = self.late.pop(0)
        known = self.hall.tickets.get(ticket)
        decision = self.ask(command, kiosk, id=ticket)
        assert known is None or decision == Refusal("already-issued", known.number)

    def report(self, kiosk: str, count: int) -> None:
        """In the order of its outbox, each at the time when it happened."""
        for _ in range(min(count, len(self.outboxes[kiosk]))):
            moment, fact = self.outboxes[kiosk].pop(0)
            moment = self.told_at[kiosk] = min(self.at, max(moment, self.told_at.get(kiosk, 0)))
            by = f.Reported(kiosk, moment)
            assert isinstance(fact, f.IssuedHere)
            was = self.hall.tickets.get(fact.ticket)
            before = [id for id in self.hall.by_arrival if id != fact.ticket]
            events = decide_fact(self.hall, fact, by)
            self.record(events)
            assert decide_fact(self.hall, fact, by) == [] or isinstance(events[0], e.TicketReported)
            assert [id for id in self.hall.by_arrival if id != fact.ticket] == before, "the others keep their order"
            if isinstance(events[0], e.TicketReported):
                continue
            if was is None or (isinstance(events[0], e.TicketRenumbered) and events[0].place is not None):
                self.came[fact.ticket], self.alone[fact.ticket] = moment, kiosk
            now = self.hall.tickets[fact.ticket]
            assert now.number == fact.number, "the citizen's paper is right"
            if was is not None and was.state not in OPEN:
                assert now.state == "waiting", "nobody was ever called by that number"
                self.called_first.remove(now.id) if now.id in self.called_first else None
            elif was is not None:
                assert now.state == was.state

    def vote_now(self, offer: str, moment: int) -> None:
        fact = f.VoteCast(offer=offer, level="satisfied")
        [event] = decide_fact(self.hall, fact, f.Reported("bang-hoi", moment))
        self.record([event])
        self.votes[offer] = self.votes.get(offer, 0) + isinstance(event, e.VoteRecorded)
        assert self.votes[offer] <= 1, "one service, one vote"

    def teardown(self) -> None:
        again = Hall(PLAN)
        for body, at in self.log:
            evolve(again, decode_event(body), at)
        assert picture(again) == picture(self.hall), "replay gives the same state"
