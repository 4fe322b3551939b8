"""What is done for a ticket's paper on the screen's thread: the printer is told to expect it, and let go first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.domain.commands import IssueTicket
from hall_core.ui.translate import Words
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.hands import GIVE_WAY, hands
from kiosk_app.messages import Ask
from tests.conftest import HandClock
from tests.kiosk_app.conftest import COMMAND, ticket
from tests.kiosk_app.jobs.test_ticket_hands import Hands

ASK = Ask(COMMAND, IssueTicket(service="khai-sinh"))
PRINT = p.Print(ticket(), "vi", True)


class Printer:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def expect(self) -> None:
        self.told.append(("expect",))

    def wait_out(self, *given: object) -> None:
        self.told.append(given)


@pytest.fixture
def kiosk(tmp_path: Path, clock: HandClock, english_too: Words) -> Iterator[Hands]:
    made = Hands(tmp_path, clock, english_too)
    stop = made.station.start()
    yield made
    stop()


def test_the_printer_is_told_to_expect_a_slip_when_a_number_is_asked_for(kiosk: Hands) -> None:
    printer = Printer()
    quick = hands(replace(kiosk.box, printer=printer)).quick
    assert quick[Ask](ASK) is None
    assert printer.told == [("expect",)]


def test_the_next_picture_waits_for_the_bytes_of_a_ticket_but_not_long(kiosk: Hands) -> None:
    printer = Printer()
    quick = hands(replace(kiosk.box, printer=printer)).quick
    assert quick[p.Print](PRINT) is None
    assert printer.told == [(PRINT.ticket.id, GIVE_WAY)]


@pytest.mark.parametrize("effect", [ASK, PRINT])
def test_without_a_printer_nothing_is_waited_for(kiosk: Hands, effect: Ask | p.Print) -> None:
    assert hands(replace(kiosk.box, printer=None)).quick[type(effect)](effect) is None
