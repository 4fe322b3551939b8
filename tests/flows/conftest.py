"""A real hall: real Mosquitto, a real hub process, and stations as its devices."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from broker_config.run import Broker, start
from demo.hall_file import write_hall
from demo.programs import Program, start_hub
from demo.stations import station
from hall_core.contract.messages import Reply
from hall_core.device.hall_file import load
from hall_core.domain.commands import Command
from hall_core.mqtt.heard import Answered, Heard, LinkUp

T = TypeVar("T")

QUICK_RECALLS = """
[policy]
recalls_most = 20
recall_gap_s = 0
"""
"""For the end of a hall file: a call may be repeated often, and at once."""


class Device:
    """A station, and what it heard, in order."""

    def __init__(self, id: str, folder: Path, broker: tuple[str, int], *listen: tuple[Any, ...]) -> None:
        self._heard: queue.Queue[Heard] = queue.Queue()
        self.station = station(id, folder, broker, self._heard.put, listen)
        self.stop = self.station.start()

    def expect(self, kind: type[T], such_that: Callable[[T], bool] = lambda _: True, seconds: float = 15) -> T:
        """The next thing heard of that kind for which ``such_that`` holds; what comes before is passed over."""
        deadline = time.monotonic() + seconds
        while True:
            heard = self._heard.get(timeout=max(0.001, deadline - time.monotonic()))
            if isinstance(heard, kind) and such_that(heard):
                return heard

    def answer(self, command: Command) -> Reply:
        """Asks, and waits for the answer."""
        id = self.station.ask(command)
        return self.expect(Answered, lambda heard: heard.reply.to == id).reply


class RunningHall:
    _rush = False

    def __init__(self, folder: Path, counters: int, more: str = "", *, rush: bool = False) -> None:
        """``more`` stands at the end of the hall file: other devices. ``rush``: devices send faster than any person."""
        self.folder = folder
        self._rush = rush
        self.file = write_hall(folder / "hall.toml", counters=counters)
        self.file.write_text(self.file.read_text(encoding="utf-8") + more, encoding="utf-8")
        self.broker = self.start_broker()
        self.hub: Program = self.start_hub()
        self._devices: list[Device] = []

    def start_broker(self) -> Broker:
        return start(load(self.file), None, self.folder / "broker")

    def start_hub(self) -> Program:
        self.hub = start_hub(self.file, self.folder / "hub", self.broker.address, unlimited=self._rush)
        return self.hub

    def restart_broker(self) -> None:
        port = self.broker.port
        self.broker.kill()
        self.broker = start(load(self.file), port, self.folder / "broker")

    def device(self, id: str, *listen: tuple[Any, ...]) -> Device:
        device = Device(id, self.folder, self.broker.address, *listen)
        self._devices.append(device)
        device.expect(LinkUp)
        return device

    def forget(self, device: Device) -> None:
        """It was stopped."""
        self._devices.remove(device)

    def close(self) -> None:
        for device in self._devices:
            device.stop()
        self.hub.stop()
        self.broker.stop()


@pytest.fixture
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningHall]:
    """A hall of 2 counters, or of as many as ``@pytest.mark.parametrize("hall", [16], indirect=True)`` says: then they
    press all at once, again and again."""
    running = RunningHall(tmp_path, getattr(request, "param", 2), rush=hasattr(request, "param"))
    yield running
    running.close()
