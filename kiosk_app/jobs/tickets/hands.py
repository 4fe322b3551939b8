"""Carries out what the ticket rules decide: asking, paper, and numbers of this kiosk's own reserve.

One note on the disk for each intent says how far it came: asked, numbered, and gone when it is told what became of it.
What a kiosk that starts again still finds says what it owes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import msgspec
from msgspec import Struct

from hall_core.contract.messages import TicketReceipt
from hall_core.domain.business_day import business_day
from hall_core.domain.facts import Fact, IssuedHere
from hall_core.domain.names import Language, Uid
from hall_core.domain.numbering import spell
from hall_core.errors import MotcuaError
from kiosk_app.box import Box, Hand, Hands
from kiosk_app.jobs.tickets.pages import (
    CutOff,
    GoOn,
    NotTakenHere,
    Paper,
    Print,
    Settle,
    TakeHere,
    TakenHere,
    Unfinished,
)
from kiosk_app.messages import Ask, Effect, Message
from kiosk_app.where import clock_text, day_text, face

log = logging.getLogger(__name__)

YOUNG = 120_000
"""Milliseconds since the ticket in which its holder may still stand before a kiosk that has started again."""

GIVE_WAY = 0.03
"""Seconds for which a picture waits for the bytes of a paper, at most: drawing it takes 6 ms, and its note on a good
disk no more; a printer or a disk that takes longer shall not hold up the number that people wait for."""


class _Asked(Struct, frozen=True, tag="asked"):
    """On the disk before the hub is asked: there may be a number that nobody ever sees."""

    intent: Uid
    day: str
    """As in CutOff."""


class _Numbered(Struct, frozen=True, tag="numbered"):
    """On the disk before a byte goes to the printer: the number is somebody's, and its paper is due."""

    ticket: TicketReceipt
    language: Language


_read_note = msgspec.json.Decoder(_Asked | _Numbered).decode


def hands(box: Box) -> Hands:
    mine = _TicketHands(box)
    slow: dict[type[Effect], Hand] = {
        Ask: mine.ask,
        Settle: mine.settle,
        Print: mine.print,
        TakeHere: mine.take,
        GoOn: lambda _: box.station.numbers_go_on(),
    }
    return Hands(quick={Ask: mine.expect, Print: mine.give_way}, slow=slow, start=mine.start)


class _TicketHands:
    def __init__(self, box: Box) -> None:
        self._box = box

    def start(self) -> Callable[[], None]:
        for message in self._unfinished():
            self._box.post(message)
        return lambda: None

    def ask(self, effect: Ask) -> None:
        """A disk that refuses the note costs nobody a number."""
        at, _, trusted = self._box.clock()
        day = business_day(at, self._box.plan.hall.day_turn) if trusted else ""
        self._note(effect.id, _Asked(effect.id, day))
        self._box.station.ask(effect.command, effect.id)

    def expect(self, effect: Ask) -> None:
        """The printer is asked how it is while the hub is asked for the number."""
        if self._box.printer is not None:
            self._box.printer.expect()

    def settle(self, effect: Settle) -> None:
        try:
            self._box.station.drop_kept(effect.intent)
        except MotcuaError as error:
            log.error("a note that is settled stays: %s", error)  # noqa: TRY400

    def print(self, effect: Print) -> Message | None:
        """Its note is written while it is drawn."""
        if self._box.printer is None:
            return Paper(effect.ticket.id, "printer-missing")
        paper = face(self._box.plan, effect.ticket, self._box.words.into(effect.language), timed=effect.timed)
        if effect.again:
            at, _, trusted = self._box.clock()
            again = f"{clock_text(at)}, {day_text(at)}" if trusted else ""
            paper = msgspec.structs.replace(paper, copy=True, copied=again)
        noted = threading.Event()
        self._box.printer.submit(effect.ticket.id, paper, after=noted)
        try:
            self._note(effect.ticket.id, _Numbered(effect.ticket, effect.language))
        finally:
            noted.set()
        return None

    def give_way(self, effect: Print) -> None:
        """The screen's thread draws its next picture when the paper is on its way: Python does one thing at a time,
        and drawn beside each other the paper would be the later one, by up to 50 ms."""
        if self._box.printer is not None:
            self._box.printer.wait_out(effect.ticket.id, GIVE_WAY)

    def _note(self, intent: Uid, note: _Asked | _Numbered) -> None:
        try:
            self._box.station.keep_until_told(intent, msgspec.json.encode(note))
        except MotcuaError as error:
            log.error("no note of how far a ticket is: %s", error)  # noqa: TRY400

    def _unfinished(self) -> list[Message]:
        """What was under way before this start."""
        at, _, trusted = self._box.clock()
        found: list[Message] = []
        for what in self._box.station.kept():
            try:
                note = _read_note(what)
            except msgspec.DecodeError as error:
                log.warning("a note on an unfinished ticket cannot be read: %s", error)
                continue
            if isinstance(note, _Asked):
                log.warning("a number was asked for before this start, and its answer never seen")
                found.append(CutOff(note.intent, note.day))
            else:
                young = trusted and 0 <= at - note.ticket.issued_at < YOUNG
                found.append(Unfinished(note.ticket, young, note.language))
        return found

    def take(self, effect: TakeHere) -> Message:
        # A hub that comes back now shall not number it as well.
        self._box.station.forget(effect.intent)
        service = self._box.plan.service(effect.wish.service)
        band = None if service is None else service.reserve.get(self._box.kiosk.id)
        if service is None or band is None:
            return NotTakenHere(effect.intent, effect.wish.service, "spent")
        at, _, _ = self._box.clock()

        def fact(value: int, day: str) -> Fact:
            return IssuedHere(
                ticket=effect.intent,
                number=spell(service.numbers, value),
                value=value,
                service=service.id,
                priority=effect.wish.priority,
                language=effect.language,
                day=day,
            )

        def receipt(value: int) -> TicketReceipt:
            return TicketReceipt(
                id=effect.intent,
                number=spell(service.numbers, value),
                service=service.id,
                priority=effect.wish.priority,
                issued_at=max(0, at),
                ahead=None,
                estimate_minutes=None,
            )

        def note(value: int) -> tuple[str, bytes]:
            return effect.intent, msgspec.json.encode(_Numbered(receipt(value), effect.language))

        try:
            value = self._box.station.take_number(service.id, effect.day, band, fact, note)
        except MotcuaError as error:
            log.error("no number of the reserve: %s", error)  # noqa: TRY400
            return NotTakenHere(effect.intent, service.id, "storage")
        if value is None:
            log.warning("the reserve of %s is spent", service.id)
            return NotTakenHere(effect.intent, service.id, "spent")
        return TakenHere(receipt(value))
