"""How much each device may send."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract import questions as q
from hall_core.contract.messages import DeviceState
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.hall import picture
from hall_core.domain.plan_devices import Caller, Desk
from hall_hub.hub import Hub
from hall_hub.pace import KEYS, LOOK_UPS, NEVER, OFFICERS, QUIET, STATES, TAPS, Pace
from tests.conftest import HandClock, make_plan
from tests.hall_hub.conftest import Bench, uid
from tests.hall_hub.desk_plan import desk_plan

ISSUE = c.IssueTicket(service="khai-sinh")


# --- The buckets --------------------------------------------------------------------------------------------------


def taken(pace: Pace, device: str, way: Any, times: int, now: int = 0) -> int:
    return [pace.takes(device, way, now) for _ in range(times)].count("taken")


def test_a_burst_is_taken_and_then_as_many_as_time_brings() -> None:
    pace = Pace(desk_plan())
    assert taken(pace, "kiosk-1", "command", 1_000) == TAPS.at_once
    assert taken(pace, "kiosk-1", "command", 1_000, now=2_000) == 2 * TAPS.per_second
    assert taken(pace, "kiosk-1", "command", 1_000, now=10_000_000) == TAPS.at_once


def test_each_device_and_each_kind_has_its_own() -> None:
    pace = Pace(desk_plan())
    taken(pace, "kiosk-1", "command", 1_000)
    assert pace.takes("goi-1", "command", 0) == "taken"
    assert pace.takes("kiosk-1", "fact", 0) == "taken"
    assert taken(pace, "ban-dieu-hanh", "command", 1_000) == OFFICERS.at_once


def test_a_call_box_has_as_many_as_its_counters_together() -> None:
    desks = [Desk(counter=f"quay-{n}", officer=f"can-bo-{n}") for n in (1, 2, 3)]
    plan = replace(make_plan(), devices=[Caller(id="hop", desks=desks)])
    assert taken(Pace(plan), "hop", "command", 1_000) == 3 * KEYS.at_once


@pytest.mark.parametrize("device", ["bang-1", "bang-hoi", "la-ai"])
def test_what_a_device_has_no_business_to_send_is_soon_not_even_refused(device: str) -> None:
    assert taken(Pace(desk_plan()), device, "command", 100) == NEVER.at_once


def test_devices_that_nobody_knows_share_one_bucket() -> None:
    pace = Pace(desk_plan())
    assert sum(taken(pace, f"la-{n}", "fact", 1) for n in range(100)) == NEVER.at_once
    assert pace.floods(0) == {"": ["fact"]}


def test_the_first_one_too_many_is_told_from_those_that_follow_until_a_minute_was_quiet() -> None:
    pace = Pace(desk_plan())
    taken(pace, "kiosk-1", "command", TAPS.at_once)
    assert [pace.takes("kiosk-1", "command", 0) for _ in range(3)] == ["first", "over", "over"]
    assert pace.floods(QUIET) == {"kiosk-1": ["command"]}
    assert pace.floods(QUIET + 1) == {}
    taken(pace, "kiosk-1", "command", TAPS.at_once, now=QUIET + 1)
    assert pace.takes("kiosk-1", "command", QUIET + 1) == "first"


def test_for_measuring_there_is_another_bound_or_none() -> None:
    assert taken(Pace(desk_plan(), 0), "kiosk-1", "command", 10_000) == 10_000
    assert taken(Pace(desk_plan(), 100), "kiosk-1", "command", 10_000) == 400
    assert taken(Pace(desk_plan(), 100), "bang-1", "command", 10_000) == NEVER.at_once


@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=200))
def test_never_more_than_the_burst_and_what_time_brings(waits: list[int]) -> None:
    pace, now, took = Pace(desk_plan()), 0, 0
    for wait in waits:
        now += wait
        took += taken(pace, "kiosk-1", "device-state", 5, now)
        assert took <= STATES.at_once + now / 1_000 * STATES.per_second + 1e-6


# --- In the hub ---------------------------------------------------------------------------------------------------


@pytest.fixture
def bench(clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(desk_plan(), tmp_path / "ledger.sqlite", clock)
    yield bench
    bench.close()


def flood(bench: Bench, times: int = 200, device: str = "kiosk-1", command: c.Command = ISSUE) -> list[Any]:
    """The replies to so many commands that come at once."""
    messages = [bench.message("command", device, command) for _ in range(times)]
    return [reply.body for reply in bench.sent(bench.hub.handle(messages), "reply")]


def test_of_commands_too_many_the_first_is_refused_and_the_rest_dropped(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    refused, *done = flood(bench)
    assert [reply.refusal for reply in done] == [None] * TAPS.at_once
    assert refused.refusal.reason == "too-many"
    assert flood(bench) == []
    assert len(bench.hub.hall.tickets) == TAPS.at_once
    assert bench.hub.complaints.counted["too-many"] == 400 - TAPS.at_once
    assert len([record for record in caplog.records if "too-many" in record.getMessage()]) == 1


def test_a_command_that_was_one_too_many_may_be_tried_again_under_the_same_id(bench: Bench) -> None:
    flood(bench, TAPS.at_once)
    assert bench.ask("kiosk-1", ISSUE, id=uid(9_000)).refusal.reason == "too-many"
    bench.clock.wait(1_000)
    assert bench.ask("kiosk-1", ISSUE, id=uid(9_000)).ticket.number == f"A{TAPS.at_once + 1:03d}"


def test_the_others_are_answered_in_the_same_batch(bench: Bench) -> None:
    messages = [bench.message("command", "kiosk-1", ISSUE) for _ in range(300)]
    messages.append(bench.message("command", "goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1")))
    topics = [p.topic for p in bench.hub.handle(messages)]
    assert bench.topics.to("reply", "goi-1") in topics


def test_a_flood_is_the_hubs_problem_with_the_devices_name_until_it_was_quiet_for_a_minute(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    bench.hub.tick()
    assert bench.problems() == []
    flood(bench)
    flood(bench, device="la-ai")
    bench.hub.tick()
    bench.hub.tick()
    [(problem, words)] = bench.problems()
    assert problem == "flood"
    assert words == "a device that the hall file does not have sends too much: command; kiosk-1 sends too much: command"
    bench.clock.wait(QUIET)
    flood(bench, 400)
    bench.hub.tick()
    bench.clock.wait(1)
    bench.hub.tick()
    assert bench.problems() == [("flood", "kiosk-1 sends too much: command")]
    bench.clock.wait(QUIET)
    bench.hub.tick()
    assert bench.problems() == []
    assert len([line for line in caplog.messages if line.startswith("kiosk-1 sends too much")]) == 1
    assert "kiosk-1 has been quiet for a minute" in caplog.messages


def test_an_alert_of_a_flood_that_an_earlier_run_left_is_taken_back(bench: Bench) -> None:
    alerts = [p for p in bench.hub.announcement() if "/alert/" in p.topic]
    assert [p.payload for p in alerts if p.topic.endswith("/flood")] == [b""]


def test_facts_too_many_are_not_taken_and_come_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hall_hub.pace.FACTS", replace(STATES, at_once=3, per_second=1))
    bench.restart()
    ticket = bench.ask("kiosk-1", ISSUE).ticket.id
    fact = f.PaperPrinted(ticket=ticket, again=True)
    messages = [bench.message("fact", "kiosk-1", fact, seq=n, stream=uid(500)) for n in range(1, 6)]
    [ack] = bench.sent(bench.hub.handle(messages), "ack")
    assert ack.body.up_to == 3
    bench.clock.wait(2_000)
    [ack] = bench.sent(bench.hub.handle(messages[3:]), "ack")
    assert ack.body.up_to == 5


def test_states_too_many_are_passed_over(bench: Bench) -> None:
    state = DeviceState(online=True, role="board", version="x")
    messages = [bench.message("device-state", "bang-1", state) for _ in range(STATES.at_once + 5)]
    assert bench.hub.handle(messages) == []
    assert bench.hub.complaints.counted["too-many"] == 5


def test_whoever_guesses_codes_is_told_once_and_then_nothing(bench: Bench) -> None:
    messages = [bench.message("question", "kiosk-1", q.AskDossier(code=f"H41.16-210612-{n:04d}")) for n in range(100)]
    told = [answer.body.body for answer in bench.sent(bench.hub.answers(messages), "answer")]
    assert len(told) == LOOK_UPS.at_once + 1
    assert [type(x) for x in told[:-1]] == [q.DossierTold] * LOOK_UPS.at_once
    assert told[-1] == q.CannotTell(reason="too-many")
    part = q.AskPart(catalogue="procedures", digest="0" * 16, index=0)
    assert bench.wonder("kiosk-1", part) == q.CannotTell(reason="other-edition"), "catalogues go on"
    bench.hub.tick()
    assert bench.problems() == [("flood", "kiosk-1 sends too much: look-up")]


def test_questions_too_many_are_dropped_before_anybody_reads_them(bench: Bench) -> None:
    messages = [bench.message("question", "goi-1", q.AskOffer(ticket=uid(1))) for _ in range(20)]
    told = [answer.body.body.reason for answer in bench.sent(bench.hub.answers(messages), "answer")]
    assert told == ["not-yours"] * NEVER.at_once + ["too-many"]


def test_a_disk_that_refuses_and_a_flood_at_once_refuse_only_what_was_let_in(bench: Bench) -> None:
    import sqlite3

    bench.ledger._db.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(bench.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    before = picture(bench.hub.hall)
    reasons = [reply.refusal.reason for reply in flood(bench)]
    other.execute("ROLLBACK")
    other.close()
    assert sorted(reasons) == ["storage"] * TAPS.at_once + ["too-many"]
    assert picture(bench.hub.hall) == before


def test_for_measuring_the_hub_takes_all(bench: Bench) -> None:
    bench.hub = Hub(bench.plan, bench.ledger, bench.knowledge, bench.clock, 1, Pace(bench.plan, 0))
    assert [reply.refusal for reply in flood(bench)] == [None] * 200
