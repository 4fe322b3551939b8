"""One officer's day: opens, calls, waits, serves, sends on, takes breaks, closes, each in his own way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from hall_core.contract.messages import CounterState, Reply, TicketInHand
from hall_core.domain import commands as c
from hall_core.domain.names import Slug, Uid
from hall_sim.agenda import MINUTE, SECOND
from hall_sim.hands import Hands
from hall_sim.people import between
from hall_sim.setting import Desk, does
from hall_sim.shift import Shift

if TYPE_CHECKING:
    from hall_sim.citizens import Citizen
    from hall_sim.life import Life

Stage = Literal["away", "pressing", "idle", "called", "serving", "paused"]
REACTS = (1 * SECOND, 6 * SECOND)
"""From one person to the next, and from a light to a press."""
RECALLS = 1
"""So often somebody who does not come is called again."""


class Officer:
    def __init__(self, life: Life, desk: Desk) -> None:
        self._life, self.desk = life, desk
        self._random = life.chances.of(f"officer {desk.counter}")
        habits = life.setting.habits.officers
        self._speed = self._random.uniform(*habits.speed)
        self._patience = between(self._random, habits.gives_up_s, SECOND)
        self._shift = Shift(life.setting, self._random)
        self._hands = Hands(life, desk, self._stands)
        self.serves = does(life.setting.plan, desk)
        self.stage: Stage = "away"
        self._ticket: Uid = ""
        self._recalls = 0
        self._turn = 0
        """Counts what is under way, so that what was planned for an earlier one does nothing."""
        self._there: Citizen | None = None
        """Stands before the desk while the officer is still pressing."""
        self._back: list[Citizen] = []
        """Parked, and back with what was missing."""
        self._aside = 0
        for begins in self._shift.begins:
            life.agenda.at(begins, self._opens)
        for moment in self._shift.looks_up:
            life.agenda.at(moment, self._looks_up)

    def waiting(self, service: Slug, people: int) -> None:
        """The box says how many wait."""
        if self.stage == "idle" and people and service in self.serves:
            self._soon()

    def sees(self, citizen: Citizen) -> None:
        """Somebody has come to the desk."""
        if self.stage == "called" and citizen.ticket == self._ticket:
            self._starts(citizen)
        elif self.stage == "pressing":
            self._there = citizen
        else:
            citizen.was_missed(self.desk.counter)

    # --- Between two people ------------------------------------------------------------------------------------

    def _opens(self) -> None:
        if self.stage == "away":
            self._press(c.OpenCounter(counter=self.desk.counter, officer=self.desk.officer), lambda _: self._soon())

    def _soon(self) -> None:
        self.stage = "pressing"
        self._life.agenda.after(self._random.randint(*REACTS), self._goes_on)

    def _looks_up(self) -> None:
        """The time of a break or of the end has come."""
        if self.stage == "idle":
            self._goes_on()

    def _goes_on(self) -> None:
        """With empty hands: what is next?"""
        now, counter = self._life.agenda.now, self.desk.counter
        self._turn += 1
        if self._there is not None:
            citizen, self._there = self._there, None
            citizen.was_missed(counter)
        what = self._shift.what(now, waiting=self._life.wait_for(self.serves), aside=bool(self._back or self._aside))
        if what == "leave":
            self._press(c.CloseCounter(counter=counter, leave=True), lambda _: self._is_away())
        elif what == "break":
            self._press(c.PauseCounter(counter=counter), lambda _: self._rests())
        elif self._back:
            citizen = self._back.pop(0)
            wish = c.TakeUp(counter=counter, ticket=citizen.ticket)
            self._press(wish, lambda _: self._serves(citizen.ticket, rest=True), citizen.ticket)
        elif what == "wait":
            self.stage = "idle"
        else:
            self._press(c.CallNext(counter=counter), self._has_called)

    def _rests(self) -> None:
        self.stage = "paused"
        self._life.agenda.after(self._shift.rest(self._life.agenda.now), self._resumes)

    def _resumes(self) -> None:
        self._press(c.ResumeCounter(counter=self.desk.counter), lambda _: self._soon())

    def _is_away(self) -> None:
        self.stage = "away"
        self._shift.has_left(self._life.agenda.now)

    # --- Somebody is called ------------------------------------------------------------------------------------

    def _has_called(self, reply: Reply) -> None:
        if reply.counter is not None and reply.counter.ticket is not None:
            self._life.done("next", reply.counter.ticket.id, self.desk.device)
            self._recalls = 0
            self._awaits(reply.counter.ticket)

    def _awaits(self, ticket: TicketInHand) -> None:
        if ticket.id != self._ticket:
            self._recalls = 0
        self.stage, self._ticket = "called", ticket.id
        self._turn += 1
        citizen, self._there = self._there, None
        if citizen is not None and citizen.ticket == ticket.id:
            self._starts(citizen)
            return
        if citizen is not None:
            citizen.was_missed(self.desk.counter)
        turn = self._turn
        self._life.agenda.after(self._patience, lambda: self._nobody_came(turn))

    def _nobody_came(self, turn: int) -> None:
        if turn != self._turn or self.stage != "called":
            return
        counter, ticket = self.desk.counter, self._ticket
        if self._recalls < RECALLS:
            self._recalls += 1
            self._press(c.Recall(counter=counter), self._has_recalled, ticket)
        else:
            self._press(c.MarkNoShow(counter=counter), lambda _: self._has_missed(ticket), ticket)

    def _has_recalled(self, reply: Reply) -> None:
        if reply.counter is None or reply.counter.ticket is None:
            self._soon()
            return
        citizen = self._life.by_ticket.get(reply.counter.ticket.id)
        if citizen is not None:
            citizen.hears_shout(self.desk.counter)
        self._awaits(reply.counter.ticket)

    def _has_missed(self, ticket: Uid) -> None:
        citizen = self._there
        self._there = None
        self._soon()
        if citizen is not None:
            # Came in the very moment.
            citizen.was_missed(self.desk.counter)

    # --- Somebody is there -------------------------------------------------------------------------------------

    def _starts(self, citizen: Citizen) -> None:
        ticket = citizen.ticket
        self._press(c.StartService(counter=self.desk.counter), lambda _: self._serves(ticket), ticket)

    def _serves(self, ticket: Uid, *, rest: bool = False) -> None:
        self.stage, self._ticket, self._there = "serving", ticket, None
        self._turn += 1
        citizen = self._life.by_ticket.get(ticket)
        if citizen is None:
            self._ends(None, ticket)
            return
        minutes = self._life.services[citizen.service].minutes
        lasts = int(minutes * MINUTE * citizen.who.effort * self._speed)
        first, turn = citizen.who.turn != "plain" and not citizen.turned, self._turn
        if rest or (first and citizen.who.turn == "park"):
            lasts //= 2
        self._life.agenda.after(max(lasts, SECOND), lambda: self._ends(citizen, ticket) if turn == self._turn else None)

    def _ends(self, citizen: Citizen | None, ticket: Uid) -> None:
        counter = self.desk.counter
        wish: c.Command | None = None
        if citizen is not None and not citizen.turned:
            citizen.turned = True
            wish = self._life.turn_of(citizen, counter)
        if wish is None or citizen is None:
            done = c.CompleteService(counter=counter)
            self._press(done, lambda reply: self._has_served(citizen, reply), ticket)
        elif isinstance(wish, c.Park):
            self._press(wish, lambda _: self._has_parked(citizen), ticket)
        else:
            self._press(wish, lambda reply: self._has_sent_on(citizen, wish, reply), ticket)

    def _has_served(self, citizen: Citizen | None, reply: Reply) -> None:
        self._soon()
        if citizen is not None:
            citizen.is_served(self.desk.counter, None if reply.counter is None else reply.counter.offer)

    def _has_sent_on(self, citizen: Citizen, wish: c.Command, reply: Reply) -> None:
        match wish:
            case c.Transfer(service=str(service)) | c.CompleteService(then=[service, *_]):
                citizen.service = service
            case _:
                pass
        # Before this officer's next press, which may call him.
        citizen.waits_again()
        self._soon()

    def _has_parked(self, citizen: Citizen) -> None:
        self._aside += 1
        self._life.agenda.after(citizen.who.aside, lambda: self._is_back(citizen))
        self._soon()

    def _is_back(self, citizen: Citizen) -> None:
        self._aside -= 1
        if self.stage == "away":
            return  # parked under the name of an officer who has gone: the ticket stays open
        self._back.append(citizen)
        if self.stage == "idle":
            self._soon()

    # --- When something else is so than he thought ---------------------------------------------------------------

    def _stands(self, counter: CounterState | None, why: str) -> None:
        if why == "nobody-waiting":
            self.stage = "idle"
        elif why in ("recall-too-soon", "recall-cap"):
            self.stage = "called"
            self._recalls = RECALLS if why == "recall-cap" else self._recalls - 1
            turn = self._turn
            self._life.agenda.after(3 * SECOND, lambda: self._nobody_came(turn))
        elif counter is None or counter.status == "closed":
            self.stage = "away"
            if self._shift.on_duty(self._life.agenda.now):
                self._life.agenda.after(SECOND, self._opens)
        elif counter.status == "paused":
            self._resumes()
        elif counter.ticket is None:
            self._soon()
        elif counter.ticket.state == "called":
            self._awaits(counter.ticket)
        else:
            self._serves(counter.ticket.id, rest=True)

    def _press(self, wish: c.Command, done: Callable[[Reply], None], ticket: Uid | None = None) -> None:
        self.stage = "pressing"
        self._hands.press(wish, done, ticket)
