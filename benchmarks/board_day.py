"""A compressed day: 10,000 people are called on a board and on an LED matrix; 1,000 calls are said by another board.

Both are the whole program (benchmarks/watched_board.py) with real hub and broker. A call stands large for a millisecond
in place of five seconds, so that a day passes in minutes; each next call waits until those before it were told as
painted, but for WINDOW of them. The board that speaks has short tones for words and no pauses between them, and waits
for each call to be told as spoken. Beside the memory at the end stands that after the first 100 calls, both looked at
from inside after a search for garbage.

The outbox keeps each recorded fact for two days by rule (hall_core/mqtt/outbox.py): it is told apart from the rest of
the data folder, with what one fact takes.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
import subprocess
import tempfile
import time
from array import array
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from benchmarks.board_hall import TOPICS
from benchmarks.report import Figure, Goal
from benchmarks.start_memory import SCREENLESS
from benchmarks.watched_board import LARGE
from broker_config.run import Broker, start
from demo.hall_file import write_hall
from demo.programs import Program, start_hub
from hall_core.contract.codec import Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.domain import commands as c
from hall_core.domain.announcement import WORDS
from hall_core.domain.facts import CallWasShown
from hall_core.mqtt.link import Arrived, Link, Publication, Up
from hall_core.ui.sound.samples import RATE, write_wav

CALLS, SPOKEN, FIRST = 10_000, 1_000, 100
WINDOW = 4
"""Calls on the way at once: fewer than the rows of the board, so that each is painted when it is heard."""
COUNTERS = 16
GOAL = 1.05
PASSING = 2
"""More than before: a file that is open for a moment, such as a sound that is being loaded."""
DEVICES = """
[[devices]]
role = "led"
id = "led-1"
zone = "sanh"
distance_m = 4
[voice]
recordings = "recorded"
"""
PATIENCE = 30.0
LEFT_OUT = re.compile(r"\.log|\.png$")
"""The log has a bound of its own, and the picture of emulated lamps packs better or worse with the number on it."""


class Inside(Struct, frozen=True):
    """What a board says of itself. Bytes, and counts."""

    rss: int
    threads: int
    files: int
    objects: int
    drawn: int
    cpu: float
    outbox: int
    kept: int
    """The rest of its data folder, but for :data:`LEFT_OUT`."""
    calls: int


class Day:
    """A hall, its devices' commands, and one board at a time."""

    def __init__(self, folder: Path, *, voice: bool) -> None:
        folder.mkdir()
        self._folder = folder
        self._file = write_hall(folder / "hall.toml", counters=COUNTERS, digits=5, voice=voice)
        self._file.write_text(self._file.read_text(encoding="utf-8") + DEVICES, encoding="utf-8")
        _record(folder / "recorded")
        self._broker: Broker = start(load(self._file), None, folder / "broker")
        self._hub = start_hub(self._file, folder / "hub", self._broker.address, unlimited=True)
        facts = [(TOPICS.to("fact", device), 1) for device in ("bang-1", "led-1")]
        self._link = Link("day", self._broker.address, facts)
        while not any(isinstance(item, Up) for item in self._link.turn(0.1)):
            continue
        self._sealer = Sealer(1, Clock())
        self._called = 0
        self._seen: set[str] = set()
        self._boards: list[Program] = []
        for n in range(1, COUNTERS + 1):
            self._ask(f"goi-{n}", c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"))

    def board(self, device: str, **environment: str) -> Program:
        data = self._folder / device
        data.mkdir()
        address = f"{self._broker.host}:{self._broker.port}"
        arguments = ["--hall", str(self._file), "--broker", address, "--device", device, "--data", str(data)]
        env = {**SCREENLESS, LARGE: "1", **environment}
        log = data / "output.log"
        board = Program(device, "benchmarks.watched_board", arguments, log, env=env, stdin=subprocess.PIPE)
        self._boards.append(board)
        board.wait_for("linked to the broker", PATIENCE)
        return board

    def call(self, device: str, count: int, how: str, window: int) -> None:
        """``count`` people come and are called; returns when the device has told of each call that it was ``how``.
        TimeoutError when it does not: then a call was lost."""
        told = begun = 0
        while told < count:
            while begun < min(count, told + window):
                self._next_person()
                begun += 1
            told += self._told(device, how)

    def inside(self, board: Program, calls: int) -> Inside:
        """How the board is by now."""
        assert board.process.stdin is not None
        board.process.stdin.write(b"look\n")
        board.process.stdin.flush()
        said = json.loads(board.wait_for(r"inside (\{.*\})", PATIENCE)[1])
        files = [file for file in (self._folder / board.name).rglob("*") if file.is_file()]
        sizes = {file.name: file.stat().st_size for file in files}
        outbox = _pages(self._folder / board.name / "outbox.sqlite")
        kept = sum(size for name, size in sizes.items() if not name.startswith("outbox") and not LEFT_OUT.search(name))
        return Inside(**said, outbox=outbox, kept=kept, calls=calls)

    def _told(self, device: str, how: str) -> int:
        """Waits for one fact at least, and gives how many came."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            told = 0
            for item in self._link.turn(0.1):
                if isinstance(item, Arrived) and item.topic == TOPICS.to("fact", device):
                    fact = decode("fact", item.payload).body
                    told += isinstance(fact, CallWasShown) and fact.how == how and self._first_time(fact.call + how)
            if told:
                return told
        raise TimeoutError(f"{device} has not told that a call was {how}")

    def _first_time(self, what: str) -> bool:
        """A fact that the hub was slow to record is told again."""
        if what in self._seen:
            return False
        self._seen.add(what)
        return True

    def _next_person(self) -> None:
        self._called += 1
        n = self._called % COUNTERS + 1
        counter = f"quay-{n}"
        self._ask("kiosk-1", c.IssueTicket(service="khai-sinh"))
        self._ask(f"goi-{n}", c.CallNext(counter=counter))
        self._ask(f"goi-{n}", c.StartService(counter=counter))

    def _ask(self, device: str, command: c.Command) -> None:
        payload = encode(self._sealer.seal(command, new_id()))
        self._link.send([Publication(TOPICS.to("command", device), payload, qos=1)])

    def close(self) -> None:
        for board in self._boards:
            board.stop()
        self._link.close()
        self._hub.stop()
        self._broker.stop()


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        return [
            *_day(folder / "tv", "bang-1", "board", CALLS, "painted"),
            *_day(folder / "led", "led-1", "LED matrix", CALLS, "painted"),
            *_day(folder / "voice", "bang-1", "speaking board", SPOKEN, "spoken"),
        ]


def _day(folder: Path, device: str, name: str, calls: int, how: str) -> list[Figure]:
    window = WINDOW if name == "board" else 1  # the others show or say one call at a time
    day = Day(folder, voice=how == "spoken")
    try:
        board = day.board(device)
        begun = time.monotonic()
        day.call(device, FIRST, how, window)
        first = day.inside(board, FIRST)
        day.call(device, calls - FIRST, how, window)
        last = day.inside(board, calls)
        print(f"{name}: {calls:,} calls {how} in {time.monotonic() - begun:.0f} s\n  {first}\n  {last}", flush=True)
    finally:
        day.close()
    return _figures(name, how, first, last)


def _figures(name: str, how: str, first: Inside, last: Inside) -> list[Figure]:
    beside = f"after {first.calls} calls"
    what = f"{name} after {last.calls:,} calls {how}"
    grown = last.calls - first.calls
    return [
        Figure(
            name=f"{what}: memory",
            value=last.rss / 1e6,
            unit="MB",
            beside=first.rss / 1e6,
            beside_name=beside,
            goal=Goal(GOAL, "×"),
        ),
        *(
            Figure(
                name=f"{what}: {part}",
                value=getattr(last, part),
                unit=unit,
                beside=getattr(first, part),
                beside_name=beside,
                goal=Goal(getattr(first, part) + PASSING, words=f"≤ + {PASSING}"),
            )
            for part, unit in (("threads", ""), ("files", "open"), ("kept", "bytes in its folder"))
        ),
        Figure(name=f"{what}: outbox, each", value=(last.outbox - first.outbox) / grown, unit="bytes, for 48 h"),
    ]


def _pages(outbox: Path) -> int:
    """Bytes of an outbox, with what has not been written into its file yet."""
    with closing(sqlite3.connect(f"file:{outbox}?mode=ro", uri=True)) as db:
        (pages,), (size,) = (db.execute(f"PRAGMA page_{what}").fetchone() for what in ("count", "size"))
    return pages * size


def _record(folder: Path) -> None:
    """A tone of 20 ms for each word: what is said is played in no time."""
    folder.mkdir()
    tone = array("h", (round(10_000 * math.sin(2 * math.pi * 500 * n / RATE)) for n in range(RATE // 50)))
    for clip in ("chime", *WORDS):
        write_wav(folder / f"{clip}.wav", tone)
