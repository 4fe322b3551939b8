"""The call box: the queue, the effects carried out, the rhythm of lights and sounds, one counter beside another."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from counter_caller.app import CallBox, Moved, Stop, Troubled
from counter_caller.desk import Desk
from counter_caller.messages import KEY_DOWN, Command, Trouble
from counter_caller.panel import Rhythm
from counter_caller.patterns import FINE, LAMPS, Lamp, Tone
from counter_caller.view import View
from hall_core.contract.messages import Problem, Reply
from hall_core.domain import commands as c
from hall_core.domain.button_box import Duty
from hall_core.domain.plan import Plan
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.heard import Answered, LinkUp, Unanswered

from .conftest import COUNTER, counter_state, heard
from .hardware import PATIENCE

ID = "00000000-0000-7000-8000-00000000000a"


class Line:
    """A station that keeps what it is asked and answers nothing by itself."""

    def __init__(self) -> None:
        self.asked: SimpleQueue[Command] = SimpleQueue()
        self.reported: SimpleQueue[tuple[Problem, bool, str]] = SimpleQueue()

    def ask(self, command: Command) -> str:
        self.asked.put(command)
        return ID

    def report(self, problem: Problem, present: bool, words: str) -> None:
        self.reported.put((problem, present, words))


class Signals:
    """Lights and a beeper that keep what was done with them."""

    def __init__(self) -> None:
        self.lit: SimpleQueue[tuple[bool, ...]] = SimpleQueue()
        self.tones: SimpleQueue[tuple[int, bool]] = SimpleQueue()

    def lights(self, ready: bool, busy: bool, fault: bool, lone: bool) -> None:
        self.lit.put((ready, busy, fault))

    def tone(self, hz: int, brief: bool) -> None:
        self.tones.put((hz, brief))


class OwnLights:
    """A panel that keeps its rhythms by itself."""

    def __init__(self) -> None:
        self.shown: list[Lamp] = []
        self.sounds: SimpleQueue[Tone] = SimpleQueue()

    def show(self, lamp: Lamp) -> None:
        if self.shown[-1:] != [lamp]:
            self.shown.append(lamp)

    def sound(self, tone: Tone) -> None:
        self.sounds.put(tone)

    def carry_on(self) -> int | None:
        return None

    def renew(self) -> None:
        pass

    def dark(self) -> None:
        pass


class Running:
    """A call box at work in a thread: quay-3, and the other counters named, whose lights are ``shared``."""

    def __init__(self, plan: Plan, *others: str) -> None:
        self.line, self.signals, self.shared = Line(), Signals(), OwnLights()
        self.views: SimpleQueue[View] = SimpleQueue()
        self.desk = CallBox(lambda: time.monotonic_ns() // 1_000_000)
        self.desks: list[Desk] = []
        for id in (COUNTER, *others):
            counter = plan.counter(id)
            assert counter is not None
            first = id == COUNTER
            panels = [*([Rhythm(self.signals, self.desk.now)] if first else []), *([self.shared] if others else [])]
            self.desks.append(Desk(counter, f"can-bo-{id[-1]}", panels=panels, screens=[self.views.put] * first))
        self._thread = threading.Thread(target=self.desk.run, args=(self.line, self.desks))
        self._thread.start()

    def put(self, *messages: object) -> None:
        for message in messages:
            self.desk.put(message)  # pyright: ignore[reportArgumentType]

    def press(self, action: str, counter: str = COUNTER) -> None:
        duty = Duty(action)  # pyright: ignore[reportArgumentType]
        panel = self.shared if len(self.desks) > 1 else None
        self.put(Moved(counter, duty, KEY_DOWN, self.desk.now(), action, panel))

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
    running.put(Troubled((COUNTER,), Trouble("keypad-missing", True, "it is gone")))
    assert running.line.reported.get(timeout=PATIENCE) == ("keypad-missing", True, "it is gone")


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
    running.put(Troubled((COUNTER,), Trouble("line-display-missing", True)))
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
    assert not running.desks[0].busy


@pytest.fixture
def two(plan_of: Callable[[int], Plan]) -> Iterator[Running]:
    """quay-3 and quay-2 with one panel between them."""
    running = Running(plan_of(3), "quay-2")
    running.put(LinkUp(), heard(counter_state()), heard(counter_state(4, counter="quay-2")))
    running.sees("empty")
    yield running
    running.put(Stop())
    assert running.ends()


def test_a_key_acts_for_its_own_counter_alone(two: Running) -> None:
    two.press("next", "quay-2")
    assert two.line.asked.get(timeout=PATIENCE) == c.CallNext(counter="quay-2", expects=4)
    two.press("next")
    assert two.line.asked.get(timeout=PATIENCE) == c.CallNext(counter=COUNTER, expects=1)


def test_a_shared_light_is_that_of_the_counter_whose_key_went_down_last(two: Running) -> None:
    two.press("next", "quay-2")
    assert two.shared.sounds.get(timeout=PATIENCE).hz == 1_000
    two.put(Answered(Reply(to=ID, refusal=Refusal("stale"), counter=counter_state(4, counter="quay-2"))))
    assert two.shared.sounds.get(timeout=PATIENCE).hz == 400
    two.put(Answered(Reply(to=ID, counter=counter_state(1))))  # about the other one: nothing is shown of it
    two.put(Stop())
    assert two.ends()
    assert two.shared.shown[-3:] == [FINE, LAMPS["asked"], LAMPS["refused"]]


def test_what_two_counters_share_and_miss_is_told_once_and_solved_when_both_have_it(two: Running) -> None:
    two.put(Troubled((COUNTER, "quay-2"), Trouble("keypad-missing", True, "the keypad is gone")))
    two.put(Troubled((COUNTER,), Trouble("keypad-missing", False)))
    two.put(Troubled(("quay-2",), Trouble("keypad-missing", False)))
    told = [two.line.reported.get(timeout=PATIENCE) for _ in range(4)]
    assert told == [
        ("keypad-missing", True, "the keypad is gone"),
        ("keypad-missing", True, "the keypad is gone"),
        ("keypad-missing", True, "the keypad is gone"),
        ("keypad-missing", False, ""),
    ]


def test_a_key_that_stays_down_is_told_without_another_movement(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counter_caller.state.STUCK", 50)
    running.press("recall")
    assert running.line.reported.get(timeout=PATIENCE) == ("key-stuck", True, "held down: recall")


def drained(queue: SimpleQueue[tuple[bool, ...]] | SimpleQueue[tuple[int, bool]]) -> list[tuple[int, ...]]:
    return [queue.get() for _ in range(queue.qsize())]
