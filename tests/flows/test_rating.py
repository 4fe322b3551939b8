"""Rating a service over the real broker and hub, on the real pad program worked by a finger on its glass."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from demo.glass import Glass
from demo.hands import FakeInputs, Touchscreen
from demo.programs import Program
from demo.scanner import BarcodeScanner
from hall_core.contract.ids import new_id
from hall_core.contract.messages import CounterState, RatingOffer
from hall_core.contract.questions import AskOffer, OfferTold
from hall_core.domain import commands as c
from hall_core.domain.codes import ticket_text
from hall_core.domain.facts import VoteCast
from hall_core.mqtt.heard import StateHeard, Told
from tests.flows.conftest import RunningHall
from tests.flows.test_spine import ISSUE, events, opened, wait_for_events

pytestmark = pytest.mark.timeout(90)
MORE = """
[[devices]]
role = "kiosk"
id = "kiosk-2"
[[devices]]
role = "pad"
id = "pad-1"
counter = "quay-1"
"""
IDLE = "Mời quý vị đánh giá sau khi xong việc"
ASKED = "Quý vị có hài lòng với dịch vụ không?"
THANKS = "Xin cảm ơn quý vị đã đánh giá"


class Screen:
    """A pad or a kiosk, which can be cut off and started again on the same disk."""

    def __init__(self, hall: RunningHall, undo: ExitStack, device: str, *, scanner: bool = False) -> None:
        if shutil.which("umockdev-run") is None:
            pytest.skip("no umockdev-run: sudo apt install umockdev")
        self._hall, self._undo, self._device = hall, undo, device
        self._touch, self.scanner = Touchscreen(), BarcodeScanner()
        self._own = ["--scanner", f"evdev:{self.scanner.path}"] if scanner else []
        inputs, self._folder = hall.folder / "inputs", hall.folder / device
        inputs.mkdir()
        self._folder.mkdir()
        devices = [self._touch, self.scanner] if scanner else [self._touch]
        self._fake = undo.enter_context(FakeInputs(inputs, *devices))
        self.start()

    def start(self) -> None:
        host, port = self._hall.broker.address
        given = ["--hall", str(self._hall.file), "--device", self._device, "--data", str(self._folder)]
        own = ["--broker", f"{host}:{port}", "--offscreen", "--touch", self._touch.path, *self._own]
        log = self._folder / f"{new_id()}.log"  # each start's own: what an earlier one said is not waited for
        self.program = Program(self._device, "kiosk_app", [*given, *own], log, wrap=self._fake.command)
        self._undo.callback(self.program.stop)
        self.program.wait_for(f"{self._device}: ready", 40)
        self.glass = Glass(self.program, self._folder, self._touch)

    def rate(self, face: str, *reasons: str) -> None:
        self.glass.wait_for(ASKED)
        for words in (face, *reasons, "Gửi"):
            self.glass.tap(words)
        self.glass.wait_for(THANKS)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    """A counter and its pad, and a second kiosk."""
    running = RunningHall(tmp_path, 1, MORE)
    yield running
    running.close()


@pytest.fixture
def pad(hall: RunningHall) -> Iterator[Screen]:
    with ExitStack() as undo:
        yield Screen(hall, undo, "pad-1")


@pytest.fixture
def kiosk(hall: RunningHall) -> Iterator[Screen]:
    with ExitStack() as undo:
        yield Screen(hall, undo, "kiosk-2", scanner=True)


class Desk:
    """A citizen at the kiosk and the officer at counter 1."""

    def __init__(self, hall: RunningHall) -> None:
        self.kiosk = hall.device("kiosk-1")
        self.caller = opened(hall, 1)

    def take(self) -> str:
        ticket = self.kiosk.answer(ISSUE).ticket
        assert ticket is not None
        return ticket.id

    def serve(self) -> RatingOffer:
        """The next person, to the end; what they may rate."""
        for command in (c.CallNext, c.StartService, c.CompleteService):
            assert self.caller.answer(command(counter="quay-1")).refusal is None
        heard = self.caller.expect(
            StateHeard, lambda heard: isinstance(heard.state, CounterState) and heard.state.offer is not None
        )
        assert isinstance(heard.state, CounterState)
        assert heard.state.offer is not None
        return heard.state.offer

    def ask(self, ticket: str) -> OfferTold:
        id = self.kiosk.station.wonder(AskOffer(ticket=ticket))
        answer = self.kiosk.expect(Told, lambda told: told.answer.to == id).answer.body
        assert isinstance(answer, OfferTold)
        return answer


@pytest.fixture
def desk(hall: RunningHall) -> Desk:
    return Desk(hall)


@pytest.mark.screens
def test_a_citizen_rates_the_service_on_the_pad_once(pad: Screen, desk: Desk, hall: RunningHall) -> None:
    pad.glass.wait_for(IDLE)
    ticket = desk.take()
    offer = desk.serve()
    pad.glass.wait_for(f"Phiếu {offer.number}")
    pad.rate("Rất hài lòng", "Giải quyết nhanh", "Tận tình, lịch sự")
    (vote,) = wait_for_events(hall, "vote-recorded", 1)
    assert (vote["ticket"], vote["level"], vote["reasons"]) == (ticket, "very-satisfied", ["kind", "quick"])
    assert (vote["officer"], vote["device"]) == ("can-bo-1", "pad-1")
    pad.glass.wait_for(IDLE)
    assert desk.ask(ticket) == OfferTold(offer=None, why="used")
    desk.kiosk.station.tell(VoteCast(offer=offer.id, level="dissatisfied"))
    (refused,) = wait_for_events(hall, "vote-refused", 1)
    assert (refused["offer"], refused["reason"], refused["device"]) == (offer.id, "used", "kiosk-1")
    assert len(events(hall, "vote-recorded")) == 1


@pytest.mark.screens
def test_a_vote_without_the_hub_outlives_a_power_cut_of_the_pad_and_is_counted_once(
    pad: Screen, desk: Desk, hall: RunningHall
) -> None:
    desk.take()
    offer = desk.serve()
    pad.glass.wait_for(ASKED)
    hall.hub.kill()
    pad.rate("Không hài lòng", "Phải chờ lâu")
    pad.program.kill()
    pad.start()
    pad.glass.wait_for(IDLE)
    assert not any("Đánh giá" in tap["words"] for tap in pad.glass.look()["taps"]), "it would be rated twice"
    hall.start_hub()
    (vote,) = wait_for_events(hall, "vote-recorded", 1)
    assert (vote["offer"], vote["level"], vote["reasons"]) == (offer.id, "dissatisfied", ["slow"])
    pad.glass.wait_for(IDLE)
    assert events(hall, "vote-refused") == []


@pytest.mark.screens
def test_a_ticket_held_to_the_kiosks_scanner_is_rated_after_its_service_and_once(
    kiosk: Screen, desk: Desk, hall: RunningHall
) -> None:
    ticket = desk.take()
    code = ticket_text("thu", "2026-11-21", "A001", ticket)
    kiosk.glass.wait_for("Đánh giá")
    kiosk.scanner.scan(code)
    kiosk.glass.wait_for("Phiếu này chưa được phục vụ xong.")
    desk.serve()
    kiosk.glass.tap("Về trang đầu")
    kiosk.glass.tap("Đánh giá")
    kiosk.glass.wait_for("Mời đưa mã QR trên phiếu vào máy quét")
    kiosk.scanner.scan(code)
    kiosk.rate("Hài lòng")
    (vote,) = wait_for_events(hall, "vote-recorded", 1)
    assert (vote["ticket"], vote["level"], vote["device"]) == (ticket, "satisfied", "kiosk-2")
    kiosk.glass.wait_for("Lấy số thứ tự")
    kiosk.scanner.scan(code)
    kiosk.glass.wait_for("Phiếu này đã được đánh giá")


def test_a_ticket_whose_service_has_not_ended_cannot_be_rated_yet(desk: Desk) -> None:
    ticket = desk.take()
    assert desk.ask(ticket) == OfferTold(offer=None, why="early")
    offer = desk.serve()
    assert desk.ask(ticket) == OfferTold(offer=offer)


def test_a_forged_vote_is_refused_and_counted(hall: RunningHall) -> None:
    pad = hall.device("pad-1")
    forged = new_id()
    pad.station.tell(VoteCast(offer=forged, level="very-satisfied"))
    (refused,) = wait_for_events(hall, "vote-refused", 1)
    assert (refused["offer"], refused["reason"], refused["device"]) == (forged, "unknown", "pad-1")
    assert events(hall, "vote-recorded") == []


def test_an_officers_own_device_votes_for_nothing(desk: Desk, hall: RunningHall) -> None:
    ticket = desk.take()
    offer = desk.serve()
    desk.caller.station.tell(VoteCast(offer=offer.id, level="very-satisfied"))
    hall.hub.wait_for("refused a message on goi-1/up/fact: not-yours: VoteCast", 15)
    assert events(hall, "vote-recorded") == events(hall, "vote-refused") == []
    assert desk.ask(ticket) == OfferTold(offer=offer)
