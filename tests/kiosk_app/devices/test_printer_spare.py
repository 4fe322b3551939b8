"""A second printer takes over: which one prints what, what is marked, and what is told of whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops

from demo.paper import Fault, PaperPrinter
from kiosk_app.devices.printer import Outcome, PrintWorker
from kiosk_app.devices.printer_watch import Place
from kiosk_app.devices.slip import render
from kiosk_app.devices.ticket import TicketFace

if TYPE_CHECKING:
    from tests.kiosk_app.devices.conftest import Office

Make = Callable[..., PrintWorker]
pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[PaperPrinter]:
    with PaperPrinter(tmp_path / "own") as printer:
        yield printer


@pytest.fixture
def spare(tmp_path: Path) -> Iterator[PaperPrinter]:
    with PaperPrinter(tmp_path / "spare") as printer:
        yield printer


def is_on(paper: Path, face: TicketFace, dots: int = 576) -> bool:
    with Image.open(paper) as picture:
        drawn = render(face, dots)
        same = picture.size == drawn.size
        return same and ImageChops.logical_xor(picture.convert("1"), drawn).getbbox() is None


def test_while_its_own_printer_can_print_the_spare_is_left_alone(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    working(own.url, spare=spare.url).submit("one", face)
    assert office.outcome("one") == Outcome()
    assert is_on(own.wait_for(1)[0], face)
    assert spare.wait_for(0) == []


def test_a_reprint_that_was_asked_for_is_told_as_one(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    copy = replace(face, copy=True, copied="09:12, 21/11/2026")
    working(own.url, spare=spare.url).submit("one", copy)
    assert office.outcome("one") == Outcome(copy=True)
    assert is_on(own.wait_for(1)[0], copy)


@pytest.mark.parametrize("fault", ["cover-open", "paper-out", "cutter-jam", "silent"])
def test_the_spare_prints_what_its_own_printer_cannot_and_nothing_is_marked(
    *, fault: Fault, face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    own.fault = fault
    working(own.url, spare=spare.url).submit("one", face)
    assert office.outcome("one") == Outcome(printer=1)
    assert is_on(spare.wait_for(1)[0], face)
    own.fault = "none"
    assert own.wait_for(0) == []


def test_a_ticket_that_came_out_half_is_printed_by_the_spare_as_a_reprint(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    own.strikes("paper-out")
    working(own.url, spare=spare.url).submit("one", face)
    assert office.outcome("one") == Outcome(printer=1, copy=True)
    assert is_on(spare.wait_for(1)[0], replace(face, copy=True))
    office.hears("paper-out", True)
    own.fault = "none"
    assert is_on(own.wait_for(1)[0], face)  # the paper too many, which is why the other one is marked


def test_a_knife_that_sticks_has_printed_the_ticket_and_the_next_goes_to_the_spare(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    own.strikes("cutter-jam")
    worker = working(own.url, spare=spare.url)
    worker.submit("one", face)
    assert office.outcome("one") == Outcome()
    office.hears("printer-cutter", True)
    worker.submit("two", replace(face, number="A013"))
    assert office.outcome("two") == Outcome(printer=1)
    own.fault = "none"
    office.hears("printer-cutter", False)
    assert is_on(own.wait_for(1)[0], face)
    assert is_on(spare.wait_for(1)[0], replace(face, number="A013"))


def test_without_a_spare_a_stuck_knife_is_the_reason_why_the_next_ticket_is_not_printed(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter
) -> None:
    own.fault = "cutter-jam"
    working(own.url).submit("one", face)
    assert office.reason("one") == "printer-cutter"


def test_when_no_printer_can_print_the_reason_is_that_of_its_own(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    own.fault, spare.fault = "cover-open", "paper-out"
    working(own.url, spare=spare.url).submit("one", face)
    assert office.outcome("one") == Outcome(reason="printer-cover")


def test_each_printer_gets_the_ticket_in_its_own_width(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    own.fault = "paper-out"
    working(own.url, 576, spare=spare.url, spare_dots=384).submit("one", face)
    assert office.outcome("one") == Outcome(printer=1)
    assert is_on(spare.wait_for(1)[0], face, 384)


def test_what_the_narrow_spare_cannot_hold_leaves_the_reason_of_its_own_printer(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    own.fault = "paper-out"
    worker = working(own.url, 576, spare=spare.url, spare_dots=384)
    worker.submit("one", replace(face, qr="x" * 1300))
    assert office.reason("one") == "paper-out"


@pytest.mark.parametrize("fault", ["cover-open", "paper-out", "cutter-jam", "silent"])
def test_whatever_keeps_the_spare_from_printing_is_told_in_one_word_and_when_it_is_over(
    fault: Fault, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    spare.fault = fault
    working(own.url, spare=spare.url)
    office.hears("spare-printer", True)
    spare.fault = "none"
    office.hears("spare-printer", False)
    assert {problem for problem, _ in office.problems} == {"spare-printer"}


def test_little_paper_in_the_spare_is_no_trouble_of_the_kiosk(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    own.fault, spare.fault = "paper-out", "paper-low"
    working(own.url, spare=spare.url).submit("one", face)
    assert office.outcome("one") == Outcome(printer=1)
    assert office.problems == [("paper-out", True)]


def test_two_kiosks_may_have_the_same_spare(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    own.fault = "paper-out"
    first, second = working("tcp://127.0.0.1:9", spare=spare.url), working(own.url, spare=spare.url)
    for turn in range(3):
        first.submit(f"first {turn}", face)
        second.submit(f"second {turn}", face)
    assert {office.outcome(f"{who} {turn}").printer for who in ("first", "second") for turn in range(3)} == {1}
    assert len(spare.wait_for(6)) == 6


def test_a_test_print_comes_out_of_the_printer_that_is_tested_or_not_at_all(
    face: TicketFace, office: Office, working: Make, own: PaperPrinter, spare: PaperPrinter
) -> None:
    worker = working(own.url, spare=spare.url)
    worker.submit("the spare", face, only=1)
    assert office.outcome("the spare") == Outcome(printer=1)
    own.fault = "paper-out"
    worker.submit("its own", face, only=0)
    assert office.outcome("its own") == Outcome(reason="paper-out")
    assert own.wait_for(0) == []


def test_a_ticket_is_told_as_sent_once_for_each_printer_that_took_it_and_then_as_done(
    face: TicketFace, office: Office, tmp_path: Path, own: PaperPrinter, spare: PaperPrinter
) -> None:
    said: list[object] = []

    def done(id: str, outcome: Outcome) -> None:
        said.append(outcome)
        office.told_done(id, outcome)

    own.strikes("paper-out")
    places = [Place(url=own.url, dots=576), Place(url=spare.url, dots=576)]
    worker = PrintWorker(places, tmp_path, done=done, problem=office.told_problem, sent=said.append)
    stop = worker.start()
    worker.submit("one", face)
    office.outcome("one")
    stop()
    assert said == ["one", "one", Outcome(printer=1, copy=True)]
