"""A keyboard, a mouse or another panel that somebody plugs in does nothing to the real programs; the configured panel
does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from demo.glass import Glass
from demo.hall_file import copy_of
from demo.hands import FakeInputs, Keypad, Touchscreen, umockdev_available
from demo.programs import ROOT, Program

pytestmark = [
    pytest.mark.screens,
    pytest.mark.timeout(60),
    pytest.mark.skipif(not umockdev_available(), reason="needs umockdev-run (apt: umockdev)"),
]

UP = 40.0
NOBODY = "127.0.0.1:1"
"""Where no broker is: the first page stands without one."""
KEYS = [
    *("Escape", "Return", "Tab", "space", "BackSpace", "Menu", "Print", "Super_L", "XF86Back", "XF86HomePage"),
    *(f"F{number}" for number in range(1, 13)),
    *(f"ctrl+{key}" for key in ("c", "d", "e", "m", "q", "r", "w", "z", "Escape")),
    *("alt+F2", "alt+F4", "alt+Tab", "alt+space", "super+l", "super+r"),
    *("ctrl+alt+Delete", "ctrl+alt+BackSpace", "ctrl+alt+F2", "ctrl+shift+Escape", "shift+F10", "super+q"),
]
"""What leads out of some program or other."""


class Shown:
    """A running screen program on the X screen, and the panels that are plugged in."""

    def __init__(self, screen: Any, folder: Path, undo: ExitStack) -> None:
        self.screen = screen
        self.touch = Touchscreen()
        self.strange = Touchscreen("/dev/input/event10", "Another panel")
        self.keyboard = Keypad("/dev/input/event11", "Somebody's keyboard")
        self._folder, self._undo = folder, undo
        self._hall = copy_of(ROOT / "halls" / "demo.toml", folder / "hall.toml")

    def start(self, module: str, device: str, *options: str) -> Glass:
        fake = self._undo.enter_context(FakeInputs(self._folder, self.touch, self.strange, self.keyboard))
        data = self._folder / device
        data.mkdir()
        given = ["--hall", str(self._hall), "--device", device, "--data", str(data), "--broker", NOBODY, *options]
        env = self.screen.environment
        self.program = Program(device, module, given, data / "output.log", env=env, wrap=fake.command)
        self._undo.callback(self.program.stop)
        self.program.wait_for("no link", UP)
        return Glass(self.program, data, self.touch)

    def plague(self, glass: Glass) -> None:
        """All that a keyboard, a mouse and a panel of somebody else can do."""
        self.screen.strike(*KEYS)
        self.screen.type("MOTCUA:1234 đổi ca")
        for button in (1, 2, 3, 4, 5):
            for tap in glass.look()["taps"]:
                self.screen.click(tap["x"], tap["y"], button)
        for tap in glass.look()["taps"]:
            self.strange.tap(tap["x"], tap["y"], hold=0)
        self.keyboard.press(28, hold=0)  # KEY_ENTER


@pytest.fixture
def shown(screen: Any, tmp_path: Path) -> Iterator[Shown]:
    with ExitStack() as undo:
        yield Shown(screen, tmp_path, undo)


def words(glass: Glass) -> list[str]:
    """All that is on the glass but the time of day."""
    return [re.sub(r"\d\d:\d\d", "", text) for text in glass.look_at_rest()["words"]]


def place_of(glass: Glass, text: str) -> tuple[float, float]:
    (tap,) = [tap for tap in glass.look()["taps"] if tap["words"] == text]
    return tap["x"], tap["y"]


def test_a_kiosk_hears_its_panel_and_nothing_else(shown: Shown) -> None:
    glass = shown.start("kiosk_app", "kiosk-1", "--touch", shown.touch.path)
    before = words(glass)
    shown.plague(glass)
    assert words(glass) == before
    assert shown.program.process.poll() is None
    shown.touch.tap(*place_of(glass, "English"))
    glass.wait_for("Take a number")


def test_a_rating_pad_hears_its_panel_and_nothing_else(shown: Shown) -> None:
    glass = shown.start("kiosk_app", "pad-1", "--touch", shown.touch.path)
    before = words(glass)
    shown.plague(glass)
    assert words(glass) == before
    assert shown.program.process.poll() is None


def test_a_board_hears_nothing(shown: Shown) -> None:
    glass = shown.start("display_app", "board-1")
    before = words(glass)
    shown.plague(glass)
    assert words(glass) == before
    assert shown.program.process.poll() is None


def test_without_a_panel_the_pointer_counts_and_no_key_does(shown: Shown) -> None:
    # On somebody's desk; and it shows that what the other tests do reaches a program that listens.
    glass = shown.start("kiosk_app", "kiosk-1", "--window", "1280x800+0+0")
    before = words(glass)
    shown.screen.strike(*KEYS)
    shown.screen.type("MOTCUA:1234")
    assert words(glass) == before
    shown.screen.click(*place_of(glass, "English"))
    glass.wait_for("Take a number")
