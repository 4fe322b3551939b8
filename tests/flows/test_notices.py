"""Notices and messages over the real broker, the real hub and real boards: from a clerk's folder, or the head's
console, to the glass."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from demo.programs import Program
from hall_core.contract.notice_edition import unpack
from hall_core.domain import commands as c
from tests.flows.conftest import RunningHall

pytestmark = [pytest.mark.screens, pytest.mark.timeout(90)]

BOARD = """
[[devices]]
role = "board"
id = "bang-tin"
zone = "sanh"
shows = ["calls", "notices"]
voice = false
panel = { width_px = 960, height_px = 540, width_mm = 1210 }
distance_m = 5
[[devices]]
role = "board"
id = "bang-cho"
zone = "sanh"
shows = ["waiting"]
voice = false
panel = { width_px = 960, height_px = 540, width_mm = 1210 }
distance_m = 4
[[devices]]
role = "console"
id = "ban-1"
[[officers]]
id = "truong"
name = "Trưởng trung tâm"
role = "head"
"""
TABLE = """id,title_vi,text_vi,file,boards
nghi,Nghỉ sửa điện,Chiều thứ Sáu từ 15 giờ.,,bang-tin
anh,Sơ đồ các quầy,,so-do.png,
khac,Không phải ở đây,,,bang-1
"""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    running = RunningHall(tmp_path, counters=1, more=BOARD)
    yield running
    running.close()


class BoardProcess:
    def __init__(self, hall: RunningHall, id: str = "bang-tin") -> None:
        self.data = hall.folder / id
        self.data.mkdir(exist_ok=True)
        address = f"{hall.broker.host}:{hall.broker.port}"
        common = ["--hall", str(hall.file), "--device", id, "--data", str(self.data), "--broker", address]
        self.program = Program("board", "display_app", [*common, "--offscreen"], self.data / "output.log")
        self.program.wait_for("first picture", 20)

    def words(self) -> str:
        import signal

        shown = self.data / "screen.json"
        shown.unlink(missing_ok=True)
        self.program.process.send_signal(signal.SIGUSR1)
        wait(shown.exists)
        return " ".join(json.loads(shown.read_text("utf-8"))["words"])


def wait(such_that: Callable[[], object], seconds: float = 25) -> None:
    deadline = time.monotonic() + seconds
    while not such_that():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def drop(hall: RunningHall) -> None:
    feed = hall.folder / "hub" / "feeds" / "notices"
    (feed / "notices.csv").write_text(TABLE, encoding="utf-8")
    Image.effect_noise((400, 225), 60).convert("RGB").save(feed / "so-do.png")
    (feed / "READY").touch()
    report = feed / "report.txt"
    wait(report.exists)
    assert report.read_text("utf-8").startswith("accepted: 3 of 3")


def test_from_the_clerks_folder_to_the_glass_until_a_call_and_without_a_hub(hall: RunningHall):
    board = BoardProcess(hall)
    try:
        drop(hall)
        kept = hall.folder / "hub" / "catalogue" / "notices.edition"
        (digest,) = [notice.file.digest for notice in unpack(kept.read_bytes()) if notice.file is not None]
        wait(lambda: "Nghỉ sửa điện" in board.words())
        file = board.data / "notices" / digest
        wait(file.exists)
        wait(lambda: "Sơ đồ các quầy" in board.words())

        desk, kiosk = hall.device("goi-1"), hall.device("kiosk-1")
        ticket = kiosk.answer(c.IssueTicket(service="khai-sinh")).ticket
        assert ticket is not None
        desk.answer(c.OpenCounter(counter="quay-1", officer="can-bo-1"))
        desk.answer(c.CallNext(counter="quay-1"))
        wait(lambda: ticket.number in board.words())
        assert "Sơ đồ" not in board.words()

        # Without a hub, after a restart, with a picture that the disk has spoilt in between: words and nothing lost.
        board.program.stop()
        file.write_bytes(file.read_bytes()[:-1] + b"?")
        hall.hub.stop()
        board = BoardProcess(hall)
        wait(lambda: "Nghỉ sửa điện" in board.words())
        assert not file.exists()
        hall.start_hub()
        wait(file.exists)
    finally:
        board.program.stop()
    log = (board.data / "output.log").read_text("utf-8")
    assert "Không phải" not in log
    assert "Traceback" not in log


def gone(words: str) -> bool:
    """The hall's name has its place again, and nothing of the message is left."""
    return "Trung tâm Thử" in words and not {"Tạm", "Closed"} & set(words.split())


def test_what_the_head_says_stands_on_boards_of_every_kind_until_it_is_taken_down(hall: RunningHall):
    boards = [BoardProcess(hall), BoardProcess(hall, "bang-cho")]
    try:
        console = hall.device("ban-1")
        posted = console.answer(c.PostMessage(by="truong", vi="Tạm nghỉ", en="Closed"))
        assert posted.refusal is None
        for board in boards:
            wait(lambda board=board: "Tạm nghỉ" in board.words())
            wait(lambda board=board: "Closed" in board.words())
        assert console.answer(c.TakeDownMessage(by="truong", message=posted.to)).refusal is None
        for board in boards:
            wait(lambda board=board: gone(board.words()))
    finally:
        for board in boards:
            board.program.stop()
    assert "Traceback" not in boards[0].program.log.read_text("utf-8")
