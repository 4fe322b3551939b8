"""A hub on a ledger that was put back: what it says, what it takes, and what it does not."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import DeviceState
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_hub.backup import place
from hall_hub.backup.check import look_through
from tests.conftest import HandClock
from tests.hall_hub.backup.copied import ISSUE, Copied
from tests.hall_hub.conftest import Bench, uid
from tests.hall_hub.desk_plan import HEAD, desk_plan

STREAM = uid(500)


class Restored:
    """A kiosk and a caller at work, a copy that stopped in the middle, and the hub that came after."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench = bench
        self.held: dict[str, list[c.Held]] = {"kiosk-1": [], "goi-1": []}
        self.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
        first = self.ask("kiosk-1", ISSUE)
        bench.tell("kiosk-1", 1, f.PaperPrinted(ticket=first.ticket.id))
        copied = Copied(bench, folder)
        copied.follow()
        self.second = self.ask("kiosk-1", ISSUE).ticket
        bench.tell("kiosk-1", 2, f.PaperPrinted(ticket=self.second.id))
        self.call = self.ask("goi-1", c.CallNext(counter="quay-1"))
        good = copied.good()
        copied.close()
        bench.close()
        for file in bench.file.parent.glob("ledger.sqlite*"):
            file.unlink()
        place.put(look_through(good.path, bench.plan.hall.id), bench.file.parent, lambda: ["kiosk-1", "goi-1"])
        bench.start()

    def ask(self, device: str, command: Any) -> Any:
        reply = self.bench.ask(device, command)
        assert reply.recorded is not None
        self.held[device].append(c.Held(id=reply.to, command=command, recorded=reply.recorded))
        return reply

    def tell(self, device: str) -> list[Any]:
        """What the hub says to a device that tells all it holds."""
        told = c.TellHeld(epoch=self.bench.ledger.epoch, held=self.held[device], last=True)
        return self.bench.hub.handle([self.bench.message("command", device, told)])

    def present(self, device: str) -> list[Any]:
        state = DeviceState(online=True, role="kiosk", version="1", stream=STREAM)
        return self.bench.hub.handle([self.bench.message("device-state", device, state)])


@pytest.fixture
def restored(bench: Bench, tmp_path: Path) -> Restored:
    return Restored(bench, tmp_path / "stick")


def test_it_says_that_it_recovers_and_takes_no_fact_until_all_have_told(restored: Restored) -> None:
    bench = restored.bench
    [hall] = bench.sent([bench.hub.heartbeat()], "hall")
    assert (hall.body.restored.epoch, hall.body.restored.recovering) == (restored.call.recorded.epoch, True)
    fact = bench.message("fact", "kiosk-1", f.PaperPrinted(ticket=restored.second.id), seq=3, stream=STREAM)
    assert bench.sent(bench.hub.handle([fact]), "ack") == []
    assert bench.ask("goi-1", c.CallNext(counter="quay-1")).refusal.reason == "recovering"
    restored.present("kiosk-1")
    restored.tell("kiosk-1")
    assert bench.hub.hall.recovering
    said = restored.tell("goi-1")
    assert not bench.hub.hall.recovering
    [ack] = bench.sent(said, "ack")
    assert ack.body.up_to == 1, "what the copy lacks of the outbox is told again"
    assert bench.tell("kiosk-1", 2, f.PaperPrinted(ticket=restored.second.id)) == 2
    assert bench.hub.hall.tickets[restored.second.id].paper == "printed"
    everything = bench.hub.state()
    assert {state.body.counter for state in bench.sent(everything, "counter")} == set(bench.hub.hall.counters)


def test_what_was_answered_is_there_under_its_own_id_and_gets_the_same_answer_again(restored: Restored) -> None:
    bench = restored.bench
    restored.tell("goi-1")
    restored.tell("kiosk-1")
    assert bench.hub.hall.counters["quay-1"].call == restored.call.to
    assert bench.hub.hall.tickets[restored.second.id].number == restored.second.number
    events = len(list(bench.ledger.today()))
    again = bench.ask("goi-1", c.CallNext(counter="quay-1"), id=restored.call.to)
    assert again.refusal is None
    assert [type(event) for event in again.recorded.events] == [type(event) for event in restored.call.recorded.events]
    assert len(list(bench.ledger.today())) == events
    before = dict(bench.hub.hall.tickets)
    bench.restart()
    assert dict(bench.hub.hall.tickets) == before, "and it is durable"


