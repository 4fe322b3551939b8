"""What a command's answer takes while eight boards fetch a video of 20 MB, beside the same hall without it."""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

from benchmarks.command_answer import Client
from benchmarks.report import Figure, percentile
from broker_config.run import start
from demo.hall_file import device, write_hall
from demo.programs import start_hub
from demo.stations import station
from display_app.notice_files import NoticeFiles
from hall_core.contract.notice_edition import pack
from hall_core.device.hall_file import load
from hall_core.domain.commands import IssueTicket
from hall_core.domain.notice import Notice, NoticeFile
from hall_core.domain.plan_devices import Board
from hall_core.mqtt.heard import Heard

BOARDS, SIZE = 8, 20_000_000
SETTLES = 3.0
"""Seconds until all boards are linked and fetching."""
COMMANDS, EVERY = 1_500, 0.01
"""Commands measured, and seconds between two: a hundred a second are ten times a province's rush."""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        hall = write_hall(folder / "hall.toml", kiosks=1, counters=2, digits=5, voice=False)
        more = "".join(device("board", f"phim-{n}", voice=False, shows=["calls", "notices"]) for n in range(BOARDS))
        hall.write_text(hall.read_text(encoding="utf-8") + more, encoding="utf-8")
        notice = _film(folder / "hub" / "catalogue")
        broker = start(load(hall), None, folder / "broker")
        hub = start_hub(hall, folder / "hub", broker.address, unlimited=True)
        kiosk = Client("kiosk-1", broker.address)
        _ask(kiosk, 200)
        try:
            alone = _ask(kiosk, COMMANDS)
            begun = time.monotonic()
            with ProcessPoolExecutor(1, get_context("spawn")) as beside_us:
                # Threads of this process would stand in the way of what is measured.
                fetching = beside_us.submit(_fetch_all, folder, broker.address, notice)
                time.sleep(SETTLES)
                beside = _ask(kiosk, COMMANDS)
                still = not fetching.done()
                fetching.result()
            took = time.monotonic() - begun
        finally:
            kiosk.close()
            hub.stop()
            broker.stop()
    p99, bare = percentile(beside, 99) * 1e3, percentile(alone, 99) * 1e3
    p50, bare50 = percentile(beside, 50) * 1e3, percentile(alone, 50) * 1e3
    what = f"command → answer while {BOARDS} boards fetch 20 MB"
    return [
        Figure(name=f"{what}, p50", value=p50, unit="ms", beside=bare50, beside_name="nobody fetches"),
        Figure(name=f"{what}, p99", value=p99, unit="ms", beside=bare, beside_name="nobody fetches"),
        Figure(name="boards that were still fetching at the end of it", value=BOARDS * still, unit=""),
        Figure(name="20 MB are on all boards after", value=took, unit="s"),
    ]


def _ask(kiosk: Client, count: int) -> list[float]:
    took: list[float] = []
    for _ in range(count):
        took.append(kiosk.ask(IssueTicket(service="khai-sinh")))
        time.sleep(EVERY)
    return took


def _film(store: Path) -> Notice:
    """Twenty megabytes on the hub's disk, as if a clerk had brought them."""
    data = Random(1).randbytes(SIZE)
    digest = hashlib.sha256(data).hexdigest()
    file = NoticeFile(digest=digest, kind="video", size=SIZE)
    notice = Notice(id="phim", title_vi="Phim", file=file)
    (store / "notice-files").mkdir(parents=True)
    (store / "notice-files" / digest).write_bytes(data)
    (store / "notices.edition").write_bytes(pack([notice]))
    return notice


def _fetch_all(folder: Path, broker: tuple[str, int], notice: Notice) -> None:
    """In a process of its own: all boards at once."""
    boards = [_Fetching(folder, n, broker) for n in range(BOARDS)]
    for board in boards:
        board.files.show([notice])
    for board in boards:
        board.done.wait(600)
        board.stop()


class _Fetching:
    """A board without a glass."""

    def __init__(self, folder: Path, n: int, broker: tuple[str, int]) -> None:
        self.done = threading.Event()
        id = f"phim-{n}"
        self._station = station(id, folder, broker, self._hear)
        self.files = NoticeFiles(
            Board(id=id, zone="sanh"),
            folder / id,
            self._station.wonder,
            lambda heard: self.done.set() if heard.notices and heard.notices[0].path else None,
            lambda _problem, _present: None,
            plays=True,
        )
        self._stops = [self._station.start(), self.files.start()]

    def _hear(self, heard: Heard) -> None:
        self.files.hear(heard)

    def stop(self) -> None:
        for stop in self._stops:
            stop()
