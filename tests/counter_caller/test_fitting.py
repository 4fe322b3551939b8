"""How a call box is put together: here with buttons and lights on pins, under real gpiod."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from queue import SimpleQueue
from typing import Any

import pytest

from counter_caller.app import CallBox, Stop, Troubled
from counter_caller.devices.pins import PinsError
from counter_caller.fitting import Fitting
from counter_caller.messages import Command, Trouble
from hall_core.contract.messages import Problem
from hall_core.domain import commands as c
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Caller, Desk
from hall_core.mqtt.heard import LinkUp

from .chips import Computer
from .conftest import counter_state, heard
from .hardware import PATIENCE

ON_PINS = Desk(
    counter="quay-1",
    officer="can-bo-1",
    keypad="gpio:",
    keys={"GPIO17": "next", "GPIO27": "pause"},
    to_counter={"GPIO22": "quay-2"},
    lights={"ready": "GPIO5", "busy": "GPIO6"},
    buzzer="GPIO19",
)


class Line:
    def __init__(self) -> None:
        self.asked: SimpleQueue[Command] = SimpleQueue()

    def ask(self, command: Command) -> str:
        self.asked.put(command)
        return "00000000-0000-7000-8000-00000000000a"

    def report(self, problem: Problem, present: bool, words: str) -> None:
        raise AssertionError(problem, present, words)


def comes(seen: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not seen() and time.monotonic() < deadline:
        time.sleep(0.002)
    return seen()


def test_a_button_on_a_pin_asks_and_a_lamp_on_a_pin_answers(pins: Computer, plan: Plan) -> None:
    box, line = CallBox(lambda: time.monotonic_ns() // 1_000_000), Line()
    with ExitStack() as undo:
        fitting = Fitting(box, undo, "vi")
        desks = fitting.fit(plan, Caller(id="goi", desks=[ON_PINS]), terminal=False)
        assert fitting.capabilities == ["pins"]
        thread = threading.Thread(target=box.run, args=(line, desks))
        thread.start()
        box.put(LinkUp())
        box.put(heard(counter_state(3, counter="quay-1")))
        assert comes(lambda: pins.pin(5).high), "the counter is open"
        pins.pin(17).goes(high=False)
        assert line.asked.get(timeout=PATIENCE) == c.CallNext(counter="quay-1", expects=3)
        assert comes(lambda: pins.pin(6).high), "it is asked"
        box.put(Stop())
        thread.join(PATIENCE)
        assert not pins.pin(5).high and not pins.pin(6).high


def test_a_key_that_sends_people_on_names_where_to(pins: Computer, plan: Plan) -> None:
    box, line = CallBox(lambda: time.monotonic_ns() // 1_000_000), Line()
    with ExitStack() as undo:
        desks = Fitting(box, undo, "vi").fit(plan, Caller(id="goi", desks=[ON_PINS]), terminal=False)
        thread = threading.Thread(target=box.run, args=(line, desks))
        thread.start()
        box.put(LinkUp())
        box.put(heard(counter_state(3, counter="quay-1", ticket="A012 serving")))
        pins.pin(22).goes(high=False)
        assert line.asked.get(timeout=PATIENCE) == c.Transfer(counter="quay-1", expects=3, to_counter="quay-2")
        box.put(Stop())
        thread.join(PATIENCE)


def test_what_was_begun_is_given_back_when_a_part_cannot_be_had(pins: Computer, plan: Plan) -> None:
    pins.pin(19).consumer = "a fan"
    with ExitStack() as undo, pytest.raises(PinsError, match="GPIO19"):
        Fitting(CallBox(lambda: 0), undo, "vi").fit(plan, Caller(id="goi", desks=[ON_PINS]), terminal=False)
    assert not any(pins.pin(number).consumer for number in (5, 6, 17, 22, 27))


def test_buttons_whose_pins_go_are_a_missing_keypad(
    pins: Computer, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, told = CallBox(lambda: 0), SimpleQueue[Any]()
    monkeypatch.setattr(box, "put", told.put)
    with ExitStack() as undo:
        Fitting(box, undo, "vi").fit(plan, Caller(id="goi", desks=[ON_PINS]), terminal=False)
        pins.lose_all()
        troubled = told.get(timeout=PATIENCE)
        trouble = Trouble("keypad-missing", True, troubled.trouble.words)
        assert troubled == Troubled(("quay-1",), trouble) and "No such device" in trouble.words
