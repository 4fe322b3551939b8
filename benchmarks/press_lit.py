"""Press on a button → light at the counter, through the real call box, broker and hub.

Two kinds of buttons: a USB keypad (a fake device of the kernel) and a box on a serial line (a pty at 115,200 baud, of
which a pty knows nothing: what the wire itself takes is what the hall file reckons, hall_core/domain/button_box.py).
Two lights: that the press is asked, and what the hub has answered. Each press is a command that changes the counter, so
the answer is behind a commit on the disk. Beside it, in turns: a program that does nothing but light a lamp for each
press.
"""

from __future__ import annotations

import os
import select
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from evdev import ecodes

from benchmarks.now import now
from benchmarks.report import Figure, Goal, percentile
from benchmarks.turns import in_turns
from broker_config.run import start
from counter_caller.messages import DEBOUNCE
from counter_caller.patterns import LAMPS
from demo.button_boxes import BoxesOnLine
from demo.hall_file import write_hall
from demo.hands import INPUT_EVENT, FakeInputs, Keypad
from demo.programs import Program, start_hub
from hall_core.device.hall_file import load

PRESSES, ROUNDS = 200, 5
"""The p99 of so many is the second of the slowest; of all four kinds together they take some two minutes."""
GAP = DEBOUNCE / 1000 + 0.06
"""Seconds between two presses of a button: what comes sooner counts as its bounce, and a box on a line tells the age of
a press in 20 ms. The answer's light is long on."""
BARE_GAP = 0.05
"""Where nothing is a bounce."""
GOAL_P99 = Goal(100, "ms")
WITHIN = 5.0
UNREAD = INPUT_EVENT.size * 64
PAUSE_KEY, PAUSE_BUTTON = ecodes.KEY_KP6, 6

DONE = [LAMPS["done"].ready, (), (), LAMPS["done"].lone]

Press = Callable[[], tuple[float, float]]
"""Presses once: milliseconds until the light that it is asked, and until that of the answer."""


