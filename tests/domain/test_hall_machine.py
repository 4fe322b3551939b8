"""The rules of the hall, against any order of wishes, times and devices that hypothesis can think of."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import initialize, invariant, precondition, rule

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.appointment import Appointment
from hall_core.domain.decide import decide_fact
from hall_core.domain.hall_state import holder_of
from hall_core.domain.plan import Policy
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import OPEN
from tests.domain.hall_books import AWAY, HallBooks, uid
from tests.domain.hall_wishes import KINDS, wish

COUNTERS = st.integers(1, 3)
HOUR = 3_600_000


class HallMachine(HallBooks):
    """Drives the hall."""

    elders = 0.4
    """The share of people with priority."""
    wanted: tuple[str, ...] = ("khai-sinh", "khai-sinh", "sao-y", "thu-phi")

    @initialize(
        steady=st.booleans(),
        out_of_order=st.sampled_from(["with-reason", "head-only", "never"]),
        ahead_in_row=st.sampled_from([1, 2, 99]),
    )
    def the_officers_come(self, steady: bool, out_of_order: Any, ahead_in_row: int) -> None:
        self.steady = steady
        self.begin(Policy(out_of_order=out_of_order, ahead_in_row=ahead_in_row, recalls_most=2))
        for n in (1, 2, 3):
            self.ask(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"), f"goi-{n}")

    @rule(people=st.lists(st.tuples(st.sampled_from(["khai-sinh", "sao-y", "thu-phi"]), st.booleans()), max_size=6))
    def people_come(self, people: list[tuple[str, bool]]) -> None:
        self.people_come_now(people)

    def people_come_now(self, people: list[tuple[str, bool]]) -> None:
        for service, priority in people:
            group = "cao-tuoi" if priority and service != "sao-y" else None
            decision = self.ask(c.IssueTicket(service=service, priority=group), "kiosk-1")
            if isinstance(decision, Refusal):
                assert decision.reason in ("numbers-spent", "service-stopped", "daily-cap")

    @rule(code=st.sampled_from(["HEN1", "HEN2", "HEN3"]), minutes=st.integers(-40, 40))
    def somebody_has_an_appointment(self, code: str, minutes: int) -> None:
        due = self.at + minutes * 60_000
        appointment = Appointment(code=code, service="khai-sinh", due=due)
        decision = self.ask(c.CheckIn(code=code), "kiosk-1", appointment)
        if isinstance(decision, list):
            [issued] = decision
            assert isinstance(issued, e.TicketIssued)
            assert minutes <= 30, "nobody is in before half an hour before"
            assert (issued.due is not None) == (minutes >= -15), "who comes late has no head start"
            assert self.hall.ahead(self.hall.tickets[issued.ticket]) == (-15 <= minutes <= 0), "nor any before the hour"

    # --- Kiosks that are away ---------------------------------------------------------------------------------

    @rule(
        kiosk=st.sampled_from(sorted(AWAY)),
        priority=st.booleans(),
        asked=st.sampled_from(["never", "before", "late"]),
    )
    def a_kiosk_issues_alone(self, kiosk: str, priority: bool, asked: Any) -> None:
        self.issue_alone(kiosk, priority, asked)

    @precondition(lambda self: self.late)
    @rule()
    def a_command_comes_after_its_kiosk_has_given_up_waiting(self) -> None:
        self.late_command()

    @rule(kiosk=st.sampled_from(sorted(AWAY)), count=st.integers(1, 5))
    def a_kiosk_is_back(self, kiosk: str, count: int) -> None:
        self.report(kiosk, count)

    @rule(data=st.data())
    def an_intent_is_given_up(self, data: st.DataObject) -> None:
        ticket = data.draw(st.sampled_from([*sorted(self.hall.tickets), uid(999_999)]))
        was = self.hall.tickets.get(ticket)
        self.record(decide_fact(self.hall, f.GivenUp(ticket=ticket), f.Reported("kiosk-1", self.at)))
        if was is not None and (was.state not in ("waiting", "cancelled") or was.calls):
            assert self.hall.tickets[ticket] == was

    @precondition(lambda self: self.hall.offers)
    @rule(data=st.data(), late=st.booleans())
    def somebody_votes(self, data: st.DataObject, late: bool) -> None:
        offer = data.draw(st.sampled_from(sorted(self.hall.offers)))
        moment = self.at + 31 * 60_000 if late else self.at
        self.vote_now(offer, moment)

    @rule(
        codes=st.lists(st.sampled_from(["H41-000001", "H41-000002", "H41-000003"]), min_size=1, max_size=3, unique=True)
    )
    def a_board_shows_apologies(self, codes: list[str]) -> None:
        self.apologies_now(codes, self.at)

    # --- Officers ---------------------------------------------------------------------------------------------

    @rule(kind=st.sampled_from(KINDS), random=st.randoms(use_true_random=True))
    def somebody_wishes(self, kind: type[c.Wish], random: Random) -> None:
        self.ask(*wish(self.hall, self.at, random, kind))

    @rule(random=st.randoms(use_true_random=True))
    def a_busy_half_hour(self, random: Random) -> None:
        """Sixty things in a likely mixture. Left to single rules alone, few of the days would get as far."""
        for _ in range(60):
            self.something_happens(random)

    def something_happens(self, random: Random) -> None:
        kiosk, elder = random.choice(sorted(AWAY)), random.random() < self.elders
        service = random.choice(self.wanted)
        likely: list[tuple[int, Callable[[], object]]] = [
            (8, lambda: self.people_come_now([(service, elder)])),
            (1, lambda: self.somebody_has_an_appointment(f"HEN{random.randint(1, 9)}", random.randint(-20, 25))),
            (40, lambda: self.ask(*wish(self.hall, self.at, random))),
            (3, lambda: self.shown_now(random.choice(sorted(self.hall.calls) or [""]), "painted")),
            (5, lambda: self.tick(random.choice([100, 3_000, 9_000, 120_000]))),
            (3, lambda: self.issue_alone(kiosk, elder, random.choice(["never", "before", "late"]))),
            (1, lambda: self.late_command() if self.late else None),
            (2, lambda: self.report(kiosk, random.randint(1, 4))),
            (1, lambda: self.vote_now(random.choice([*self.hall.offers, uid(888)]), self.at)),
        ]
        weights, things = zip(*likely, strict=True)
        random.choices(things, weights)[0]()

    @rule(n=COUNTERS)
    def press_next_ten_times(self, n: int) -> None:
        called = [self.ask(c.CallNext(counter=f"quay-{n}"), f"goi-{n}") for _ in range(10)]
        assert sum(isinstance(decision, list) for decision in called) <= 1, "ten presses bring one person"

    @precondition(lambda self: self.hall.calls)
    @rule(data=st.data(), how=st.sampled_from(["painted", "spoken"]))
    def shown(self, data: st.DataObject, how: Any) -> None:
        self.shown_now(data.draw(st.sampled_from(sorted(self.hall.calls))), how)

    def shown_now(self, call: str, how: Any) -> None:
        fact = f.CallWasShown(call=call, how=how)
        board = f.Reported("bang-1", self.at)
        self.record(decide_fact(self.hall, fact, board))
        assert decide_fact(self.hall, fact, board) == [], "the same fact again changes nothing"

    @rule(ms=st.integers(-5_000, 60_000) | st.integers(-HOUR, HOUR))
    def time_passes(self, ms: int) -> None:
        """Also backwards, when somebody sets the clock, and far."""
        self.tick(abs(ms) if self.steady else ms)

    @rule()
    def a_stale_view_is_refused(self) -> None:
        version = self.hall.counters["quay-1"].version
        decision = self.ask(c.CallNext(counter="quay-1", expects=version + 1), "goi-1")
        assert decision == Refusal("stale", "quay-1")

    @precondition(lambda self: self.hall.arrivals > 150)
    @rule(days=st.integers(1, 3))
    def the_day_turns(self, days: int) -> None:
        self.tick(days * 24 * HOUR)

    # --- What holds at any time -------------------------------------------------------------------------------

    @invariant()
    def numbers_are_gap_free_and_in_order(self) -> None:
        values = self.values["khai-sinh"]
        assert values == list(range(1, len(values) + 1))

    @invariant()
    def everybody_stands_where_he_came_unless_an_officer_put_him_elsewhere(self) -> None:
        tickets, there = self.hall.tickets, [id for id in self.hall.by_arrival if id is not None]
        assert sorted(there) == sorted(tickets)
        assert all(self.hall.by_arrival[ticket.arrival - 1] == ticket.id for ticket in tickets.values())
        own = [id for id in there if tickets[id].queued_at is None]
        if self.steady:
            times = [self.came[ticket] for ticket in own]
            assert times == sorted(times), "the order of arrival is the true one, whenever the hub heard of it"
            for kiosk in AWAY:
                issued = [ticket for ticket in own if self.turns.alone.get(ticket) == kiosk]
                assert issued == sorted(issued), "and a kiosk's own order is kept within one millisecond"

    @invariant()
    def whatever_becomes_of_it_a_ticket_keeps_its_number_and_its_arrival(self) -> None:
        for ticket in self.hall.tickets.values():
            assert (ticket.number, ticket.issued_at) == (self.paper[ticket.id], self.came[ticket.id])
            stays = ticket.queued_at is None or ticket.id in self.turns.moves
            assert stays, "nobody loses his place by going on elsewhere"

    @invariant()
    def no_two_open_tickets_share_a_number(self) -> None:
        numbers = [ticket.number for ticket in self.hall.tickets.values() if ticket.state in OPEN]
        assert len(numbers) == len(set(numbers))
        assert all(self.hall.still_open(number) for number in numbers)

    @invariant()
    def every_ticket_is_in_exactly_one_place(self) -> None:
        lines: list[tuple[Any, str, bool, int]] = []
        own = {(None, id): line for id, line in self.hall.lines.items()}
        for (holder, service), line in {**own, **self.hall.held}.items():
            lines += [(holder, service, False, arrival) for arrival in line.ordinary]
            lines += [(holder, service, True, arrival) for arrival in line.priority]
        tickets = list(self.hall.tickets.values())
        waiting = [(holder_of(t), t.service, self.turns.ahead(t), t.arrival) for t in tickets if t.state == "waiting"]
        assert sorted(lines, key=str) == sorted(waiting, key=str)
        in_hand = {(x.id, x.ticket) for x in self.hall.counters.values() if x.ticket is not None}
        assert in_hand == {(t.counter, t.id) for t in tickets if t.state in ("called", "serving")}
        assert len({ticket for _, ticket in in_hand}) == len(in_hand), "nobody is at two counters"
        back = [(t.back_at, t.id) for t in tickets if t.state == "deferred"]
        due = [(t.due, t.id) for t in tickets if t.state == "waiting" and t.due is not None and not t.due_now]
        assert self.hall.agenda == sorted(back + due)
        assert all(t.counter is None and t.officer is None for t in tickets if t.state in ("waiting", "deferred"))

    @invariant()
    def whoever_is_in_a_hand_or_parked_is_so_under_an_officers_name(self) -> None:
        for ticket in self.hall.tickets.values():
            if ticket.state in ("called", "serving"):
                assert ticket.counter is not None
                assert ticket.officer == self.officer_at(ticket.counter) is not None
            elif ticket.state == "parked":
                assert ticket.officer in self.hall.officers
            assert ticket.state != "waiting" or (ticket.id, ticket.only_by) not in self.turns.declined
            assert ticket.started_at is None or ticket.state not in ("waiting", "called", "deferred")

    @invariant()
    def no_officer_is_at_two_counters(self) -> None:
        officers = [x.session.officer for x in self.hall.counters.values() if x.session is not None]
        assert len(officers) == len(set(officers))
        assert all((x.session is None) == (x.status == "closed") for x in self.hall.counters.values())
        assert all(x.help is None for x in self.hall.counters.values() if x.session is None)

    @invariant()
    def the_forecast_of_people_ahead_counts_real_people(self) -> None:
        for line in self.hall.every_line():
            people = sorted(
                [(a - line.head_start, a, True) for a in line.priority] + [(a, a, False) for a in line.ordinary]
            )
            for place, (_, arrival, priority) in enumerate(people):
                assert line.ahead_of(arrival, priority=priority) == place


def holds(machine: HallMachine) -> None:
    """Everything that holds at any time."""
    for name in vars(HallMachine):
        if hasattr(getattr(HallMachine, name), "hypothesis_stateful_invariant"):
            getattr(machine, name)()


@pytest.mark.parametrize("seed", range(16))
def test_a_long_morning_keeps_every_promise(seed: int) -> None:
    """Deeper into a day than the machine gets: many wait, are sent about, and come back."""
    random, machine = Random(seed), HallMachine()
    policy: Any = ("with-reason", "head-only", "never")[seed % 3]
    machine.the_officers_come(steady=seed % 2 == 0, out_of_order=policy, ahead_in_row=(2, 1, 99)[seed // 3 % 3])
    if seed % 4 == 3:
        # A crowd for one service, most of it with priority: the bound is reached.
        machine.elders, machine.wanted = 0.6, ("khai-sinh",)
    for step in range(1_500):
        machine.something_happens(random)
        if not machine.steady and random.random() < 0.02:
            machine.time_passes(random.randint(-HOUR, HOUR))
        if step % 10 == 0:
            holds(machine)
    machine.teardown()


TestHallMachine = HallMachine.TestCase
TestHallMachine.settings = settings(max_examples=50, stateful_step_count=40, derandomize=True, deadline=None)
