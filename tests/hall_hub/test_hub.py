"""What the hub promises about commands, answers and its ledger."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from hall_core.contract.messages import DeviceState, Health
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.hall import picture
from hall_core.mqtt.link import Arrived
from hall_hub import hub as hub_module
from tests.hall_hub.conftest import Bench, uid

ISSUE = c.IssueTicket(service="khai-sinh")
DAY = 24 * 3600 * 1000


def open_counter(bench: Bench, n: int = 1) -> None:
    bench.ask(f"goi-{n}", c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"))


def test_the_same_command_id_gets_the_same_answer_and_causes_nothing_more(bench: Bench) -> None:
    first = bench.ask("kiosk-1", ISSUE, id=uid(900))
    bench.ask("kiosk-1", ISSUE)
    again = bench.ask("kiosk-1", ISSUE, id=uid(900))
    assert again == first
    assert [t.number for t in bench.hub.hall.tickets.values()] == ["A001", "A002"]


def test_the_same_answer_is_given_after_a_restart(bench: Bench) -> None:
    first = bench.ask("kiosk-1", ISSUE, id=uid(900))
    bench.restart()
    assert bench.ask("kiosk-1", ISSUE, id=uid(900)) == first
    assert len(bench.hub.hall.tickets) == 1


def test_a_command_repeated_within_one_batch_is_done_once(bench: Bench) -> None:
    message = bench.message("command", "kiosk-1", ISSUE)
    replies = bench.sent(bench.hub.handle([message, message, message]), "reply")
    assert len({reply.body.ticket.number for reply in replies}) == 1
    assert len(replies) == 3
    assert len(bench.hub.hall.tickets) == 1


def test_a_refusal_is_kept_as_the_answer_too(bench: Bench) -> None:
    refused = bench.ask("goi-1", c.CallNext(counter="quay-1"), id=uid(901))
    open_counter(bench)
    bench.ask("kiosk-1", ISSUE)
    assert refused.refusal.reason == "counter-closed"
    assert bench.ask("goi-1", c.CallNext(counter="quay-1"), id=uid(901)) == refused


def test_a_restarted_hub_is_in_the_state_it_was_in(bench: Bench) -> None:
    open_counter(bench)
    for _ in range(3):
        bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh", priority="cao-tuoi"))
    for command in (c.CallNext, c.Recall, c.StartService, c.CallNext, c.MarkNoShow, c.CallNext):
        bench.ask("goi-1", command(counter="quay-1"))
        bench.clock.wait(100)
    before = picture(bench.hub.hall)
    bench.restart()
    assert picture(bench.hub.hall) == before


def test_a_call_is_published_once_and_its_repeat_not(bench: Bench) -> None:
    open_counter(bench)
    bench.ask("kiosk-1", ISSUE)
    message = bench.message("command", "goi-1", c.CallNext(counter="quay-1"))
    [call] = bench.sent(bench.hub.handle([message]), "call")
    assert (call.body.number, call.body.counter_number, call.body.sequence) == ("A001", 1, 1)
    assert bench.sent(bench.hub.handle([message]), "call") == []


def test_next_completes_the_one_being_served_and_calls_the_next(bench: Bench) -> None:
    open_counter(bench)
    for _ in range(2):
        bench.ask("kiosk-1", ISSUE)
    bench.ask("goi-1", c.CallNext(counter="quay-1"))
    bench.ask("goi-1", c.StartService(counter="quay-1"))
    reply = bench.ask("goi-1", c.CallNext(counter="quay-1"))
    assert reply.counter.ticket.number == "A002"
    assert [t.state for t in bench.hub.hall.tickets.values()] == ["completed", "called"]


def test_next_with_nobody_waiting_leaves_the_person_being_served_where_he_is(bench: Bench) -> None:
    open_counter(bench)
    bench.ask("kiosk-1", ISSUE)
    bench.ask("goi-1", c.CallNext(counter="quay-1"))
    bench.ask("goi-1", c.StartService(counter="quay-1"))
    reply = bench.ask("goi-1", c.CallNext(counter="quay-1"))
    assert reply.refusal.reason == "nobody-waiting"
    assert reply.counter.ticket.state == "serving"


@pytest.mark.parametrize(
    ("device", "command", "reason"),
    [
        ("kiosk-9", ISSUE, "unknown-device"),
        ("bang-1", ISSUE, "not-yours"),
        ("kiosk-1", c.CallNext(counter="quay-1"), "not-yours"),
        ("goi-1", c.CallNext(counter="quay-2"), "not-yours"),
        ("goi-1", c.OpenCounter(counter="quay-1", officer="ai-do"), "unknown-officer"),
        ("goi-1", c.CallNext(counter="quay-1"), "counter-closed"),
        ("goi-1", c.CallNext(counter="quay-1", expects=5), "stale"),
        ("goi-1", c.Recall(counter="quay-1"), "counter-closed"),
        ("goi-1", c.CompleteService(counter="quay-1"), "no-ticket"),
        ("goi-1", c.ResumeCounter(counter="quay-1"), "counter-not-paused"),
        ("goi-1", c.CloseCounter(counter="quay-1"), "counter-closed"),
        ("kiosk-1", c.IssueTicket(service="khac"), "unknown-service"),
        ("kiosk-1", c.IssueTicket(service="sao-y", priority="cao-tuoi"), "unknown-priority"),
        ("kiosk-1", c.CancelTicket(ticket=uid(77)), "unknown-ticket"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(bench: Bench, device: str, command: Any, reason: str) -> None:
    before = picture(bench.hub.hall)
    assert bench.ask(device, command).refusal.reason == reason
    assert picture(bench.hub.hall) == before


def test_a_counter_is_not_left_with_somebody_at_it(bench: Bench) -> None:
    open_counter(bench)
    bench.ask("kiosk-1", ISSUE)
    bench.ask("goi-1", c.CallNext(counter="quay-1"))
    assert bench.ask("goi-1", c.PauseCounter(counter="quay-1")).refusal.reason == "unanswered-call"
    assert bench.ask("goi-1", c.CloseCounter(counter="quay-1")).refusal.reason == "ticket-in-hand"


def test_numbers_that_wrap_pass_over_those_still_held(bench: Bench) -> None:
    given = [bench.ask("kiosk-1", c.IssueTicket(service="sao-y")).ticket for _ in range(4)]
    assert [ticket.number for ticket in given] == ["B10", "B11", "B12", "B13"]
    assert bench.ask("kiosk-1", c.IssueTicket(service="sao-y")).refusal.reason == "numbers-spent"
    bench.ask("kiosk-1", c.CancelTicket(ticket=given[1].id))
    assert bench.ask("kiosk-1", c.IssueTicket(service="sao-y")).ticket.number == "B11"


def test_a_call_no_board_has_painted_in_three_seconds_is_told_to_the_officer(bench: Bench) -> None:
    open_counter(bench)
    bench.ask("kiosk-1", ISSUE)
    bench.ask("goi-1", c.CallNext(counter="quay-1"))
    bench.hub.state()
    bench.clock.wait(2_900)
    bench.hub.tick()
    assert not bench.hub.touched
    bench.clock.wait(200)
    bench.hub.tick()
    [state] = bench.sent(bench.hub.state(), "counter")
    assert state.body.seen is False


def tell(bench: Bench, seq: int, fact: Any, device: str = "kiosk-1", stream: str = uid(500)) -> int:
    [ack] = bench.sent(bench.hub.handle([bench.message("fact", device, fact, seq=seq, stream=stream)]), "ack")
    assert ack.body.stream == stream
    return ack.body.up_to


def test_facts_are_recorded_in_order_once_and_a_gap_is_asked_for_again(bench: Bench) -> None:
    ticket = bench.ask("kiosk-1", ISSUE).ticket.id
    printed = f.PaperPrinted(ticket=ticket)
    assert tell(bench, 2, printed) == 0, "a gap: nothing is acknowledged"
    assert bench.hub.hall.tickets[ticket].paper == "unknown"
    assert tell(bench, 1, f.PaperFailed(ticket=ticket, reason="paper-out")) == 1
    assert tell(bench, 2, printed) == 2
    assert tell(bench, 1, f.PaperFailed(ticket=ticket, reason="paper-out")) == 2, "old: acknowledged again"
    assert bench.hub.hall.tickets[ticket].paper == "printed"
    bench.restart()
    assert tell(bench, 2, printed) == 2


def test_a_device_whose_older_facts_are_gone_for_good_can_go_on(bench: Bench) -> None:
    state = DeviceState(online=True, role="kiosk", version="x", stream=uid(500), facts_from=40)
    bench.hub.handle([bench.message("device-state", "kiosk-1", state)])
    ticket = bench.ask("kiosk-1", ISSUE).ticket.id
    assert tell(bench, 40, f.PaperPrinted(ticket=ticket)) == 40


def test_another_outbox_of_the_same_device_begins_with_its_first_fact(bench: Bench) -> None:
    state = DeviceState(online=True, role="kiosk", version="x", stream=uid(500), facts_from=40)
    bench.hub.handle([bench.message("device-state", "kiosk-1", state)])
    ticket = bench.ask("kiosk-1", ISSUE).ticket.id
    assert tell(bench, 2, f.PaperPrinted(ticket=ticket), stream=uid(501)) == 0
    assert tell(bench, 1, f.PaperPrinted(ticket=ticket), stream=uid(501)) == 1


def test_the_business_day_turns_and_closes_what_was_open(bench: Bench) -> None:
    open_counter(bench)
    ticket = bench.ask("kiosk-1", ISSUE).ticket.id
    bench.clock.wait(DAY)
    bench.hub.tick()
    assert bench.hub.hall.day == "2026-11-22"
    assert bench.hub.hall.tickets == {}
    assert bench.ask("kiosk-1", ISSUE).ticket.number == "A001"
    with closing(sqlite3.connect(bench.file)) as db:
        events = [body for (body,) in db.execute("SELECT body FROM event")]
    assert any('"ticket-expired"' in body and ticket in body for body in events)


def test_a_clock_that_is_not_trusted_turns_no_day_and_a_provisional_day_keeps_its_tickets(bench: Bench) -> None:
    bench.clock.trusted = False
    bench.clock.at = 0
    bench.hub.tick()
    assert bench.hub.hall.day == "2026-11-21"


def test_a_day_begun_in_1970_gets_its_date_and_keeps_its_tickets(plan: Any, clock: Any, tmp_path: Any) -> None:
    clock.at, clock.trusted, right = 1_000, False, clock.at
    bench = Bench(plan, tmp_path / "new.sqlite", clock)
    number = bench.ask("kiosk-1", ISSUE).ticket.number
    clock.at, clock.trusted = right, True
    bench.hub.tick()
    assert bench.hub.hall.day == "2026-11-21"
    assert [t.number for t in bench.hub.hall.tickets.values()] == [number]
    bench.restart()
    assert bench.hub.hall.day == "2026-11-21"
    bench.close()


def problems(bench: Bench) -> list[str]:
    return json.loads(bench.hub.presence(online=True).payload)["body"]["problems"]


@pytest.mark.parametrize(
    ("topic", "payload", "key"),
    [
        ("motcua/v1/thu/dev/kiosk-1/up/command", b"\xff\xfe", "malformed"),
        ("motcua/v1/thu/dev/kiosk-1/up/command", b"", "malformed"),
        ("motcua/v1/thu/dev/kiosk-1/up/command", b"[" * 5000, "malformed"),
        ("motcua/v1/thu/dev/kiosk-1/up/command", b"x" * 9000, "oversized"),
        ("motcua/v1/thu/dev/kiosk-1/up/command", b'{"v":2,"id":"%s"}' % uid(5).encode(), "unsupported-version"),
        ("motcua/v1/thu/state/hall", b"{}", "misaddressed"),
        ("motcua/v1/khac/dev/kiosk-1/up/command", b"{}", "misaddressed"),
    ],
)
def test_a_bad_message_is_counted_logged_once_and_changes_nothing(
    bench: Bench, caplog: pytest.LogCaptureFixture, topic: str, payload: bytes, key: str
) -> None:
    before = picture(bench.hub.hall)
    for _ in range(3):
        bench.hub.handle([Arrived(topic, payload, False)])
    assert bench.hub.complaints.counted[key] == 3
    assert len([r for r in caplog.records if key in r.getMessage()]) == 1
    assert picture(bench.hub.hall) == before


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b'{"v":1,"id":"%s","body":{"type":"dance"}}', "malformed"),
        (b'{"v":3,"id":"%s","body":{"type":"issue"}}', "unsupported-version"),
        (b'{"v":1,"id":"%s","body":{"type":"issue","service":"' + b"x" * 8_500 + b'"}}', "oversized"),
    ],
)
def test_a_bad_command_is_refused_by_what_is_wrong_with_it(bench: Bench, payload: bytes, reason: str) -> None:
    message = Arrived("motcua/v1/thu/dev/kiosk-1/up/command", payload.replace(b"%s", uid(5).encode()), False)
    [reply] = bench.sent(bench.hub.handle([message]), "reply")
    assert (reply.body.to, reply.body.refusal.reason) == (uid(5), reason)


def test_what_was_refused_is_counted_in_the_hubs_health(bench: Bench) -> None:
    for topic in ("motcua/v1/thu/state/hall", "motcua/v1/thu/dev/kiosk-1/up/command"):
        bench.hub.handle([Arrived(topic, b"{", False)])
    [health] = bench.sent([bench.hub.health(Health(uptime_s=1))], "device-health")
    assert health.body.refused == 2


def test_one_bad_message_does_not_harm_its_neighbours_in_the_batch(bench: Bench) -> None:
    bad = Arrived("motcua/v1/thu/dev/kiosk-1/up/command", b"{", False)
    out = bench.hub.handle([bad, bench.message("command", "kiosk-1", ISSUE), bad])
    assert [reply.body.ticket.number for reply in bench.sent(out, "reply")] == ["A001"]


def test_a_mistake_of_ours_costs_only_the_command_that_met_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    decide = hub_module.decide

    def stumbles(hall: Any, command: Any, asked: Any) -> Any:
        if isinstance(command, c.IssueTicket) and command.service == "sao-y":
            raise ZeroDivisionError
        return decide(hall, command, asked)

    monkeypatch.setattr(hub_module, "decide", stumbles)
    commands = [ISSUE, c.IssueTicket(service="sao-y"), ISSUE]
    out = bench.hub.handle([bench.message("command", "kiosk-1", command) for command in commands])
    bodies = [reply.body for reply in bench.sent(out, "reply")]
    assert [body.refusal.reason if body.refusal else body.ticket.number for body in bodies] == [
        "A001",
        "internal-error",
        "A002",
    ]
    before = picture(bench.hub.hall)
    bench.restart()
    assert picture(bench.hub.hall) == before
