"""Facts of devices that were away: when they were true, what they void, what is asked of the ledger."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract.codec import Sealer
from hall_core.contract.messages import DeviceState
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.hall import picture
from hall_core.domain.plan_devices import Kiosk, Pad
from tests.conftest import HandClock, make_plan
from tests.hall_hub.conftest import Bench, uid

ISSUE = c.IssueTicket(service="khai-sinh")
HOUR = 3_600_000
DAY = 24 * HOUR


def here(n: int, **changes: Any) -> f.IssuedHere:
    fact = {"ticket": uid(900 + n), "number": f"A{899 + n}", "value": 899 + n, "service": "khai-sinh"}
    return f.IssuedHere(**{**fact, "day": "2026-11-21", **changes})


class Away:
    """A kiosk with its own clocks, whose facts wait in an outbox."""

    def __init__(self, bench: Bench, device: str = "kiosk-1", *, boot: int = 3, wrong: int = 0) -> None:
        self.bench, self.device = bench, device
        self.clock = HandClock()
        self.clock.at += wrong
        self.clock.trusted = not wrong
        self.sealer = Sealer(boot, self.clock)
        self.outbox: list[Any] = []
        self.told = 0

    def wait(self, ms: int) -> None:
        """Time passes here and at the hub."""
        self.clock.wait(ms)
        self.bench.clock.wait(ms)

    def write(self, fact: f.Fact) -> None:
        seq = self.told + len(self.outbox) + 1
        self.outbox.append(self.sealer.seal(fact, self.bench.new_id(), seq=seq, stream=uid(500)))

    def present(self) -> None:
        """The link is there again: the kiosk says who it is."""
        state = DeviceState(online=True, role="kiosk", version="x", stream=uid(500))
        sealed = self.sealer.seal(state, self.bench.new_id())
        self.bench.hub.handle([self.bench.arrived("device-state", self.device, sealed)])

    def tell(self) -> None:
        """All that waits, in one batch as the hub would find it."""
        self.bench.hub.handle([self.bench.arrived("fact", self.device, sealed) for sealed in self.outbox])
        self.told += len(self.outbox)
        self.outbox.clear()


def numbers(bench: Bench) -> list[str]:
    return [bench.hub.hall.tickets[id].number for id in bench.hub.hall.by_arrival]


def bodies(bench: Bench, type: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(bench.file)) as db:
        events = [json.loads(body) for (body,) in db.execute("SELECT body FROM event ORDER BY seq")]
    return [event for event in events if event["type"] == type]


@pytest.mark.parametrize("wrong", [0, -40 * 365 * DAY, 3 * DAY])
def test_a_kiosk_that_was_away_stands_in_true_order_whatever_its_clock(bench: Bench, wrong: int) -> None:
    kiosk = Away(bench, wrong=wrong)
    kiosk.present()
    for n in (1, 2, 3):
        bench.ask("kiosk-1", ISSUE)
        kiosk.wait(1_000)
        kiosk.write(here(n))
        kiosk.wait(1_000)
    kiosk.tell()
    assert numbers(bench) == ["A001", "A900", "A002", "A901", "A003", "A902"]


def test_two_kiosks_that_were_away_stand_in_true_order_whoever_is_back_first(bench: Bench) -> None:
    plan = make_plan()
    bench.plan = replace(plan, devices=[*plan.devices, Kiosk(id="kiosk-2")])
    bench.restart()
    one, two = Away(bench), Away(bench, "kiosk-2", wrong=-DAY)
    one.present()
    two.present()
    for n in range(1, 5):
        one.clock.wait(1_000)
        two.wait(1_000)
        (one if n % 2 else two).write(here(n))
    two.tell()
    one.tell()
    assert numbers(bench) == ["A900", "A901", "A902", "A903"]


def test_a_hub_that_restarted_meanwhile_still_knows_the_age_of_what_it_is_told(bench: Bench) -> None:
    """The kiosk does not know the time and says nothing fresh before its facts come."""
    kiosk = Away(bench, wrong=-40 * 365 * DAY)
    kiosk.present()
    bench.ask("kiosk-1", ISSUE)
    kiosk.wait(1_000)
    kiosk.write(here(1))
    bench.restart()
    kiosk.wait(1_000)
    bench.ask("kiosk-1", ISSUE)
    kiosk.tell()
    assert numbers(bench) == ["A001", "A900", "A002"]
    before = picture(bench.hub.hall)
    bench.restart()
    assert picture(bench.hub.hall) == before


def test_the_last_will_of_a_box_says_nothing_about_its_clock(bench: Bench) -> None:
    """The broker speaks it now, but it was sealed when the program started."""
    kiosk = Away(bench, wrong=-40 * 365 * DAY)
    gone = DeviceState(online=False, role="kiosk", version="x", stream=uid(500))
    will = kiosk.sealer.seal(gone, bench.new_id())
    kiosk.wait(1_000)
    kiosk.present()
    kiosk.wait(1_000)
    bench.ask("kiosk-1", ISSUE)
    kiosk.wait(1_000)
    kiosk.write(here(1))
    kiosk.wait(1_000)
    bench.ask("kiosk-1", ISSUE)
    bench.restart()
    bench.hub.handle([bench.arrived("device-state", "kiosk-1", will)])
    kiosk.tell()
    assert numbers(bench) == ["A001", "A900", "A002"]


def test_what_a_device_tells_only_the_device_it_is_may_tell(bench: Bench) -> None:
    assert bench.tell("goi-1", 1, f.VoteCast(offer=uid(1), level="satisfied")) == 1, (
        "acknowledged, or it comes for ever"
    )
    assert bench.tell("bang-1", 1, here(1), stream=uid(501)) == 1
    assert bench.hub.complaints.counted["not-yours"] == 2
    assert bodies(bench, "vote-refused") == []
    assert bench.hub.hall.tickets == {}


def test_the_lost_answer_and_the_number_printed_instead_are_one_ticket(bench: Bench) -> None:
    kiosk = Away(bench)
    kiosk.present()
    bench.ask("kiosk-1", ISSUE, id=uid(901))
    kiosk.write(here(1))
    kiosk.write(f.PaperPrinted(ticket=uid(901)))
    kiosk.tell()
    assert [(t.number, t.paper) for t in bench.hub.hall.tickets.values()] == [("A900", "printed")]
    assert [(e["number"], e["void"]) for e in bodies(bench, "ticket-renumbered")] == [("A900", "A001")]
    assert bench.ask("kiosk-1", ISSUE, id=uid(901)).ticket.number == "A001", "an answer once given stays the same"
    assert bench.ask("kiosk-1", ISSUE).ticket.number == "A002"


def test_the_command_that_comes_late_finds_its_number_given(bench: Bench) -> None:
    bench.tell("kiosk-1", 1, here(1))
    reply = bench.ask("kiosk-1", ISSUE, id=uid(901))
    assert (reply.ticket, reply.refusal.reason, reply.refusal.about) == (None, "already-issued", "A900")


def test_a_kiosk_that_lost_its_power_while_it_was_away_is_still_in_true_order(bench: Bench) -> None:
    before = Away(bench, boot=3, wrong=-40 * 365 * DAY)
    before.present()
    bench.ask("kiosk-1", ISSUE)
    before.wait(1_000)
    before.write(here(1))
    before.wait(1_000)
    bench.ask("kiosk-1", ISSUE)
    after = Away(bench, boot=4, wrong=-40 * 365 * DAY)
    after.present()
    after.outbox = before.outbox
    after.tell()
    assert numbers(bench) == ["A001", "A900", "A002"]


def test_a_ticket_of_yesterday_is_in_the_ledger_and_in_no_line(bench: Bench) -> None:
    kiosk = Away(bench)
    kiosk.present()
    kiosk.write(here(1))
    kiosk.wait(DAY)
    bench.hub.tick()
    kiosk.tell()
    assert bench.hub.hall.tickets == {}
    [reported] = bodies(bench, "ticket-reported")
    assert (reported["day"], reported["number"]) == ("2026-11-21", "A900")


def test_the_paper_of_a_ticket_of_yesterday_is_in_the_ledger_once_with_its_day_and_time(bench: Bench) -> None:
    """Though the kiosk tells it again and the hub restarts between."""
    kiosk = Away(bench, wrong=-40 * 365 * DAY)
    kiosk.present()
    kiosk.wait(1_000)
    began = bench.clock.at
    for fact in (
        here(1),
        f.PaperFailed(ticket=uid(901), reason="paper-out"),
        f.PaperPrinted(ticket=uid(901), again=True),
        here(2),
        f.PaperPrinted(ticket=uid(902)),
    ):
        kiosk.write(fact)
        kiosk.wait(1_000)
    kiosk.wait(DAY)
    bench.hub.tick()
    facts = list(kiosk.outbox)
    kiosk.tell()
    before = picture(bench.hub.hall)
    bench.restart()
    assert picture(bench.hub.hall) == before
    kiosk.outbox, kiosk.told = facts, 0
    kiosk.tell()
    assert [(e["day"], e["ticket"], e["paper"], e["at"]) for e in bodies(bench, "paper-reported")] == [
        ("2026-11-21", uid(901), "failed", began + 1_000),
        ("2026-11-21", uid(901), "reprinted", began + 2_000),
        ("2026-11-21", uid(902), "printed", began + 4_000),
    ]


def test_a_number_given_up_before_its_command_comes_is_never_given(bench: Bench) -> None:
    """The command may be lost, late, or there twice; and the hub may restart between."""
    kiosk = Away(bench)
    kiosk.present()
    kiosk.write(f.GivenUp(ticket=uid(901)))
    kiosk.tell()
    for _ in range(2):
        reply = bench.ask("kiosk-1", ISSUE, id=uid(901))
        assert (reply.ticket, reply.refusal.reason) == (None, "given-up")
        bench.restart()
    assert [e["ticket"] for e in bodies(bench, "intent-voided")] == [uid(901)]
    assert bodies(bench, "ticket-issued") == []


def test_a_number_given_up_after_its_command_came_waits_no_longer_and_a_copy_gives_none(bench: Bench) -> None:
    kiosk = Away(bench)
    kiosk.present()
    assert bench.ask("kiosk-1", ISSUE, id=uid(901)).ticket.number == "A001"
    kiosk.write(f.GivenUp(ticket=uid(901)))
    facts = list(kiosk.outbox)
    kiosk.tell()
    kiosk.outbox, kiosk.told = facts, 0
    kiosk.tell()
    bench.restart()
    bench.ask("kiosk-1", ISSUE, id=uid(901))
    assert [t.state for t in bench.hub.hall.tickets.values()] == ["cancelled"]
    assert bench.ask("kiosk-1", ISSUE).ticket.ahead == 0
    assert len(bodies(bench, "ticket-cancelled")) == 1


def test_a_service_that_is_gone_is_told_once(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.tell("kiosk-1", 1, here(1, service="da-bo"))
    bench.tell("kiosk-1", 2, here(2, service="da-bo"))
    assert len(bodies(bench, "ticket-reported")) == 2
    assert len([r for r in caplog.records if "does not have" in r.getMessage()]) == 1


def test_a_number_that_is_not_of_the_kiosks_reserve_is_taken_and_wondered_at_once(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    plan = make_plan()
    bench.plan = replace(plan, services=[replace(plan.services[0], reserve={"kiosk-1": (900, 901)}), plan.services[1]])
    bench.restart()
    for n in (1, 2, 3, 4):
        bench.tell("kiosk-1", n, here(n))
    assert numbers(bench) == ["A900", "A901", "A902", "A903"]
    assert [r.getMessage()[:22] for r in caplog.records if "not of its reserve" in r.getMessage()] == [
        "kiosk-1 issued A902, w"
    ]


def served(bench: Bench) -> str:
    """An offer: the secret that a pad at counter 1 shows."""
    bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    bench.ask("kiosk-1", ISSUE)
    for kind in (c.CallNext, c.StartService, c.CompleteService):
        reply = bench.ask("goi-1", kind(counter="quay-1"))
    assert reply.counter.offer.number == "A001"
    return reply.counter.offer.id


@pytest.fixture
def pad(bench: Bench) -> Away:
    plan = make_plan()
    bench.plan = replace(plan, devices=[*plan.devices, Pad(id="pad-1", counter="quay-1")])
    bench.restart()
    pad = Away(bench, "pad-1", wrong=-DAY)
    pad.present()
    return pad


def test_a_vote_kept_on_the_pad_over_night_counts_by_when_it_was_cast(bench: Bench, pad: Away) -> None:
    offer = served(bench)
    vote = f.VoteCast(offer=offer, level="very-satisfied", reasons=["kind"])
    pad.write(vote)
    pad.wait(DAY)
    bench.hub.tick()
    bench.restart()
    pad.tell()
    [recorded] = bodies(bench, "vote-recorded")
    assert (recorded["officer"], recorded["level"], recorded["reasons"]) == ("can-bo-1", "very-satisfied", ["kind"])
    pad.write(vote)
    pad.tell()
    assert [e["reason"] for e in bodies(bench, "vote-refused")] == ["used"]


def test_a_vote_cast_too_late_is_refused_even_if_its_pad_says_otherwise(bench: Bench, pad: Away) -> None:
    offer = served(bench)
    pad.wait(HOUR)
    pad.write(f.VoteCast(offer=offer, level="satisfied"))
    pad.tell()
    assert [e["reason"] for e in bodies(bench, "vote-refused")] == ["expired"]


def test_a_forged_vote_is_refused_and_counted(bench: Bench, pad: Away) -> None:
    pad.write(f.VoteCast(offer=uid(77), level="satisfied"))
    pad.tell()
    assert [(e["offer"], e["reason"]) for e in bodies(bench, "vote-refused")] == [(uid(77), "unknown")]


def test_an_officer_cannot_vote_by_any_command(bench: Bench) -> None:
    offer = served(bench)
    bench.tell("goi-1", 1, f.VoteCast(offer=offer, level="very-satisfied"))
    assert bodies(bench, "vote-recorded") == []


def test_a_used_offer_stays_used_when_the_hub_restarts(bench: Bench, pad: Away) -> None:
    offer = served(bench)
    for _ in range(2):
        pad.write(f.VoteCast(offer=offer, level="neutral"))
        pad.tell()
        before = picture(bench.hub.hall)
        bench.restart()
        assert picture(bench.hub.hall) == before
    assert len(bodies(bench, "vote-recorded")) == 1
