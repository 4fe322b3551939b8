"""What whoever asked is told: the counter, the ticket, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_core.domain import commands as c
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench
from tests.hall_hub.desk_plan import HEAD, desk_plan


@pytest.fixture
def bench(clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(desk_plan(), tmp_path / "ledger.sqlite", clock)
    for n in (1, 2):
        bench.ask(f"goi-{n}", c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"))
    yield bench
    bench.close()


def served(bench: Bench, n: int = 1, **issue: Any) -> str:
    ticket = bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh", **issue)).ticket
    bench.ask(f"goi-{n}", c.CallNext(counter=f"quay-{n}"))
    bench.ask(f"goi-{n}", c.StartService(counter=f"quay-{n}"))
    return ticket.id


def test_an_officer_sees_what_the_one_before_wrote_where_it_came_from_and_what_is_to_come(bench: Bench) -> None:
    served(bench, language="en")
    bench.ask("goi-1", c.CompleteService(counter="quay-1", then=["khai-sinh", "sao-y"]))
    bench.ask("goi-1", c.CallNext(counter="quay-1"))
    note = "Thiếu bản sao"
    sent = bench.ask("goi-1", c.Transfer(counter="quay-1", to_counter="quay-2", note=note))
    assert sent.counter.ticket is None
    hand = bench.ask("goi-2", c.CallNext(counter="quay-2")).counter.ticket
    assert (hand.number, hand.note, hand.sent_by, hand.step) == ("A001", note, "quay-1", 3)
    assert (hand.then, hand.language) == (["sao-y"], "en")


@pytest.mark.parametrize(
    ("command", "state", "counter"),
    [
        (c.CompleteService(counter="quay-1"), "completed", "quay-1"),
        (c.Requeue(counter="quay-1"), "waiting", None),
        (c.Park(counter="quay-1"), "parked", "quay-1"),
        (c.Defer(counter="quay-1", minutes=30), "deferred", None),
        (c.Transfer(counter="quay-1", to_counter="quay-2"), "waiting", None),
        (c.CloseCounter(counter="quay-1", leave=True), "parked", "quay-1"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_become_of_the_ticket_that_left_the_hand_is_told(
    bench: Bench, command: Any, state: str, counter: str | None
) -> None:
    id = served(bench)
    reply = bench.ask("goi-1", command)
    assert reply.refusal is None
    assert (reply.concerned.id, reply.concerned.number, reply.concerned.state) == (id, "A001", state)
    assert (reply.concerned.counter, reply.counter.ticket) == (counter, None)


def test_a_deferred_one_is_told_with_the_time_of_its_return(bench: Bench) -> None:
    served(bench)
    reply = bench.ask("goi-1", c.Defer(counter="quay-1", minutes=30))
    assert reply.concerned.back_at == bench.clock.at + 30 * 60_000


def test_of_next_the_new_one_is_told_not_the_one_completed_by_it(bench: Bench) -> None:
    served(bench)
    bench.ask("kiosk-1", c.IssueTicket(service="sao-y"))
    reply = bench.ask("goi-1", c.CallNext(counter="quay-1"))
    assert (reply.concerned.number, reply.concerned.state) == ("B10", "called")
    assert reply.counter.ticket.number == "B10"


def test_a_refusal_about_a_named_ticket_tells_how_that_stands(bench: Bench) -> None:
    id = served(bench)
    reply = bench.ask("goi-2", c.TakeUp(counter="quay-2", ticket=id))
    assert (reply.refusal.reason, reply.concerned.state, reply.concerned.counter) == ("not-parked", "serving", "quay-1")


def test_a_command_about_no_ticket_tells_of_none(bench: Bench) -> None:
    served(bench)
    assert bench.ask("goi-1", c.AskHelp(counter="quay-1")).concerned is None
    assert bench.ask("goi-2", c.CallNext(counter="quay-2")).concerned is None
    unknown = bench.ask("goi-2", c.TakeUp(counter="quay-2", ticket=bench.new_id()))
    assert (unknown.refusal.reason, unknown.concerned) == ("unknown-ticket", None)


def test_a_new_ticket_is_told_by_its_receipt_alone(bench: Bench) -> None:
    reply = bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh"))
    assert (reply.ticket.number, reply.concerned) == ("A001", None)


def test_a_transfer_or_a_call_by_name_ends_a_service_that_can_then_be_rated(bench: Bench) -> None:
    served(bench)
    assert bench.ask("goi-1", c.Transfer(counter="quay-1", to_counter="quay-2")).counter.offer.number == "A001"
    served(bench, 2)
    next = bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh")).ticket.id
    called = bench.ask("ban-dieu-hanh", c.CallThis(counter="quay-2", ticket=next, reason="Con nhỏ", by="can-bo-2"))
    assert called.counter.offer.number == "A001"


def test_a_stopped_service_says_so_and_why_until_it_is_resumed(bench: Bench) -> None:
    def stands() -> tuple[str, str]:
        [state] = [x.body for x in bench.sent(bench.hub.state(), "service") if x.body.service == "sao-y"]
        return state.issuing, state.reason

    bench.hub.announcement()
    bench.ask("ban-dieu-hanh", c.StopService(service="sao-y", reason="Mất kết nối", by=HEAD))
    assert stands() == ("service-stopped", "Mất kết nối")
    refused = bench.ask("kiosk-1", c.IssueTicket(service="sao-y")).refusal
    assert (refused.reason, refused.about) == ("service-stopped", "Mất kết nối")
    bench.ask("ban-dieu-hanh", c.ResumeService(service="sao-y", by=HEAD))
    assert stands() == ("open", "")
