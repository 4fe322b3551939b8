"""Buttons, lights and a buzzer on pins: real gpiozero on its own mock of a pin."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from counter_caller.devices.pins import PinButtons, PinLights, PinsError

from .hardware import PATIENCE

gpiozero = pytest.importorskip("gpiozero")


def test_each_movement_of_a_button_is_told_with_its_pin(pins: Any) -> None:
    moves: list[tuple[str, int, int]] = []
    stop = PinButtons(["GPIO17", "GPIO27"], now=lambda: 5, moved=lambda *move: moves.append(move)).start()
    pins.pin("GPIO17").drive_low()
    pins.pin("GPIO27").drive_low()
    pins.pin("GPIO17").drive_high()
    stop()
    assert moves == [("GPIO17", 1, 5), ("GPIO27", 1, 5), ("GPIO17", 0, 5)]


def test_lights_and_buzzer_are_their_pins(pins: Any) -> None:
    lights = PinLights({"ready": "GPIO5", "fault": "GPIO6", "lone": "GPIO13"}, "GPIO19")
    stop = lights.start()
    lights.lights(True, True, False, True)
    lights.tone(2_000, False)

    def on() -> list[bool]:
        return [bool(pins.pin(name).state) for name in ("GPIO5", "GPIO6", "GPIO13", "GPIO19")]

    assert on() == [True, False, True, True]
    lights.lights(False, False, True, False)
    lights.tone(0, False)
    assert on() == [False, True, False, False]
    stop()


def test_without_a_buzzer_a_tone_is_nothing(pins: Any) -> None:
    lights = PinLights({"lone": "GPIO13"}, "")
    stop = lights.start()
    lights.tone(2_000, False)
    assert not pins.pin("GPIO13").state
    stop()


def test_a_pin_that_is_in_use_is_told_by_its_name(pins: Any) -> None:
    stop = PinLights({"lone": "GPIO13"}, "").start()
    with pytest.raises(PinsError, match=r"GPIO13.*in use"):
        PinButtons(["GPIO12", "GPIO13"], now=lambda: 0, moved=lambda *_: None).start()
    stop()
    PinButtons(["GPIO12", "GPIO13"], now=lambda: 0, moved=lambda *_: None).start()()  # what was begun was given back


def test_a_computer_without_pins_is_told_what_is_missing() -> None:
    """In a program of its own, which has no mock."""
    probe = (
        "from counter_caller.devices.pins import PinLights, PinsError\n"
        "try:\n    PinLights({'lone': 'GPIO13'}, '').start()\n"
        "except PinsError as error:\n    print(error)"
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", probe], capture_output=True, check=True, timeout=PATIENCE
    )
    assert b"python3-lgpio of Debian" in run.stdout


def test_a_missing_package_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gpiozero", None)
    with pytest.raises(PinsError, match=r"gpiozero: install python3-gpiozero.* or motcua\[gpio\]"):
        PinLights({"lone": "GPIO13"}, "").start()
