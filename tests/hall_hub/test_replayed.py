"""Messages that were recorded and come again: answered from the record, or refused, and nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract.codec import Sealer
from hall_core.contract.limits import COMMAND_STALE
from hall_core.contract.messages import DeviceState
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.hall import picture
from hall_core.domain.plan_devices import Kiosk
from hall_core.mqtt.link import Arrived
from hall_hub.when import Kept, Now, Stamp, When
from tests.conftest import NINE_IN_THE_MORNING, HandClock, make_plan
from tests.hall_hub.conftest import Bench, uid

ISSUE = c.IssueTicket(service="khai-sinh")
STALE = COMMAND_STALE * 1_000
YEAR = 365 * 24 * 3_600_000


@pytest.fixture
def two(bench: Bench) -> Bench:
    """With a second kiosk."""
    plan = make_plan()
    bench.plan = replace(plan, devices=[*plan.devices, Kiosk(id="kiosk-2")])
    bench.restart()
    return bench


def replies(bench: Bench, message: Arrived) -> list[Any]:
    return [reply.body for reply in bench.sent(bench.hub.handle([message]), "reply")]


def test_an_old_recording_of_a_known_command_is_answered_from_the_record(bench: Bench) -> None:
    message = bench.message("command", "kiosk-1", ISSUE)
    [first] = replies(bench, message)
    bench.clock.wait(YEAR)
    assert replies(bench, message) == [first]
    assert len(bench.hub.hall.tickets) == 1
    assert bench.hub.complaints.counted.total() == 0


def test_a_recording_of_a_command_that_never_came_is_refused_and_not_kept(bench: Bench) -> None:
    bench.ask("kiosk-1", ISSUE)
    message = bench.message("command", "kiosk-1", ISSUE, id=uid(900))
    bench.clock.wait(STALE + 1)
    before = picture(bench.hub.hall)
    [reply] = replies(bench, message)
    assert (reply.to, reply.refusal.reason) == (uid(900), "too-old")
    assert picture(bench.hub.hall) == before
    assert bench.hub.complaints.counted["too-old"] == 1
    assert bench.ask("kiosk-1", ISSUE, id=uid(900)).ticket.number == "A002", "the intent itself is as good as ever"


def test_a_command_that_was_long_on_its_way_is_taken(bench: Bench) -> None:
    message = bench.message("command", "kiosk-1", ISSUE)
    bench.clock.wait(STALE)
    [reply] = replies(bench, message)
    assert reply.ticket.number == "A001"


def test_the_answer_to_one_device_is_not_told_to_another(two: Bench) -> None:
    two.ask("kiosk-1", ISSUE, id=uid(900))
    before = picture(two.hub.hall)
    reply = two.ask("kiosk-2", ISSUE, id=uid(900))
    assert (reply.refusal.reason, reply.refusal.about, reply.ticket) == ("not-yours", "", None)
    assert picture(two.hub.hall) == before
    assert two.ask("kiosk-1", ISSUE, id=uid(900)).ticket.number == "A001", "whose it is has it still"


class Wrong:
    """A kiosk whose clock is believed and wrong, and by it the hub."""

    def __init__(self, bench: Bench, by: int, boot: int = 3) -> None:
        self.bench, self.clock = bench, HandClock()
        self.clock.at += by
        self.sealer = Sealer(boot, self.clock)

    def arrived(self, kind: Any, body: Any) -> Arrived:
        return self.bench.arrived(kind, "kiosk-1", self.sealer.seal(body, self.bench.new_id()))

    def links(self) -> None:
        self.bench.hub.handle([self.arrived("device-state", DeviceState(online=True, role="kiosk", version="x"))])

    def ask(self) -> str:
        [reply] = replies(self.bench, self.arrived("command", ISSUE))
        return reply.refusal.reason if reply.refusal else reply.ticket.number


@pytest.mark.parametrize("by", [-YEAR, -STALE - 1, STALE + 1, YEAR])
def test_nobody_is_turned_away_for_a_wrong_clock_once_the_kiosk_has_said_hello(bench: Bench, by: int) -> None:
    kiosk = Wrong(bench, by)
    kiosk.links()
    assert kiosk.ask() == "A001"
    bench.restart()
    assert kiosk.ask() == "A002"


@pytest.mark.parametrize("by", [-STALE - 1, STALE + 1])
def test_of_a_device_that_never_said_hello_the_clocks_alone_tell(bench: Bench, by: int) -> None:
    assert Wrong(bench, by).ask() == "too-old"


def test_while_the_hub_does_not_know_the_time_no_clock_refuses_anybody(bench: Bench) -> None:
    bench.clock.trusted = False
    assert Wrong(bench, -YEAR).ask() == "A001"


def test_a_recording_is_old_by_the_counters_though_the_box_that_made_it_has_no_time(bench: Bench) -> None:
    kiosk = Wrong(bench, -YEAR)
    kiosk.clock.trusted = False
    kiosk.links()
    message = kiosk.arrived("command", ISSUE)
    bench.clock.wait(STALE + 1)
    [reply] = replies(bench, message)
    assert reply.refusal.reason == "too-old"


def test_a_recording_teaches_the_hub_nothing_about_the_clock_of_its_device() -> None:
    now = Now(NINE_IN_THE_MORNING, 5_000_000, True)
    when = When([], now)
    recorded = Stamp(now.at - STALE - 1, 0, 9, True)
    assert not when.fresh("kiosk-1", recorded, now)
    fact = Stamp(now.at - 5_000, STALE, 9, True)
    assert when.true_at("kiosk-1", uid(500), fact, now) == now.at - 5_000, "by the clock, for nothing else is known"


def test_what_an_earlier_run_of_the_hub_kept_tells_of_freshness_only_by_a_right_clock() -> None:
    kept = [Kept("kiosk-1", 3, NINE_IN_THE_MORNING - 10_000)]
    stamp = Stamp(0, 20_000, 3, False)
    for trusted, fresh in ((True, False), (False, True)):
        now = Now(NINE_IN_THE_MORNING + YEAR, 1_000, trusted)
        assert When(kept, now).fresh("kiosk-1", stamp, now) == fresh


@pytest.mark.parametrize("kind", ["command", "fact"])
def test_what_a_broker_has_kept_is_no_command_and_no_fact(bench: Bench, kind: Any) -> None:
    ticket = bench.ask("kiosk-1", ISSUE).ticket.id
    body = ISSUE if kind == "command" else f.PaperPrinted(ticket=ticket)
    message = replace(bench.message(kind, "kiosk-1", body, seq=1, stream=uid(500)), retained=True)
    before = picture(bench.hub.hall)
    assert bench.hub.handle([message]) == []
    assert picture(bench.hub.hall) == before
    assert bench.hub.complaints.counted["kept"] == 1


def test_a_fact_of_one_device_told_by_another_changes_nothing_and_neithers_outbox_suffers(two: Bench) -> None:
    ticket = two.ask("kiosk-1", ISSUE).ticket.id
    fact = f.PaperFailed(ticket=ticket, reason="paper-out")
    before = picture(two.hub.hall)
    assert two.tell("kiosk-2", 1, fact, stream=uid(500)) == 1, "acknowledged, or it would come for ever"
    assert picture(two.hub.hall) == before
    assert two.hub.complaints.counted["not-yours"] == 1
    assert two.tell("kiosk-1", 1, fact, stream=uid(500)) == 1
    assert two.hub.hall.tickets[ticket].paper == "failed"


def test_a_vote_that_another_kiosk_repeats_counts_once(two: Bench) -> None:
    two.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    two.ask("kiosk-1", ISSUE)
    for kind in (c.CallNext, c.StartService, c.CompleteService):
        two.ask("goi-1", kind(counter="quay-1"))
    [offer] = two.hub.hall.offers
    for device in ("kiosk-1", "kiosk-2"):
        two.tell(device, 1, f.VoteCast(offer=offer, level="satisfied"), stream=uid(500))
        assert two.hub.hall.offers[offer].used
    rows = two.ledger._db.execute("SELECT json_extract(body, '$.type') FROM event WHERE body LIKE '%vote%'").fetchall()
    assert [type for (type,) in rows] == ["vote-recorded", "vote-refused"]
