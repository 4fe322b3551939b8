"""A kiosk: asks the hub for a number, helps itself when nobody answers, prints, and runs out of paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hall_core.contract.limits import RESERVE_AFTER
from hall_core.contract.messages import Reply
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.names import Day, Slug, TicketNumber, Uid
from hall_core.domain.numbering import spell
from hall_core.domain.plan import Service
from hall_sim.agenda import MINUTE, SECOND
from hall_sim.face import GIVES_UP
from hall_sim.people import code_of
from hall_sim.said import Numbered, Papered

if TYPE_CHECKING:
    from hall_sim.citizens import Citizen
    from hall_sim.life import Life

PRINTS = (900, 2_500)
"""Milliseconds from the number to the paper."""
SLOT = 5 * MINUTE
"""Appointments are at whole five minutes."""


class Booth:
    """One kiosk."""

    def __init__(self, life: Life, id: Slug) -> None:
        self._life, self.id = life, id
        self._random = life.chances.of(f"kiosk {id}")
        self.paper = True
        self._wants_paper: list[Citizen] = []

    def serves(self, citizen: Citizen) -> None:
        life, service = self._life, self._life.services[citizen.who.service]
        wish = self._wish(citizen, service)
        own = self.id in service.reserve and isinstance(wish, c.IssueTicket)
        if own and life.face.away(self.id):
            self._helps_itself(citizen, service)
            return
        patience = int(RESERVE_AFTER * SECOND) if own else GIVES_UP

        def answered(reply: Reply | None) -> None:
            if reply is None:
                self._helps_itself(citizen, service) if own else self._gives_up(citizen)
            elif reply.refusal is not None:
                citizen.gets_none(reply.refusal.reason)
            elif reply.ticket is not None:
                self._tells(citizen, reply.ticket.number)

        life.face.wish(self.id, wish, citizen.ticket, answered, patience)

    def _wish(self, citizen: Citizen, service: Service) -> c.Command:
        who = citizen.who
        if who.due_in is not None:
            return c.CheckIn(code=code_of(who), language=who.language)
        return c.IssueTicket(service=service.id, priority=who.priority, language=who.language)

    def _helps_itself(self, citizen: Citizen, service: Service) -> None:
        who = citizen.who

        def made(value: int, day: Day) -> f.IssuedHere:
            return f.IssuedHere(
                ticket=citizen.ticket,
                number=spell(service.numbers, value),
                value=value,
                service=service.id,
                priority=who.priority,
                language=who.language,
                day=day,
            )

        fact = self._life.face.reserve(self.id, service, made)
        if fact is None:
            self._gives_up(citizen)
        else:
            self._tells(citizen, fact.number)

    def _gives_up(self, citizen: Citizen) -> None:
        self._life.face.fact(self.id, f.GivenUp(ticket=citizen.ticket, reason="no answer"))
        citizen.gets_none("nobody")

    def _tells(self, citizen: Citizen, number: TicketNumber) -> None:
        life, ticket = self._life, citizen.ticket
        numbered = Numbered(ticket=ticket, number=number, device=self.id, day=life.setting.day, at=life.agenda.now)
        life.said.append(numbered)
        citizen.has_number(number)
        life.agenda.after(self._random.randint(*PRINTS), lambda: self._prints(citizen, ticket))

    def _prints(self, citizen: Citizen, ticket: Uid) -> None:
        jam = self._random.random() < self._life.setting.habits.troubles.jam
        if self.paper and not jam:
            self._papered(ticket, "printed")
            self._life.face.fact(self.id, f.PaperPrinted(ticket=ticket))
            return
        self._papered(ticket, "failed")
        self._life.face.fact(
            self.id, f.PaperFailed(ticket=ticket, reason="printer-offline" if self.paper else "paper-out")
        )
        if citizen.who.reprint and not self.paper:
            self._wants_paper.append(citizen)

    def is_out_of_paper(self) -> None:
        self.paper = False

    def gets_paper(self) -> None:
        """A technician has put in a roll: who still waits for a paper asks for it."""
        self.paper = True
        wanted, self._wants_paper = self._wants_paper, []
        for nth, citizen in enumerate(wanted, 1):
            self._life.agenda.after(nth * 15 * SECOND, lambda citizen=citizen: self._prints_again(citizen))

    def _prints_again(self, citizen: Citizen) -> None:
        if self.paper and citizen.state == "waits":
            self._papered(citizen.ticket, "reprinted")
            self._life.face.fact(self.id, f.PaperPrinted(ticket=citizen.ticket, again=True))

    def _papered(self, ticket: Uid, paper: str) -> None:
        life = self._life
        life.said.append(Papered(ticket=ticket, paper=paper, device=self.id, at=life.agenda.now))  # type: ignore[arg-type]
