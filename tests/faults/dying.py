"""Each point of a program at which it can die, in turn: dead there, started again, and the wish comes to its end."""

from __future__ import annotations

import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.programs import Program
from tests.faults.hall import FaultHall
from tests.faults.long import FAIL_POINTS, mostly

MATTERS = re.compile(r"(COMMIT|committed|decide|people see \w+|publish .*(reply|ack|call/\w+|fact|command))#1")
UNSURE = {
    "publish state/": "is said when its time has come, and may be said together with the next",
    "publish dev/hub/": "how the hub is: by its own clock",
    "connect": "of a start, and of each broken line",
    "subscribe": "likewise",
    "goodbye": "likewise",
    "puback": "comes when the network thread does",
    "flush": "of the count of starts",
    "os.": "of files that a start tidies up",
    "script": "of a ledger or an outbox that is made",
    "INSERT INTO stream": "once in the life of an outbox",
    "INSERT INTO inbox": "once in a ledger's life for each device's stream, in the transaction of what was heard",
    "DELETE FROM inbox": "likewise",
}
"""Beginnings of points that come with the clock or with a start, and so not as often in each run."""
TRIES = 3
"""How often a point is looked for: a batch that took in one message more has one commit less."""
LAST = 2
"""Numbers of a kind."""
Wrap = Callable[[list[str]], list[str]]


class Points:
    """``file`` gets the names of the points that were passed since :meth:`until_`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def until_(self, point: str) -> Wrap:
        """What starts a program that ends itself there; "" for one that never does."""
        self._file.unlink(missing_ok=True)

        def wrap(argv: list[str]) -> list[str]:
            _, _, module, *arguments = argv
            return [sys.executable, "-m", "tests.faults.points", str(self._file), point, module, *arguments]

        return wrap

    def passed(self, matters: re.Pattern[str] = MATTERS, before: str = "") -> list[str]:
        """In order, up to a point that is named; within the test command those that matter most, in the long run
        all."""
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        lines = lines[: lines.index(before) if before else None]
        return mostly(lines, [line for line in lines if matters.fullmatch(line)])


Record = Callable[[str, object], None]
"""pytest's record_property."""


def everyday(points: Points, die: Callable[[str], bool]) -> list[str]:
    """What is passed undisturbed on a disk that has its tables."""
    die("")
    die("")
    return points.passed()


def at_each(points: list[str], die: Callable[[str], bool]) -> list[str]:
    """Those at which it has died."""
    return [point for point in points if any(die(point) for _ in range(TRIES))]


def assert_reached(record: Record, program: str, passed: list[str], reached: list[str]) -> None:
    """At every point that it has passed undisturbed, but for those in ``UNSURE`` and the :func:`last` of a kind."""
    record(f"{FAIL_POINTS} {program}", f"died at {len(reached)} of the {len(passed)} that it passes")
    excused = last(passed, reached)
    missed = [x for x in passed if x not in reached and x not in excused and not x.startswith(tuple(UNSURE))]
    assert not missed, f"nobody has died at {missed}"


def last(passed: list[str], reached: list[str]) -> set[str]:
    """The ``LAST`` highest numbers of each kind of point, never the first, behind all of its kind that were reached: a
    life in which more comes at once has fewer of them."""
    found: set[str] = set()
    for kind in {_kind(point) for point in passed}:
        most = max((_number(point) for point in reached if _kind(point) == kind), default=1)
        mine = sorted((point for point in passed if _kind(point) == kind), key=_number)
        found.update(point for point in mine[-LAST:] if _number(point) > most)
    return found


def _kind(point: str) -> str:
    return point.rpartition("#")[0]


def _number(point: str) -> int:
    return int(point.rpartition("#")[2])


def ended_itself(program: Program) -> bool:
    return program.process.poll() == -signal.SIGKILL


@contextmanager
def hub_that_dies(hall: FaultHall, wrap: Wrap, dead: Callable[[], None] = lambda: None) -> Iterator[Callable[[], bool]]:
    """A hub in whose place another one is started as soon as it is gone, after ``dead``. Gives whether it has died by
    itself."""
    died = threading.Event()
    over = threading.Event()
    first = hall.start_hub(wait=False, wrap=wrap)

    def watch() -> None:
        first.process.wait()
        if not over.is_set():
            died.set()
            dead()
            hall.start_hub(wait=False)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield died.is_set
    finally:
        over.set()
        first.kill()
        watcher.join()
        hall.hub.kill()


def die_once(
    hall: FaultHall, id: str, wrap: Wrap, most: int, done: Callable[[], bool], rest: Callable[[], bool]
) -> bool:
    """The device takes in ``most`` people and dies at its point, or is ``done`` and at ``rest``; dead, it is started
    again without anybody new, until it rests. Whether it died."""
    first = hall.start_device(id, most=most, wrap=wrap)
    hall.until(lambda: ended_itself(first) or (done() and rest()), f"{id} dead or done")
    died = ended_itself(first)
    first.kill()
    if died:
        again = hall.start_device(id, most=0)
        hall.until(rest, f"{id} at rest once it is back")
        again.kill()
    return died
