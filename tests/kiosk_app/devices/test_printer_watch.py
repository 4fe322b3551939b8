"""A printer that others use too: it is let go, and waited for while somebody else prints on it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from demo.paper import PaperPrinter
from kiosk_app.devices.printer_talk import Put
from kiosk_app.devices.printer_watch import Place, Watched
from kiosk_app.devices.slip import render
from kiosk_app.devices.slip_bytes import slip_bytes
from kiosk_app.devices.ticket import TicketFace

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[PaperPrinter]:
    with PaperPrinter(tmp_path / "paper") as printer:
        yield printer


class Somebody(Event):
    """Prints on it, and lets it go when we wait for the first time."""

    def __init__(self, printer: PaperPrinter) -> None:
        super().__init__()
        self.line = socket.create_connection(("127.0.0.1", int(printer.url.rpartition(":")[2])))
        self.waits = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.waits += 1
        self.line.close()
        return False


def put(watched: Watched, face: TicketFace) -> Put:
    image = render(face, 576)
    return watched.put(slip_bytes(image), image.height, lambda: None)


def test_a_shared_printer_that_is_busy_is_waited_for(face: TicketFace, printer: PaperPrinter, tmp_path: Path) -> None:
    somebody = Somebody(printer)
    watched = Watched(Place(url=printer.url, dots=576), tmp_path, somebody, shared=True)
    assert put(watched, face) == Put(None, begun=True)
    assert somebody.waits > 0


def test_a_look_at_a_busy_printer_makes_no_trouble_of_it(printer: PaperPrinter, tmp_path: Path) -> None:
    watched = Watched(Place(url=printer.url, dots=576), tmp_path, Somebody(printer), shared=True)
    watched.look()
    assert watched.problems == frozenset()


def test_one_that_was_not_heard_the_last_time_is_not_waited_for_again(
    face: TicketFace, tmp_path: Path, printer: PaperPrinter
) -> None:
    stopping = Event()
    stopping.set()  # all patience is over: the first look is the only one
    printer.fault = "silent"
    watched = Watched(Place(url=printer.url, dots=576), tmp_path, stopping, shared=True)
    watched.look()
    assert watched.problems == {"printer-offline"}
    stopping.clear()
    stopping.wait = pytest.fail  # type: ignore[method-assign]
    assert put(watched, face) == Put("printer-offline", begun=False)


def test_a_shared_printer_is_let_go_after_a_look_and_its_own_is_kept(printer: PaperPrinter, tmp_path: Path) -> None:
    place = Place(url=printer.url, dots=576)
    own = Watched(place, tmp_path, Event(), shared=False)
    for _ in range(2):
        shared = Watched(place, tmp_path, Event(), shared=True)
        shared.look()
        assert shared.problems == frozenset()
    own.look()
    late = Watched(place, tmp_path, Event(), shared=False)
    late.look()
    assert late.problems == {"printer-offline"}
    own.close()
    late.look()
    assert late.problems == frozenset()
    late.close()
