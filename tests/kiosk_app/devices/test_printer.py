"""The print worker: what it tells of tickets and of the printer, whatever the printer does."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops

from demo.paper import Fault, PaperPrinter
from hall_core.domain.printer_url import PrinterUrlError
from kiosk_app.devices import printer as printer_module
from kiosk_app.devices.printer import Outcome, PrintWorker
from kiosk_app.devices.printer_watch import Place, Watched
from kiosk_app.devices.slip import render
from kiosk_app.devices.slip_bytes import slip_bytes
from kiosk_app.devices.ticket import TicketFace

if TYPE_CHECKING:
    from hall_core.contract.messages import Problem
    from tests.kiosk_app.devices.conftest import Office, RuledPrinter

Make = Callable[..., PrintWorker]
WELL = {1: b"\x12", 2: b"\x12", 3: b"\x12", 4: b"\x12"}
PAPER_OUT = {1: b"\x1a", 2: b"\x32", 3: b"\x12", 4: b"\x7e"}
pytestmark = pytest.mark.usefixtures("quick")
TICKET = 3000  # bytes: more than any question, less than any ticket


class Rule:
    """Answers by table: ``before`` a ticket came and ``after``. GS r is answered before, and after if ``in_order``."""

    def __init__(
        self,
        before: dict[int, bytes] = WELL,
        after: dict[int, bytes] = WELL,
        *,
        knows_in_order: bool = True,
        finishes: bool = True,
        at_ticket: bytes | None = b"",
    ) -> None:
        self.taken = 0
        self._tables = before, after
        self._knows_in_order = knows_in_order
        self._finishes = finishes
        self._at_ticket = at_ticket
        self.asked_in_order = 0

    def __call__(self, heard: bytes) -> bytes | None:
        new = self.taken < TICKET <= self.taken + len(heard)
        self.taken += len(heard)
        answer = b""
        if new:
            if self._at_ticket is None:
                return None
            answer = self._at_ticket
        has_ticket = self.taken >= TICKET
        for n, byte in self._tables[has_ticket].items():
            if heard.endswith(b"\x10\x04" + bytes([n])):
                answer += byte
        if heard.endswith(b"\x1dr\x01"):
            self.asked_in_order += 1
            if self._knows_in_order and (self._finishes or not has_ticket):
                answer += b"\x00"
        return answer


def test_a_printed_ticket_is_what_was_drawn(face: TicketFace, office: Office, working: Make, tmp_path: Path) -> None:
    with PaperPrinter(tmp_path / "tickets") as printer:
        working(printer.url).submit("one", face)
        assert office.reason("one") is None
        with Image.open(printer.wait_for(1)[0]) as paper:
            assert ImageChops.logical_xor(paper.convert("1"), render(face, 576)).getbbox() is None
        assert office.problems == []


def test_no_byte_of_a_ticket_is_sent_before_its_note_is_on_the_disk(
    face: TicketFace, office: Office, working: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = threading.Event()
    drawn = threading.Event()
    put: list[bool] = []

    def told(image: Image.Image) -> bytes:
        drawn.set()
        return slip_bytes(image)

    real = Watched.put
    monkeypatch.setattr(printer_module, "slip_bytes", told)
    monkeypatch.setattr(Watched, "put", lambda *given: put.append(noted.is_set()) or real(*given))
    with PaperPrinter(tmp_path / "tickets") as printer:
        worker = working(printer.url)
        worker.submit("first", face)
        assert office.reason("first") is None
        drawn.clear()
        worker.submit("one", face, after=noted)
        assert drawn.wait(8), "it is drawn meanwhile"
        noted.set()
        assert office.reason("one") is None
    assert put == [False, True]


def test_a_disk_that_never_comes_back_keeps_no_paper_from_a_citizen(
    face: TicketFace, office: Office, working: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer_module, "DISK_SECONDS", 0.05)
    with PaperPrinter(tmp_path / "tickets") as printer:
        working(printer.url).submit("one", face, after=threading.Event())
        assert office.reason("one") is None


@pytest.mark.parametrize(
    ("fault", "problem"),
    [("paper-out", "paper-out"), ("cover-open", "printer-cover"), ("silent", "printer-offline")],
)
def test_a_fault_is_reported_refuses_the_ticket_and_is_over_when_it_is_over(
    *, fault: Fault, problem: Problem, face: TicketFace, office: Office, working: Make, tmp_path: Path
) -> None:
    with PaperPrinter(tmp_path / "tickets") as printer:
        worker = working(printer.url)
        printer.fault = fault
        office.hears(problem, True)
        worker.submit("refused", face)
        assert office.reason("refused") == problem
        printer.fault = "none"
        office.hears(problem, False)
        worker.submit("printed", face)
        assert office.reason("printed") is None
        assert len(printer.wait_for(1)) == 1  # nothing of the refused one was sent


def test_a_problem_met_while_printing_is_told_before_the_ticket_is(
    face: TicketFace, office: Office, tmp_path: Path
) -> None:
    with PaperPrinter(tmp_path / "tickets") as printer:
        worker = PrintWorker(
            [Place(url=printer.url, dots=576)],
            tmp_path,
            done=office.told_done,
            problem=office.told_problem,
            look_every=60,
        )
        stop = worker.start()
        worker.submit("one", face)
        assert office.reason("one") is None
        printer.fault = "paper-out"
        worker.submit("two", face)
        assert office.reason("two") == "paper-out"
        assert office.problems == [("paper-out", True)]
        stop()


def test_low_paper_is_reported_and_prints_on(face: TicketFace, office: Office, working: Make, tmp_path: Path) -> None:
    with PaperPrinter(tmp_path / "tickets") as printer:
        worker = working(printer.url)
        printer.fault = "paper-low"
        office.hears("paper-low", True)
        for ticket in ("one", "two"):
            worker.submit(ticket, face)
            assert office.reason(ticket) is None
        printer.fault = "none"
        office.hears("paper-low", False)
        assert office.problems.count(("paper-low", True)) == 1


def test_paper_that_ends_inside_a_ticket_is_not_a_printed_ticket(
    face: TicketFace, office: Office, working: Make, ruled: type[RuledPrinter]
) -> None:
    with ruled(Rule(after=PAPER_OUT, finishes=False)) as printer:
        working(printer.url).submit("half", face)
        assert office.reason("half") == "paper-out"
        office.hears("paper-out", True)


def test_a_printer_that_takes_the_ticket_and_never_finishes_is_offline(
    face: TicketFace, office: Office, working: Make, ruled: type[RuledPrinter]
) -> None:
    with ruled(Rule(finishes=False)) as printer:
        working(printer.url).submit("stuck", face)
        assert office.reason("stuck") == "printer-offline"


def test_a_printer_without_status_in_order_is_watched_for_the_time_of_the_paper(
    face: TicketFace, office: Office, working: Make, ruled: type[RuledPrinter]
) -> None:
    rule = Rule(knows_in_order=False)
    with ruled(rule) as printer:
        worker = working(printer.url)
        for ticket in ("one", "two"):
            worker.submit(ticket, face)
            assert office.reason(ticket) is None
        assert rule.asked_in_order == 1  # once, not before every ticket

    with ruled(Rule(knows_in_order=False, after=PAPER_OUT)) as printer:
        working(printer.url).submit("three", face)
        assert office.reason("three") == "paper-out"


def test_an_answer_left_over_from_the_picture_is_not_taken_for_the_status(
    face: TicketFace, office: Office, working: Make, ruled: type[RuledPrinter]
) -> None:
    with ruled(Rule(at_ticket=PAPER_OUT[1] + PAPER_OUT[4])) as printer:
        working(printer.url).submit("one", face)
        assert office.reason("one") is None


def test_a_printer_that_hangs_up_inside_a_ticket_has_not_printed_it(
    face: TicketFace, office: Office, working: Make, ruled: type[RuledPrinter]
) -> None:
    with ruled(Rule(at_ticket=None)) as printer:
        worker = working(printer.url)
        worker.submit("cut off", face)
        assert office.reason("cut off") == "printer-offline"
        worker.submit("again", face)  # on a new connection
        assert office.reason("again") is None


def test_a_garbled_status_is_no_status(
    face: TicketFace, office: Office, working: Make, ruled: type[RuledPrinter]
) -> None:
    with ruled(lambda heard: b"\xff\x92\x00") as printer:
        working(printer.url).submit("one", face)
        assert office.reason("one") == "printer-offline"
        office.hears("printer-offline", True)


def test_a_missing_printer_is_reported_and_used_when_it_comes(
    face: TicketFace, office: Office, working: Make, ruled: type[RuledPrinter]
) -> None:
    with ruled(Rule()) as printer:
        port = int(printer.url.rpartition(":")[2])
    worker = working(f"tcp://127.0.0.1:{port}")
    office.hears("printer-missing", True)
    worker.submit("nobody", face)
    assert office.reason("nobody") == "printer-missing"
    with ruled(Rule(), port):
        office.hears("printer-missing", False)
        worker.submit("somebody", face)
        assert office.reason("somebody") is None
    assert office.problems.count(("printer-missing", True)) in (1, 2)  # once before, once at the end


def test_a_printer_that_goes_away_has_not_been_given_paper(office: Office, working: Make, tmp_path: Path) -> None:
    with PaperPrinter(tmp_path / "tickets") as printer:
        working(printer.url)
        printer.fault = "paper-low"
        office.hears("paper-low", True)
    office.hears("printer-missing", True)
    assert ("paper-low", False) not in office.problems


def test_a_file_has_the_whole_ticket_when_it_is_told_printed(
    face: TicketFace, office: Office, working: Make, tmp_path: Path
) -> None:
    working("file:paper.bin", 384).submit("one", face)
    assert office.reason("one") is None
    assert (tmp_path / "paper.bin").read_bytes() == slip_bytes(render(face, 384))


def test_a_printer_that_needs_no_driver_loads_none() -> None:
    code = (
        "import sys, pathlib, tempfile; from kiosk_app.devices.printer_line import open_line; "
        "from hall_core.domain.printer_url import FilePrinter; "
        "open_line(FilePrinter('paper.bin'), pathlib.Path(tempfile.mkdtemp())).close(); "
        "print([name for name in ('escpos', 'serial', 'usb') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_a_ticket_that_cannot_be_drawn_is_told_and_the_next_is_printed(
    face: TicketFace, office: Office, working: Make
) -> None:
    worker = working("file:paper.bin")
    worker.submit("bad", replace(face, qr="x" * 2900))
    worker.submit("good", face)
    assert office.reason("good") is None
    assert office.reason("bad") == "ticket-not-drawn"


def test_a_listener_that_fails_does_not_end_the_printing(face: TicketFace, office: Office, tmp_path: Path) -> None:
    def done(ticket: str, outcome: Outcome) -> None:
        office.told_done(ticket, outcome)
        raise RuntimeError("the listener is broken")

    worker = PrintWorker([Place(url="file:paper.bin", dots=384)], tmp_path, done=done, problem=office.told_problem)
    stop = worker.start()
    worker.submit("one", face)
    worker.submit("two", face)
    assert office.reason("two") is None
    stop()


def test_stopping_finishes_the_ticket_under_way_and_tells_the_waiting_ones(
    face: TicketFace, office: Office, tmp_path: Path
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def done(ticket: str, outcome: Outcome) -> None:
        reached.set()
        go_on.wait(5)
        office.told_done(ticket, outcome)

    worker = PrintWorker([Place(url="file:paper.bin", dots=384)], tmp_path, done=done, problem=office.told_problem)
    stop = worker.start()
    for ticket in ("one", "two", "three"):
        worker.submit(ticket, face)
    assert reached.wait(5)
    stopping = threading.Thread(target=stop)
    stopping.start()
    assert worker._stopping.wait(5)
    go_on.set()
    stopping.join(5)
    stopped = Outcome(reason="stopped")
    assert office.done == {"one": Outcome(), "two": stopped, "three": stopped}


@pytest.mark.parametrize(("url", "dots", "error"), [("printer", 576, PrinterUrlError), ("file:p.bin", 512, ValueError)])
def test_a_bad_url_or_width_is_refused_before_anything_starts(
    *, url: str, dots: int, error: type[Exception], office: Office, tmp_path: Path
) -> None:
    with pytest.raises(error):
        PrintWorker([Place(url=url, dots=dots)], tmp_path, done=office.told_done, problem=office.told_problem)
    assert list(tmp_path.iterdir()) == []
