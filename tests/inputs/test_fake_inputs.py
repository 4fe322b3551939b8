"""The pretend hands of the demonstration reach programs that know nothing of them."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from evdev import ecodes

from demo.hands import FakeDevice, FakeInputs, Keypad, Touchscreen, umockdev_available

pytestmark = pytest.mark.skipif(not umockdev_available(), reason="needs umockdev-run (apt: umockdev)")

ANSWER_SECONDS = 4.0

KEY_READER = """
    from evdev import InputDevice, ecodes

    device = InputDevice("/dev/input/event7")
    device.grab()
    print("ready", flush=True)
    for event in device.read_loop():
        if event.type == ecodes.EV_KEY and event.value == 1:
            device.set_led(ecodes.LED_CAPSL, 1)
            print(ecodes.KEY[event.code], flush=True)
"""

# Two buttons: a tap read upside down would press the wrong one.
TOUCH_APP = """
    from kivy.config import Config

    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "touch", "mtdev,/dev/input/event8")

    from kivy.base import runTouchApp
    from kivy.clock import Clock
    from kivy.uix.boxlayout import BoxLayout
    from kivy.uix.button import Button

    hall = BoxLayout(orientation="vertical")
    for name in ("upper", "lower"):
        button = Button(text=name, on_release=lambda pressed: print(pressed.text, flush=True))
        hall.add_widget(button)
    Clock.schedule_once(lambda _: print("ready", flush=True))
    runTouchApp(hall)
"""


def test_a_key_press_reaches_an_evdev_reader_whose_led_comes_back(tmp_path: Path) -> None:
    """A pressed key is read by a program that grabs the keypad, and the LED that it lights is seen."""
    keypad = Keypad()
    with running(KEY_READER, tmp_path, keypad) as program:
        keypad.press(ecodes.KEY_KP3)
        assert answer(program) == "KEY_KP3"
        assert keypad.wait_for_leds({ecodes.LED_CAPSL}, ANSWER_SECONDS)


@pytest.mark.screens
def test_a_tap_reaches_the_kivy_button_under_the_finger(tmp_path: Path) -> None:
    """A tap on the upper half of the glass releases the upper button of an offscreen Kivy program."""
    screen = Touchscreen()
    with running(TOUCH_APP, tmp_path, screen) as program:
        screen.tap(0.5, 0.25)
        assert answer(program) == "upper"
        screen.tap(0.5, 0.75)
        assert answer(program) == "lower"


@contextmanager
def running(source: str, folder: Path, device: FakeDevice) -> Iterator[subprocess.Popen[str]]:
    """The Python program `source`, started with `device` and ready for its events."""
    kivy = {"KIVY_HOME": str(folder), "KIVY_NO_ARGS": "1", "KIVY_NO_FILELOG": "1", "KIVY_WINDOW": "sdl2"}
    offscreen = {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy", "LIBGL_ALWAYS_SOFTWARE": "1"}
    with FakeInputs(folder, device) as inputs:
        program = subprocess.Popen(
            inputs.command([sys.executable, "-c", textwrap.dedent(source)]),
            env={**os.environ, **kivy, **offscreen},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert answer(program) == "ready"
            yield program
        finally:
            program.kill()
            program.communicate()


def answer(program: subprocess.Popen[str]) -> str:
    """The next line that the program prints; fails when it stays silent."""
    assert program.stdout is not None
    assert select.select([program.stdout], [], [], ANSWER_SECONDS)[0], "the program stays silent"
    return program.stdout.readline().strip()
