"""The loop of boards without Kivy, with a display and a line of its own threads' kind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import pytest

from display_app import quiet
from display_app.board import Board, Report, Tell
from display_app.quiet import Quiet, Shown
from display_app.worker import Worker
from hall_core.mqtt.heard import CallHeard, LinkUp
from tests.display_app.conftest import call, uid

SOON = 8


class Recording:
    """A display that writes down which calls it was given, and fails when it is told to."""

    def __init__(self) -> None:
        self.broken = False
        self.opened = 0
        self.closed = 0
        self.frames: SimpleQueue[frozenset[str]] = SimpleQueue()

    def open(self) -> None:
        self.opened += 1
        if self.broken:
            raise OSError("no such device")

    def show(self, board: Board, now: int) -> Shown:
        if self.broken:
            raise OSError("the plug is out")
        calls = frozenset(call.id for call in board.calls)
        self.frames.put(calls)
        return Shown(calls, None)

    def close(self) -> None:
        self.closed += 1


class Running:
    """A loop on a thread, and what it told."""

    def __init__(self, display: Recording) -> None:
        self.told: SimpleQueue[Tell | Report] = SimpleQueue()
        self.now = 1_000
        self.quiet = Quiet(display, Board(id="led-1", voice=False), lambda: self.now)
        self.failed: list[bool] = []
        line = Worker("line", self._line(), closed=self.quiet.fail)
        self._thread = threading.Thread(target=lambda: self.failed.append(self.quiet.run(line)))
        self._thread.start()

    @contextmanager
    def _line(self) -> Iterator[Callable[[Tell | Report], None]]:
        yield self.told.put

    def stop(self) -> None:
        self.quiet.stop()
        self._thread.join(SOON)
        assert not self._thread.is_alive()


Start = Callable[[Recording], Running]


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[Running] = []

    def make(display: Recording) -> Running:
        running.append(Running(display))
        return running[-1]

    yield make
    for loop in running:
        loop.stop()


def test_a_call_that_the_display_has_taken_is_told_as_painted(start: Start):
    display = Recording()
    loop = start(display)
    loop.quiet.hear(LinkUp())
    loop.quiet.hear(CallHeard(call(1), 0))
    told = loop.told.get(timeout=SOON)
    assert isinstance(told, Tell)
    assert (told.fact.call, told.fact.how) == (uid(1), "painted")


def test_a_display_that_fails_is_reported_once_and_has_painted_nothing(start: Start):
    display = Recording()
    display.broken = True
    loop = start(display)
    loop.quiet.hear(CallHeard(call(1), 0))
    loop.quiet.hear(CallHeard(call(2), 0))
    assert loop.told.get(timeout=SOON) == Report("display-missing", True, "no such device")
    loop.stop()
    assert loop.told.empty()


def test_a_display_that_is_back_is_opened_again_and_shows_what_was_missed(
    start: Start, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(quiet, "TRY_AGAIN", 20)
    display = Recording()
    loop = start(display)
    display.frames.get(timeout=SOON)
    display.broken = True
    loop.quiet.hear(CallHeard(call(1), 0))
    assert loop.told.get(timeout=SOON) == Report("display-missing", True, "the plug is out")
    display.broken = False
    loop.now += 60
    assert loop.told.get(timeout=SOON) == Report("display-missing", False, "")
    told = loop.told.get(timeout=SOON)
    assert isinstance(told, Tell)
    assert told.fact.call == uid(1)


def test_a_display_that_is_away_is_not_tried_with_every_message(start: Start):
    display = Recording()
    display.broken = True
    loop = start(display)
    for n in range(1, 20):
        loop.quiet.hear(CallHeard(call(n), 0))
    assert isinstance(loop.told.get(timeout=SOON), Report)
    loop.stop()
    assert display.opened == 1


def test_at_the_end_the_display_is_dark_and_let_go(start: Start):
    display = Recording()
    loop = start(display)
    display.frames.get(timeout=SOON)
    loop.stop()
    assert (display.closed, loop.failed) == (1, [False])


def test_without_a_line_to_the_hub_the_program_ends_and_says_so():
    @contextmanager
    def cut() -> Iterator[Callable[[Tell | Report], None]]:
        raise OSError("no outbox")
        yield

    loop = Quiet(Recording(), Board(id="led-1", voice=False), lambda: 0)
    assert loop.run(Worker("line", cut(), closed=loop.fail)) is True