class LitKeypad(Keypad):
    """A keypad that tells when its lamps change."""

    def __init__(self) -> None:
        super().__init__()
        self._told: list[tuple[float, int, int]] = []

    def down(self, key: int) -> None:
        """What the lamps were told before the press is of no interest."""
        while select.select([self._hand], [], [], 0)[0]:
            os.read(self._hand, UNREAD)
        self._told.clear()
        super().down(key)

    def comes(self, lamp: int, *values: int) -> float:
        """When ``lamp`` was told one of ``values`` next, by :func:`now`."""
        while True:
            while self._told:
                at, led, value = self._told.pop(0)
                if led == lamp and value in values:
                    return at
            if not select.select([self._hand], [], [], WITHIN)[0]:
                raise TimeoutError("no lamp")
            written = os.read(self._hand, UNREAD)
            events = [event[2:] for event in INPUT_EVENT.iter_unpack(written)]
            self._told += [(now(), led, value) for kind, led, value in events if kind == ecodes.EV_LED]


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as undo:
        folder = Path(name)
        presses = [
            partial(_press, undo.enter_context(hall(folder / hall.__name__)), gap)
            for hall, gap in ((_keypad_hall, GAP), (_bare_keypad, BARE_GAP), (_line_hall, GAP), (_bare_line, BARE_GAP))
        ]
        for press in presses * 3:  # the first ones wake everything up
            press()
        keypad, bare_keypad, line, bare_line = in_turns(ROUNDS, presses, in_a_row=PRESSES // ROUNDS)
    figures = _figures("keypad", keypad, "bare key → lamp", bare_keypad)
    return figures + _figures("box on a line", line, "bare box → lamp", bare_line)


def _press(press: Press, gap: float) -> tuple[float, float]:
    took = press()
    time.sleep(gap)
    return took


def _figures(kind: str, ours: list[tuple[float, float]], beside: str, bare: list[tuple[float, float]]) -> list[Figure]:
    figures: list[Figure] = []
    for place, what in enumerate(("light that it is asked", "light of the answer")):
        for percent in (50, 99):
            value = percentile([press[place] for press in ours], percent)
            figures.append(
                Figure(
                    name=f"{kind}: press → {what}, p{percent}",
                    value=value,
                    unit="ms",
                    beside=percentile([press[0] for press in bare], percent),
                    beside_name=beside,
                    goal=GOAL_P99 if percent == 99 else None,
                )
            )
    return figures


@contextmanager
def _keypad_hall(folder: Path) -> Iterator[Press]:
    with ExitStack() as undo:
        folder.mkdir()
        keypad = LitKeypad()
        hands = undo.enter_context(FakeInputs(folder, keypad))
        _hall(folder, keypad.path, undo, wrap=hands.command)
        yield lambda: _press_key(keypad, answers=True)


@contextmanager
def _bare_keypad(folder: Path) -> Iterator[Press]:
    with ExitStack() as undo:
        folder.mkdir()
        keypad = LitKeypad()
        hands = undo.enter_context(FakeInputs(folder, keypad))
        bare = Program("bare", "benchmarks.bare_lit", ["key", keypad.path], folder / "bare.log", wrap=hands.command)
        undo.callback(bare.kill)
        bare.wait_for("ready", 20)
        yield lambda: _press_key(keypad, answers=False)


@contextmanager
def _line_hall(folder: Path) -> Iterator[Press]:
    with ExitStack() as undo:
        folder.mkdir()
        line = undo.enter_context(BoxesOnLine(folder / "wire", 1))
        _hall(folder, f"serial:{line.path}?baud=115200&address=1", undo)
        yield lambda: _press_button(line, answers=True)


@contextmanager
def _bare_line(folder: Path) -> Iterator[Press]:
    with ExitStack() as undo:
        folder.mkdir()
        line = undo.enter_context(BoxesOnLine(folder / "wire", 1))
        bare = Program("bare", "benchmarks.bare_lit", ["line", str(line.path)], folder / "bare.log")
        undo.callback(bare.kill)
        bare.wait_for("ready", 20)
        yield lambda: _press_button(line, answers=False)


def _hall(folder: Path, keypad: str, undo: ExitStack, *, wrap: Callable[[list[str]], list[str]] | None = None) -> None:
    file = write_hall(folder / "hall.toml", counters=1)
    broker = start(load(file), None, folder / "broker")
    undo.callback(broker.stop)
    undo.callback(start_hub(file, folder / "hub", broker.address).stop)
    data = folder / "goi-1"
    data.mkdir()
    arguments = ["--hall", str(file), "--broker", f"{broker.host}:{broker.port}", "--device", "goi-1"]
    arguments += ["--data", str(data), "--keypad", keypad]
    caller = Program("goi-1", "counter_caller", arguments, data / "out.log", stdin=subprocess.DEVNULL, wrap=wrap)
    undo.callback(caller.stop)
    caller.wait_for("linked to the broker", 20)
    time.sleep(1.0)  # until the counter's state is heard, and a box on the line is known


def _press_key(keypad: LitKeypad, *, answers: bool) -> tuple[float, float]:
    """The answer's light begins with a wink: what is seen is that the ready lamp is lit again when that is over."""
    begun = now()
    keypad.down(PAUSE_KEY)
    asked = keypad.comes(ecodes.LED_CAPSL, 1) if answers else keypad.comes(ecodes.LED_CAPSL, 0, 1)
    answer = keypad.comes(ecodes.LED_NUML, 1) - LAMPS["done"].ready[1] if answers else begun
    keypad.up(PAUSE_KEY)
    return asked - begun, answer - begun


def _press_button(line: BoxesOnLine, *, answers: bool) -> tuple[float, float]:
    """Where the answer is as quick as the line, the box is told that alone."""
    box = line.boxes[1]
    before = len(box.lit)
    begun = now()
    box.press(PAUSE_BUTTON)
    if not box.waits_for(lambda box: any(lamps == DONE for _, lamps in box.lit[before:]) or not answers, WITHIN):
        raise TimeoutError("no lamp")
    if not box.waits_for(lambda box: len(box.lit) > before, WITHIN):
        raise TimeoutError("no lamp")
    lit = box.lit[before:]
    answer = next((at for at, lamps in lit if lamps == DONE), 0.0)
    return lit[0][0] * 1000 - begun, answer * 1000 - begun
