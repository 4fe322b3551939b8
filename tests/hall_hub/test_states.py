"""Whatever happens, exactly the states that differ by it are said anew, and what was said is what is so."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Name
from hall_core.domain.ticket import OPEN
from hall_hub.knowledge import COPIES
from hall_hub.store.apologies import refs_of
from hall_hub.store.schema import connect, transaction
from hall_hub.views import NAMING
from tests.conftest import HandClock
from tests.hall_hub.conftest import uid
from tests.hall_hub.desk_plan import HEAD
from tests.hall_hub.listener import KINDS, Listener, listening

MINUTE = 60_000
DAY = 24 * 60 * MINUTE


WHERE = st.sampled_from(["quay-1", "quay-2", "quay-3"])
SERVICE = st.sampled_from(["khai-sinh", "sao-y"])
WHICH = st.integers(0, 30).map(uid)
"""Which ticket of the day: a number in the place of its id."""
WISHES: st.SearchStrategy[c.Command] = st.one_of(
    st.builds(c.IssueTicket, service=SERVICE),
    st.builds(c.IssueTicket, service=st.just("khai-sinh"), priority=st.just("cao-tuoi")),
    *[
        st.builds(kind, counter=WHERE)
        for kind in (c.CallNext, c.CallNext, c.StartService, c.StartService, c.CompleteService, c.MarkNoShow, c.Recall)
    ],
    *[
        st.builds(kind, counter=WHERE)
        for kind in (c.Park, c.PauseCounter, c.ResumeCounter, c.AskHelp, c.EndHelp, c.ReturnToSender)
    ],
    st.builds(c.CloseCounter, counter=WHERE, leave=st.just(True)),
    WHERE.map(lambda there: c.OpenCounter(counter=there, officer=f"can-bo-{there[-1]}")),
    st.builds(
        c.Requeue,
        counter=WHERE,
        where=st.sampled_from(["own-place", "here", "behind", "end"]),
        people=st.integers(1, 3),
    ),
    st.builds(c.Decline, counter=WHERE, reason=st.just("Người thân")),
    st.builds(c.Defer, counter=WHERE, minutes=st.integers(1, 5)),
    st.builds(c.CompleteService, counter=WHERE, then=st.lists(SERVICE, min_size=1, max_size=2)),
    st.builds(c.Transfer, counter=WHERE, service=SERVICE),
    st.builds(c.Transfer, counter=WHERE, service=SERVICE, to_counter=WHERE),
    st.builds(c.Transfer, counter=WHERE, to_officer=st.sampled_from(["can-bo-1", "can-bo-3"])),
    st.builds(c.CallThis, counter=WHERE, ticket=WHICH, reason=st.just("Phải đón con nhỏ")),
    st.builds(c.TakeUp, counter=WHERE, ticket=WHICH),
    st.builds(c.TakeOver, counter=WHERE, ticket=WHICH, reason=st.just("Nghỉ ốm")),
    st.builds(c.CancelTicket, ticket=WHICH),
    st.builds(c.Reinstate, ticket=WHICH, where=st.sampled_from(["own-place", "end"])),
    st.builds(c.SetPriority, ticket=WHICH, priority=st.sampled_from([None, "cao-tuoi"])),
    st.builds(c.StopService, service=SERVICE, reason=st.just("Mất kết nối")),
    st.builds(c.ResumeService, service=SERVICE),
    st.builds(c.SetCap, service=SERVICE, cap=st.sampled_from([None, 3])),
)
FACTS: st.SearchStrategy[f.Fact] = st.one_of(
    st.builds(f.CallWasShown, call=WHICH, how=st.sampled_from(["painted", "spoken", "chimed"])),
    st.builds(f.VoteCast, offer=WHICH, level=st.just("satisfied")),
    st.builds(
        f.IssuedHere,
        ticket=st.one_of(WHICH, st.integers(5_000, 5_010).map(uid)),
        number=st.just("A900"),
        value=st.just(900),
        service=st.just("khai-sinh"),
        day=st.just("2026-11-21"),
    ),
)
STEPS = st.one_of(WISHES, WISHES, FACTS, st.sampled_from([500, 4_000, MINUTE, 31 * MINUTE]))
"""Somebody wishes or tells something, or time passes (milliseconds)."""


def _do(to: Listener, step: c.Command | f.Fact | int) -> None:
    hall = to.bench.hub.hall

    def among(ids: Iterable[str], which: str) -> str:
        there, n = list(ids), int(which[-12:], 16)
        return which if not there or n > 1_000 else there[n % len(there)]

    match step:
        case int():
            to.wait(step)
        case f.CallWasShown():
            to.tell("bang-1", replace(step, call=among(hall.calls, step.call)))
        case f.VoteCast():
            to.tell("bang-hoi", replace(step, offer=among(hall.offers, step.offer)))
        case f.IssuedHere():
            value = 900 + to.outbox % 50
            to.tell("kiosk-1", replace(step, ticket=among(hall.tickets, step.ticket), number=f"A{value}", value=value))
        case c.IssueTicket():
            to.ask("kiosk-1", step)
        case c.AtCounter():
            named = {"ticket": among(hall.tickets, step.ticket)} if isinstance(step, NAMING) else {}
            wish = replace(step, **named)
            if isinstance(wish, c.CallThis | c.TakeOver):  # for which somebody must be signed in
                to.by(f"can-bo-{step.counter[-1]}", wish)
            else:
                to.ask(f"goi-{step.counter[-1]}", wish)
        case c.CancelTicket() | c.Reinstate() | c.SetPriority():
            to.by("can-bo-1", replace(step, ticket=among(hall.tickets, step.ticket)))
        case c.StopService() | c.ResumeService() | c.SetCap():
            to.by(HEAD, step)
        case _:
            raise AssertionError(step)


@pytest.mark.timeout(60)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=20, max_size=60))
def test_on_any_day_what_is_said_is_what_is_so(steps: list[c.Command | f.Fact | int]) -> None:
    with listening() as to:
        for n in (1, 2, 3):
            to.at(n, c.OpenCounter, officer=f"can-bo-{n}")
        for n in range(4):
            to.ask("kiosk-1", c.IssueTicket(service="khai-sinh" if n % 2 else "sao-y"))
        for step in steps:
            _do(to, step)


OF_A_COPY = {e.HubRestored, e.DeviceTold, e.DeviceSkipped, e.AnswerUnfit, e.NumbersPassed, e.HubRecovered}
"""Of a ledger that was put back, after which all is said anew: tests/hall_hub/backup."""


@pytest.mark.timeout(30)
def test_each_kind_of_event_says_exactly_what_differs_by_it() -> None:
    clock = HandClock()
    right, clock.at, clock.trusted = clock.at, 1_000, False
    with listening(clock) as to:
        clock.at, clock.trusted = right, True
        to.wait(0)  # the provisional day gets its date
        _tickets_and_papers(to)
        _at_counters(to)
        _from_hand_to_hand(to)
        _votes_and_late_news(to)
        assert to.seen == set(get_args(e.Event)) - OF_A_COPY


def _issued(to: Listener, service: str = "khai-sinh") -> str:
    return to.ask("kiosk-1", c.IssueTicket(service=service)).ticket.id


def _called(to: Listener, n: int = 1, *, came: bool = True) -> str:
    """A new ticket in the hand of counter ``n``."""
    id = _issued(to)
    to.by(f"can-bo-{n}", c.CallThis(counter=f"quay-{n}", ticket=id, reason="Thử"))
    if came:
        to.at(n, c.StartService)
    return id


def _tickets_and_papers(to: Listener) -> None:
    first, second, third = (_issued(to) for _ in range(3))
    to.tell("kiosk-1", f.PaperFailed(ticket=first, reason="paper-out"))
    to.tell("kiosk-1", f.PaperPrinted(ticket=first))
    to.tell("kiosk-1", f.PaperPrinted(ticket=first, again=True))
    day = to.bench.hub.hall.day
    to.tell("kiosk-1", f.IssuedHere(ticket=second, number="A900", value=900, service="khai-sinh", day=day))
    to.tell("kiosk-1", f.IssuedHere(ticket=uid(901), number="A901", value=901, service="khai-sinh", day=day))
    to.tell("kiosk-1", f.GivenUp(ticket=uid(902)))
    to.by("can-bo-1", c.SetPriority(ticket=third, priority="cao-tuoi"))
    to.by("can-bo-1", c.CancelTicket(ticket=third))
    to.by("can-bo-1", c.Reinstate(ticket=third, where="end"))
    for command in (
        c.StopService(service="sao-y", reason="Mất kết nối"),
        c.ResumeService(service="sao-y"),
        c.SetCap(service="sao-y", cap=0),
        c.SetCap(service="sao-y", cap=None),
    ):
        assert to.by(HEAD, command).refusal is None
    assert to.by(HEAD, c.PostMessage(vi="Tạm nghỉ")).refusal is None
    [message] = to.bench.hub.hall.messages
    assert to.by(HEAD, c.TakeDownMessage(message=message)).refusal is None
    at = to.bench.clock.at
    roll = c.EnterRoll(
        counter="quay-1", service="sao-y", first=1, last=9, officer="can-bo-1", from_at=at - MINUTE, until=at
    )
    assert to.by(HEAD, roll).refusal is None
    assert to.by(HEAD, c.VoidRoll(service="sao-y", first=1, last=9, reason="Nhầm")).refusal is None


def _at_counters(to: Listener) -> None:
    for n in (1, 2):
        to.at(n, c.OpenCounter, officer=f"can-bo-{n}")
    to.at(1, c.PauseCounter, reason="Họp")
    to.at(1, c.ResumeCounter)
    to.at(1, c.AskHelp, note="Tiếng Anh")
    to.at(1, c.EndHelp)
    to.at(1, c.CallNext)
    to.tell("bang-1", f.CallWasShown(call=list(to.bench.hub.hall.calls)[-1], how="painted"))
    to.tell("bang-1", f.CallWasShown(call=list(to.bench.hub.hall.calls)[-1], how="spoken"))
    to.at(1, c.Recall)
    to.wait(4_000)  # and no board showed it
    to.at(1, c.StartService)
    to.at(1, c.CompleteService)
    to.at(1, c.CallNext)
    to.at(1, c.MarkNoShow)


def _from_hand_to_hand(to: Listener) -> None:
    _called(to)
    to.at(1, c.CompleteService, then=["sao-y"])
    _called(to)
    to.at(1, c.Transfer, to_counter="quay-2")
    to.at(2, c.CallNext)
    to.at(2, c.ReturnToSender)
    _called(to, came=False)
    to.at(1, c.Requeue, where="behind")
    _called(to)
    to.at(1, c.Decline, reason="Người thân")
    parked = _called(to)
    to.at(1, c.Park)
    to.at(1, c.TakeUp, ticket=parked)
    to.by("can-bo-2", c.TakeOver(counter="quay-2", ticket=parked, reason="Cán bộ trước nghỉ ốm"))
    to.at(2, c.CompleteService)
    _called(to)
    to.at(1, c.Defer, minutes=1)
    to.wait(MINUTE + 1)
    _appointment(to)
    _called(to)
    to.at(1, c.CloseCounter, leave=True)


def _appointment(to: Listener) -> None:
    """Checked in before its hour, and due when that has come. The hall's copy is not what this is about."""
    id, hall = to.bench.new_id(), to.bench.hub.hall
    value, due = 800, to.bench.clock.at + MINUTE
    event = e.TicketIssued(
        ticket=id,
        number=f"A{value}",
        value=value,
        service="khai-sinh",
        priority=None,
        language="vi",
        device="kiosk-1",
        appointment="HEN7K2Q",
        due=due,
    )
    with to.bench.ledger.batch():
        to.bench.hub._record([event], to.bench.clock.at, id)
    to.check()
    assert not hall.tickets[id].due_now
    to.wait(2 * MINUTE)
    assert hall.tickets[id].due_now


