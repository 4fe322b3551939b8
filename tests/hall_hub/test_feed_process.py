"""Files are read by a process of its own: what it is told, what it leaves, and what becomes of it when it is killed."""

from __future__ import annotations

import base64
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hall_core.contract import questions as q
from hall_core.domain.plan import Policy
from hall_hub.feeds import worker as worker_module
from hall_hub.feeds.orders import Failed, MakeBoard, Stopped, Take, TakeAppointments, TakeDossiers, Taken
from hall_hub.feeds.work import HubGone, done
from hall_hub.feeds.worker import Worker
from hall_hub.store.board import Rules
from hall_hub.store.copies import Copies, all_dossiers
from tests.hall_hub.conftest import Bench

HEAD = "code,procedure_vi,agency_vi,state,note_vi,id_card"
KEY = bytes(range(32))
MANY = 16_000
"""Dossiers that do not fit into the memory that SQLite keeps for them."""


def table(file: Path, count: int, state: str = "processing", *more: str, note: str = "") -> None:
    rows = (f"H41-{n:06d},Khai sinh,Phường,{state},{note},001099{n % 1_000_000:06d}" for n in range(count))
    file.write_text("\n".join([HEAD, *rows, *more]) + "\n", "utf-8")


def until(such: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not such():
        assert time.monotonic() < deadline
        threading.Event().wait(0.002)


class Box:
    """A folder of a hub with a copy of two finished dossiers, and the order to take the file that lies there next."""

    def __init__(self, folder: Path) -> None:
        self.file, self.copies = folder / "dossiers.csv", folder / "copies.sqlite"
        self.order = TakeDossiers(str(self.file), str(self.copies), KEY)
        self.hub = Copies(self.copies)
        table(self.file, 2, "finished")
        assert self.take() == Taken(True, "dossiers.csv is used: 2 of 2 rows")

    def take(self, order: Take | None = None) -> Any:
        return done(order or self.order, os.getppid())

    def states(self) -> set[tuple[str, int]]:
        """How many of each state there are, by what opens the file anew and by what the hub has held open."""
        with all_dossiers(self.copies) as (_, every):
            states = [dossier.state for dossier in every]
        counts = {(state, states.count(state)) for state in states}
        first = self.hub.dossier("H41-000000")
        assert first is not None
        assert {first.state} == set(states)
        return counts


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    yield box
    box.hub.close()


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    worker = Worker(tmp_path)
    yield worker
    worker.close()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[subprocess.Popen[bytes], str]]:
    """The processes that were started, each with all that others may see of how."""
    processes: list[tuple[subprocess.Popen[bytes], str]] = []
    real = subprocess.Popen[bytes]

    def popen(argv: list[str], **how: Any) -> subprocess.Popen[bytes]:
        process = real(argv, **how)
        processes.append((process, f"{argv} {how.get('env')}"))
        return process

    monkeypatch.setattr(worker_module.subprocess, "Popen", popen)
    return processes


def nameless(pid: int) -> dict[Path, str]:
    """The open files of a process that have no name, and what they were called."""
    files: dict[Path, str] = {}
    with suppress(OSError):  # it has ended
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # it was closed just now
                called = str(file.readlink())
                if called.endswith("(deleted)"):
                    files[file] = called
    return files


def gathered(pid: int, folder: Path) -> list[Path]:
    """Where it keeps on the disk what has not taken its place."""
    return [file for file, called in nameless(pid).items() if called.startswith(f"{folder}/")]


def test_the_same_code_counts_once_also_when_its_rows_are_far_apart(box: Box) -> None:
    table(box.file, 3_000, "processing", "H41-000000,Khai sinh,Phường,finished,,", note="x" * 200)
    assert box.take() == Taken(True, "dossiers.csv is used: 3000 of 3001 rows")
    report = box.file.with_name("dossiers.report.txt").read_text("utf-8").splitlines()
    assert report[1:] == ["dossiers.csv: line 3002: H41-000000 stands in line 2 already"]
    assert box.states() == {("processing", 3_000)}


@pytest.mark.parametrize(("bad", "accepted"), [(300, True), (301, False)])
def test_nine_in_ten_rows_of_the_whole_file_must_be_good_wherever_the_bad_ones_stand(
    box: Box, bad: int, accepted: bool
) -> None:
    """The first portions are all good, the last ones all bad."""
    rows = (f"H42-{n:06d},Khai sinh,Phường,no-such-state,," for n in range(bad))
    table(box.file, 2_700, "processing", *rows, note="x" * 200)
    assert box.take().accepted is accepted
    assert box.states() == ({("processing", 2_700)} if accepted else {("finished", 2)})


def test_a_report_lists_a_thousand_mistakes_and_counts_the_others(box: Box) -> None:
    table(box.file, 1_500, "no-such-state", note="x" * 200)
    box.take()
    lines = box.file.with_name("dossiers.report.txt").read_text("utf-8").splitlines()
    assert lines[0] == "dossiers.csv is not used: 1500 of 1500 rows are bad, more than one in ten"
    assert lines[1000].startswith("dossiers.csv: line 1001: ")
    assert lines[1001:] == ["… and 500 more"]


def test_what_ends_the_reading_is_the_verdict_also_after_other_mistakes(box: Box) -> None:
    table(box.file, 3_000, "processing", 'H41-999999,"Khai sinh', note="x" * 200)
    assert box.take() == Taken(False, "dossiers.csv is not used: a double quote is opened here and never closed")
    report = box.file.with_name("dossiers.report.txt").read_text("utf-8").splitlines()
    assert report[1] == "dossiers.csv: line 3002: a double quote is opened here and never closed"
    assert box.states() == {("finished", 2)}


