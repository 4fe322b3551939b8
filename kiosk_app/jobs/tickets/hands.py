"""Carries out what the ticket rules decide: paper, and numbers of this kiosk's own reserve."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec
from msgspec import Struct

from hall_core.contract.messages import TicketReceipt
from hall_core.domain.facts import Fact, IssuedHere
from hall_core.domain.names import Language
from hall_core.domain.numbering import spell
from hall_core.errors import MotcuaError
from kiosk_app.box import Box, Hands
from kiosk_app.jobs.tickets.pages import NotTakenHere, Paper, Print, TakeHere, TakenHere, Unfinished
from kiosk_app.messages import Message
from kiosk_app.where import clock_text, day_text, face

log = logging.getLogger(__name__)

YOUNG = 120_000
"""Milliseconds since the ticket in which its holder may still stand before a kiosk that has started again."""


class _Kept(Struct, frozen=True):
    ticket: TicketReceipt
    language: Language


def hands(box: Box) -> Hands:
    mine = _TicketHands(box)
    return Hands(slow={Print: mine.print, TakeHere: mine.take}, start=mine.start)


class _TicketHands:
    def __init__(self, box: Box) -> None:
        self._box = box

    def start(self) -> Callable[[], None]:
        for message in self._unfinished():
            self._box.post(message)
        return lambda: None

    def print(self, effect: Print) -> Message | None:
        """To the printer first; that it was sent there is then noted on the disk, beside the printing: a kiosk that
        is cut off finds the note when it is back."""
        if self._box.printer is None:
            return Paper(effect.ticket.id, "printer-missing")
        paper = face(self._box.plan, effect.ticket, self._box.words.into(effect.language), timed=effect.timed)
        if effect.again:
            at, _, trusted = self._box.clock()
            again = f"{clock_text(at)}, {day_text(at)}" if trusted else ""
            paper = msgspec.structs.replace(paper, copy=True, copied=again)
        self._box.printer.submit(effect.ticket.id, paper)
        self._note(effect)
        return None

    def _note(self, effect: Print) -> None:
        try:
            kept = _Kept(effect.ticket, effect.language)
            self._box.station.keep_until_told(effect.ticket.id, msgspec.json.encode(kept))
        except MotcuaError as error:
            log.error("no note that a ticket is being printed: %s", error)  # noqa: TRY400

    def _unfinished(self) -> list[Message]:
        """Tickets of before this start whose paper nobody knows about."""
        at, _, trusted = self._box.clock()
        found: list[Message] = []
        for what in self._box.station.kept():
            try:
                kept = msgspec.json.decode(what, type=_Kept)
            except msgspec.DecodeError as error:
                log.warning("a note on an unfinished ticket cannot be read: %s", error)
                continue
            young = trusted and 0 <= at - kept.ticket.issued_at < YOUNG
            found.append(Unfinished(kept.ticket, young, kept.language))
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
            return effect.intent, msgspec.json.encode(_Kept(receipt(value), effect.language))

        try:
            value = self._box.station.take_number(service.id, effect.day, band, fact, note)
        except MotcuaError as error:
            log.error("no number of the reserve: %s", error)  # noqa: TRY400
            return NotTakenHere(effect.intent, service.id, "storage")
        if value is None:
            log.warning("the reserve of %s is spent", service.id)
            return NotTakenHere(effect.intent, service.id, "spent")
        return TakenHere(receipt(value))
