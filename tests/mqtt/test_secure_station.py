"""A device with its certificate: the station over TLS, and the real hub."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.hall_file import write_hall
from demo.programs import Program
from hall_core.contract.messages import DeviceState
from hall_core.domain.commands import IssueTicket
from hall_core.keys import Keys
from hall_core.mqtt.heard import Answered, Heard, LinkDown, LinkUp
from hall_core.mqtt.station import Station
from tests.certificates import LONG_AGO, Authority
from tests.conftest import HandClock
from tests.mqtt.secured_broker import SecuredBroker

pytestmark = pytest.mark.timeout(60)

WAIT = 20
"""Seconds, also for a hub to start on a busy machine."""


class Device:
    """A station and what it heard."""

    def __init__(self, folder: Path, broker: tuple[str, int], keys: Keys, clock: HandClock) -> None:
        self._heard: queue.Queue[Heard] = queue.Queue()
        self.station = Station(
            hall="thu",
            device="kiosk-1",
            state=DeviceState(online=True, role="kiosk", version="0"),
            boot=1,
            clock=clock,
            outbox=folder / "outbox.sqlite",
            broker=broker,
            listen=(),
            hear=self._heard.put,
            keys=keys,
        )
        self.stop = self.station.start()

    def next(self, kind: type[Heard], such_that: Callable[[Heard], bool] = lambda _: True) -> Heard:
        while not (isinstance(heard := self._heard.get(timeout=WAIT), kind) and such_that(heard)):
            continue
        return heard


@pytest.fixture
def hall() -> Authority:
    return Authority()


@pytest.fixture
def broker(request: pytest.FixtureRequest, hall: Authority, tmp_path: Path) -> Iterator[SecuredBroker]:
    made = SecuredBroker(hall, tmp_path / "broker", hall.broker(*getattr(request, "param", ())))
    yield made
    made.running.stop()


def test_a_device_hears_why_it_is_not_let_in(
    hall: Authority, broker: SecuredBroker, tmp_path: Path, clock: HandClock
) -> None:
    keys = broker.keys("kiosk-1", hall.device("kiosk-1", LONG_AGO))
    device = Device(tmp_path, broker.address, keys, clock)
    try:
        assert device.next(LinkDown) == LinkDown("expired")
    finally:
        device.stop()


@pytest.mark.parametrize("broker", [(LONG_AGO,)], indirect=True)
def test_a_device_goes_by_its_own_clock(broker: SecuredBroker, tmp_path: Path, clock: HandClock) -> None:
    device = Device(tmp_path, broker.address, broker.keys("kiosk-1"), clock)
    try:
        assert device.next(LinkDown) == LinkDown("broker-expired")
        clock.trusted = False
        device.next(LinkUp)
    finally:
        device.stop()


def test_the_real_hub_answers_a_device_over_mutual_tls(broker: SecuredBroker, tmp_path: Path, clock: HandClock) -> None:
    hall_file = write_hall(tmp_path / "hall.toml", kiosks=1, counters=1)
    data = tmp_path / "hub"
    data.mkdir()
    address = f"{broker.address[0]}:{broker.address[1]}"
    arguments = ["--hall", str(hall_file), "--data", str(data), "--broker", address]
    hub = Program("hub", "hall_hub", [*arguments, "--keys", str(broker.keys("hub").folder)], data / "output.log")
    device = Device(tmp_path, broker.address, broker.keys("kiosk-1"), clock)
    try:
        hub.wait_for("linked to the broker", WAIT)
        device.next(LinkUp)
        id = device.station.ask(IssueTicket(service="khai-sinh"))
        device.next(Answered, lambda heard: isinstance(heard, Answered) and heard.reply.to == id)
    finally:
        device.stop()
        hub.stop()
