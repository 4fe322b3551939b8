"""The whole program as a process of its own, in a real hall: broker, hub, tickets, calls, and the sound SDL mixed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.programs import Program
from hall_core.contract.codec import decode
from hall_core.contract.topics import Kind, Topics
from hall_core.domain import commands as c
from hall_core.mqtt.link import Arrived, Link
from tests.display_app.test_playing import expected, heard
from tests.flows.conftest import RunningHall

pytestmark = pytest.mark.screens

PAINTED, SPOKEN = "painted", "spoken"
VOICE = """
[voice]
recordings = "recorded"
"""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    hall = RunningHall(tmp_path, counters=2, more=VOICE)
    yield hall
    hall.close()


class BoardProgram:
    """A board of the hall; its clips are short tones, and what it says is caught in a file."""

    def __init__(self, hall: RunningHall, id: str = "bang-1", **environment: str) -> None:
        self.hall = hall
        self.data = hall.folder / id
        self.data.mkdir(exist_ok=True)
        self.card = self.data / "card"
        self.card.mkdir()
        self.sound = self.card / "mixed.raw"
        address = f"{hall.broker.host}:{hall.broker.port}"
        common = ["--hall", str(hall.file), "--device", id, "--data", str(self.data), "--broker", address]
        sound = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(self.sound)}
        arguments = [*common, "--offscreen"]
        self.program = Program(
            "board", "display_app", arguments, self.data / "output.log", env={**sound, **environment}
        )

    def look(self) -> bytes:
        """The picture of what it shows now."""
        words, picture = self.data / "screen.json", self.data / "screen.png"
        words.unlink(missing_ok=True)
        self.program.process.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + 8
        while not words.exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return picture.read_bytes()

    def shown(self) -> list[tuple[str, str]]:
        """(number, how) of each call that the hub's ledger says was shown, in order."""
        query = """SELECT json_extract(shown.body, '$.call'), json_extract(shown.body, '$.how') FROM event AS shown
                   WHERE json_extract(shown.body, '$.type') = 'call-shown' ORDER BY shown.seq"""
        return [(str(call), str(how)) for call, how in self.rows(query)]

    def wait_until_shown(self, count: int, seconds: float = 15) -> list[tuple[str, str]]:
        deadline = time.monotonic() + seconds
        while len(shown := self.shown()) < count:
            assert time.monotonic() < deadline, (shown, self.program.log.read_text(encoding="utf-8"))
            time.sleep(0.05)
        return shown

    def rows(self, query: str) -> list[tuple[object, ...]]:
        ledger = self.hall.folder / "hub" / "ledger.sqlite"
        database = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()


StartBoard = Callable[..., BoardProgram]


@pytest.fixture
def start_board(hall: RunningHall) -> Iterator[StartBoard]:
    started: list[BoardProgram] = []

    def start(id: str = "bang-1", **environment: str) -> BoardProgram:
        started.append(BoardProgram(hall, id, **environment))
        return started[-1]

    yield start
    for board in started:
        board.program.stop()


def serve(hall: RunningHall) -> tuple[list[str], Callable[[int], str]]:
    """Three tickets; two counters that are open. Gives the numbers, and what presses "next" at a counter."""
    kiosk = hall.device("kiosk-1")
    numbers = [kiosk.answer(c.IssueTicket(service="khai-sinh")).ticket.number for _ in range(3)]
    desks = {n: hall.device(f"goi-{n}", ("counter", f"quay-{n}")) for n in (1, 2)}
    for n, desk in desks.items():
        assert desk.answer(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}")).refusal is None

    def press_next(n: int) -> str:
        reply = desks[n].answer(c.CallNext(counter=f"quay-{n}"))
        assert reply.counter is not None, reply.refusal
        assert reply.counter.ticket is not None
        return reply.counter.ticket.number

    return numbers, press_next


def complains_of(hall: RunningHall, device: str, problem: str) -> bool:
    """Whether a device says of itself, within 8 s, that it has this problem, as a technician's tool reads it."""
    return comes_to_say(hall, "device-state", device, lambda state: problem in state.problems)