def test_appointments_take_the_place_of_appointments_alone(box: Box, tmp_path: Path) -> None:
    file = tmp_path / "appointments.csv"
    file.write_text("code,service,date,time\nHEN7K2Q,khai-sinh,2026-11-21,09:10\n")
    assert box.take(TakeAppointments(str(file), str(box.copies), ["khai-sinh"])).accepted
    assert box.hub.appointment("HEN7K2Q") is not None
    assert box.states() == {("finished", 2)}


def test_the_secret_reaches_the_process_and_is_seen_nowhere(box: Box, worker: Worker, started: list[Any]) -> None:
    table(box.file, 3)
    assert isinstance(worker.do(box.order).result(60), Taken)
    assert box.hub.dossier("H41-000002") is not None
    [(_, seen)] = started
    shown = [
        seen,
        repr(box.order),
        str(worker.do(MakeBoard("/no/such/file", None, Rules("04:00", Policy(), 30))).result(60)),
    ]
    for secret in (KEY.decode(), KEY.hex(), base64.b64encode(KEY).decode(), repr(KEY)):
        assert not any(secret in text for text in shown)


def test_a_failure_says_what_and_where_but_repeats_nothing_of_the_file(box: Box, worker: Worker) -> None:
    table(box.file, 3)
    answer = worker.do(msgspec.structs.replace(box.order, copies="/no/such/folder/copies.sqlite")).result(60)
    assert isinstance(answer, Failed)
    assert answer.words.startswith("OperationalError: unable to open database file (")
    assert "H41-" not in answer.words


@pytest.mark.timeout(120)
def test_what_is_gathered_lies_in_a_file_of_the_hub_alone_that_has_no_name(
    box: Box, worker: Worker, started: list[Any], tmp_path: Path
) -> None:
    table(box.file, MANY, note="Mời quý vị bổ sung " * 20)
    answer = worker.do(box.order)
    until(lambda: bool(started))
    pid = started[0][0].pid

    until(lambda: bool(gathered(pid, tmp_path)))
    os.kill(pid, signal.SIGSTOP)
    assert [stat.S_IMODE(file.stat().st_mode) for file in gathered(pid, tmp_path)] == [0o600]
    assert {file.name for file in tmp_path.iterdir()} == {
        *("copies.sqlite", "copies.sqlite-wal", "copies.sqlite-shm", "dossiers.csv", "dossiers.report.txt")
    }
    os.kill(pid, signal.SIGKILL)
    killed = answer.result(60)
    assert isinstance(killed, Failed)
    assert killed.words == "its process ended without a word (status -9)"
    assert box.states() == {("finished", 2)}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("written", [1, 1_000_000, 4_000_000])
def test_killed_while_the_copy_takes_its_place_the_old_one_or_the_new_one_is_whole(
    box: Box, worker: Worker, started: list[Any], written: int
) -> None:
    table(box.file, MANY, note="Mời quý vị bổ sung " * 20)
    wal = box.copies.with_name("copies.sqlite-wal")
    answer = worker.do(box.order)
    until(lambda: wal.stat().st_size >= written or answer.done())
    started[0][0].kill()
    answer.result(60)
    assert box.states() in ({("finished", 2)}, {("processing", MANY)})
    Copies(box.copies).close()  # as the next hub does
    table(box.file, 5)
    assert box.take().accepted
    assert box.states() == {("processing", 5)}


def test_when_the_hub_is_gone_nothing_takes_its_place(box: Box) -> None:
    table(box.file, 5)
    with pytest.raises(HubGone):
        done(box.order, hub=os.getppid() + 1)
    assert box.states() == {("finished", 2)}


HUB = """
import sys, msgspec
from hall_hub.feeds.orders import TakeDossiers
from hall_hub.feeds.worker import Worker
worker = Worker(sys.argv[3])
answer = worker.do(TakeDossiers(sys.argv[1], sys.argv[2], None))
while worker._process is None: pass
print(worker._process.pid, flush=True)
answer.result()
"""


@pytest.mark.timeout(120)
def test_a_process_whose_hub_was_killed_ends_and_leaves_the_copy(box: Box, tmp_path: Path) -> None:
    table(box.file, MANY, note="Mời quý vị bổ sung " * 20)
    argv = [sys.executable, "-c", HUB, str(box.file), str(box.copies), str(tmp_path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as hub:
        assert hub.stdout is not None
        pid = int(hub.stdout.readline())
        until(lambda: bool(gathered(pid, tmp_path)))
        hub.kill()
    until(lambda: not nameless(pid))
    assert box.states() == {("finished", 2)}


def test_a_hub_that_ends_does_not_wait_for_what_is_under_way(box: Box, worker: Worker, started: list[Any]) -> None:
    table(box.file, MANY, note="Mời quý vị bổ sung " * 20)
    under_way, waiting = worker.do(box.order), worker.do(box.order)
    until(lambda: bool(started))
    worker.close()
    assert (under_way.result(0), waiting.result(0)) == (Stopped(), Stopped())
    assert [process.returncode for process, _ in started] == [-signal.SIGKILL]
    assert box.states() == {("finished", 2)}


def test_a_file_whose_process_fails_is_a_problem_and_is_tried_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "AGAIN", 0.0)
    with monkeypatch.context() as broken:
        broken.setattr(worker_module, "_WORK", [sys.executable, "-c", "raise SystemExit(3)"])
        table(bench.feeds / "dossiers.csv", 1)
        until(lambda: bool(looked(bench).problems()))
        words = "dossiers.csv could not be taken, it is tried again; see the hub's log"
        assert bench.problems() == [("catalogue-refused", words)]
    until(lambda: not looked(bench).problems())
    assert bench.wonder("kiosk-1", q.AskDossier(code="H41-000000")).dossier is not None


def looked(bench: Bench) -> Bench:
    bench.hub.look()
    return bench
