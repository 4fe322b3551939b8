"""The desk: the queue, the effects carried out, the rhythm of lights and sounds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from counter_caller.app import Desk, Moved, Stop
from counter_caller.state import KEY_DOWN, Command, Trouble
from counter_caller.view import View
from hall_core.contract.messages import Problem, Reply
from hall_core.domain import commands as c
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Caller
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.heard import Answered, LinkUp, Unanswered

from .conftest import COUNTER, counter_state, heard
from .hardware import PATIENCE

ID = "00000000-0000-7000-8000-00000000000a"


class Line:
    """A station that keeps what it is asked and answers nothing by itself."""

    def __init__(self) -> None:
        self.asked: SimpleQueue[Command] = SimpleQueue()
        self.reported: SimpleQueue[tuple[Problem, bool]] = SimpleQueue()

    def ask(self, command: Command) -> str:
        self.asked.put(command)
        return ID

    def report(self, problem: Problem, present: bool) -> None:
        self.reported.put((problem, present))


class Signals:
    """Lights and a beeper that keep what was done with them."""

    def __init__(self) -> None:
        self.lit: SimpleQueue[tuple[bool, ...]] = SimpleQueue()
        self.tones: SimpleQueue[tuple[int, bool]] = SimpleQueue()

    def lights(self, ready: bool, busy: bool, fault: bool, lone: bool) -> None:
        self.lit.put((ready, busy, fault))

    def tone(self, hz: int, brief: bool) -> None:
        self.tones.put((hz, brief))


class Running:
    """A desk at work in a thread."""

    def __init__(self, plan: Plan) -> None:
        caller, counter = plan.device("goi-3"), plan.counter(COUNTER)
        assert isinstance(caller, Caller) and counter is not None
        self.line, self.signals = Line(), Signals()
        self.views: SimpleQueue[View] = SimpleQueue()
        self.desk = Desk(caller, counter, now=lambda: time.monotonic_ns() // 1_000_000)
        self._thread = threading.Thread(target=self.desk.run, args=(self.line, self.signals, [self.views.put]))
        self._thread.start()

    def put(self, *messages: object) -> None:
        for message in messages:
            self.desk.put(message)  # pyright: ignore[reportArgumentType]

    def press(self, action: str) -> None:
        self.put(Moved(action, KEY_DOWN, self.desk.now()))  # pyright: ignore[reportArgumentType]

    def sees(self, kind: str) -> View:
        while (view := self.views.get(timeout=PATIENCE)).kind != kind:
            pass
        return view

    def ends(self) -> bool:
        self._thread.join(PATIENCE)
        return not self._thread.is_alive()


@pytest.fixture
def running(plan: Plan) -> Iterator[Running]:
    running = Running(plan)
    running.put(LinkUp(), heard(counter_state()))
    yield running
    running.put(Stop())
    assert running.ends()


def test_a_press_is_asked_and_its_answer_shown(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        running.press("next")
        assert running.line.asked.get(timeout=PATIENCE) == c.CallNext(counter=COUNTER, expects=1)
        running.put(Answered(Reply(to=ID, counter=counter_state(2, ticket="A012 called"))))
        assert running.sees("done").sentence == "Đã mời số A012 đến quầy 3."
    assert [record.getMessage() for record in caplog.records][-3:] == [
        "key next: asked the hub for next (counter revision 1)",
        "counter: open, A012 called",
        "key next: done, A012",
    ]


def test_a_trouble_reaches_the_station(running: Running) -> None:
    running.put(Trouble("keypad-missing", True))
    assert running.line.reported.get(timeout=PATIENCE) == ("keypad-missing", True)


def test_while_it_is_asked_a_light_flickers(running: Running) -> None:
    running.press("next")
    seen = {running.signals.lit.get(timeout=PATIENCE) for _ in range(6)}
    assert {(False, True, False), (False, False, False)} <= seen


def test_nobody_waiting_sounds_twice_after_the_click_of_the_press(running: Running) -> None:
    running.press("next")
    running.line.asked.get(timeout=PATIENCE)
    running.put(Answered(Reply(to=ID, refusal=Refusal("nobody-waiting"), counter=counter_state())))
    tones = [running.signals.tones.get(timeout=PATIENCE)]
    while tones.count((1_200, False)) < 2 or tones[-1] != (0, False):
        tones.append(running.signals.tones.get(timeout=PATIENCE))
    assert [tone for tone in tones if tone[0] == 1_200] == [(1_200, False)] * 2


def test_a_keypad_that_is_back_gets_its_lights_anew(running: Running) -> None:
    lit = running.signals.lit
    running.sees("empty")
    while lit.get(timeout=PATIENCE) != (True, False, False):
        pass
    running.put(Trouble("line-display-missing", True))
    assert lit.get(timeout=PATIENCE) == (True, False, False)


def test_stopping_leaves_it_dark_and_silent(plan: Plan) -> None:
    running = Running(plan)
    running.put(LinkUp(), heard(counter_state()))
    running.sees("empty")
    running.put(Stop())
    assert running.ends()
    *_, last = drained(running.signals.lit)
    assert last == (False, False, False)
    assert drained(running.signals.tones)[-1] == (0, False)


@pytest.mark.parametrize(
    "end", [lambda: Answered(Reply(to=ID, counter=counter_state(2))), lambda: Unanswered(ID)], ids=["answer", "silence"]
)
def test_the_end_of_the_input_waits_for_the_answer_under_way(plan: Plan, end: Callable[[], object]) -> None:
    running = Running(plan)
    running.put(LinkUp(), heard(counter_state()))
    running.press("next")
    running.line.asked.get(timeout=PATIENCE)
    running.put(Stop(after_answer=True))
    running.sees("asked")
    running.put(end())
    assert running.ends()
    assert running.desk._state.pending is None


def drained(queue: SimpleQueue[tuple[bool, ...]] | SimpleQueue[tuple[int, bool]]) -> list[tuple[int, ...]]:
    return [queue.get() for _ in range(queue.qsize())]
