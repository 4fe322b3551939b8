"""Boards with other parts than calls, as programs of their own in a real hall."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.hall_file import counter_board, device
from demo.programs import Program
from tests.display_app.test_program import serve
from tests.flows.conftest import RunningHall

pytestmark = pytest.mark.screens

PANEL = {"width_px": 1280, "height_px": 720, "width_mm": 1210}
BOARDS = counter_board("quay-1") + device(
    "board", "cho-bang", shows=["waiting"], panel=PANEL, distance_m=4, voice=False
)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    hall = RunningHall(tmp_path, counters=2, more=BOARDS)
    yield hall
    hall.close()


class Silent:
    """A board of the hall, read as a technician does."""

    def __init__(self, hall: RunningHall, id: str) -> None:
        self.data = hall.folder / id
        self.data.mkdir()
        address = f"{hall.broker.host}:{hall.broker.port}"
        arguments = ["--hall", str(hall.file), "--device", id, "--data", str(self.data), "--broker", address]
        self.program = Program("board", "display_app", [*arguments, "--offscreen"], self.data / "output.log")

    def words(self) -> list[str]:
        shown = self.data / "screen.json"
        shown.unlink(missing_ok=True)
        self.program.process.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + 8
        while not shown.exists():
            assert time.monotonic() < deadline, self.program.log.read_text(encoding="utf-8")
            time.sleep(0.01)
        return json.loads(shown.read_text(encoding="utf-8"))["words"]

    def wait_for(self, *words: str) -> None:
        deadline = time.monotonic() + 20
        while not set(words) <= set(seen := self.words()):
            assert time.monotonic() < deadline, (words, seen)
            time.sleep(0.05)


@pytest.fixture
def boards(hall: RunningHall) -> Iterator[tuple[Silent, Silent]]:
    at_counter, waiting = Silent(hall, "quay-bang"), Silent(hall, "cho-bang")
    yield at_counter, waiting
    at_counter.program.stop()
    waiting.program.stop()


@pytest.mark.timeout(60)
def test_a_counter_board_and_a_waiting_board_follow_what_the_hub_says(hall: RunningHall, boards: tuple[Silent, Silent]):
    at_counter, waiting = boards
    for board in boards:
        board.program.wait_for("first picture", 20)
    numbers, press_next = serve(hall)
    waiting.wait_for("3")
    at_counter.wait_for("Mời quý vị", "chờ gọi số")
    assert press_next(1) == numbers[0]
    at_counter.wait_for("Mời số", numbers[0])
    waiting.wait_for("2")
    press_next(2)
    waiting.wait_for("1")
    assert numbers[1] not in at_counter.words(), "called at the other counter"