def comes_to_say(hall: RunningHall, kind: Kind, of: str, what: Callable[[Any], bool]) -> bool:
    """Whether, within 8 s, the message of this kind is so, as a technician's tool reads it."""
    link = Link("technician", hall.broker.address, [(Topics("thu").to(kind, of), 1)])
    deadline = time.monotonic() + 8
    try:
        while time.monotonic() < deadline:
            for item in link.turn(0.1):
                if isinstance(item, Arrived) and what(decode(kind, item.payload).body):
                    return True
    finally:
        link.close()
    return False


@pytest.mark.timeout(60)
def test_two_counters_that_call_at_once_are_seen_and_heard_whole_one_after_the_other(
    hall: RunningHall, start_board: StartBoard, record: Callable[[Path], dict[str, float]]
):
    pitches = record(hall.folder / "recorded")
    board = start_board()
    board.program.wait_for("linked to the broker", 15)
    _, press_next = serve(hall)
    called = [press_next(1), press_next(2)]
    shown = board.wait_until_shown(4, seconds=25)
    assert [how for _, how in shown].count(PAINTED) == 2
    assert [how for _, how in shown].count(SPOKEN) == 2
    order = [call for call, how in shown if how == SPOKEN]
    assert order == [call for call, how in shown if how == PAINTED]
    assert len(board.look()) > 10_000
    assert board.program.stop() == 0
    needed = [*expected(called[0], 1), *expected(called[1], 2)]
    assert heard(board.sound, {key: pitches[key] for key in needed}) == needed


@pytest.mark.timeout(60)
def test_a_board_without_sound_card_and_espeak_still_shows_every_call_and_says_what_it_lacks(
    hall: RunningHall, start_board: StartBoard
):
    board = start_board(SDL_AUDIODRIVER="none-such", PATH="")
    board.program.wait_for("problem: sound", 15)
    assert complains_of(hall, "bang-1", "sound")
    assert complains_of(hall, "bang-1", "clips-missing")
    kiosk = hall.device("kiosk-1")
    assert kiosk.answer(c.IssueTicket(service="khai-sinh")).refusal is None
    desk = hall.device("goi-1")
    assert desk.answer(c.OpenCounter(counter="quay-1", officer="can-bo-1")).refusal is None
    assert desk.answer(c.CallNext(counter="quay-1")).refusal is None
    [(_, how)] = board.wait_until_shown(1)
    assert how == PAINTED
    assert "install espeak-ng" in board.program.log.read_text(encoding="utf-8")
    assert board.program.stop() == 0


@pytest.mark.timeout(60)
def test_a_board_that_was_away_lists_what_was_called_and_speaks_what_is_young(
    hall: RunningHall, start_board: StartBoard, record: Callable[[Path], dict[str, float]]
):
    record(hall.folder / "recorded")
    _, press_next = serve(hall)
    press_next(1)
    board = start_board()
    shown = board.wait_until_shown(2, seconds=25)
    assert sorted(how for _, how in shown) == [PAINTED, SPOKEN]
    assert board.program.stop() == 0


def test_a_board_that_could_not_be_read_does_not_start(hall: RunningHall, start_board: StartBoard):
    far = hall.file.read_text(encoding="utf-8").replace('zone = "sanh"\n', 'zone = "sanh"\ndistance_m = 29\n', 1)
    hall.file.write_text(far, encoding="utf-8")
    board = start_board()
    assert board.program.process.wait(10) == 2
    assert "to be read at 29 m" in board.program.log.read_text(encoding="utf-8")


def test_importing_the_program_starts_nothing_and_loads_neither_kivy_nor_the_line_to_the_hub():
    code = """
import sys, threading
import display_app.__main__
print([name for name in ("kivy", "paho", "sqlite3", "subprocess", "wave") if name in sys.modules])
print(threading.active_count())
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["[]", "1"]
