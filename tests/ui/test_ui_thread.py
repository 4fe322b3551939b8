"""From any thread to the screen: nothing lost, nothing reordered, whatever clock Kivy runs on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hall_core.ui.ui_thread import UiThread
from tests.screens_support import Glass

ROOT = Path(__file__).parents[2]
THREADS, EACH = 4, 500

IN_A_LOOP = f"""
import threading
from kivy.base import EventLoop
from kivy.clock import Clock
from hall_core.ui.ui_thread import UiThread
got, here = [], threading.get_ident()
def take(item):
    assert threading.get_ident() == here
    got.append(item)
ui = UiThread(take)
def send(sender):
    for n in range({EACH}):
        ui.post((sender, n))
threads = [threading.Thread(target=send, args=(s,)) for s in range({THREADS})]
for t in threads:
    t.start()
for _ in range(20_000):
    Clock.tick()
    if len(got) == {THREADS * EACH}:
        break
for s in range({THREADS}):
    assert [n for sender, n in got if sender == s] == list(range({EACH}))
print(Clock.__class__.__name__, len(got))
"""


@pytest.mark.parametrize(
    ("clock", "kind"), [("default", "ClockBase"), ("interrupt", "ClockBaseInterrupt"), ("free_only", "ClockBaseFree")]
)
def test_nothing_is_lost_or_reordered(clock: str, kind: str) -> None:
    env = {**os.environ, "KIVY_CLOCK": clock, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", IN_A_LOOP], env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert kind in ran.stdout
    assert ran.stdout.split()[1] == str(THREADS * EACH)


def test_what_is_posted_while_a_message_is_delivered_comes_after_it(glass: Glass) -> None:
    got: list[int] = []

    def take(item: int) -> None:
        got.append(item)
        if item < 3:
            ui.post(item + 1)

    ui = UiThread(take)
    ui.post(1)
    glass.wait(lambda: len(got) == 3)
    assert got == [1, 2, 3]


def test_a_flood_leaves_the_loop_time_to_draw(glass: Glass) -> None:
    frames_between: list[int] = []
    frame = 0

    def take(item: int) -> None:
        frames_between.append(frame)
        if item:
            ui.post(item - 1)

    ui = UiThread(take)
    ui.post(5)
    for frame in range(50):  # noqa: B007 - take() reads it
        glass.frames(1)
    assert len(frames_between) == 6


def test_what_is_left_when_the_loop_is_over_can_be_delivered(glass: Glass) -> None:
    got: list[str] = []
    ui: UiThread[str] = UiThread(got.append)
    sender = threading.Thread(target=lambda: [ui.post(text) for text in "abc"])
    sender.start()
    sender.join()
    ui.drain()
    assert got == ["a", "b", "c"]
