"""What the kiosk's hands do for a ticket, on a real disk: a note before the paper, numbers of the reserve."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import DeviceState
from hall_core.domain.commands import CheckIn, Command, IssueTicket
from hall_core.domain.facts import GivenUp, IssuedHere, PaperFailed, PaperPrinted
from hall_core.domain.plan_devices import Kiosk
from hall_core.mqtt.station import Station
from hall_core.ui.translate import Words
from kiosk_app.box import Box
from kiosk_app.devices.ticket import TicketFace
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.hands import GIVE_WAY, YOUNG, hands
from kiosk_app.messages import Ask, Message
from tests.conftest import HandClock
from tests.kiosk_app.conftest import COMMAND, OTHER, make_hall, ticket
from tests.kiosk_app.fakes import FakePrinter

DAY = "2026-11-21"
ASK = Ask(COMMAND, IssueTicket(service="khai-sinh"))
PRINT = p.Print(ticket(), "vi", True)
TAKE = p.TakeHere(COMMAND, p.Wish("khai-sinh", "cao-tuoi"), "en", DAY)


class Hands:
    """Those of a kiosk whose line leads nowhere."""

    def __init__(self, folder: Path, clock: HandClock, words: Words) -> None:
        plan = make_hall()
        services = [replace(s, reserve={"kiosk-1": (900, 901)}) if s.id == "khai-sinh" else s for s in plan.services]
        self.printer = FakePrinter()
        self.posted: list[Message] = []
        self.station = Station(
            hall="thu",
            device="kiosk-1",
            state=DeviceState(online=True, role="kiosk", version="thử"),
            boot=1,
            clock=clock,
            outbox=folder / "outbox.sqlite",
            broker=("127.0.0.1", 1),
            listen=(),
            hear=lambda _: None,
        )
        self.box = Box(
            plan=replace(plan, services=services),
            kiosk=Kiosk(id="kiosk-1"),
            data=folder,
            station=self.station,
            printer=self.printer,  # pyright: ignore[reportArgumentType]
            words=words,
            clock=clock,
            post=self.posted.append,
        )
        self.hands = hands(self.box)

    def do(self, effect: Any) -> Message | None:
        return self.hands.slow[type(effect)](effect)

    def start(self) -> list[Message]:
        """What is found when the kiosk starts."""
        self.hands.start()
        return self.posted


@pytest.fixture
def kiosk(tmp_path: Path, clock: HandClock, english_too: Words) -> Iterator[Hands]:
    made = Hands(tmp_path, clock, english_too)
    stop = made.station.start()
    yield made
    stop()


# --- asking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [IssueTicket(service="khai-sinh"), CheckIn(code="HEN1")])
def test_before_the_hub_is_asked_a_note_of_it_is_on_the_disk(
    kiosk: Hands, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    asked: list[tuple[Command, str, int]] = []
    monkeypatch.setattr(kiosk.station, "ask", lambda *sent: asked.append((*sent, len(kiosk.station.kept()))))
    kiosk.do(Ask(COMMAND, command))
    assert asked == [(command, COMMAND, 1)]
    assert kiosk.start() == [p.CutOff(COMMAND, DAY)]


def test_a_kiosk_that_does_not_know_the_day_notes_none(kiosk: Hands, clock: HandClock) -> None:
    clock.trusted = False
    kiosk.do(ASK)
    assert kiosk.start() == [p.CutOff(COMMAND, "")]


def test_a_disk_that_refuses_the_note_costs_nobody_a_number(
    kiosk: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Command, str]] = []
    monkeypatch.setattr(kiosk.station, "ask", lambda *sent: asked.append(sent))
    with sqlite3.connect(tmp_path / "outbox.sqlite") as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON kept BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    db.close()
    kiosk.do(ASK)
    assert asked == [(ASK.command, COMMAND)]


@pytest.mark.parametrize("effect", [PRINT, TAKE])
def test_with_its_number_an_intent_is_no_longer_cut_off(kiosk: Hands, effect: Any) -> None:
    kiosk.do(ASK)
    kiosk.do(effect)
    [found] = kiosk.start()
    assert isinstance(found, p.Unfinished)


def test_what_is_settled_or_given_up_owes_nothing(kiosk: Hands) -> None:
    kiosk.do(ASK)
    kiosk.do(p.Settle(COMMAND))
    kiosk.do(Ask(OTHER, IssueTicket(service="khai-sinh")))
    kiosk.station.tell(GivenUp(ticket=OTHER))
    assert kiosk.start() == []


def test_no_byte_goes_to_the_printer_before_the_note_that_the_number_is_somebodys(kiosk: Hands) -> None:
    kiosk.do(ASK)
    noted: list[bool] = []
    keep = kiosk.station.keep_until_told

    def slow(ticket: str, what: bytes) -> None:
        noted.append(kiosk.printer.after[-1].is_set())
        keep(ticket, what)

    kiosk.station.keep_until_told = slow  # type: ignore[method-assign]
    kiosk.do(PRINT)
    assert noted == [False], "it was drawn meanwhile"
    assert kiosk.printer.after[-1].is_set()


# --- paper ---------------------------------------------------------------------------------------------------------


def test_a_ticket_goes_to_the_printer_and_a_note_of_it_to_the_disk(kiosk: Hands) -> None:
    assert kiosk.do(PRINT) is None
    [(id, face)] = kiosk.printer.submitted
    assert isinstance(face, TicketFace)
    assert (id, face.number, face.time, face.copy) == (COMMAND, "A012", "09:00, 21/11/2026", False)
    assert kiosk.start() == [p.Unfinished(ticket(), young=True, language="vi")]


def test_a_note_that_cannot_be_written_stops_no_paper(kiosk: Hands, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "outbox.sqlite") as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON kept BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    db.close()
    assert kiosk.do(PRINT) is None
    assert len(kiosk.printer.submitted) == 1
    assert kiosk.printer.after[-1].is_set()


@pytest.mark.parametrize("fact", [PaperPrinted(ticket=COMMAND), PaperFailed(ticket=COMMAND, reason="paper-out")])
def test_once_it_is_told_what_became_of_the_paper_nothing_is_unfinished(kiosk: Hands, fact: Any) -> None:
    kiosk.do(PRINT)
    kiosk.station.tell(fact)
    assert kiosk.start() == []


@pytest.mark.parametrize(
    ("later", "trusted", "young"), [(YOUNG - 1, True, True), (YOUNG, True, False), (0, False, False)]
)
def test_whoever_took_it_may_stand_here_only_while_it_is_young(
    kiosk: Hands, clock: HandClock, later: int, trusted: bool, young: bool
) -> None:
    kiosk.do(p.Print(ticket(), "en", True))
    clock.wait(later)
    clock.trusted = trusted
    assert kiosk.start() == [p.Unfinished(ticket(), young=young, language="en")]


def test_a_note_that_nobody_can_read_is_passed_over(kiosk: Hands) -> None:
    kiosk.station.keep_until_told(OTHER, b"{")
    kiosk.do(PRINT)
    assert len(kiosk.start()) == 1


def test_a_reprint_is_marked_with_its_hour(kiosk: Hands, clock: HandClock) -> None:
    clock.wait(60_000)
    kiosk.do(p.Print(ticket(), "vi", True, again=True))
    [(_, face)] = kiosk.printer.submitted
    assert isinstance(face, TicketFace)
    assert (face.copy, face.time, face.copied) == (True, "09:00, 21/11/2026", "09:01, 21/11/2026")


def test_without_a_printer_that_works_the_ticket_is_not_printed(kiosk: Hands) -> None:
    kiosk.box = replace(kiosk.box, printer=None)
    kiosk.hands = hands(kiosk.box)
    assert kiosk.do(PRINT) == p.Paper(COMMAND, "printer-missing")


# --- the reserve ---------------------------------------------------------------------------------------------------


def test_a_number_of_the_reserve_is_on_the_disk_with_its_fact_and_its_note(kiosk: Hands) -> None:
    taken = kiosk.do(TAKE)
    assert isinstance(taken, p.TakenHere)
    own = replace(ticket(priority="cao-tuoi"), number="A900", ahead=None, estimate_minutes=None)
    assert taken.ticket == own
    [fact] = kiosk.station.told(IssuedHere)
    assert fact == IssuedHere(
        ticket=COMMAND, number="A900", value=900, service="khai-sinh", priority="cao-tuoi", language="en", day=DAY
    )
    assert kiosk.start() == [p.Unfinished(own, young=True, language="en")]


def test_while_the_day_is_in_doubt_the_numbers_go_on(kiosk: Hands) -> None:
    first = kiosk.do(TAKE)
    assert kiosk.do(p.GoOn()) is None
    second = kiosk.do(replace(TAKE, intent=OTHER, day="2026-11-22"))
    assert isinstance(first, p.TakenHere)
    assert isinstance(second, p.TakenHere)
    assert (first.ticket.number, second.ticket.number) == ("A900", "A901")


def test_a_reserve_that_is_spent_or_was_never_there_gives_none(kiosk: Hands) -> None:
    kiosk.do(TAKE)
    kiosk.do(replace(TAKE, intent=OTHER))
    assert kiosk.do(TAKE) == p.NotTakenHere(COMMAND, "khai-sinh", "spent")
    assert kiosk.do(replace(TAKE, wish=p.Wish("sao-y"))) == p.NotTakenHere(COMMAND, "sao-y", "spent")


def test_a_disk_that_refuses_gives_none(kiosk: Hands, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "outbox.sqlite") as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON fact BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    db.close()
    assert kiosk.do(TAKE) == p.NotTakenHere(COMMAND, "khai-sinh", "storage")
    assert kiosk.start() == []


# --- on the screen's thread: the printer is told to expect the paper, and let go first ------------------------------


class Printer:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def expect(self) -> None:
        self.told.append(("expect",))

    def wait_out(self, *given: object) -> None:
        self.told.append(given)


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
