"""A board on which nothing is new draws nothing but its clock, by the real program with its real hub."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.hall_file import counter_board, device
from demo.programs import Program
from tests.display_app.test_program import serve
from tests.flows.conftest import RunningHall

pytestmark = [pytest.mark.screens, pytest.mark.timeout(180)]

BOARDS = counter_board("quay-1") + device("board", "cho-bang", shows=["waiting"], distance_m=8, voice=False)
STILL = 20.0
"""Seconds watched: longer than any page stands, and never more than one turn of the minute."""


class Watched:
    """A board that tells how many frames it has put on the glass."""

    def __init__(self, hall: RunningHall, id: str) -> None:
        data = hall.folder / id
        data.mkdir()
        address = f"{hall.broker.host}:{hall.broker.port}"
        arguments = ["--hall", str(hall.file), "--device", id, "--data", str(data), "--broker", address, "--offscreen"]
        log, env = data / "output.log", {"SDL_AUDIODRIVER": "dummy"}
        module = "benchmarks.watched_board"
        self.program = Program(id, module, arguments, log, env=env, stdin=subprocess.PIPE)

    def drawn(self) -> int:
        said: dict[str, Any] = json.loads(self._ask()[1])
        return said["drawn"]

    def close(self) -> None:
        self.program.stop()
        if self.program.process.stdin is not None:
            self.program.process.stdin.close()

    def _ask(self) -> Any:
        assert self.program.process.stdin is not None
        self.program.process.stdin.write(b"look\n")
        self.program.process.stdin.flush()
        return self.program.wait_for(r"inside (\{.*\})", 20)


@pytest.fixture
def boards(tmp_path: Path) -> Iterator[list[Watched]]:
    hall = RunningHall(tmp_path, counters=2, more=BOARDS)
    started = [Watched(hall, id) for id in ("bang-1", "quay-bang", "cho-bang")]
    for board in started:
        board.program.wait_for("linked to the broker", 20)
    _, press_next = serve(hall)
    press_next(1)
    press_next(2)
    yield started
    for board in started:
        board.close()
    hall.close()


def test_while_nothing_happens_a_board_draws_no_more_than_the_new_minute(boards: list[Watched]) -> None:
    deadline = time.monotonic() + 100
    before, since = [board.drawn() for board in boards], time.monotonic()
    while time.monotonic() - since < STILL:
        time.sleep(0.5)
        now = [board.drawn() for board in boards]
        if max(later - earlier for later, earlier in zip(now, before, strict=True)) > 1:
            before, since = now, time.monotonic()  # the last call still stands large, or is being said
            assert since < deadline, "they never come to rest"
