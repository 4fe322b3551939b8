"""A ledger put back from any copy of it, and what the hall's boxes hold: nothing that was answered is lost."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain import recovering
from hall_core.domain.appointment import Appointment
from hall_core.domain.decide import decide, decide_fact, decide_tick
from hall_core.domain.hall import Hall, evolve, picture
from hall_core.domain.held import Recorded, held_ticket
from hall_core.domain.plan import Policy
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import OPEN
from hall_hub.asker import asker
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import CONSOLE, uid
from tests.domain.hall_plan import the_plan
from tests.domain.hall_wishes import wish

EPOCH = 7
HOUR = 3_600_000


class Line(Struct, frozen=True):
    event: e.Event
    at: int


class Life:
    """A hall, its ledger, what each device holds of the answers it got, and what its outbox has told."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.plan = the_plan(Policy(recalls_most=9, recall_gap_s=0))
        self.hall = Hall(self.plan)
        self.at = NINE_IN_THE_MORNING
        self.ids = 0
        self.epoch = EPOCH
        self.ledger: list[Line] = []
        self.ends: list[int] = []
        """Where a batch ended: a copy ends nowhere else."""
        self.held: dict[str, list[c.Held]] = {id: [] for id in recovering.holders(self.plan)}
        self.told: list[tuple[str, f.Fact, int]] = []
        self.tick()
        for n in (1, 2, 3):
            self.ask(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"), f"goi-{n}")

    def record(self, events: list[e.Event], at: int | None = None) -> None:
        for event in events:
            self.ledger.append(Line(event, self.at if at is None else at))
            evolve(self.hall, event, self.ledger[-1].at)
        self.ends.append(len(self.ledger))

    def ask(self, command: Any, device: str, appointment: Appointment | None = None) -> list[e.Event] | Refusal:
        self.ids += 1
        self.at += 1_000
        asked = c.Asked(uid(self.ids), device, self.at, True, uid(self.ids + 1_000_000), appointment)
        officer = asker(self.hall, command)
        decision = decide(self.hall, command, asked)
        if isinstance(decision, Refusal) or isinstance(command, c.TellHeld | c.SkipDevice):
            if isinstance(decision, list):
                self.record(decision)
            return decision
        concerned = dict.fromkeys(x.ticket for x in decision if isinstance(x, e.TicketEvent))
        tickets = [held_ticket(self.hall.tickets[id]) for id in concerned if id in self.hall.tickets]
        recorded = Recorded(
            epoch=self.epoch,
            seq=len(self.ledger) + 1,
            at=self.at,
            day=self.hall.day,
            officer=officer,
            events=decision,
            tickets=tickets,
        )
        self.record(decision)
        self.held[device].append(c.Held(id=asked.id, command=command, recorded=recorded))
        return decision

    def tell(self, device: str, fact: f.Fact, at: int | None = None) -> None:
        self.told.append((device, fact, self.at if at is None else at))
        self.record(decide_fact(self.hall, fact, f.Reported(device, self.told[-1][2])))

    def tick(self, passed: int = 0) -> None:
        self.at += passed
        while events := decide_tick(self.hall, self.at, trusted=True):
            self.record(events)

    def something(self, *, facts: bool) -> None:
        kind = self.random.random()
        if kind < 0.35:
            service = self.random.choice(["khai-sinh", "khai-sinh", "sao-y", "thu-phi"])
            group = "cao-tuoi" if service != "sao-y" and self.random.random() < 0.3 else None
            kiosk = self.random.choice(["kiosk-1", "kiosk-2", "kiosk-3"])
            issued = self.ask(c.IssueTicket(service=service, priority=group), kiosk)
            if facts and isinstance(issued, list):
                self.tell(kiosk, f.PaperPrinted(ticket=self.hall.tickets[uid(self.ids)].id))
        elif kind < 0.37:
            code = f"HEN{self.random.randint(1, 40)}"
            self.ask(c.CheckIn(code=code), "kiosk-1", Appointment(code=code, service="khai-sinh", due=self.at - 1))
        elif facts and kind < 0.42:
            kiosk, first = self.random.choice([("kiosk-2", 900), ("kiosk-3", 950)])
            taken = sum(isinstance(x, f.IssuedHere) and by == kiosk for by, x, _ in self.told)
            self.ids += 1
            number = f"A{first + taken:03d}"
            if taken < 45:
                self.tell(
                    kiosk,
                    f.IssuedHere(
                        ticket=uid(self.ids), number=number, value=first + taken, service="khai-sinh", day=self.hall.day
                    ),
                )
        elif facts and kind < 0.5 and self.hall.calls:
            self.tell("bang-1", f.CallWasShown(call=self.random.choice(sorted(self.hall.calls)), how="painted"))
        elif facts and kind < 0.54:
            self.tick(self.random.choice([100, 4_000, 120_000]))
        else:
            self.ask(*wish(self.hall, self.at, self.random))

    # --- The hub's card is dead -------------------------------------------------------------------------------

    def restored(self, seq: int, *without: str) -> Life:
        """Another hub, of the copy that ends with the event ``seq``, which all devices have told but those."""
        again = Life.__new__(Life)
        again.__dict__.update(self.__dict__)
        again.hall, again.ledger, again.ends = Hall(self.plan), [], []
        for line in self.ledger[:seq]:
            again.record([line.event], line.at)
        as_of = self.ledger[seq - 1].at
        waits = recovering.holders(self.plan)
        again.epoch = self.epoch + 1
        again.record([e.HubRestored(from_epoch=self.epoch, seq=seq, as_of=as_of, waits=waits)], as_of)
        again.at = self.at + 60_000
        told: list[recovering.Told] = []
        for device in self.random.sample(waits, len(waits)):
            if device in without:
                skip = again.ask(c.SkipDevice(device=device, reason="hỏng", by="giam-doc"), CONSOLE)
                assert isinstance(skip, list)
                continue
            held = [x for x in self.held[device] if recovering.lost(again.hall, x)]
            self.random.shuffle(held)
            again.ask(c.TellHeld(epoch=again.epoch, held=held, last=True), device)
            told += [(device, x) for x in held]
        for event, at, _ in recovering.recovered(again.hall, told, again.at):
            again.record([event], at)
        return again

    def tell_again(self, before: Life, seq: int) -> None:
        """All outboxes, from what the copy has: facts are known or news, in their order."""
        for device, fact, at in before.told:
            self.record(decide_fact(self.hall, fact, f.Reported(device, at)))


def life(seed: int, steps: int, *, facts: bool) -> Life:
    random = Random(seed)
    hall = Life(random)
    for _ in range(steps):
        hall.something(facts=facts)
    return hall


def bare(hall: Hall) -> dict[str, Any]:
    """The state, but for what only a restored one has."""
    return {key: value for key, value in picture(hall).items() if key not in ("restored", "unpainted")}


@pytest.mark.parametrize("seed", range(12))
def test_of_commands_alone_any_copy_becomes_the_very_hall_that_was_lost(seed: int) -> None:
    before = life(seed, 220, facts=False)
    for seq in {4, len(before.ledger), *before.random.sample(before.ends, 6)}:
        again = before.restored(seq)
        assert bare(again.hall) == bare(before.hall)
        assert not any(isinstance(line.event, e.AnswerUnfit) for line in again.ledger)


def answered(before: Life) -> dict[str, str]:
    """Ticket to the number that its citizen holds."""
    return {ticket.id: ticket.number for ticket in before.hall.tickets.values()}


@pytest.mark.parametrize("seed", range(12))
def test_with_all_that_happens_beside_commands_no_number_is_lost_or_twice_and_nobody_is_called_twice(seed: int) -> None:
    before = life(seed, 260, facts=True)
    for seq in {4, *before.random.sample(before.ends, 5)}:
        again = before.restored(seq)
        again.tell_again(before, seq)
        assert {t.id: t.number for t in again.hall.tickets.values()} == answered(before)
        held = [t.number for t in again.hall.tickets.values() if t.state in OPEN]
        assert len(held) == len(set(held))
        _nobody_is_called_twice(before, again)
        _numbers_go_on(before, again)


def _nobody_is_called_twice(before: Life, again: Life) -> None:
    """Whoever was called and not put back in line does not wait again."""
    for ticket in before.hall.tickets.values():
        if ticket.state in ("called", "serving", "completed", "no_show", "parked"):
            state = again.hall.tickets[ticket.id].state
            assert state != "waiting", (ticket, again.hall.tickets[ticket.id])
    calls = [line.event.call for line in again.ledger if isinstance(line.event, e.TicketCalled)]
    assert len(calls) == len(set(calls))
    assert set(calls) == {line.event.call for line in before.ledger if isinstance(line.event, e.TicketCalled)}


def _numbers_go_on(before: Life, again: Life) -> None:
    for service in ("khai-sinh", "thu-phi"):
        assert again.hall.last_value.get(service) == before.hall.last_value.get(service)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_device_is_dead_as_well_no_number_is_given_twice(seed: int) -> None:
    before = life(seed, 200, facts=True)
    dead = before.random.choice(["goi-1", "goi-2", "kiosk-1", "kiosk-2", CONSOLE])
    again = before.restored(before.random.choice(before.ends), dead)
    again.tell_again(before, 0)
    for _ in range(20):
        again.ask(c.IssueTicket(service="khai-sinh"), "kiosk-1")
    given = {**{t.id: t.number for t in again.hall.tickets.values() if t.service == "khai-sinh" and t.step == 1}}
    for id, number in answered(before).items():
        if number.startswith("A"):
            assert [x for x, n in given.items() if n == number] in ([], [id]), number


def test_while_the_hub_recovers_nothing_is_asked_of_it_and_the_day_does_not_turn() -> None:
    before = life(1, 30, facts=False)
    before.record([e.HubRestored(from_epoch=EPOCH, seq=1, as_of=before.at, waits=["goi-1"])])
    assert before.ask(c.IssueTicket(service="khai-sinh"), "kiosk-1") == Refusal("recovering")
    assert before.ask(c.CallNext(counter="quay-1"), "goi-1") == Refusal("recovering")
    assert decide_tick(before.hall, before.at + 30 * HOUR, trusted=True) == []


def test_only_the_head_may_skip_a_device_that_is_waited_for_and_says_why() -> None:
    before = life(1, 5, facts=False)
    assert before.ask(c.SkipDevice(device="goi-1", reason="hỏng", by="giam-doc"), CONSOLE) == Refusal(
        "not-recovering", "goi-1"
    )
    before.record([e.HubRestored(from_epoch=EPOCH, seq=1, as_of=before.at, waits=["goi-1"])])
    skip = c.SkipDevice(device="goi-1", reason="hỏng", by="giam-doc")
    assert before.ask(replace(skip, by="can-bo-1"), CONSOLE) == Refusal("head-only", "can-bo-1")
    assert before.ask(skip, "goi-1") == Refusal("not-yours", "goi-1")
    assert before.ask(replace(skip, reason=" "), CONSOLE) == Refusal("reason-needed", "goi-1")
    assert isinstance(before.ask(skip, CONSOLE), list)
    assert before.hall.restored is not None
    assert before.hall.restored.waits == frozenset()


def test_a_board_holds_no_answers_and_may_not_tell_any() -> None:
    before = life(1, 5, facts=False)
    before.record([e.HubRestored(from_epoch=EPOCH, seq=1, as_of=before.at, waits=["goi-1"])])
    tell = c.TellHeld(epoch=8, held=[], last=True)
    assert before.ask(tell, "bang-1") == Refusal("not-yours", "bang-1")
    assert isinstance(before.ask(tell, "goi-1"), list)


def test_what_was_answered_after_the_day_turned_comes_into_the_new_day() -> None:
    before = life(3, 40, facts=False)
    seq = len(before.ledger)
    before.tick(24 * HOUR)
    assert isinstance(before.ask(c.IssueTicket(service="khai-sinh"), "kiosk-1"), list)
    again = before.restored(seq)
    assert bare(again.hall) == bare(before.hall)


def test_a_kiosk_that_was_skipped_and_is_back_has_its_tickets_in_the_ledger_each_once() -> None:
    before = life(4, 60, facts=False)
    again = before.restored(3, "kiosk-1")
    held = [x for x in before.held["kiosk-1"] if recovering.lost(again.hall, x)]
    assert held
    for _ in range(2):
        for x in held:
            for event, at, _ in recovering.late(again.hall, "kiosk-1", x):
                again.record([event], at)
    there = {line.event.ticket for line in again.ledger if isinstance(line.event, e.TicketIssued | e.TicketReported)}
    assert {ticket.ticket for x in held for ticket in x.recorded.events if isinstance(ticket, e.TicketIssued)} <= there
    told = [line.event.ticket for line in again.ledger if isinstance(line.event, e.TicketIssued | e.TicketReported)]
    assert len(told) == len(set(told))


def test_what_two_boxes_tell_that_both_may_is_recorded_once() -> None:
    before = life(5, 80, facts=False)
    before.held[CONSOLE] += before.held["goi-1"]
    again = before.restored(4)
    assert bare(again.hall) == bare(before.hall)
    assert not any(isinstance(line.event, e.AnswerUnfit) for line in again.ledger)


def test_a_stolen_box_tells_of_its_own_tickets_and_counters_alone() -> None:
    before = life(5, 80, facts=False)
    hall = before.hall
    [opened, *_] = before.held["goi-2"]
    [issued, *_] = before.held["kiosk-1"]
    assert recovering.is_its_own(hall, "goi-2", opened)
    assert recovering.is_its_own(hall, "kiosk-1", issued)
    for thief, held in (("goi-1", opened), ("kiosk-1", opened), ("goi-1", issued), ("kiosk-2", issued), ("x", issued)):
        assert not recovering.is_its_own(hall, thief, held), (thief, held)


def test_whoever_was_called_stays_called_though_nobody_tells_that_the_counter_was_opened_or_its_hand_was_free() -> None:
    hall = Life(Random(9))
    hall.ask(c.CloseCounter(counter="quay-1"), "goi-1")
    seq = len(hall.ledger)
    first, second = (hall.ask(c.IssueTicket(service="khai-sinh"), "kiosk-1") for _ in range(2))
    assert isinstance(first, list)
    assert isinstance(second, list)
    hall.ask(c.OpenCounter(counter="quay-1", officer="can-bo-1", by="giam-doc"), CONSOLE)
    hall.ask(c.CallNext(counter="quay-1"), "goi-1")
    hall.ask(c.StartService(counter="quay-1", by="giam-doc"), CONSOLE)
    hall.ask(c.CompleteService(counter="quay-1", by="giam-doc"), CONSOLE)
    hall.ask(c.CallNext(counter="quay-1"), "goi-1")
    again = hall.restored(seq, CONSOLE)
    tickets = again.hall.tickets
    assert [tickets[x[0].ticket].state for x in (first, second)] == ["parked", "called"], "his officer knows"
    assert again.hall.counters["quay-1"].session is not None
    calls = [line.event.ticket for line in again.ledger if isinstance(line.event, e.TicketCalled)]
    assert calls == [first[0].ticket, second[0].ticket]
