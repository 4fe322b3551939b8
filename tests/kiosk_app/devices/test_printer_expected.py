"""A slip that is expected: the printer is asked before it comes, and whoever waits for its bytes is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from demo.paper import PaperPrinter
from hall_core.domain.printer_url import FilePrinter
from kiosk_app.devices import printer as printer_module
from kiosk_app.devices import printer_talk
from kiosk_app.devices.printer import PrintWorker
from kiosk_app.devices.printer_talk import Put, Talk
from kiosk_app.devices.printer_watch import Place, Watched
from kiosk_app.devices.ticket import TicketFace
from tests.kiosk_app.devices.conftest import Office
from tests.kiosk_app.devices.test_printer_talk import WELL, WrittenLine

Make = Callable[..., PrintWorker]
ASKED = [b"\x10\x04\x01", b"\x10\x04\x04"]
IN_ORDER = b"\x1dr\x01"
PAPER_OUT = {**WELL, b"\x10\x04\x04": b"\x7e"}
WAIT = 8.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the talk sees, in a list that the test may change."""
    now = [100.0]
    monkeypatch.setattr(printer_talk, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


@pytest.fixture
def talk_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: list[float]) -> Callable[[WrittenLine], Talk]:
    def make(line: WrittenLine) -> Talk:
        monkeypatch.setattr(printer_talk, "open_line", lambda settings, data: line)
        return Talk(FilePrinter("unused"), tmp_path)

    return make


def put(talk: Talk) -> Put:
    return talk.put(b"slip", 100, lambda: None)


def test_a_slip_that_was_expected_is_sent_without_asking_again(talk_over: Callable[[WrittenLine], Talk]) -> None:
    line = WrittenLine(dict(WELL))
    talk = talk_over(line)
    talk.expect()
    assert line.sent == ASKED
    assert put(talk) == Put(None, begun=True)
    assert line.sent[2:4] == [IN_ORDER, b"slip"]


def test_that_counts_for_one_slip(talk_over: Callable[[WrittenLine], Talk]) -> None:
    line = WrittenLine(dict(WELL))
    talk = talk_over(line)
    talk.expect()
    put(talk)
    line.sent.clear()
    put(talk)
    assert line.sent[:3] == [*ASKED, b"slip"]


def test_and_for_a_moment(talk_over: Callable[[WrittenLine], Talk], clock: list[float]) -> None:
    line = WrittenLine(dict(WELL))
    talk = talk_over(line)
    talk.expect()
    clock[0] += printer_talk.EXPECTED_SECONDS
    line.table |= PAPER_OUT
    assert put(talk) == Put("paper-out", begun=False)
    assert b"slip" not in line.sent


def test_a_printer_that_was_not_ready_is_asked_again_and_gets_no_byte(
    talk_over: Callable[[WrittenLine], Talk],
) -> None:
    line = WrittenLine(dict(PAPER_OUT))
    talk = talk_over(line)
    talk.expect()
    assert talk.problems == {"paper-out"}
    assert put(talk) == Put("paper-out", begun=False)
    assert line.sent == [*ASKED, *ASKED]


def test_a_look_in_between_times_is_no_answer_for_a_slip(talk_over: Callable[[WrittenLine], Talk]) -> None:
    line = WrittenLine(dict(WELL))
    talk = talk_over(line)
    talk.look()
    line.table |= PAPER_OUT
    assert put(talk) == Put("paper-out", begun=False)


def test_a_worker_that_expects_a_slip_asks_the_printer_and_tells_its_problem(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = threading.Event()
    real = Watched.look
    monkeypatch.setattr(Watched, "look", lambda self: (real(self), looked.set()))
    with PaperPrinter(tmp_path / "tickets") as printer:
        place = Place(url=printer.url, dots=576)
        worker = PrintWorker([place], tmp_path, done=office.told_done, problem=office.told_problem, look_every=60)
        stop = worker.start()
        assert looked.wait(WAIT)
        printer.fault = "paper-out"
        worker.expect()
        office.hears("paper-out", True)
        stop()


def test_who_waits_for_the_bytes_goes_on_when_they_are_out(
    face: TicketFace, office: Office, working: Make, tmp_path: Path
) -> None:
    with PaperPrinter(tmp_path / "tickets") as printer:
        worker = working(printer.url)
        worker.expect()
        worker.submit("one", face)
        assert worker.wait_out("one", WAIT)
        assert office.reason("one") is None
        assert len(printer.wait_for(1)) == 1


def test_who_waits_for_bytes_that_never_go_out_goes_on_too(
    face: TicketFace, working: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def undrawable(*_: object) -> bytes:
        raise ValueError("no dots")

    monkeypatch.setattr(printer_module, "slip_bytes", undrawable)
    worker = working("file:paper.bin")
    worker.submit("one", face)
    assert worker.wait_out("one", WAIT)


def test_nobody_waits_longer_than_so_long(face: TicketFace, working: Make) -> None:
    worker = working("file:paper.bin")
    worker.submit("held", face, after=threading.Event())
    assert not worker.wait_out("held", 0.01)
