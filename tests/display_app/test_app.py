"""The shell in a real window: what is heard is on the glass with the next frame, and only then told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from display_app.board import Board, Check, Report, SoundChecked, Speak, Tell, VoiceEnded, Woke
from display_app.scene import Scene
from display_app.worker import Worker
from hall_core.domain.facts import CallWasShown
from hall_core.domain.names import Uid
from hall_core.domain.plan_devices import BoardPart, Panel
from hall_core.mqtt.heard import CallHeard
from hall_core.ui import colours
from hall_core.ui.glass import Glass as DrawnOn
from hall_core.ui.window import flip
from tests.conftest import make_plan
from tests.display_app.conftest import BOARD, about_of, call, linked, scene_layout, service_state, uid
from tests.screens_support import Glass

pytestmark = pytest.mark.screens

PANEL = Panel(width_px=960, height_px=540, width_mm=1210)


class Running:
    """A board's shell with a line and a voice that only keep what they are given."""

    def __init__(self, glass: Glass, *shows: BoardPart, dark: bool = False, **more: Any) -> None:
        from display_app.app import App
        from display_app.widgets.text_line import em
        from hall_core.ui import kivy_fonts

        kivy_fonts.register()
        about = about_of(make_plan(), PANEL, 5, em, shows=shows or ("calls",), **more)
        scene = Scene(about, scene_layout(about))
        glass.use(scene.layout.scale, colours.DARK)
        self.glass = glass
        self.now = 1_000
        self.flips = 0
        self.told: list[Tell | Report] = []
        self.spoken: list[Speak | Check] = []
        self.app = App(scene, lambda: self.now, Board(id=BOARD, voice=True), DrawnOn(dark=dark))
        self.stop = self.app.start(Worker("line", keep(self.told)), Worker("voice", keep(self.spoken)))
        glass.show(self.app.screen)
        self.hear(lambda: setattr(self.app, "board", linked()))

    def hear(self, then: Callable[[], None] | Any) -> None:
        """A message, or something to do on the screen's thread; then some frames."""
        (self.app.on_screen_thread if callable(then) else self.app.hear)(then)
        self.glass.frames(4)

    def calls(self) -> Any:
        """What the part for calls shows."""
        return dict(self.app.screen.view.parts)["calls"]

    def words(self) -> list[str]:
        """All that is written on the glass."""
        return [widget.text for widget in self.app.screen.walk() if getattr(widget, "text", "")]

    def painted(self) -> list[str]:
        wanted = [e.fact for e in self.told if isinstance(e, Tell) and isinstance(e.fact, CallWasShown)]
        return [fact.call for fact in wanted if fact.how == "painted"]

    def wait(self, until: Callable[[], object]) -> None:
        self.glass.wait(until, frames=1_000_000)  # the pulse of a call takes half a second


@contextmanager
def keep(items: list[Any]) -> Iterator[Callable[[Any], None]]:
    yield items.append


@pytest.fixture
def running(glass: Glass) -> Iterator[Running]:
    running = Running(glass)
    yield running
    running.stop()


def test_a_call_is_on_the_glass_spoken_and_told(running: Running):
    running.hear(CallHeard(call(1, "A012", 3), 0.1))
    running.wait(lambda: running.painted() == [uid(1)] and running.spoken)
    assert running.spoken == [Speak(call(1, "A012", 3))]
    words = [widget.text for widget in running.app.screen.walk() if getattr(widget, "text", "")]
    assert "A012" in words
    assert "3" in words


def test_a_call_that_nobody_can_see_is_spoken_and_not_told_as_painted(glass: Glass):
    running = Running(glass, dark=True)
    try:
        running.hear(CallHeard(call(1, "A012", 3), 0.1))
        running.wait(lambda: running.spoken == [Speak(call(1, "A012", 3))])
        running.glass.frames(20)
        running.wait(lambda: running.told)
    finally:
        running.stop()
    assert running.told == [Report("screen-missing", True, "")]
    assert "A012" not in running.words(), "it is not even drawn"


def test_a_recall_that_changes_nothing_on_the_glass_is_told_all_the_same(running: Running):
    running.hear(CallHeard(call(1, "A012", 3), 0.1))
    running.hear(CallHeard(call(2, "A012", 3), 0.1))
    running.wait(lambda: running.painted() == [uid(1), uid(2)])


def test_the_next_call_takes_its_turn_when_time_is_up(running: Running):
    running.hear(CallHeard(call(1), 0.1))
    running.hear(CallHeard(call(2), 0.1))
    running.hear(VoiceEnded(uid(1), whole=True))
    assert running.app.board.hero is not None
    assert running.app.board.hero.call.id == uid(1)
    running.now += 5_001
    running.hear(Woke())
    assert running.app.board.hero.call.id == uid(2)
    running.wait(lambda: running.spoken == [Speak(call(1)), Speak(call(2))])


def test_a_problem_goes_the_same_way_as_a_fact(running: Running):
    running.hear(SoundChecked(well=False))
    running.wait(lambda: Report("sound", present=True) in running.told)


