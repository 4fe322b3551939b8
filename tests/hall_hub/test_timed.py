"""What the hub has said and time makes untrue is said anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.plan import Hours, Plan
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench

MINUTE = 60_000
ISSUE = c.IssueTicket(service="khai-sinh")


@pytest.fixture
def bench(plan: Plan, clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    """Open on this Saturday from nine to ten and from eleven to twelve; last ticket ten minutes before."""
    hours = Hours(special={"2026-11-21": ["09:00-10:00", "11:00-12:00"]}, last_ticket_minutes=10)
    services = [replace(plan.services[0], last_ticket_minutes=20), plan.services[1]]
    bench = Bench(replace(plan, hours=hours, services=services), tmp_path / "ledger.sqlite", clock)
    bench.hub.announcement()
    yield bench
    bench.close()


def said(bench: Bench, minutes: float, kind: Any) -> list[Any]:
    """What is said of that kind once so many minutes have passed."""
    bench.clock.wait(int(minutes * MINUTE))
    bench.hub.tick()
    return [envelope.body for envelope in bench.sent(bench.hub.state(), kind)]


def test_each_service_says_when_it_is_too_late_for_a_ticket_and_when_numbers_are_given_again(bench: Bench) -> None:
    told = [
        [(state.service, state.issuing) for state in said(bench, minutes, "service")]
        for minutes in (39, 1, 9, 1, 9, 1, 59, 1)
    ]
    assert told == [
        [],
        [("khai-sinh", "too-late")],
        [],
        [("sao-y", "too-late")],
        [],
        [("khai-sinh", "hall-closed"), ("sao-y", "hall-closed")],
        [],
        [("khai-sinh", "open"), ("sao-y", "open")],
    ]


def test_the_hall_says_at_once_that_it_has_closed_and_when_it_opens(bench: Bench) -> None:
    assert said(bench, 59, "hall") == []
    [closed] = said(bench, 1, "hall")
    assert (closed.open, closed.changes_at) == (False, bench.clock.at + 60 * MINUTE)


def test_a_hub_that_does_not_trust_its_clock_sends_nobody_away_by_it(bench: Bench) -> None:
    [closed] = said(bench, 60, "hall")
    assert not closed.open
    bench.clock.trusted = False
    [told] = said(bench, 0, "hall")
    assert (told.open, told.changes_at) == (True, None), "until when, nobody knows"
    assert bench.ask("kiosk-1", ISSUE).ticket is not None
    bench.clock.trusted = True
    [again] = said(bench, 0, "hall")
    assert (again.open, again.changes_at) == (False, closed.changes_at)


def test_an_offer_is_taken_off_its_counter_when_it_expires(bench: Bench) -> None:
    offer = _served(bench)
    [shown] = said(bench, 0, "counter")
    assert shown.offer.id == offer
    said(bench, 1, "counter")  # that no board showed the call
    assert said(bench, 29, "counter") == []
    [expired] = said(bench, 0.01, "counter")
    assert expired.offer is None
    assert said(bench, 1, "counter") == []


def test_an_offer_that_was_used_is_taken_off_its_counter(bench: Bench) -> None:
    offer = _served(bench)
    said(bench, 0, "counter")
    bench.tell("kiosk-1", 1, f.VoteCast(offer=offer, level="satisfied"))
    [used] = said(bench, 0, "counter")
    assert used.offer is None


def test_how_many_counters_serve_is_said_when_it_changes(bench: Bench) -> None:
    for n in (1, 2):
        bench.ask(f"goi-{n}", c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"))
    assert {state.service: state.staffed for state in said(bench, 0, "service")} == {"khai-sinh": 2, "sao-y": 2}
    bench.ask("goi-2", c.PauseCounter(counter="quay-2"))
    assert {state.service: state.staffed for state in said(bench, 0, "service")} == {"khai-sinh": 1, "sao-y": 1}


def _served(bench: Bench) -> str:
    bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    bench.ask("kiosk-1", ISSUE)
    for kind in (c.CallNext, c.StartService, c.CompleteService):
        reply = bench.ask("goi-1", kind(counter="quay-1"))
    return reply.counter.offer.id
