"""A technician reads in the log what happened, and nothing that was written about a person."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import facts as f
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench
from tests.hall_hub.desk_plan import HEAD, desk_plan

MINUTE = 60_000


@pytest.fixture
def bench(clock: HandClock, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Bench]:
    caplog.set_level(logging.INFO)
    bench = Bench(desk_plan(), tmp_path / "ledger.sqlite", clock)
    bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    bench.ask("goi-2", c.OpenCounter(counter="quay-2", officer="can-bo-2"))
    yield bench
    bench.close()


def in_hand(bench: Bench) -> str:
    ticket = bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh")).ticket.id
    bench.ask("ban-dieu-hanh", c.CallThis(counter="quay-1", ticket=ticket, reason="Bà Hoa", by="can-bo-1"))
    bench.ask("goi-1", c.StartService(counter="quay-1"))
    return ticket


AT = "quay-1"


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (c.CompleteService(counter=AT, then=["sao-y"]), "complete: A001 done, goes on to sao-y"),
        (c.Requeue(counter=AT, where="end", reason="Bà Hoa"), "requeue: A001 waits again (end)"),
        (c.Requeue(counter=AT, where="here"), "requeue: A001 waits again (here at quay-1)"),
        (c.Decline(counter=AT, reason="Bà Hoa"), "decline: A001 waits again (own-place), declined by can-bo-1"),
        (c.Park(counter=AT, note="Bà Hoa"), "park: A001 parked"),
        (c.Defer(counter=AT, minutes=5, note="Bà Hoa"), "defer: A001 deferred"),
        (c.Transfer(counter=AT, service="sao-y"), "transfer: A001 transferred by quay-1 to any counter for sao-y"),
        (c.Transfer(counter=AT, to_counter="quay-2"), "transfer: A001 transferred by quay-1 to quay-2 for khai-sinh"),
        (
            c.Transfer(counter=AT, to_officer="can-bo-2"),
            "transfer: A001 transferred by quay-1 to can-bo-2 for khai-sinh",
        ),
        (c.CloseCounter(counter=AT, leave=True), "close: A001 parked, its officer left, quay-1 closed"),
        (c.AskHelp(counter=AT, note="Bà Hoa"), "ask-help: quay-1 asks for help"),
        (c.ReturnToSender(counter=AT), "return: refused, not-sent-here A001"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_an_officer_does_is_one_plain_line(
    bench: Bench, caplog: pytest.LogCaptureFixture, command: c.Command, line: str
) -> None:
    in_hand(bench)
    bench.ask("goi-1", command)
    assert caplog.messages[-1] == f"goi-1 {line}"
    assert "Hoa" not in caplog.text


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (c.StopService(service="sao-y", reason="Bà Hoa"), "stop-service: sao-y stopped"),
        (c.SetCap(service="sao-y", cap=5), "set-cap: sao-y is capped at 5 today"),
        (c.SetCap(service="sao-y", cap=None), "set-cap: sao-y has no cap today"),
        (c.PostMessage(vi="Mời bà Hoa"), "post-message: a message on the boards of sanh"),
        (
            c.EnterRoll(counter=AT, service="sao-y", first=1, last=9, officer="can-bo-1", from_at=1, until=2),
            "enter-roll: paper roll 1-9 entered for sao-y at quay-1",
        ),
        (c.OpenCounter(counter="quay-3", officer="can-bo-3"), "open: quay-3 opened by can-bo-3"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_comes_from_a_console_names_who_is_signed_in(
    bench: Bench, caplog: pytest.LogCaptureFixture, command: c.Command, line: str
) -> None:
    bench.ask("ban-dieu-hanh", replace(command, by=HEAD))
    assert caplog.messages[-1] == f"ban-dieu-hanh {HEAD} {line}"
    assert "Hoa" not in caplog.text


def test_a_ticket_that_goes_from_hand_to_hand_is_told_each_time(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    ticket = in_hand(bench)
    caplog.clear()
    for box, command in (
        ("goi-1", c.Park(counter="quay-1")),
        ("goi-1", c.TakeUp(counter="quay-1", ticket=ticket)),
        ("ban-dieu-hanh", c.TakeOver(counter="quay-2", ticket=ticket, reason="Bà Hoa", by="can-bo-2")),
        ("goi-2", c.CompleteService(counter="quay-2")),
    ):
        bench.ask(box, command)
    assert [line.partition(": ")[2] for line in caplog.messages] == [
        "A001 parked",
        "A001 taken up at quay-1",
        "A001 taken over from can-bo-1 at quay-2",
        "A001 completed",
    ]


def test_who_was_missed_and_is_here_after_all_is_told(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    ticket = bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh")).ticket.id
    bench.ask("goi-1", c.CallNext(counter="quay-1"))
    bench.ask("goi-1", c.MarkNoShow(counter="quay-1"))
    caplog.clear()
    bench.ask("ban-dieu-hanh", c.Reinstate(ticket=ticket, by="can-bo-1"))
    bench.ask("ban-dieu-hanh", c.SetPriority(ticket=ticket, priority="cao-tuoi", by="can-bo-1"))
    bench.ask("ban-dieu-hanh", c.SetPriority(ticket=ticket, priority=None, by="can-bo-1"))
    assert [line.partition(": ")[2] for line in caplog.messages] == [
        "A001 reinstated at its own place",
        "A001 has priority cao-tuoi",
        "A001 has no priority",
    ]


def test_a_call_out_of_order_is_told_as_one(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh"))
    second = bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh")).ticket.id
    bench.ask("ban-dieu-hanh", c.CallThis(counter="quay-1", ticket=second, reason="Con nhỏ", by="can-bo-1"))
    assert caplog.messages[-1] == "ban-dieu-hanh can-bo-1 call-this: A002 called to quay-1 out of order"


def test_the_place_of_one_who_is_told_late_is_among_those_who_are_there(
    bench: Bench, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever was put to the end has left his place empty, and is counted once."""
    in_hand(bench)
    bench.ask("goi-1", c.Requeue(counter="quay-1", where="end"))
    clock.wait(1_000)
    ticket = bench.new_id()
    fact = f.IssuedHere(ticket=ticket, number="A900", value=900, service="khai-sinh", priority=None, day="2026-11-21")
    sealed = bench.sealer.seal(fact, ticket, seq=1, stream=bench.new_id())
    clock.wait(1_000)
    bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh"))
    bench.hub.handle([bench.arrived("fact", "kiosk-1", sealed)])
    assert caplog.messages[-1].endswith("A900 issued for khai-sinh by the kiosk itself, in place 2 of 3")