def test_a_still_board_draws_nothing(running: Running):
    from kivy.core.window import Window

    running.hear(lambda: setattr(running.app, "board", linked(clock=None)))
    running.app.hear(SoundChecked(well=True))
    running.glass.frames(10)
    flips: list[None] = []
    Window.bind(on_draw=lambda *_: flips.append(None))
    running.glass.frames(50)
    assert flips == []


def test_it_wakes_by_itself_when_something_is_to_change(running: Running):
    """The pulse of a new call, by Kivy's own clock."""
    running.hear(CallHeard(call(1), 0.1))
    lit = running.calls().hero.lit
    running.now += 501
    running.wait(lambda: running.calls().hero.lit != lit)


def test_what_comes_from_another_thread_arrives_in_order(running: Running):
    def shout() -> None:
        for n in range(1, 30):
            running.app.hear(CallHeard(call(n), 40.0))

    thread = threading.Thread(target=shout)
    thread.start()
    running.wait(lambda: running.app.board.calls and running.app.board.calls[0].sequence == 29)
    thread.join()
    assert [known.sequence for known in running.app.board.calls] == list(range(29, 17, -1))


def test_a_call_is_told_as_painted_once_its_frame_stands_on_the_glass_and_not_before(
    running: Running, monkeypatch: pytest.MonkeyPatch
):
    told_before: list[list[Uid]] = []

    def watched_flip() -> None:
        told_before.append(running.painted())
        flip()

    monkeypatch.setattr("display_app.app.flip", watched_flip)
    running.hear(CallHeard(call(1), 0.1))
    running.wait(lambda: running.painted() == [uid(1)])
    assert told_before[-1] == []


def test_without_a_line_the_program_ends(running: Running, monkeypatch: pytest.MonkeyPatch):
    ended: list[None] = []
    monkeypatch.setattr("display_app.app.stopTouchApp", lambda: ended.append(None))
    running.app.fail()
    running.wait(lambda: ended)
    assert running.app.failed


@pytest.fixture
def run(glass: Glass) -> Iterator[Callable[..., Running]]:
    """Starts a board with the parts it is given."""
    started: list[Running] = []

    def start(*shows: BoardPart, **more: Any) -> Running:
        started.append(Running(glass, *shows, **more))
        return started[-1]

    yield start
    for running in started:
        running.stop()


WAITING = {"khai-sinh": service_state("khai-sinh", 27, staffed=1)}


def test_a_call_takes_the_glass_from_another_part_and_is_told_painted(run: Callable[..., Running]):
    running = run("waiting", "calls")
    running.hear(lambda: setattr(running.app, "board", linked(services=WAITING)))
    running.hear(Woke())
    assert "27" in running.words()
    running.hear(CallHeard(call(1, "A012", 3), 0.1))
    running.wait(lambda: running.painted() == [uid(1)])
    assert "A012" in running.words()
    assert "Dịch vụ" not in running.words()


def test_the_screens_of_all_parts_are_made_before_their_first_turn(run: Callable[..., Running]):
    running = run("calls", "waiting", "counter", counter="quay-3")
    running.wait(lambda: all(running.app.screen.made(part) for part in ("calls", "waiting", "counter")))


def test_parts_take_their_turns_on_the_glass(run: Callable[..., Running]):
    running = run("calls", "waiting")
    running.hear(lambda: setattr(running.app, "board", linked(services=WAITING)))
    running.hear(Woke())
    assert "Dịch vụ" not in running.words()
    running.now += 8_001
    running.hear(Woke())
    assert "Dịch vụ" in running.words()
    running.now += 12_001
    running.hear(Woke())
    assert "Dịch vụ" not in running.words()


def test_a_counter_board_tells_a_call_that_it_shows_and_no_other(run: Callable[..., Running]):
    running = run("counter", counter="quay-3")
    running.hear(CallHeard(call(1, "A011", 1), 0.1))
    running.hear(CallHeard(call(2, "A012", 3), 0.1))
    running.wait(lambda: running.painted() == [uid(2)])
    assert "A012" in running.words()
    assert "A011" not in running.words()


def test_a_worker_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture):
    done: list[int] = []

    @contextmanager
    def workshop() -> Iterator[Callable[[int], None]]:
        def divide(number: int) -> None:
            done.append(12 // number)

        yield divide
        done.append(-1)

    worker = Worker("divider", workshop())
    for number in (3, 0, 4):
        worker.put(number)
    worker.start()
    worker.stop(seconds=5)
    assert done == [4, 3, -1]
    assert "divider: failed with 0" in caplog.text


def test_a_worker_that_cannot_begin_says_so():
    @contextmanager
    def workshop() -> Iterator[Callable[[int], None]]:
        raise OSError("the disk is full")
        yield print

    closed: list[None] = []
    worker = Worker("line", workshop(), closed=lambda: closed.append(None))
    worker.start()
    worker.stop(seconds=5)
    assert closed == [None]
