"""Fingers as the kernel tells of them: through a faked touch panel, libmtdev and Kivy's own reader."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from evdev import ecodes

from demo.hands import FakeInputs, Touchscreen, umockdev_available

pytestmark = pytest.mark.skipif(not umockdev_available(), reason="needs umockdev-run (apt: umockdev)")
ROOT = Path(__file__).parents[2]
ANSWER_SECONDS = 9.0
PROGRAM = """
import sys
from pathlib import Path
from hall_core.domain.plan_devices import Panel
from hall_core.ui import colours, theme, window
from hall_core.ui.tokens import kiosk_scale
data, rotate = Path(sys.argv[1]), int(sys.argv[2])
scale = kiosk_scale(Panel(width_px=480, height_px=480, width_mm=178))
window.prepare("test", scale, data=data, offscreen=True, touch="/dev/input/event8", rotate=rotate)
theme.setup(scale, colours.LIGHT)
from kivy.clock import Clock
from kivy.uix.gridlayout import GridLayout
from hall_core.ui.widgets.tile.tile import Tile

def tapped(tile, meaning):
    print(meaning, flush=True)

page = GridLayout(cols=2)
for name in ("NW", "NE", "SW", "SE"):
    page.add_widget(Tile(title=name, meaning=name, on_tap=tapped))
Clock.schedule_once(lambda _: print("ready", flush=True))
window.run(page, data / "screen.png")
"""
NW, NE, SW, SE = (0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)
"""Parts of the glass, y downwards."""


class Shown:
    """A program that prints each tap, and the hand before its glass."""

    def __init__(self, program: subprocess.Popen[str], hand: Touchscreen) -> None:
        self._program = program
        self.hand = hand

    def answer(self) -> str:
        assert self._program.stdout is not None
        assert select.select([self._program.stdout], [], [], ANSWER_SECONDS)[0], "the program stays silent"
        return self._program.stdout.readline().strip()


Start = Callable[..., Shown]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as undo:

        def begin(rotate: int = 0) -> Shown:
            hand = Touchscreen()
            inputs = undo.enter_context(FakeInputs(tmp_path, hand))
            env = {key: value for key, value in os.environ.items() if not key.startswith(("KIVY_", "SDL_"))}
            program = subprocess.Popen(
                inputs.command([sys.executable, "-c", PROGRAM, str(tmp_path), str(rotate)]),
                env=env,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            undo.callback(program.communicate)
            undo.callback(program.kill)
            shown = Shown(program, hand)
            assert shown.answer() == "ready"
            return shown

        yield begin


@pytest.mark.timeout(40)
def test_taps_long_presses_drags_and_second_fingers_are_one_tap_each(start: Start) -> None:
    shown = start()
    hand = shown.hand
    hand.tap(*NW)
    assert shown.answer() == "NW"
    hand.tap(*NE, hold=1.2)
    assert shown.answer() == "NE"
    hand.drag(SE, (0.6, 0.6))
    assert shown.answer() == "SE"
    hand.drag(NW, NE)
    hand.down(*NE, finger=0)
    hand.down(0.8, 0.3, finger=1)
    hand.up(1)
    hand.up(0)
    assert shown.answer() == "NE", "and nothing for the finger that slid away"
    hand.tap(*SE)
    assert shown.answer() == "SE"


@pytest.mark.timeout(40)
def test_neither_an_elbow_nor_a_lost_lift_freezes_the_glass(start: Start) -> None:
    shown = start()
    hand = shown.hand
    for contact in range(1, 10):
        hand.down(0.05 + contact / 25, 0.2, finger=contact)
    for step, (tile, name) in enumerate(((NE, "NE"), (SE, "SE"), (SW, "SW"), (NW, "NW"), (NE, "NE"))):
        for contact in range(1, 10):  # it never lies quite still
            hand.move(0.05 + contact / 25, 0.2 + step / 100, finger=contact)
        hand.tap(*tile)
        assert shown.answer() == name
    for contact in range(1, 10):
        hand.up(contact)
    # A finger comes down anew where the lift of the one before was never told.
    hand.down(*NE)
    hand.emit((ecodes.EV_ABS, ecodes.ABS_MT_SLOT, 0), (ecodes.EV_ABS, ecodes.ABS_MT_TRACKING_ID, 999))
    hand.tap(*NE)
    assert shown.answer() == "NE"
    hand.tap(*SE)
    assert shown.answer() == "SE"


@pytest.mark.timeout(40)
@pytest.mark.parametrize(("rotate", "felt"), [(90, "SE"), (180, "NE"), (270, "NW")])
def test_a_turned_panel_feels_what_it_shows(start: Start, rotate: int, felt: str) -> None:
    shown = start(rotate)
    shown.hand.tap(*SW)
    assert shown.answer() == felt
