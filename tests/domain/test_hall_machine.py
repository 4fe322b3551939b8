"""The rules of the hall, against any order of commands, times and devices that hypothesis can think of."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import initialize, invariant, precondition, rule

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.appointment import Appointment
from hall_core.domain.decide import decide_fact, decide_tick
from hall_core.domain.dispatch import bound
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import OPEN
from tests.domain.hall_books import AWAY, PLAN, HallBooks, uid

COUNTERS = st.integers(1, 3)


class HallMachine(HallBooks):
    """Drives the hall."""

    @initialize(steady=st.booleans())
    def the_officers_come(self, steady: bool) -> None:
        self.steady = steady
        for n in (1, 2, 3):
            self.ask(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"), f"goi-{n}")

    @rule(people=st.lists(st.tuples(st.sampled_from(["khai-sinh", "sao-y"]), st.booleans()), min_size=1, max_size=6))
    def people_come(self, people: list[tuple[str, bool]]) -> None:
        self.people_come_now(people)

    def people_come_now(self, people: list[tuple[str, bool]]) -> None:
        for service, priority in people:
            group = "cao-tuoi" if priority and service == "khai-sinh" else None
            decision = self.ask(c.IssueTicket(service=service, priority=group), "kiosk-1")
            if isinstance(decision, Refusal):
                assert decision.reason == "numbers-spent"

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
        if was is not None and was.state not in ("waiting", "cancelled"):
            assert self.hall.tickets[ticket] == was

    @precondition(lambda self: self.hall.offers)
    @rule(data=st.data(), late=st.booleans())
    def somebody_votes(self, data: st.DataObject, late: bool) -> None:
        offer = data.draw(st.sampled_from(sorted(self.hall.offers)))
        moment = self.at + 31 * 60_000 if late else self.at
        self.vote_now(offer, moment)

    @precondition(lambda self: any(x.status != "open" for x in self.hall.counters.values()))
    @rule(n=COUNTERS, officer=COUNTERS)
    def open(self, n: int, officer: int) -> None:
        self.ask(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{officer}"), f"goi-{n}")
        self.ask(c.ResumeCounter(counter=f"quay-{n}"), f"goi-{n}")

    @rule(
        n=COUNTERS,
        kind=st.sampled_from(
            [c.CallNext, c.Recall, c.StartService, c.CompleteService, c.MarkNoShow, c.ResumeCounter, c.CloseCounter]
        ),
    )
    def act(self, n: int, kind: type[Any]) -> None:
        self.act_now(n, kind)

    def act_now(self, n: int, kind: type[Any]) -> None:
        self.ask(kind(counter=f"quay-{n}"), f"goi-{n}")

    @rule(random=st.randoms(use_true_random=True))
    def a_busy_quarter_of_an_hour(self, random: Random) -> None:
        """Forty things in a likely mixture. Left to single rules alone, few of the days would get as far."""
        for _ in range(40):
            n = random.randint(1, 3)
            likely: list[tuple[int, Callable[[], object]]] = [
                (8, lambda: self.people_come_now([(random.choice(["khai-sinh", "sao-y"]), random.random() < 0.3)])),
                (8, lambda n=n: self.act_now(n, c.CallNext)),
                (6, lambda n=n: self.act_now(n, c.StartService)),
                (2, lambda n=n: self.act_now(n, c.CompleteService)),
                (2, lambda n=n: self.act_now(n, c.MarkNoShow)),
                (2, lambda n=n: self.act_now(n, c.Recall)),
                (3, lambda: self.shown_now(random.choice(sorted(self.hall.calls) or [""]), "painted")),
                (1, lambda: self.cancel_now(random.choice(sorted(self.hall.tickets) or [uid(0)]), None)),
                (1, lambda n=n: self.cancel_now(random.choice(sorted(self.hall.tickets) or [uid(0)]), n)),
                (1, lambda: self.tick_now(random.randint(0, 5_000))),
                (
                    3,
                    lambda: self.issue_alone(
                        random.choice(sorted(AWAY)), random.random() < 0.3, random.choice(["never", "before", "late"])
                    ),
                ),
                (1, lambda: self.late_command() if self.late else None),
                (2, lambda: self.report(random.choice(sorted(AWAY)), random.randint(1, 4))),
                (1, lambda: self.vote_now(random.choice([*self.hall.offers, uid(888)]), self.at)),
            ]
            weights, things = zip(*likely, strict=True)
            random.choices(things, weights)[0]()

    @rule(n=COUNTERS)
    def pause(self, n: int) -> None:
        self.ask(c.PauseCounter(counter=f"quay-{n}", reason="giải lao"), f"goi-{n}")

    @rule(n=COUNTERS)
    def press_next_ten_times(self, n: int) -> None:
        called = [self.ask(c.CallNext(counter=f"quay-{n}"), f"goi-{n}") for _ in range(10)]
        assert sum(isinstance(decision, list) for decision in called) <= 1, "ten presses bring one person"

    @precondition(lambda self: self.hall.tickets)
    @rule(data=st.data(), n=st.one_of(st.none(), COUNTERS))
    def cancel(self, data: st.DataObject, n: int | None) -> None:
        self.cancel_now(data.draw(st.sampled_from(sorted(self.hall.tickets))), n)

    def cancel_now(self, ticket: str, n: int | None) -> None:
        self.ask(c.CancelTicket(ticket=ticket), "kiosk-1" if n is None else f"goi-{n}")

    @precondition(lambda self: self.hall.calls)
    @rule(data=st.data(), how=st.sampled_from(["painted", "spoken"]))
    def shown(self, data: st.DataObject, how: Any) -> None:
        self.shown_now(data.draw(st.sampled_from(sorted(self.hall.calls))), how)

    def shown_now(self, call: str, how: Any) -> None:
        fact = f.CallWasShown(call=call, how=how)
        board = f.Reported("bang-1", self.at)
        self.record(decide_fact(self.hall, fact, board))
        assert decide_fact(self.hall, fact, board) == [], "the same fact again changes nothing"

    @rule(ms=st.integers(-5_000, 60_000))
    def time_passes(self, ms: int) -> None:
        """Also backwards, when somebody sets the clock."""
        self.tick_now(abs(ms) if self.steady else ms)

    def tick_now(self, ms: int) -> None:
        self.at += ms
        self.record(decide_tick(self.hall, self.at, trusted=True))

    @rule()
    def a_stale_view_is_refused(self) -> None:
        version = self.hall.counters["quay-1"].version
        decision = self.ask(c.CallNext(counter="quay-1", expects=version + 1), "goi-1")
        assert isinstance(decision, Refusal)
        assert decision.reason == "stale"

    @precondition(lambda self: self.hall.arrivals > 150)
    @rule(days=st.integers(1, 3))
    def the_day_turns(self, days: int) -> None:
        self.at += days * 24 * 3600 * 1000
        self.record(decide_tick(self.hall, self.at, trusted=True))
        assert not self.hall.tickets
        assert all(counter.status == "closed" for counter in self.hall.counters.values())
        self.called_first.clear()
        self.overtaken.clear()
        self.late.clear()
        self.given = {kiosk: first for kiosk, (first, _) in AWAY.items()}
        self.values = {"khai-sinh": [], "sao-y": []}

    @invariant()
    def numbers_are_gap_free_and_in_order(self) -> None:
        values = self.values["khai-sinh"]
        assert values == list(range(1, len(values) + 1))

    @invariant()
    def everybody_stands_where_he_came(self) -> None:
        assert [ticket.arrival for ticket in map(self.hall.tickets.__getitem__, self.hall.by_arrival)] == list(
            range(1, self.hall.arrivals + 1)
        )
        if self.steady:
            times = [self.came[ticket] for ticket in self.hall.by_arrival]
            assert times == sorted(times), "the order of arrival is the true one, whenever the hub heard of it"
            for kiosk in AWAY:
                issued = [ticket for ticket in self.hall.by_arrival if self.alone.get(ticket) == kiosk]
                assert issued == sorted(issued), "and a kiosk's own order is kept within one millisecond"

    @invariant()
    def no_two_open_tickets_share_a_number(self) -> None:
        numbers = [ticket.number for ticket in self.hall.tickets.values() if ticket.state in OPEN]
        assert len(numbers) == len(set(numbers))

    @invariant()
    def every_ticket_is_in_exactly_one_place(self) -> None:
        waiting = [a for line in self.hall.lines.values() for a in (*line.ordinary, *line.priority)]
        assert sorted(waiting) == sorted(t.arrival for t in self.hall.tickets.values() if t.state == "waiting")
        in_hand = [counter.ticket for counter in self.hall.counters.values() if counter.ticket is not None]
        at_counters = [t.id for t in self.hall.tickets.values() if t.state in ("called", "serving")]
        assert sorted(in_hand) == sorted(at_counters)

    @invariant()
    def no_officer_is_at_two_counters(self) -> None:
        officers = [x.session.officer for x in self.hall.counters.values() if x.session is not None]
        assert len(officers) == len(set(officers))

    @invariant()
    def nobody_is_overtaken_more_often_than_promised(self) -> None:
        most = max(bound(counter, PLAN.services) for counter in PLAN.counters)
        tickets = self.hall.tickets
        for (who, source), by in self.overtaken.items():
            # One whose true place turned out to be before this person has overtaken nobody.
            behind = [other for other in by if tickets[other].arrival > tickets[who].arrival]
            assert len(behind) <= most or (source != "hub" and not self.steady), f"{len(behind)} from {source}"

    @invariant()
    def the_forecast_of_people_ahead_counts_real_people(self) -> None:
        for service, line in self.hall.lines.items():
            people = sorted(
                [(a - line.head_start, a, True) for a in line.priority] + [(a, a, False) for a in line.ordinary]
            )
            for place, (_, arrival, priority) in enumerate(people):
                assert line.ahead_of(arrival, priority=priority) == place, service


TestHallMachine = HallMachine.TestCase
TestHallMachine.settings = settings(max_examples=50, stateful_step_count=40, derandomize=True, deadline=None)