def test_a_hub_that_is_cut_off_while_it_recovers_goes_on_with_what_it_was_told(restored: Restored) -> None:
    bench = restored.bench
    restored.tell("kiosk-1")
    bench.restart()
    assert bench.hub.hall.restored is not None
    assert bench.hub.hall.restored.waits == {"goi-1"}
    restored.tell("goi-1")
    assert not bench.hub.hall.recovering
    assert restored.second.id in bench.hub.hall.tickets
    assert bench.ledger.held() == []


def test_what_a_device_told_twice_is_recorded_once(restored: Restored) -> None:
    bench = restored.bench
    restored.tell("kiosk-1")
    restored.tell("kiosk-1")
    restored.tell("goi-1")
    issued = [event for event, _ in bench.ledger.today() if getattr(event, "ticket", "") == restored.second.id]
    assert len([event for event in issued if event.__struct_config__.tag == "ticket-issued"]) == 1


def test_a_device_that_comes_after_it_is_over_learns_what_is_lost_of_its_outbox(restored: Restored) -> None:
    bench = restored.bench
    bench.sent(restored.present("bang-1"), "ack")
    restored.tell("kiosk-1")
    restored.tell("goi-1")
    [ack] = bench.sent(restored.present("kiosk-1"), "ack")
    assert ack.body.up_to == 1


def test_numbers_go_on_after_the_highest_that_anybody_holds(restored: Restored) -> None:
    restored.tell("kiosk-1")
    restored.tell("goi-1")
    assert restored.bench.ask("kiosk-1", ISSUE).ticket.number == "A003"


def test_words_of_officers_stand_in_no_answer_that_is_kept_of_what_was_told(restored: Restored) -> None:
    told = replace(restored.held["goi-1"][0], id=uid(77))
    restored.held["goi-1"].append(told)
    restored.tell("goi-1")
    rows = restored.bench.ledger._db.execute("SELECT body FROM answer WHERE wish = 'tell-held'").fetchall()
    assert [row[0].count("recorded") for row in rows] == [0]


@pytest.mark.parametrize("last", ["goi-1", "kiosk-1"])
def test_what_a_box_tells_in_another_ones_name_is_not_done_and_takes_nothing_from_whom_it_is(
    restored: Restored, caplog: pytest.LogCaptureFixture, last: str
) -> None:
    restored.held["goi-1"] += restored.held["kiosk-1"]
    restored.tell("goi-1" if last == "kiosk-1" else "kiosk-1")
    restored.tell(last)
    assert not restored.bench.hub.hall.recovering
    assert restored.bench.hub.hall.tickets[restored.second.id].number == restored.second.number
    answered = restored.bench.ledger.answer_to(restored.second.id)
    assert answered is not None
    assert "not-yours of goi-1 does not fit what the others hold: not done" in caplog.messages


def test_a_device_without_an_outbox_is_told_nothing_of_one(restored: Restored) -> None:
    restored.tell("kiosk-1")
    restored.tell("goi-1")
    state = DeviceState(online=True, role="caller", version="1")
    message = restored.bench.message("device-state", "goi-1", state)
    assert restored.bench.sent(restored.bench.hub.handle([message]), "ack") == []


def test_what_a_skipped_kiosk_brings_late_is_in_the_ledger_once_and_is_its_answer_again(
    clock: HandClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with closing(Bench(desk_plan(), tmp_path / "ledger.sqlite", clock)) as bench:
        restored = Restored(bench, tmp_path / "stick")
        bench.ask("ban-dieu-hanh", c.SkipDevice(device="kiosk-1", reason="Bà Hoa", by=HEAD))
        assert "kiosk-1 is not waited for any longer" in caplog.messages[-1]
        assert "Hoa" not in caplog.text
        restored.tell("goi-1")
        assert not bench.hub.hall.recovering
        assert restored.second.id not in bench.hub.hall.tickets
        for _ in range(2):
            restored.tell("kiosk-1")
            assert bench.hub.hall.tickets[restored.second.id].number == restored.second.number
        issued = [event for event, _ in bench.ledger.today() if getattr(event, "ticket", "") == restored.second.id]
        assert [event.__struct_config__.tag for event in issued] == ["ticket-issued"]
        events = len(list(bench.ledger.today()))
        assert bench.ask("kiosk-1", ISSUE, id=restored.second.id).refusal is None
        assert len(list(bench.ledger.today())) == events, "no second ticket"
