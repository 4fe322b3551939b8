"""One ticket, one call, over the real broker and the real hub; and what stays true when parts of it die."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections import Counter
from typing import Any

import pytest
from paho.mqtt import publish

from hall_core.contract import limits
from hall_core.contract.messages import CounterState, ServiceState
from hall_core.domain import commands as c
from hall_core.domain.facts import CallWasShown, PaperPrinted
from hall_core.mqtt.heard import CallHeard, HubBack, HubQuiet, LinkDown, LinkUp, StateHeard, Unanswered
from tests.flows.conftest import Device, RunningHall

pytestmark = pytest.mark.timeout(60)
ISSUE = c.IssueTicket(service="khai-sinh")


def events(hall: RunningHall, type: str) -> list[dict[str, Any]]:
    """What the ledger on the disk says, read by another process."""
    with sqlite3.connect(hall.folder / "hub" / "ledger.sqlite") as db:
        rows = [json.loads(body) for (body,) in db.execute("SELECT body FROM event ORDER BY seq")]
    db.close()
    return [row for row in rows if row["type"] == type]


def wait_for_events(hall: RunningHall, type: str, count: int) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        found = events(hall, type)
        if len(found) >= count:
            return found
        threading.Event().wait(0.02)
    raise AssertionError(f"no {count} {type} in the ledger, but {events(hall, type)}")


def opened(hall: RunningHall, n: int) -> Device:
    caller = hall.device(f"goi-{n}", ("counter", f"quay-{n}"))
    reply = caller.answer(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"))
    assert reply.refusal is None
    return caller


def test_a_ticket_is_issued_called_shown_and_the_officer_knows_it_was_shown(hall: RunningHall) -> None:
    board = hall.device("bang-1", ("call", "sanh"), ("service", "+"))
    kiosk, caller = hall.device("kiosk-1"), opened(hall, 1)
    ticket = kiosk.answer(ISSUE).ticket
    assert ticket is not None
    assert (ticket.number, ticket.ahead) == ("A001", 0)
    kiosk.station.tell(PaperPrinted(ticket=ticket.id))
    board.expect(StateHeard, lambda heard: isinstance(heard.state, ServiceState) and heard.state.waiting == 1)
    caller.answer(c.CallNext(counter="quay-1"))
    call = board.expect(CallHeard).call
    assert (call.number, call.counter_number) == ("A001", 1)
    board.station.tell(CallWasShown(call=call.id, how="painted"))
    caller.expect(StateHeard, lambda heard: isinstance(heard.state, CounterState) and heard.state.seen is True)
    wait_for_events(hall, "ticket-printed", 1)


@pytest.mark.parametrize("hall", [16], indirect=True)
def test_sixteen_counters_pressing_next_at_once_call_each_of_200_people_exactly_once(hall: RunningHall) -> None:
    kiosk = hall.device("kiosk-1")
    callers = [opened(hall, n) for n in range(1, 17)]
    for _ in range(200):
        kiosk.answer(ISSUE)
    called: list[str] = []
    together = threading.Barrier(16)

    def press(n: int, caller: Device) -> None:
        together.wait()
        while True:
            reply = caller.answer(c.CallNext(counter=f"quay-{n}"))
            if reply.refusal is not None:
                assert reply.refusal.reason == "nobody-waiting"
                return
            assert reply.counter is not None
            assert reply.counter.ticket is not None
            called.append(reply.counter.ticket.number)
            caller.answer(c.StartService(counter=f"quay-{n}"))

    threads = [threading.Thread(target=press, args=(n, caller)) for n, caller in enumerate(callers, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(called) == [f"A{n:03d}" for n in range(1, 201)]
    assert Counter(event["ticket"] for event in events(hall, "ticket-called")).most_common(1)[0][1] == 1


def test_a_hub_killed_at_work_is_back_with_everything_it_had_answered(hall: RunningHall) -> None:
    kiosk = hall.device("kiosk-1")
    numbers = []
    for _ in range(3):
        for _ in range(5):
            ticket = kiosk.answer(ISSUE).ticket
            assert ticket is not None
            numbers.append(ticket.number)
        hall.hub.kill()
        hall.start_hub()
    assert numbers == [f"A{n:03d}" for n in range(1, 16)]
    assert [event["number"] for event in events(hall, "ticket-issued")] == numbers


def test_a_command_asked_while_the_hub_is_away_is_answered_once_when_it_is_back(hall: RunningHall) -> None:
    kiosk = hall.device("kiosk-1")
    hall.hub.kill()
    asked = kiosk.station.ask(ISSUE)
    hall.start_hub()
    assert kiosk.expect(object, lambda heard: getattr(getattr(heard, "reply", None), "to", None) == asked)
    assert [event["ticket"] for event in events(hall, "ticket-issued")] == [asked]


def test_facts_told_while_all_is_down_reach_the_ledger_in_order_afterwards(hall: RunningHall) -> None:
    kiosk = hall.device("kiosk-1")
    tickets = [ticket.id for ticket in (kiosk.answer(ISSUE).ticket for _ in range(30)) if ticket]
    hall.hub.kill()
    hall.broker.kill()
    for ticket in tickets:
        kiosk.station.tell(PaperPrinted(ticket=ticket))
    kiosk.expect(LinkDown)
    hall.restart_broker()
    hall.start_hub()
    printed = wait_for_events(hall, "ticket-printed", 30)
    assert [event["ticket"] for event in printed] == tickets


def test_a_broker_that_forgot_everything_is_told_everything_again(hall: RunningHall) -> None:
    kiosk = hall.device("kiosk-1", ("service", "+"))
    kiosk.answer(ISSUE)
    hall.broker.kill()
    kiosk.expect(LinkDown)
    for file in (hall.folder / "broker" / "data").iterdir():
        file.unlink()
    hall.restart_broker()
    kiosk.expect(LinkUp, seconds=15)
    kiosk.expect(
        StateHeard, lambda heard: isinstance(heard.state, ServiceState) and heard.state.waiting == 1, seconds=15
    )


def test_nobody_answering_is_told_and_not_tried_for_ever(hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COMMAND_GIVE_UP", 0.3)
    kiosk = hall.device("kiosk-1")
    hall.hub.kill()
    asked = kiosk.station.ask(ISSUE)
    assert kiosk.expect(Unanswered).command == asked


def test_a_silent_hub_is_noticed_and_so_is_its_return(hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STALE_AFTER", 0.5)
    kiosk = hall.device("kiosk-1", ("hall",))
    kiosk.answer(ISSUE)
    hall.hub.kill()
    assert kiosk.expect(HubQuiet).since is not None
    hall.start_hub()
    kiosk.expect(HubBack)


def test_garbage_on_every_topic_changes_nothing_and_the_next_citizen_is_served(hall: RunningHall) -> None:
    host, port = hall.broker.address
    kiosk = hall.device("kiosk-1")
    topics = ["dev/kiosk-1/up/command", "dev/kiosk-1/up/fact", "dev/nobody/up/command", "dev/kiosk-1/state"]
    payloads = [b"\x00\xff", b"", b"{}", b"[[[[", b'{"v":9,"id":"x"}', b"null", "không".encode("utf-16")]
    messages = [
        {"topic": f"motcua/v1/thu/{topic}", "payload": payload, "qos": 1} for topic in topics for payload in payloads
    ]
    publish.multiple(messages, hostname=host, port=port)
    ticket = kiosk.answer(ISSUE).ticket
    assert ticket is not None
    assert ticket.number == "A001"
    assert len(events(hall, "ticket-issued")) == 1
