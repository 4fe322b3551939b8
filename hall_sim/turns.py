"""Who stepped over whom, read from the events of a day, and whether that was promised.

What is promised about overtaking. A call by the dispatcher is ``next``, or somebody by name whose turn it is. Such a
call of B steps over A when A came earlier, waits, could be called at the same counter by the officer who sits there,
and is not passed over at the officer's wish. Then

* of those who got their numbers from the hub, or were put to the end, and of those of each kiosk that was away, at most
  H step over A while A keeps his place: H is the largest head start that anybody has anywhere (``bound``). And for any
  h, those of them who had a head start of no more than h when they were called are no more than h;
* nobody steps over somebody of the same service and class;
* of ``ahead_in_row`` + 1 such calls of one counter in a row, one steps over nobody.

Not in it: calls out of order, each with a reason in the ledger; whoever an officer put ``behind`` so many people, when
he is called from there; and people of kiosks that were away, once the hub's clock was set back.
"""

from __future__ import annotations

from hall_core.domain import events as e
from hall_core.domain.dispatch import bound
from hall_core.domain.hall import Hall
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.domain.ticket import Ticket
from hall_sim.happened import moment

Place = tuple[Uid, int]
"""A ticket, and how often it was given another place."""


class Turns:
    """Books beside a hall: tell it of each event before the hall changes, and after."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.faults: list[str] = []
        plan = hall.plan
        self.most = max((bound(counter, plan.services, plan.officers) for counter in plan.counters), default=0)
        """The bound: of all counters, for people go from one to another."""
        self.steady = True
        """Whether the clock was never set back."""
        self._goes_ahead = {service.id: frozenset(service.priority) for service in plan.services}
        self._at = 0
        self._begin()

    def _begin(self) -> None:
        self.overtaken: dict[tuple[Place, str], dict[Place, int]] = {}
        """Who was stepped over by whom, by where these had their places from (the hub, or one of the kiosks alone), and
        with what head start."""
        self.moves: dict[Uid, int] = {}
        self.behind: set[Uid] = set()
        """Who stands at a place that an officer chose."""
        self.alone: dict[Uid, Slug] = {}
        """Ticket to the kiosk that issued it without the hub."""
        self.declined: set[tuple[Uid, Slug | None]] = set()
        self._row: dict[Slug, int] = {}
        """Counter to how many of its last calls stepped over somebody."""
        self._waiting: set[Uid] = set()
        self._sent_on: tuple[Uid, Slug | None, Millis] = "", None, 0
        """Whom the last event sent on, from which counter and when. A press that calls the next ends the service before
        it, and has chosen before that one waits again; the events do not tell whether it was one press or two."""

    def before(self, event: e.Event, at: Millis) -> None:
        self.steady = self.steady and at >= self._at
        self._at = at
        match event:
            case e.TicketCalled(again=False):
                self._called(event)
            case e.TicketTakenUp() if (event.ticket, self.officer_at(event.counter)) in self.declined:
                self._fault(f"{self._number(event.ticket)} was taken up by the officer who had declined it")
            case e.CounterClosed():
                self._row.pop(event.counter, None)
            case e.TicketRequeued() | e.TicketReinstated():
                self._put(event)
            case e.TicketIssued(reserve=True):
                self.alone[event.ticket] = event.device
            case e.TicketRenumbered() if event.place is not None:
                ticket = self.hall.tickets[event.ticket]
                self.alone[ticket.id] = ticket.device
                self._moves(ticket.id)
                self.behind.discard(ticket.id)
        sent_on = isinstance(event, e.TicketStepEnded)
        self._sent_on = (event.ticket, self.hall.tickets[event.ticket].counter, at) if sent_on else ("", None, 0)

    def after(self, event: e.Event) -> None:
        if isinstance(event, e.DayBegan):
            self._begin()
        elif isinstance(event, e.TicketEvent | e.TicketIssued):
            ticket = self.hall.tickets[event.ticket]
            (self._waiting.add if ticket.state == "waiting" else self._waiting.discard)(ticket.id)
            placed = isinstance(event, e.TicketIssued | e.TicketRenumbered) and event.place is not None
            if placed or (isinstance(event, e.TicketIssued) and event.reserve):
                self._came_before(ticket)

    def officer_at(self, counter: Slug) -> Slug | None:
        session = self.hall.counters[counter].session
        return None if session is None else session.officer

    def could_be_called(self, ticket: Ticket, counter: Slug) -> bool:
        """As it stands now, at this counter, by who sits there."""
        officer = self.officer_at(counter)
        if ticket.state != "waiting" or (ticket.id, officer) in self.declined:
            return False
        if ticket.only_at is not None:
            return ticket.only_at == counter
        if ticket.only_by is not None:
            return ticket.only_by == officer
        own = self.hall.officers[officer].serves if officer in self.hall.officers else {}
        return ticket.service in self.hall.counter_plans[counter].serves and (not own or ticket.service in own)

    def forsaken(self, ticket: Ticket) -> bool:
        """Sent to one counter or one officer, where nobody is who may call it."""
        sits = {id: self.officer_at(id) for id in self.hall.counters}
        if ticket.only_at is not None:
            there = [sits[ticket.only_at]]
        else:
            there = [officer for officer in sits.values() if officer == ticket.only_by]
        sent = ticket.only_at is not None or ticket.only_by is not None
        return sent and all(officer is None or officer in ticket.declined for officer in there)

    def ahead(self, ticket: Ticket) -> bool:
        """With priority where it waits now, or with an appointment whose hour has come."""
        return ticket.due_now or ticket.priority in self._goes_ahead[ticket.service]

    def lead(self, ticket: Ticket, counter: Slug) -> int:
        """How many it may step over there."""
        serves, officer = self.hall.counter_plans[counter].serves, self.officer_at(counter)
        own = self.hall.officers[officer].serves if officer in self.hall.officers else {}
        extra = (own or serves).get(ticket.service, 0) if ticket.service in serves else 0
        return extra + (self.hall.services[ticket.service].priority_head_start if self.ahead(ticket) else 0)

    def _called(self, event: e.TicketCalled) -> None:
        ticket, counter = self.hall.tickets[event.ticket], event.counter
        if (ticket.id, self.officer_at(counter)) in self.declined:
            self._fault(f"{ticket.number} was given to the officer at {counter} who had declined it")
        over = self._over(event, ticket)
        if event.over != len(over):
            self._fault(f"the call of {ticket.number} to {counter} says over {event.over}, but it was {len(over)}")
        if event.out_of_order:
            if not event.reason.strip():
                self._fault(f"{ticket.number} was called to {counter} out of order without a reason")
            return
        if not self.could_be_called(ticket, counter):
            self._fault(f"{ticket.number} was called to {counter}, which may not call it")
            return
        self._row[counter] = self._row.get(counter, 0) + 1 if over else 0
        if self._row[counter] > self.hall.plan.policy.ahead_in_row:
            self._fault(f"{self._row[counter]} calls of {counter} in a row stepped over somebody")
        lead, source, by = self.lead(ticket, counter), self.alone.get(ticket.id, "hub"), self._place(ticket.id)
        for other in over:
            if (other.service, self.ahead(other)) == (ticket.service, self.ahead(ticket)):
                self._fault(f"{ticket.number} was called before {other.number}, who came first for the same service")
            if ticket.id not in self.behind:
                self._stepped_over(other, source, by, lead)

    def _over(self, event: e.TicketCalled, ticket: Ticket) -> list[Ticket]:
        over = [
            other
            for other in map(self.hall.tickets.__getitem__, self._waiting)
            if other.arrival < ticket.arrival
            and other.id not in event.passed
            and self.could_be_called(other, event.counter)
        ]
        if event.over != len(over):
            sent_on, where, at = self._sent_on
            over = [other for other in over if (other.id, event.counter, self._at) != (sent_on, where, at)]
        return over

    def _stepped_over(self, other: Ticket, source: str, by: Place, lead: int) -> None:
        those = self.overtaken.setdefault((self._place(other.id), source), {})
        those[by] = min(lead, those.get(by, lead))
        if source != "hub" and not self.steady:
            return
        whose = "" if source == "hub" else f" of {source}"
        if len(those) > self.most:
            self._fault(f"{other.number} was overtaken by {len(those)} people{whose}, more than the bound {self.most}")
        elif any(head_start < nth for nth, head_start in enumerate(sorted(those.values()), 1)):
            self._fault(f"{other.number} was overtaken by more people{whose} than their head starts allow")

    def _put(self, event: e.TicketRequeued | e.TicketReinstated) -> None:
        if event.place is not None:
            self._moves(event.ticket)
            self.alone.pop(event.ticket, None)
            last = event.place == self.hall.arrivals + 1
            (self.behind.discard if last else self.behind.add)(event.ticket)
        if isinstance(event, e.TicketRequeued) and event.declined_by is not None:
            self.declined.add((event.ticket, event.declined_by))

    def _came_before(self, now: Ticket) -> None:
        """One whose true place turned out to be before this person has overtaken nobody."""
        for ((other, _), _), those in self.overtaken.items():
            if self.hall.tickets[other].arrival > now.arrival:
                for place in [place for place in those if place[0] == now.id]:
                    del those[place]

    def _moves(self, ticket: Uid) -> None:
        self.moves[ticket] = self.moves.get(ticket, 0) + 1

    def _place(self, ticket: Uid) -> Place:
        return ticket, self.moves.get(ticket, 0)

    def _number(self, ticket: Uid) -> str:
        return self.hall.tickets[ticket].number

    def _fault(self, words: str) -> None:
        self.faults.append(f"{moment(self._at)}: {words}")
