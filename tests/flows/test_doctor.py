"""A head looks at real programs: their screens, their logs, and what they tell their box's doctor."""

from __future__ import annotations

import base64
import io
import queue
import time
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from demo.programs import Program
from hall_core.contract.doctor import Doing, Look, NotShown, Shown, Wish
from hall_core.contract.messages import DeviceState
from hall_core.device.clock import Clock
from hall_core.mqtt.caring import unpacked
from hall_core.mqtt.heard import LinkUp, ShownHeard
from hall_core.mqtt.station import Station
from tests.flows.conftest import Device, RunningHall

pytestmark = [pytest.mark.screens, pytest.mark.timeout(90)]


class Head(Device):
    """A console's station, without its pages."""

    def __init__(self, hall: RunningHall) -> None:
        self._heard = queue.Queue()
        self.station = Station(
            hall="thu",
            device="dieu-hanh",
            state=DeviceState(online=True, role="console", version="0.1"),
            boot=1,
            clock=Clock(),
            outbox=hall.folder / "head.sqlite",
            broker=hall.broker.address,
            listen=[("shown", "+")],
            hear=self._heard.put,
        )
        self.stop = self.station.start()
        self.expect(LinkUp)

    def looks(self, device: str, wish: Wish) -> bytes:
        """What came, put together."""
        id = self.station.look(device, Look(wish=wish, by="lanh-dao"))
        parts: dict[int, bytes] = {}
        while True:
            answer = self.expect(ShownHeard, lambda heard: heard.answer.to == id).answer
            assert isinstance(answer, Shown), answer
            parts[answer.index] = base64.b64decode(answer.data)
            if len(parts) == answer.count:
                return b"".join(parts[place] for place in range(answer.count))


def started(hall: RunningHall, module: str, role: str, device: str) -> tuple[Program, Path]:
    """The program, and its folder among the run-time files of its box."""
    box = hall.folder / f"run-{device}"
    (box / role).mkdir(parents=True)
    host, port = hall.broker.address
    arguments = ["--hall", hall.file, "--device", device, "--data", hall.folder / device, "--broker", f"{host}:{port}"]
    log = hall.folder / f"{device}.log"
    program = Program(role, module, [*map(str, arguments), "--box", str(box), "--offscreen"], log)
    program.wait_for("linked to the broker", 40)
    return program, box / role


def doing(folder: Path, device: str) -> Doing:
    """By its own word, once it is connected."""
    deadline = time.monotonic() + 20
    while not (told := msgspec.json.decode((folder / "program.json").read_bytes(), type=Doing)).linked:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert told.device == device
    return told


@pytest.mark.parametrize(
    ("module", "role", "device"), [("kiosk_app", "kiosk", "kiosk-1"), ("display_app", "board", "bang-1")]
)
def test_a_head_sees_the_screen_and_the_log_of_a_real_program(
    hall: RunningHall, module: str, role: str, device: str
) -> None:
    program, folder = started(hall, module, role, device)
    head = Head(hall)
    try:
        picture = Image.open(io.BytesIO(head.looks(device, "screen")))
        assert picture.format == "JPEG"
        assert max(picture.size) <= 1280
        low, high = picture.convert("L").getextrema()
        assert (low < 80, high > 170) == (True, True), "something is written there"
        assert "linked to the broker" in unpacked(head.looks(device, "log"))
        # Its clock is the hub's; what is wrong with it is the doctor's to hear.
        assert doing(folder, device).linked
        id = head.station.look(device, Look(wish="again", by="lanh-dao"))
        answer = head.expect(ShownHeard, lambda heard: heard.answer.to == id).answer
        assert not isinstance(answer, NotShown)
        assert (folder / "look").exists()
    finally:
        head.stop()
        program.stop()
