"""What the hall shows of itself: state messages, calls and receipts, computed from the state alone."""

from __future__ import annotations

from collections.abc import Iterable

from hall_core.contract import messages as m
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.business_day import open_until, opens_next
from hall_core.domain.estimate import wait_minutes
from hall_core.domain.hall import Call, Hall
from hall_core.domain.issuing import issuing
from hall_core.domain.names import Millis, Uid
from hall_core.domain.rating import Offer
from hall_core.domain.refusal import Issuing, Refusal
from hall_core.domain.speaking import Naming
from hall_core.domain.ticket import Ticket

NAMING = c.CallThis, c.TakeUp, c.TakeOver, c.CancelTicket, c.Reinstate, c.SetPriority
"""Commands that name a ticket."""


class Views:
    """Bound to a hall, to what orders its messages (the ledger's epoch and head), and to a moment."""

    def __init__(self, hall: Hall, epoch: int, version: int, at: Millis, *, clock_trusted: bool) -> None:
        self._hall = hall
        self._epoch = epoch
        self._version = version
        self._at = at
        self._clock_trusted = clock_trusted

    def hall(self) -> m.HallState:
        # By a clock that may be wrong by a night nobody is sent away, as no number is refused by it.
        hours, at, known = self._hall.plan.hours, self._at, self._clock_trusted
        until = open_until(hours, at) if known else None
        back = self._hall.restored
        return m.HallState(
            epoch=self._epoch,
            version=self._version,
            day=self._hall.day,
            open=not known or until is not None,
            changes_at=until if until is not None or not known else opens_next(hours, at),
            restored=None if back is None else m.Restored(epoch=back.epoch, seq=back.seq, recovering=back.recovering),
        )

    def service(self, id: str) -> m.ServiceState:
        lines = self._hall.waiting_for(id)
        waiting, staffed = sum(map(len, lines)), self._hall.staffed(id)
        oldest = min((first for line in lines if (first := line.oldest()) is not None), default=None)
        issuing = self.issuing(id)
        return m.ServiceState(
            epoch=self._epoch,
            version=self._version,
            service=id,
            waiting=waiting,
            oldest=None if oldest is None else self._hall.who_came(oldest).issued_at,
            estimate_minutes=self._estimate(id, waiting, staffed),
            issuing=issuing,
            staffed=staffed,
            reason=self._hall.stopped[id] if issuing == "service-stopped" else "",
        )

    def issuing(self, id: str) -> Issuing:
        return issuing(self._hall, self._hall.services[id], self._at, clock_trusted=self._clock_trusted)

    def counter(self, id: str) -> m.CounterState:
        now = self._hall.counters[id]
        ticket = None if now.ticket is None else self._hall.tickets[now.ticket]
        call = None if now.call is None else self._hall.calls[now.call]
        offer = self._hall.offer_at(id, self._at)
        return m.CounterState(
            epoch=self._epoch,
            version=self._version,
            counter=id,
            revision=now.version,
            status=now.status,
            reason=now.reason,
            since=now.since,
            ticket=None if ticket is None else _in_hand(ticket, now.since),
            seen=None if call is None else _seen(call),
            offer=None if offer is None else rating_offer(offer),
            help=now.help,
        )

    def zone(self, id: str, speaker: Naming) -> m.ZoneState:
        zone = self._hall.zones[id]
        calls = [self._hall.calls[call] for call in zone.recent]
        return m.ZoneState(
            epoch=self._epoch,
            version=self._version,
            zone=id,
            sequence=zone.sequence,
            calls=[self.call(call) for call in calls],
            spoken=[call.id for call in calls if call.spoken],
            speaker=speaker.board,
            named_at=speaker.since,
            messages=[m.BoardMessage(id=x.message, vi=x.vi, en=x.en) for x in self._hall.messages_in(id)],
        )

    def call(self, call: Call, speaker: str | None = None) -> m.CallMade:
        return m.CallMade(
            id=call.id,
            zone=call.zone,
            sequence=call.sequence,
            number=call.number,
            counter=call.counter,
            counter_number=self._hall.counter_plans[call.counter].number,
            language=call.language,
            at=call.at,
            again=call.again,
            speaker=speaker,
        )

    def reply(self, id: Uid, command: c.Command, events: Iterable[e.Event], refusal: Refusal | None) -> m.Reply:
        """``events``: what the command has brought; none when it was refused."""
        issued = refusal is None and isinstance(command, c.IssueTicket | c.CheckIn)
        counter = command.counter if isinstance(command, c.AtCounter) else None
        changed = [event.ticket for event in events if isinstance(event, e.TicketEvent)]
        named = command.ticket if isinstance(command, NAMING) else None
        concerned = self._hall.tickets.get(changed[-1] if changed else named or "")
        return m.Reply(
            to=id,
            refusal=refusal,
            ticket=self.receipt(self._hall.tickets[id]) if issued else None,
            counter=self.counter(counter) if counter in self._hall.counters else None,
            concerned=None if concerned is None else self.concerned(concerned),
        )

    def receipt(self, ticket: Ticket) -> m.TicketReceipt:
        line = self._hall.line_of(ticket)
        ahead = line.ahead_of(ticket.arrival, priority=self._hall.ahead(ticket))
        return m.TicketReceipt(
            id=ticket.id,
            number=ticket.number,
            service=ticket.service,
            priority=ticket.priority,
            issued_at=ticket.issued_at,
            ahead=ahead,
            estimate_minutes=self._estimate(ticket.service, ahead, self._hall.staffed(ticket.service)),
            appointment=ticket.due,
        )

    @staticmethod
    def concerned(ticket: Ticket) -> m.TicketConcerned:
        return m.TicketConcerned(
            id=ticket.id,
            number=ticket.number,
            state=ticket.state,
            service=ticket.service,
            priority=ticket.priority,
            counter=ticket.counter,
            back_at=ticket.back_at,
        )

    def _estimate(self, service: str, ahead: int, staffed: int) -> int | None:
        return wait_minutes(ahead, self._hall.paces[service], staffed)


def rating_offer(offer: Offer) -> m.RatingOffer:
    """What a screen is told of an offer: nothing about who served."""
    return m.RatingOffer(id=offer.id, number=offer.number, until=offer.until)


def _in_hand(ticket: Ticket, since: Millis) -> m.TicketInHand:
    return m.TicketInHand(
        id=ticket.id,
        number=ticket.number,
        state=ticket.state,
        since=since,
        calls=ticket.calls,
        service=ticket.service,
        priority=ticket.priority,
        language=ticket.language,
        step=ticket.step,
        then=list(ticket.then),
        sent_by=ticket.sent_by,
        note=ticket.note,
    )


def _seen(call: Call) -> bool | None:
    """True once painted, False once nobody had in time, None while that is open."""
    if call.painted:
        return True
    return False if call.unseen else None
