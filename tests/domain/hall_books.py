"""A hall that is driven, and simple books kept beside it: who came when, who was called, what was refused. The books
of who stepped over whom are :mod:`hall_sim.turns`.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from hypothesis.stateful import RuleBasedStateMachine

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.appointment import Appointment
from hall_core.domain.decide import decide, decide_fact, decide_tick
from hall_core.domain.events_apart import ShownApology
from hall_core.domain.hall import Hall, evolve, picture
from hall_core.domain.plan import Policy
from hall_core.domain.plan_devices import Caller
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import OPEN
from hall_sim.checks import faults
from hall_sim.turns import Turns
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import uid
from tests.domain.hall_plan import AWAY, the_plan

encode = msgspec.json.encode
decode_event = msgspec.json.Decoder(e.Event).decode

Asked = Literal["never", "before", "late"]


class HallBooks(RuleBasedStateMachine):
    """Whatever is done goes through here and is checked against the books."""

    def __init__(self) -> None:
        super().__init__()
        self.plan = the_plan(Policy())
        self.hall = Hall(self.plan)
        self.turns = Turns(self.hall)
        self.at = NINE_IN_THE_MORNING
        self.ids = 0
        self.log: list[tuple[bytes, int]] = []
        self.steady = True
        """Nobody sets the hub's clock back."""
        self.outboxes: dict[str, list[tuple[int, f.Fact]]] = {kiosk: [] for kiosk in AWAY}
        self.told_at: dict[str, int] = {}
        self.votes: dict[str, int] = {}
        self.a_new_day()

    def a_new_day(self) -> None:
        self.came: dict[str, int] = {}
        """Ticket to when its citizen really came."""
        self.paper: dict[str, str] = {}
        """Ticket to the number that its citizen holds."""
        self.repeated: dict[str, int] = {}
        """Counter to how often its last call was repeated."""
        self.last_call: dict[str, int] = {}
        self.late: list[tuple[str, str, c.IssueTicket]] = []
        """Commands under way to the hub, for which a kiosk has given a number of its own meanwhile."""
        self.given: dict[str, int] = {kiosk: first for kiosk, (first, _) in AWAY.items()}
        self.values: dict[str, list[int]] = {service.id: [] for service in self.plan.services}

    def begin(self, policy: Policy) -> None:
        self.plan = the_plan(policy)
        self.hall = Hall(self.plan)
        self.turns = Turns(self.hall)
        self.tick(0)

    def tick(self, ms: int) -> None:
        self.at += ms
        events = decide_tick(self.hall, self.at, trusted=True)
        self.record(events)
        if any(isinstance(event, e.DayBegan) for event in events):
            self.a_new_day()
            assert not self.hall.tickets
            assert all(counter.status == "closed" for counter in self.hall.counters.values())
        late = [t.number for t in self.hall.tickets.values() if t.state == "deferred" and (t.back_at or 0) <= self.at]
        assert not late, "who was told to come back later waits from that minute on"

    def record(self, events: list[e.Event]) -> None:
        for event in events:
            self.log.append((encode(event), self.at))
            self.turns.before(event, self.at)
            evolve(self.hall, event, self.at)
            self.turns.after(event)
        assert not self.turns.faults, self.turns.faults

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
                if isinstance(event, e.TicketEvent):
                    self.by_whom(event, command, device)
                self.note(event)
            self.record(decision)
        elif isinstance(command, c.AtCounter):
            self.refused(command, decision)
        return decision

    def refused(self, command: c.AtCounter, refusal: Refusal) -> None:
        """For what it says."""
        if refusal.reason == "recall-cap":
            assert self.repeated[command.counter] == self.plan.policy.recalls_most
        elif refusal.reason == "nobody-waiting":
            assert isinstance(command, c.CallNext)
            forgotten = {t.id for t in self.hall.tickets.values() if self.turns.could_be_called(t, command.counter)}
            assert forgotten <= set(command.exclude)

    def officer_at(self, counter: str) -> str | None:
        session = self.hall.counters[counter].session
        return None if session is None else session.officer

    def by_whom(self, event: e.TicketEvent, command: c.Command, device: str) -> None:
        """Nobody but the head touches what another officer has in hand or has parked, unless he says so."""
        was, by, box = self.hall.tickets[event.ticket], command.by, self.hall.devices[device]
        if by is None and isinstance(box, Caller):
            by = self.officer_at(box.counters[0])
        if was.state not in ("called", "serving", "parked"):
            return
        head = by is not None and self.hall.officers[by].role == "head"
        if isinstance(event, e.TicketTakenUp):
            now = self.officer_at(event.counter)
            assert event.taken_from == (None if was.officer == now else was.officer)
            assert was.officer == now or (isinstance(command, c.TakeOver) and event.reason)
        else:
            assert head or was.officer == by, (command, device)

    def note(self, event: e.Event) -> None:
        match event:
            case e.TicketIssued():
                self.came[event.ticket] = self.at
                self.paper[event.ticket] = event.number
                self.values[event.service].append(event.value)
            case e.TicketCalled(again=True):
                self.repeated[event.counter] += 1
                assert self.repeated[event.counter] <= self.plan.policy.recalls_most
                gap = self.at - self.last_call[event.counter]
                assert gap >= self.plan.policy.recall_gap_s * 1_000 or not self.steady
                self.last_call[event.counter] = self.at
            case e.TicketCalled():
                self.repeated[event.counter], self.last_call[event.counter] = 0, self.at
                if event.out_of_order:
                    ticket = self.hall.tickets[event.ticket]
                    assert self.plan.policy.out_of_order != "never" or self.turns.forsaken(ticket)
                    assert ticket.state in ("waiting", "deferred")
            case e.TicketTransferred():
                assert event.counter != event.to_counter, "nobody is sent to where he is"
            case _:
                pass

    # --- Kiosks that are away ---------------------------------------------------------------------------------

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
            assert isinstance(fact, f.IssuedHere)
            self.told_of(kiosk, moment, fact)

    def told_of(self, kiosk: str, moment: int, fact: f.IssuedHere) -> None:
        by, was = f.Reported(kiosk, moment), self.hall.tickets.get(fact.ticket)
        before = [id for id in self.hall.by_arrival if id != fact.ticket]
        events = decide_fact(self.hall, fact, by)
        self.record(events)
        assert decide_fact(self.hall, fact, by) == [] or isinstance(events[0], e.TicketReported)
        assert [id for id in self.hall.by_arrival if id != fact.ticket] == before, "the others keep their order"
        if isinstance(events[0], e.TicketReported):
            return
        now = self.hall.tickets[fact.ticket]
        if was is None or (isinstance(events[0], e.TicketRenumbered) and events[0].place is not None):
            self.came[now.id] = moment
        self.paper[now.id] = fact.number
        assert now.number == fact.number, "the citizen's paper is right"
        if was is not None and was.state not in OPEN:
            assert now.state == "waiting", "nobody was ever called by that number"
        elif was is not None:
            assert now.state == was.state

    def vote_now(self, offer: str, moment: int) -> None:
        fact = f.VoteCast(offer=offer, level="satisfied")
        [event] = decide_fact(self.hall, fact, f.Reported("bang-hoi", moment))
        self.record([event])
        self.votes[offer] = self.votes.get(offer, 0) + isinstance(event, e.VoteRecorded)
        assert self.votes[offer] <= 1, "one service, one vote"

    def apologies_now(self, codes: list[str], moment: int) -> None:
        """A board tells which apologies it has shown."""
        meant = tuple(ShownApology(code=x, agency="Sở Y tế", due="2026-11-19", new_due="2026-12-04") for x in codes)
        fact = f.ApologiesShown(refs=[f"{n:016x}" for n in range(len(codes))])
        known = set(self.hall.apologised)
        events = decide_fact(self.hall, fact, f.Reported("bang-1", moment, apologies=meant))
        self.record(events)
        told = [x.code for event in events if isinstance(event, e.ApologiesShown) for x in event.apologies]
        assert not known & set(told), "each once a day"
        assert set(codes) <= self.hall.apologised

    def teardown(self) -> None:
        happened = [(decode_event(body), at) for body, at in self.log]
        assert faults(self.plan, happened, live=picture(self.hall)) == []
