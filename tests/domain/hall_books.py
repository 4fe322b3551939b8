"""A hall that is driven, and simple books kept beside it: who came when, who was called, who was overtaken.

What is promised about overtaking. A call by the dispatcher is ``next``, or somebody by name whose turn it is. Such a
call of B steps over A when A came earlier, waits, could be called at the same counter by the officer who sits there,
and is not passed over at the officer's wish. Then

* of those who got their numbers from the hub, or were put to the end, and of those of each kiosk that was away, at most
  H step over A while A keeps his place: H is the largest head start that anybody has anywhere (``bound``). And for any
  h, those of them who had a head start of no more than h when they were called are no more than h;
* nobody steps over somebody of the same service and class;
* of ``ahead_in_row`` + 1 such calls of one counter in a row, one steps over nobody.

Not in it: calls out of order, each with a reason in the ledger; and whoever an officer put ``behind`` so many people,
when he is called from there.
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
from hall_core.domain.ticket import OPEN, Ticket
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import uid
from tests.domain.hall_plan import AWAY, the_plan

encode = msgspec.json.encode
decode_event = msgspec.json.Decoder(e.Event).decode

Asked = Literal["never", "before", "late"]
Place = tuple[str, int]
"""A ticket, and how often it was given another place."""


class HallBooks(RuleBasedStateMachine):
    """Whatever is done goes through here and is checked against the books."""

    def __init__(self) -> None:
        super().__init__()
        self.plan = the_plan(Policy())
        self.hall = Hall(self.plan)
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
        self.overtaken: dict[tuple[Place, str], dict[Place, int]] = {}
        """Who was stepped over by whom, by where these had their places from (the hub, or one of the kiosks alone), and
        with what head start."""
        self.moves: dict[str, int] = {}
        self.behind: set[str] = set()
        """Who stands at a place that an officer chose."""
        self.came: dict[str, int] = {}
        """Ticket to when its citizen really came."""
        self.alone: dict[str, str] = {}
        """Ticket to the kiosk that issued it without the hub."""
        self.paper: dict[str, str] = {}
        """Ticket to the number that its citizen holds."""
        self.row: dict[str, int] = {}
        """Counter to how many of its last calls stepped over somebody."""
        self.repeated: dict[str, int] = {}
        """Counter to how often its last call was repeated."""
        self.last_call: dict[str, int] = {}
        self.declined: set[tuple[str, str]] = set()
        self.late: list[tuple[str, str, c.IssueTicket]] = []
        """Commands under way to the hub, for which a kiosk has given a number of its own meanwhile."""
        self.given: dict[str, int] = {kiosk: first for kiosk, (first, _) in AWAY.items()}
        self.values: dict[str, list[int]] = {service.id: [] for service in self.plan.services}

    def begin(self, policy: Policy) -> None:
        self.plan = the_plan(policy)
        self.hall = Hall(self.plan)
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
            forgotten = {t.id for t in self.hall.tickets.values() if self.could_be_called(t, command.counter)}
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
                self.called(event)
            case e.TicketTakenUp():
                assert (event.ticket, self.officer_at(event.counter)) not in self.declined
            case e.TicketRequeued() | e.TicketReinstated():
                if event.place is not None:
                    self.moves[event.ticket] = self.moves.get(event.ticket, 0) + 1
                    self.alone.pop(event.ticket, None)
                    last = event.place == self.hall.arrivals + 1
                    self.behind.discard(event.ticket) if last else self.behind.add(event.ticket)
                if isinstance(event, e.TicketRequeued) and event.declined_by is not None:
                    self.declined.add((event.ticket, event.declined_by))
            case e.TicketTransferred():
                assert event.counter != event.to_counter, "nobody is sent to where he is"
            case e.CounterClosed():
                self.row.pop(event.counter, None)
            case _:
                pass

    def could_be_called(self, ticket: Ticket, counter: str) -> bool:
        officer = self.officer_at(counter)
        if ticket.state != "waiting" or (ticket.id, officer) in self.declined:
            return False
        if ticket.only_at is not None:
            return ticket.only_at == counter
        if ticket.only_by is not None:
            return ticket.only_by == officer
        own = self.hall.officers[officer].serves if officer else {}
        return ticket.service in self.hall.counter_plans[counter].serves and (not own or ticket.service in own)

    def forsaken(self, ticket: Ticket) -> bool:
        """Sent to one counter or one officer, where nobody is who may call it."""
        sits = {id: self.officer_at(id) for id in self.hall.counters}
        if ticket.only_at is not None:
            there = [sits[ticket.only_at]]
        else:
            there = [officer for officer in sits.values() if officer == ticket.only_by]
        sent = ticket.only_at is not None or ticket.only_by is not None
        return sent and all(officer is None or officer in ticket.declined for officer in there)

    def called(self, event: e.TicketCalled) -> None:
        ticket, officer = self.hall.tickets[event.ticket], self.officer_at(event.counter)
        assert (event.ticket, officer) not in self.declined, "who was declined is never given to the same officer"
        over = [
            other
            for other in self.hall.tickets.values()
            if other.arrival < ticket.arrival
            and other.id not in event.passed
            and self.could_be_called(other, event.counter)
        ]
        assert event.over == len(over), "the ledger says how many were stepped over"
        self.repeated[event.counter], self.last_call[event.counter] = 0, self.at
        if event.out_of_order:
            allowed = self.plan.policy.out_of_order
            assert event.reason.strip()
            assert allowed != "never" or self.forsaken(ticket)
            assert ticket.state in ("waiting", "deferred")
            return
        assert self.could_be_called(ticket, event.counter)
        self.row[event.counter] = self.row.get(event.counter, 0) + 1 if over else 0
        assert self.row[event.counter] <= self.plan.policy.ahead_in_row, "then comes who was first"
        lead = self.lead(ticket, event.counter)
        for other in over:
            assert (other.service, self.ahead(other)) != (ticket.service, self.ahead(ticket)), (
                "first come, first served"
            )
            if ticket.id not in self.behind:
                key = self.place(other.id), self.alone.get(ticket.id, "hub")
                by, place = self.overtaken.setdefault(key, {}), self.place(ticket.id)
                by[place] = min(lead, by.get(place, lead))

    def lead(self, ticket: Ticket, counter: str) -> int:
        """How many it may step over there."""
        serves, officer = self.hall.counter_plans[counter].serves, self.officer_at(counter)
        own = self.hall.officers[officer].serves if officer else {}
        extra = (own or serves).get(ticket.service, 0) if ticket.service in serves else 0
        return extra + (self.hall.services[ticket.service].priority_head_start if self.ahead(ticket) else 0)

    def ahead(self, ticket: Ticket) -> bool:
        """With priority where it waits now, or with an appointment whose hour has come."""
        groups = {service.id: service.priority for service in self.plan.services}
        return ticket.due_now or (ticket.priority is not None and ticket.priority in groups[ticket.service])

    def place(self, ticket: str) -> Place:
        return ticket, self.moves.get(ticket, 0)

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
            self.came[now.id], self.alone[now.id] = moment, kiosk
            self.moves[now.id] = 0 if was is None else self.moves.get(now.id, 0) + 1
            self.behind.discard(now.id)
            for ((other, _), _), those in self.overtaken.items():
                # One whose true place turned out to be before this person has overtaken nobody.
                if self.hall.tickets[other].arrival > now.arrival:
                    for place in [place for place in those if place[0] == now.id]:
                        del those[place]
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
        again = Hall(self.plan)
        for body, at in self.log:
            evolve(again, decode_event(body), at)
        assert picture(again) == picture(self.hall), "replay gives the same state"
