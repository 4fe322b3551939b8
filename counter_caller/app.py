"""The call box: one queue into which keys, answers and troubles come, one thread that decides and carries out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Protocol

from msgspec import Struct

from counter_caller.desk import Desk, Line
from counter_caller.messages import KEY_DOWN, Command, Message, Pressed, Ticked, Trouble
from counter_caller.panel import Panel
from hall_core.contract.messages import Problem
from hall_core.device.watchdog import IDLE
from hall_core.domain.button_box import Duty
from hall_core.domain.names import Slug


class Station(Protocol):
    """What the box needs of its station."""

    def ask(self, command: Command, /) -> str: ...
    def report(self, problem: Problem, present: bool, words: str, /) -> None: ...


class Moved(Struct, frozen=True):
    """A key of a counter moved at ``at``; when it is taken from the queue is filled in then."""

    counter: Slug
    duty: Duty
    value: int
    at: int
    key: str = ""
    panel: Panel | None = None
    """The one beside the key, which several counters may share."""


class Troubled(Struct, frozen=True):
    """A part that these counters share is missing, or back."""

    counters: tuple[Slug, ...]
    trouble: Trouble


class Stop(Struct, frozen=True):
    """Ends it; ``after_answer``: not before all commands under way are answered or given up."""

    after_answer: bool = False


Item = Message | Moved | Troubled | Stop


class CallBox:
    """Everything of the call box but its hardware and its line. ``put`` may be called from any thread."""

    def __init__(self, now: Callable[[], int]) -> None:
        """``now`` gives milliseconds since the box started."""
        self.now = now
        self._queue: SimpleQueue[Item] = SimpleQueue()
        self._desks: dict[Slug, Desk] = {}
        self._panels: list[Panel] = []
        self._shows: dict[int, Desk] = {}

    def put(self, item: Item) -> None:
        """Hands in what happened. Safe in a signal handler too."""
        self._queue.put(item)

    def run(self, station: Station, desks: Sequence[Desk], turned: Callable[[], None] = lambda: None) -> None:
        """Until :class:`Stop`. Leaves the lights dark and the beepers silent. ``turned`` is called each time the
        loop has gone round."""
        self._desks = {desk.counter: desk for desk in desks}
        line = _Together(station)
        for desk in desks:
            desk.begin()
            for panel in desk.panels:
                if id(panel) not in self._shows:
                    self._panels.append(panel)
                    self._shows[id(panel)] = desk
        stopping = False
        while not (stopping and not any(desk.busy for desk in desks)):
            self._light()
            due = self._due()
            turned()
            try:
                item = self._queue.get(timeout=IDLE if due is None else min(IDLE, max(0, due) / 1000))
            except Empty:
                self._tick(line)
                continue
            if isinstance(item, Stop):
                if not item.after_answer:
                    break
                stopping = True
            else:
                self._take(item, line)
        for panel in self._panels:
            panel.dark()

    def _take(self, item: Message | Moved | Troubled, line: Line) -> None:
        match item:
            case Moved():
                desk = self._desks[item.counter]
                if item.panel is not None and item.value == KEY_DOWN:
                    self._shows[id(item.panel)] = desk
                self._give(desk, Pressed(item.duty, item.at, self.now(), item.value, item.key), line)
            case Troubled():
                for counter in item.counters:
                    self._give(self._desks[counter], item.trouble, line)
                    for panel in self._desks[counter].panels:
                        panel.renew()
            case _:
                for desk in self._desks.values():
                    self._give(desk, item, line)

    def _give(self, desk: Desk, message: Message, line: Line) -> None:
        for tone in desk.take(message, line):
            for panel in desk.panels:
                panel.sound(tone)

    def _light(self) -> None:
        for panel in self._panels:
            panel.show(self._shows[id(panel)].lamp)

    def _due(self) -> int | None:
        waits = [panel.carry_on() for panel in self._panels]
        now = self.now()
        waits += [desk.due - now for desk in self._desks.values() if desk.due is not None]
        return min((wait for wait in waits if wait is not None), default=None)

    def _tick(self, line: Line) -> None:
        now = self.now()
        for desk in self._desks.values():
            if desk.due is not None and desk.due <= now:
                self._give(desk, Ticked(now), line)


class _Together:
    """The box has one state in the hall: what is wrong at any of its counters is wrong with it, in the words of all."""

    def __init__(self, line: Station) -> None:
        self._line = line
        self._wrong: dict[Problem, dict[Slug, str]] = {}

    def ask(self, command: Command) -> str:
        return self._line.ask(command)

    def report(self, counter: Slug, problem: Problem, present: bool, words: str) -> None:
        wrong = self._wrong.setdefault(problem, {})
        wrong.pop(counter, None)
        if present:
            wrong[counter] = words
        told = dict.fromkeys(filter(None, wrong.values()))  # what two counters share is told once
        self._line.report(problem, bool(wrong), "; ".join(told))
