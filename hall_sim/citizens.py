"""One citizen's visit: takes a number, waits, hears it, walks, is served, is missed, loses patience, rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hall_core.contract.messages import CallMade, RatingOffer, Reply
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.names import Slug, TicketNumber, Uid
from hall_sim.agenda import MINUTE, SECOND
from hall_sim.people import Person
from hall_sim.said import Voted

if TYPE_CHECKING:
    from hall_sim.life import Life

State = Literal["coming", "waits", "walks", "there", "gone", "served"]
SHOUT_HEARD = 0.8
"""Of those whose number was not on any board: who hears the officer call it out, at the second call."""
NEAR = 15 * SECOND
"""Whoever has been at a counter already waits beside it."""
TRIES = 3
"""So often somebody whom no kiosk could help asks again, after ``ASKS_AGAIN``."""
ASKS_AGAIN = 3 * MINUTE


class Citizen:
    def __init__(self, life: Life, who: Person) -> None:
        self._life, self.who = life, who
        self._random = life.chances.of(f"luck {who.n}")
        self.ids = life.chances.ids(f"citizen {who.n}")
        self.state: State = "coming"
        self.service = who.service
        self.comes = who.comes
        self.turned = False
        """Whether what his matter brings beside its end has been."""
        self.ticket: Uid = ""
        self.number: TicketNumber = ""
        self._heard: set[Uid] = set()
        self._tries = 0
        self._knows_the_way = False

    @property
    def kiosk(self) -> Slug:
        return self._life.setting.kiosks[self.who.kiosk % len(self._life.setting.kiosks)].id

    def arrives(self) -> None:
        self._tries += 1
        self.ticket = self.ids()
        self._life.by_ticket[self.ticket] = self
        self._life.kiosks[self.kiosk].serves(self)

    def has_number(self, number: TicketNumber) -> None:
        self.number, self.state = number, "waits"
        self._life.by_number[number] = self
        if self.who.patience is not None and self._tries == 1:
            self._life.agenda.after(self.who.patience, self._loses_patience)

    def gets_none(self, why: str) -> None:
        """``nobody``: no kiosk could say anything, so it may be worth asking again."""
        self.state = "gone"
        if why == "nobody" and self._tries < TRIES:
            self._life.agenda.after(ASKS_AGAIN, self.arrives)
        else:
            self._life.turned_away[why] += 1

    # --- Called ------------------------------------------------------------------------------------------------

    def reads(self, call: CallMade) -> None:
        """Stands before a board that has painted his number; each call counts once, on however many boards."""
        if call.id in self._heard:
            return
        self._heard.add(call.id)
        self._is_called(call.counter, again=call.again)

    def hears_shout(self, counter: Slug) -> None:
        if self._random.random() < SHOUT_HEARD:
            self._is_called(counter, again=True)

    def _is_called(self, counter: Slug, *, again: bool) -> None:
        if self.state != "waits" or self.comes == "never":
            return
        if self.comes == "first" or (self.comes == "second" and again):
            self._walks(counter, min(self.who.walk, NEAR) if self._knows_the_way else self.who.walk)
        elif self.comes == "late":
            self._walks(counter, self.who.walk + self.who.late)

    def _walks(self, counter: Slug, wait: int) -> None:
        self.state = "walks"
        self._life.agenda.after(wait, lambda: self._is_there(counter))

    def _is_there(self, counter: Slug) -> None:
        if self.state == "walks":
            self.state, self._knows_the_way = "there", True
            self._life.officers[counter].sees(self)

    def was_missed(self, counter: Slug) -> None:
        """Is here after all. Where there is a console he is put back in line, else he takes another number."""
        self.comes = "first"
        console, officer = self._life.setting.console, self._life.officers[counter].desk.officer
        if console is None:
            self.arrives()
            return
        where = "own-place" if self._random.random() < 0.7 else "end"
        wish = c.Reinstate(ticket=self.ticket, by=officer, where=where)

        def answered(reply: Reply | None) -> None:
            if reply is None:
                self._life.agenda.after(ASKS_AGAIN, lambda: self._life.face.wish(console, wish, self.ids(), answered))
            elif reply.refusal is None:
                self._life.done("reinstate", self.ticket, console)
            elif reply.refusal.reason != "still-open":
                self.state = "gone"

        # Before he asks: whoever waits may be called in the moment in which he is put back.
        self.state = "waits"
        self._life.face.wish(console, wish, self.ids(), answered)

    # --- After -------------------------------------------------------------------------------------------------

    def waits_again(self) -> None:
        """For another service, another counter, or his turn: and listens now."""
        self.state, self.comes = "waits", "first"

    def is_served(self, counter: Slug, offer: RatingOffer | None) -> None:
        self.state = "served"
        level = self.who.vote
        if offer is None or level is None or offer.number != self.number:
            return
        device = self._life.setting.pads.get(counter, self.kiosk)

        def votes() -> None:
            self._life.said.append(Voted(offer=offer.id, device=device, at=self._life.agenda.now))
            self._life.face.fact(device, f.VoteCast(offer=offer.id, level=level))

        self._life.agenda.after(self.who.vote_after, votes)

    def _loses_patience(self) -> None:
        if self.state != "waits":
            return
        self.state = "gone"
        if self.who.says_so:
            wish = c.CancelTicket(ticket=self.ticket)

            def answered(reply: Reply | None) -> None:
                if reply is not None and reply.refusal is None:
                    self._life.done("cancel", self.ticket, self.kiosk)

            self._life.face.wish(self.kiosk, wish, self.ids(), answered)
