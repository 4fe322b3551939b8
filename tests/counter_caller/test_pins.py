"""Buttons, lights and a buzzer on pins: real gpiod, over a stand-in for the kernel."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from counter_caller.devices.pins import PinButtons, PinLights, PinsError

from .chips import Computer
from .hardware import PATIENCE


class Heard:
    """Buttons at work, and what they tell."""

    def __init__(self, *pins: str) -> None:
        self.moves: SimpleQueue[tuple[str, int, int]] = SimpleQueue()
        self.troubles: SimpleQueue[str] = SimpleQueue()
        buttons = PinButtons(pins, now=lambda: 5, moved=lambda *move: self.moves.put(move), missing=self.troubles.put)
        self.stop = buttons.start()

    def move(self) -> tuple[str, int]:
        return self.moves.get(timeout=PATIENCE)[:2]

    def trouble(self) -> str:
        return self.troubles.get(timeout=PATIENCE)


def test_each_movement_of_a_button_is_told_with_its_pin(pins: Computer) -> None:
    heard = Heard("GPIO17", "GPIO27")
    told = []
    for number, high in ((17, False), (27, False), (17, True)):
        pins.pin(number).goes(high=high)
        told.append(heard.move())
    heard.stop()
    assert told == [("GPIO17", 1), ("GPIO27", 1), ("GPIO17", 0)]


def test_a_press_that_is_read_late_keeps_its_own_time(pins: Computer) -> None:
    heard = Heard("GPIO17")
    pins.pin(17).goes(high=False, age=3_000)
    assert heard.moves.get(timeout=PATIENCE)[2] <= 5 - 3_000
    heard.stop()


def test_a_button_that_was_held_before_is_told_when_it_is_let_go(pins: Computer) -> None:
    pins.pin(17).held_low = True
    heard = Heard("GPIO17")
    pins.pin(17).goes(high=True)
    assert heard.move() == ("GPIO17", 0)
    heard.stop()


def test_who_stops_gives_the_pins_back_and_leaves_no_thread(pins: Computer) -> None:
    heard = Heard("GPIO17", "GPIO27")
    assert pins.pin(17).consumer == pins.pin(27).consumer == "motcua caller"
    heard.stop()
    assert pins.pin(17).consumer == pins.pin(27).consumer == ""
    assert "pins" not in {thread.name for thread in threading.enumerate()}


def test_pins_that_go_are_told_and_work_again_when_they_are_back(pins: Computer) -> None:
    heard = Heard("GPIO17", "GPIO27")
    pins.lose_all()
    assert heard.trouble() == "GPIO17: No such device"
    assert "GPIO17: this computer has no pins" in heard.trouble()
    pins.get_all_back()
    assert heard.trouble() == ""
    pins.pin(27).goes(high=False)
    assert heard.move() == ("GPIO27", 1)
    heard.stop()
    with pytest.raises(Empty):
        heard.troubles.get_nowait()


def test_lights_and_buzzer_are_their_pins(pins: Computer) -> None:
    lights = PinLights({"ready": "GPIO5", "fault": "GPIO6", "lone": "GPIO13"}, "GPIO19")
    stop = lights.start()

    def on() -> list[bool]:
        return [pins.pin(number).high for number in (5, 6, 13, 19)]

    assert on() == [False, False, False, False]
    lights.lights(True, True, False, True)
    lights.tone(2_000, False)
    assert on() == [True, False, True, True]
    lights.lights(False, False, True, False)
    lights.tone(0, False)
    assert on() == [False, True, False, False]
    stop()


def test_a_light_is_off_before_its_pin_is_given_back(pins: Computer) -> None:
    """A chip may leave a pin as it was last."""
    lights = PinLights({"lone": "GPIO13"}, "")
    stop = lights.start()
    lights.lights(False, False, False, True)
    stop()
    assert not pins.pin(13).consumer and not pins.pin(13).was_high_when_released


def test_without_a_buzzer_a_tone_is_nothing(pins: Computer) -> None:
    lights = PinLights({"lone": "GPIO13"}, "")
    stop = lights.start()
    lights.tone(2_000, False)
    assert not pins.pin(13).high
    stop()


def test_lights_that_have_gone_are_told_once_and_stop_nothing(pins: Computer, caplog: pytest.LogCaptureFixture) -> None:
    lights = PinLights({"lone": "GPIO13"}, "")
    stop = lights.start()
    pins.lose_all()
    lights.lights(False, False, False, True)
    lights.lights(False, False, False, False)
    stop()
    assert caplog.messages == ["GPIO13: cannot be set: No such device"]


def test_a_pin_that_is_in_use_is_told_with_who_uses_it(pins: Computer) -> None:
    stop = PinLights({"lone": "GPIO13"}, "").start()
    with pytest.raises(PinsError, match=r"GPIO13: is in use by motcua caller"):
        Heard("GPIO12", "GPIO13")
    stop()
    Heard("GPIO12", "GPIO13").stop()  # what was begun was given back


def test_on_a_raspberry_pi_a_pin_is_found_by_its_number(
    pins: Computer,
) -> None:
    """Whatever the kernel calls it, and whatever is called so elsewhere."""
    pins.has("an-expander", ["GPIO2"])
    heard = Heard("GPIO2")
    assert pins.pin(2).name == "SDA1" and pins.pin(2).consumer
    heard.stop()


def test_on_another_board_a_pin_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    board = Computer(monkeypatch, tmp_path)
    board.has("one", ["", "", ""])
    board.has("two", ["", "GPIO2", ""])
    heard = Heard("GPIO2")
    assert board.pin(1, chip=1).consumer
    heard.stop()
    with pytest.raises(PinsError, match="GPIO17: no chip of this computer has a pin of that name; there are one, two"):
        Heard("GPIO17")


def test_who_may_not_use_the_pins_is_told_which_group_may(pins: Computer) -> None:
    pins.forbid()
    with pytest.raises(PinsError, match=r"gpiochip0 cannot be opened: .* in the group gpio"):
        Heard("GPIO17")


@pytest.mark.parametrize(
    ("files", "told"),
    [([], "GPIO13: this computer has no pins"), (["gpiochip0"], "gpiochip0 cannot be opened: Inappropriate ioctl")],
)
def test_a_computer_without_pins_is_told_so(files: list[str], told: str, tmp_path: Path) -> None:
    """In a program of its own, on the real kernel."""
    for name in files:
        (tmp_path / name).touch()
    probe = (
        "import sys; from pathlib import Path; from counter_caller.devices import pins\n"
        "pins.DEVICES = Path(sys.argv[1])\n"
        "try:\n    pins.PinLights({'lone': 'GPIO13'}, '').start()\n"
        "except pins.PinsError as error:\n    print(error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", probe, str(tmp_path)], capture_output=True, check=True, timeout=PATIENCE
    )
    assert told in run.stdout.decode()


def test_a_missing_package_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gpiod", None)
    with pytest.raises(PinsError, match=r"gpiod 2: install python3-libgpiod.* or motcua\[gpio\]"):
        PinLights({"lone": "GPIO13"}, "").start()
