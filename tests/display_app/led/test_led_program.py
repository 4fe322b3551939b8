"""The whole program as a process of its own in a real hall, its lamps those of the emulator."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from demo.hall_file import device
from demo.programs import Program
from display_app.led.draw import draw
from display_app.led.drivers.emulated import LAMP, PICTURE
from display_app.led.layout import place
from display_app.led.view import Called, LedView
from hall_core.device.hall_file import load
from hall_core.domain.plan_devices import Led
from hall_core.mqtt.heard import StateHeard
from tests.display_app.led.matrices import needs_the_emulator
from tests.display_app.test_program import complains_of, serve
from tests.flows.conftest import RunningHall

LEDS = (
    device("led", "led-1", distance_m=4)
    + device("led", "led-5", distance_m=4, driver="piomatter")
    + device("led", "led-xa", distance_m=40)
)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    hall = RunningHall(tmp_path, counters=2, more=LEDS)
    yield hall
    hall.close()


class LedProgram:
    def __init__(self, hall: RunningHall, device: str) -> None:
        self.hall = hall
        self.data = hall.folder / device
        self.data.mkdir()
        address = f"{hall.broker.host}:{hall.broker.port}"
        arguments = ["--hall", str(hall.file), "--device", device, "--data", str(self.data), "--broker", address]
        self.program = Program(device, "display_app", arguments, self.data / "output.log")

    def frame(self) -> Image.Image | None:
        """One pixel for each lamp, as the emulator shows them now."""
        try:
            with Image.open(self.data / PICTURE) as picture:
                lit = picture.convert("RGB")
        except FileNotFoundError:
            return None
        middle = LAMP // 2
        size = lit.width // LAMP, lit.height // LAMP
        pixels = [lit.getpixel((x * LAMP + middle, y * LAMP + middle)) for y in range(size[1]) for x in range(size[0])]
        frame = Image.new("RGB", size)
        frame.putdata(pixels)
        return frame

    def wait_for(self, wanted: list[Image.Image], seconds: float = 15) -> None:
        """Until its lamps show one of these images."""
        deadline = time.monotonic() + seconds
        images = [image.tobytes() for image in wanted]
        while (frame := self.frame()) is None or frame.tobytes() not in images:
            assert time.monotonic() < deadline, self.program.log.read_text(encoding="utf-8")
            time.sleep(0.02)


StartLed = Callable[[str], LedProgram]


@pytest.fixture
def start(hall: RunningHall) -> Iterator[StartLed]:
    started: list[LedProgram] = []

    def make(device: str) -> LedProgram:
        started.append(LedProgram(hall, device))
        return started[-1]

    yield make
    for program in started:
        program.program.stop()


@needs_the_emulator
@pytest.mark.timeout(60)
def test_a_press_stands_on_the_lamps_and_counts_as_seen(hall: RunningHall, start: StartLed):
    led = start("led-1")
    led.program.wait_for("linked to the broker", 15)
    _, press_next = serve(hall)
    watcher = hall.device("xem", ("counter", "quay-2"))
    number = press_next(2)
    plan = load(hall.file)
    device = plan.device("led-1")
    assert isinstance(device, Led)
    layout = place(plan, device)
    calls = [Called(number, "2", tone) for tone in ("lit", "plain")]
    led.wait_for([draw(LedView(lines=(call,), large=True), layout) for call in calls])
    watcher.expect(StateHeard, lambda heard: getattr(heard.state, "seen", None) is True)
    assert led.program.stop() == 0
    frame = led.frame()
    assert frame is not None
    assert frame.getbbox() is None, "it leaves its lamps dark"


@pytest.mark.timeout(60)
def test_a_driver_that_cannot_be_opened_is_told_and_the_program_goes_on(hall: RunningHall, start: StartLed):
    led = start("led-5")
    led.program.wait_for("problem: display-missing", 15)
    assert complains_of(hall, "led-5", "display-missing")
    assert led.program.process.poll() is None
    assert led.program.stop() == 0


def test_a_matrix_that_could_not_be_read_does_not_start(start: StartLed):
    led = start("led-xa")
    assert led.program.process.wait(10) == 2
    assert "to be read at 40 m they must be 667 mm" in led.program.log.read_text(encoding="utf-8")


def test_a_matrix_needs_neither_kivy_nor_numpy():
    code = """
import sys
import display_app.__main__, display_app.led.program, display_app.led.drivers.pi_4, display_app.led.drivers.pi_5
print([name for name in ("kivy", "numpy", "tornado") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
