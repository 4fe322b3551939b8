"""The hub names one board of a zone to speak: by what boards say of themselves, across restarts, and in every call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract.codec import Sealer
from hall_core.contract.messages import CallMade, DeviceState, Problem, ZoneState
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.plan_devices import Board, Led
from hall_hub.speakers import SETTLES
from tests.conftest import HandClock, make_plan
from tests.hall_hub.conftest import Bench, uid

A, B, SILENT = "bang-1", "bang-2", "ho-so"


class Zone:
    """A hub with two boards that may speak, and three that may not."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.told: dict[str, int] = {}
        for kind in (c.IssueTicket(service="khai-sinh"), c.IssueTicket(service="khai-sinh")):
            bench.ask("kiosk-1", kind)
        bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
        self.state()

    def present(self, device: str, *problems: Problem, online: bool = True, boot: int = 1) -> list[ZoneState]:
        """A board says who it is; what the hub then says of the zone."""
        state = DeviceState(online=online, role="board", version="x", problems=list(problems))
        sealed = Sealer(boot, self.bench.clock).seal(state, self.bench.new_id())
        self.bench.hub.handle([self.bench.arrived("device-state", device, sealed)])
        return self.state()

    def state(self) -> list[ZoneState]:
        self.bench.hub.tick()
        return [said.body for said in self.bench.sent(self.bench.hub.state(), "zone")]

    @property
    def speaker(self) -> str | None:
        return self.now().speaker

    def now(self) -> ZoneState:
        """The zone as somebody hears it who comes now."""
        [said] = self.bench.sent(self.bench.hub.announcement(), "zone")
        return said.body

    def call(self) -> CallMade:
        kind: Any = c.CallNext if not self.bench.hub.hall.calls else c.Recall
        message = self.bench.message("command", "goi-1", kind(counter="quay-1"))
        [said] = self.bench.sent(self.bench.hub.handle([message]), "call")
        return said.body

    def tell(self, device: str, call: CallMade, how: Any) -> None:
        self.told[device] = self.told.get(device, 0) + 1
        stream = uid(700 + len(device) + ord(device[-1]))
        self.bench.tell(device, self.told[device], f.CallWasShown(call=call.id, how=how), stream=stream)


@pytest.fixture
def zone(clock: HandClock, tmp_path: Path) -> Iterator[Zone]:
    plan = make_plan()
    more = [
        Board(id=B, zone="sanh"),
        Board(id=SILENT, zone="sanh", shows=["dossiers"]),
        Board(id="im", zone="sanh", voice=False),
        Led(id="den", zone="sanh"),
    ]
    bench = Bench(replace(plan, devices=[*plan.devices, *more]), tmp_path / "ledger.sqlite", clock)
    yield Zone(bench)
    bench.close()


def test_the_first_board_that_is_well_is_named_in_the_zone_and_in_each_call(zone: Zone) -> None:
    assert zone.speaker is None
    zone.present(SILENT)
    zone.present("im")
    assert zone.speaker is None
    zone.present(B)
    assert zone.speaker == B
    zone.present(A)
    assert zone.speaker == A
    assert zone.call().speaker == A
    assert zone.now().calls[0].speaker is None, "the state names it itself"


@pytest.mark.parametrize("gone", [{"online": False}, {"problems": ["sound"]}])
def test_when_the_speaker_is_gone_the_other_is_named_at_once_in_mid_speech(zone: Zone, gone: dict[str, Any]) -> None:
    zone.present(A)
    zone.present(B)
    zone.call()
    [said] = zone.present(A, *gone.get("problems", []), online=gone.get("online", True))
    assert (said.speaker, said.spoken) == (B, [])


def test_the_preferred_one_has_its_voice_back_when_nothing_is_awaited(zone: Zone) -> None:
    zone.present(A, "sound")
    zone.present(B)
    call = zone.call()
    zone.present(A)
    assert zone.speaker == B
    zone.tell(B, call, "spoken")
    [said] = zone.state()
    assert (said.speaker, said.spoken) == (A, [call.id])


def test_a_board_whose_screen_is_on_speaks_rather_than_one_whose_screen_is_off(zone: Zone) -> None:
    zone.present(A, "screen-missing")
    assert zone.speaker == A, "its loudspeaker may hang elsewhere"
    zone.present(B)
    assert zone.speaker == B
    zone.present(A)
    assert zone.speaker == A


def test_what_nobody_ever_said_is_not_awaited_for_ever(zone: Zone) -> None:
    zone.present(B)
    zone.call()
    zone.present(A)
    zone.bench.clock.wait(150_000)
    assert [said.speaker for said in zone.state()] == [A]


def test_a_board_that_failed_and_is_well_again_within_one_batch_is_named_anew(zone: Zone) -> None:
    zone.present(A)
    before = zone.now().named_at
    failed_and_well: tuple[list[Problem], ...] = (["sound"], [])
    states = [DeviceState(online=True, role="board", version="x", problems=p) for p in failed_and_well]
    zone.bench.hub.handle([zone.bench.message("device-state", A, state) for state in states])
    assert zone.speaker == A
    assert zone.now().named_at > before


def test_a_last_will_of_an_earlier_start_says_nothing_of_this_one(zone: Zone) -> None:
    zone.present(A, boot=4)
    zone.present(B)
    zone.present(A, online=False, boot=3)
    assert zone.speaker == A


def test_a_call_that_was_chimed_counts_as_said(zone: Zone) -> None:
    zone.present(A)
    call = zone.call()
    zone.tell(A, call, "chimed")
    assert [said.spoken for said in zone.state()] == [[call.id]]


def test_a_hub_that_is_back_names_whom_it_had_named_whoever_it_hears_of_first(zone: Zone) -> None:
    zone.present(B)
    zone.call()
    zone.present(A)
    before = zone.now()
    zone.bench.restart()
    assert (zone.speaker, zone.now().named_at) == (B, before.named_at)
    zone.present(A)
    assert zone.speaker == B
    zone.present(B)
    assert zone.now().named_at == before.named_at


def test_one_that_does_not_come_back_after_the_restart_loses_its_voice(zone: Zone) -> None:
    zone.present(B)
    zone.call()
    zone.bench.restart()
    zone.present(A)
    zone.bench.clock.wait(SETTLES)
    assert [said.speaker for said in zone.state()] == [A]


@pytest.mark.parametrize(("device", "seen"), [(A, True), ("im", True), ("den", True), (SILENT, None)])
def test_the_officer_sees_what_boards_that_show_calls_have_painted(zone: Zone, device: str, seen: bool | None) -> None:
    zone.tell(device, zone.call(), "painted")
    [counter] = [said.body for said in zone.bench.sent(zone.bench.hub.state(), "counter")]
    assert counter.seen is seen


@pytest.mark.parametrize("device", [SILENT, "im", "den", "goi-1"])
def test_nobody_else_can_say_that_a_call_was_said(zone: Zone, device: str) -> None:
    zone.tell(device, zone.call(), "spoken")
    assert zone.now().spoken == []
