"""When a screen counts as painted, and what keeps a still page on the bare screen. The driver that draws without a
screen stands in for the bare one: what matters is which pictures are drawn."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from hall_core.ui.painted import SETTLED

pytestmark = [pytest.mark.screens, pytest.mark.timeout(120)]

ROOT = Path(__file__).parents[2]
PROGRAM = """
import os, sys, time
from pathlib import Path
from hall_core.domain.plan_devices import Panel
from hall_core.ui import colours, painted, theme, window
from hall_core.ui.tokens import kiosk_scale
data, bare, every, job = Path(sys.argv[1]), sys.argv[2] == "bare", float(sys.argv[3]), sys.argv[4]
painted.BARE, painted.EVERY = "offscreen" if bare else "kmsdrm", every
scale = kiosk_scale(Panel(width_px=480, height_px=320, width_mm=178))
window.prepare("test", scale, data=data, offscreen=True)
theme.setup(scale, colours.LIGHT)
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kivy.clock import Clock
from kivy.core.window import Window
text = TextBlock(text="Xin chào")
Window.bind(on_flip=lambda *_: print("drawn", flush=True))
turns = 0
def turned():
    global turns
    turns += 1
    print("turned", flush=True)
    if job == "change" and turns == 1:
        Clock.schedule_once(change, 0.5)
def change(_seconds):
    print("changed", flush=True)
    text.text = "Mời quý vị"
window.run(text, data / "screen.png", turned)
"""
Start = Callable[[str, float, str], Iterator[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Gives, as they come, the program's words: a picture was ``drawn``, or the watchdog is told that all is well."""
    started: list[subprocess.Popen[str]] = []

    def lines(where: str, every: float, job: str) -> Iterator[str]:
        env = {key: value for key, value in os.environ.items() if not key.startswith(("KIVY_", "SDL_"))}
        running = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path), where, str(every), job],
            env=env,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(running)
        assert running.stdout is not None
        for line in running.stdout:
            yield line.strip()
        raise AssertionError("the program ended")

    yield lines
    for running in started:
        running.kill()
        running.communicate()


def until(lines: Iterator[str], last: str, times: int = 1) -> list[str]:
    """Up to the word ``last``, so many times."""
    heard: list[str] = []
    while heard.count(last) < times:
        heard.append(next(lines))
    return heard


def test_a_screen_is_well_once_its_first_picture_was_drawn(start: Start) -> None:
    assert until(start("elsewhere", 1.0, ""), "turned") == ["drawn", "turned"]


def test_elsewhere_a_still_page_is_drawn_no_more_and_is_well_all_the_same(start: Start) -> None:
    lines = start("elsewhere", 0.1, "")
    until(lines, "turned", 10)
    assert until(lines, "turned", 20) == ["turned"] * 20


def test_on_the_bare_screen_a_page_is_well_when_several_pictures_stood_there(start: Start) -> None:
    heard = until(start("bare", 1000.0, ""), "turned")
    assert heard == ["drawn"] * SETTLED + ["turned"]


def test_on_the_bare_screen_a_still_page_is_drawn_again_and_again(start: Start) -> None:
    lines = start("bare", 0.1, "")
    until(lines, "turned", 2)
    heard = until(lines, "turned", 10)
    assert heard.count("drawn") >= 10
    assert ("turned", "turned") not in set(pairwise(heard)), "it is well only when another picture was put there"


def test_on_the_bare_screen_what_changes_is_drawn_twice_soon(start: Start) -> None:
    # The picture of every second is far away.
    lines = start("bare", 1000.0, "change")
    until(lines, "changed")
    until(lines, "drawn", 2)