def _votes_and_late_news(to: Listener) -> None:
    to.at(1, c.OpenCounter, officer="can-bo-1")
    served = _called(to)
    to.at(1, c.CompleteService)
    offer = to.bench.hub.hall.offered[served]
    to.tell("bang-hoi", f.VoteCast(offer=offer, level="satisfied"))
    to.tell("bang-hoi", f.VoteCast(offer=offer, level="satisfied"))
    _called(to)
    yesterday = to.bench.hub.hall.day
    assert any(ticket.state in OPEN for ticket in to.bench.hub.hall.tickets.values())
    to.wait(DAY)
    assert to.bench.hub.hall.day != yesterday
    ticket = to.bench.new_id()
    reported = f.IssuedHere(ticket=ticket, number="A930", value=930, service="khai-sinh", day=yesterday)
    to.bench.clock.wait(-DAY)
    message = to.bench.message("fact", "kiosk-1", reported, seq=1, stream=uid(20_000))
    to.bench.clock.wait(DAY)
    to.bench.hub.handle([message])
    to.check()
    to.tell("kiosk-1", f.PaperPrinted(ticket=ticket))
    sorry = Dossier(
        code="H41.16-261105-0001",
        procedure=Name(vi="Cấp phép", en="Licence"),
        agency=Name(vi="Sở Y tế", en="Health"),
        state="processing",
        due="2026-11-19",
        new_due="2026-12-04",
    )
    with closing(connect(to.bench.feeds.parent / COPIES)) as copies, transaction(copies):
        [ref] = refs_of(copies, [sorry], to.bench.hub.hall.day).values()
    to.tell("bang-ho-so", f.ApologiesShown(refs=[ref]))


def test_a_state_that_is_as_it_was_is_not_said_again() -> None:
    with listening() as to:
        to.at(1, c.OpenCounter, officer="can-bo-1")
        to.bench.hub.touched.everything(to.bench.hub.hall)
        assert [p for kind in KINDS for p in to.bench.sent(to.bench.hub.state(), kind)] == []


def test_a_broker_that_may_have_forgotten_all_is_told_all_again() -> None:
    with listening() as to:
        for _ in range(2):
            said = to.bench.hub.announcement()
            assert len([p for kind in KINDS for p in to.bench.sent(said, kind)]) == 3 + 2 + 1
