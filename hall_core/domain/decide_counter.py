"""What is decided about an officer's stay at a counter, and about calls. What a rule allows stands in its docstring."""

from __future__ import annotations

from collections.abc import Iterable

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.counter_rule import Decision, Rules, in_hand, with_ticket
from hall_core.domain.dispatch import Line, stepped_over, turn
from hall_core.domain.hall_state import CounterNow, Hall, holder_of
from hall_core.domain.names import Uid
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import Ticket

SECOND = 1_000
RULES = Rules()


@RULES.rule(c.CallNext, working=True)
def _next(hall: Hall, counter: CounterNow, command: c.CallNext, asked: c.Asked) -> Decision:
    """At an open counter. Completes the ticket being served; refuses while a call is unanswered, so that ten
    presses bring one person. Never somebody whom this officer has declined. Passing people over is calling out of
    order, and allowed to whom that is."""
    present = in_hand(hall, counter)
    if present is not None and present.state == "called":
        return Refusal("unanswered-call", present.number)
    if command.exclude and not _out_of_order(hall, counter, command):
        return Refusal("not-its-turn", hall.plan.policy.out_of_order)
    lines = hall.lines_at(counter)
    skip = declined_here(hall, counter, lines)
    this_once, passed = _waiting_in(hall, lines, command.exclude), list[Uid]()
    while (choice := turn(lines, counter.in_row, hall.plan.policy.ahead_in_row, skip)) is not None:
        if choice.arrival not in this_once:
            break
        skip.add(choice.arrival)
        passed.append(hall.who_came(choice.arrival).id)
    if choice is None:
        # The one in hand stays: an officer who asks for the next must not lose the present one for nothing.
        return Refusal("nobody-waiting")
    call = _call(hall, counter, hall.who_came(choice.arrival).id, asked, over=choice.over, passed=passed)
    return [*_done(present, asked), call]


@RULES.rule(c.CallThis, working=True)
def _call_this(hall: Hall, counter: CounterNow, command: c.CallThis, asked: c.Asked) -> Decision:
    """As the next, but somebody by name, who waits or was told to come back later. Out of order only with a reason, and
    as the hall's policy has it: but whoever was to go to one counter or officer, who is away, must not wait in vain."""
    present = in_hand(hall, counter)
    if present is not None and present.state == "called":
        return Refusal("unanswered-call", present.number)
    ticket = hall.tickets.get(command.ticket)
    if ticket is None:
        return Refusal("unknown-ticket")
    if ticket.state not in ("waiting", "deferred"):
        return Refusal("not-waiting", ticket.number)
    session = counter.session
    if session is not None and session.officer in ticket.declined:
        return Refusal("not-yours", ticket.number)
    lines = hall.lines_at(counter)
    skip = declined_here(hall, counter, lines)
    choice = turn(lines, counter.in_row, hall.plan.policy.ahead_in_row, skip)
    if choice is not None and hall.who_came(choice.arrival) == ticket:
        return [*_done(present, asked), _call(hall, counter, ticket.id, asked, over=choice.over)]
    if not _out_of_order(hall, counter, command) and not forsaken(hall, ticket):
        return Refusal("not-its-turn", ticket.number)
    if not command.reason.strip():
        return Refusal("reason-needed", ticket.number)
    over = stepped_over(lines, ticket.arrival, skip)
    call = _call(hall, counter, ticket.id, asked, over=over, out_of_order=True, reason=command.reason)
    return [*_done(present, asked), call]


@RULES.rule(c.Recall, working=True)
def _recall(hall: Hall, counter: CounterNow, command: c.Recall, asked: c.Asked) -> Decision:
    """The called ticket in hand, once more: so often and so soon as the hall's policy has it."""
    policy = hall.plan.policy

    def again(ticket: Ticket) -> e.Event | Refusal:
        if counter.recalls >= policy.recalls_most:
            return Refusal("recall-cap", str(policy.recalls_most))
        assert ticket.last_called_at is not None
        left = ticket.last_called_at + policy.recall_gap_s * SECOND - asked.at
        # A clock that was set back must not make anybody wait for hours.
        if 0 < left <= policy.recall_gap_s * SECOND:
            return Refusal("recall-too-soon", str(-(-left // SECOND)))
        return _call(hall, counter, ticket.id, asked, again=True)

    return with_ticket(hall, counter, "called", again)


@RULES.rule(c.StartService)
def _start(hall: Hall, counter: CounterNow, command: c.StartService, asked: c.Asked) -> Decision:
    """The person called has come."""
    return with_ticket(hall, counter, "called", lambda t: e.TicketServiceStarted(ticket=t.id))


@RULES.rule(c.CompleteService)
def _complete(hall: Hall, counter: CounterNow, command: c.CompleteService, asked: c.Asked) -> Decision:
    """The person being served is done; also while the counter pauses."""
    for service in command.then:
        if service not in hall.services:
            return Refusal("unknown-service", service)
        if not hall.desks[service]:
            return Refusal("no-counter", service)
    return with_ticket(hall, counter, "serving", lambda t: _over(t, tuple(command.then), asked))


@RULES.rule(c.MarkNoShow)
def _no_show(hall: Hall, counter: CounterNow, command: c.MarkNoShow, asked: c.Asked) -> Decision:
    """The person called has not come."""
    return with_ticket(hall, counter, "called", lambda t: e.TicketMissed(ticket=t.id))


@RULES.rule(c.OpenCounter)
def _open(hall: Hall, counter: CounterNow, command: c.OpenCounter, asked: c.Asked) -> Decision:
    """A closed counter, by a known officer who is at no other."""
    if hall.plan.officer(command.officer) is None:
        return Refusal("unknown-officer", command.officer)
    if counter.session is not None:
        return Refusal("counter-open", counter.session.officer)
    for other in hall.counters.values():
        if other.session is not None and other.session.officer == command.officer:
            return Refusal("officer-elsewhere", str(hall.counter_plans[other.id].number))
    return [e.CounterOpened(counter=counter.id, officer=command.officer, session=asked.id)]


@RULES.rule(c.PauseCounter, working=True)
def _pause(hall: Hall, counter: CounterNow, command: c.PauseCounter, asked: c.Asked) -> Decision:
    """An open counter whose last call is answered: nobody walks to a desk that has just stopped."""
    ticket = in_hand(hall, counter)
    if ticket is not None and ticket.state == "called":
        return Refusal("unanswered-call", ticket.number)
    return [e.CounterPaused(counter=counter.id, reason=command.reason)]


@RULES.rule(c.ResumeCounter)
def _resume(hall: Hall, counter: CounterNow, command: c.ResumeCounter, asked: c.Asked) -> Decision:
    """A paused counter."""
    if counter.status != "paused":
        return Refusal("counter-not-paused", counter.id)
    return [e.CounterResumed(counter=counter.id)]


@RULES.rule(c.CloseCounter)
def _close(hall: Hall, counter: CounterNow, command: c.CloseCounter, asked: c.Asked) -> Decision:
    """With empty hands: a person at a counter must have an outcome. Or, said so, leaving what is in hand in its place:
    one who was called waits again where he stood, one being served is parked at this counter under this officer's
    name, for whoever takes over."""
    if counter.status == "closed":
        return Refusal("counter-closed", counter.id)
    ticket = in_hand(hall, counter)
    closed = e.CounterClosed(counter=counter.id)
    if ticket is None:
        return [closed]
    if not command.leave:
        return Refusal("ticket-in-hand", ticket.number)
    if ticket.state == "called":
        return [e.TicketRequeued(ticket=ticket.id, where="own-place", left=True), closed]
    return [e.TicketParked(ticket=ticket.id, left=True), closed]


@RULES.rule(c.AskHelp)
def _ask_help(hall: Hall, counter: CounterNow, command: c.AskHelp, asked: c.Asked) -> Decision:
    """By whoever sits at the counter, once until it is over."""
    if counter.session is None:
        return Refusal("counter-closed", counter.id)
    if counter.help is not None:
        return Refusal("help-asked", counter.id)
    return [e.HelpAsked(counter=counter.id, note=command.note)]


@RULES.rule(c.EndHelp)
def _end_help(hall: Hall, counter: CounterNow, command: c.EndHelp, asked: c.Asked) -> Decision:
    """While help is asked for."""
    return [e.HelpEnded(counter=counter.id)] if counter.help is not None else Refusal("help-not-asked", counter.id)


def declined_here(hall: Hall, counter: CounterNow, lines: list[tuple[Line, int]]) -> set[int]:
    """Arrivals of those who wait in the counter's lines and are not for the officer there."""
    declined = None if counter.session is None else hall.declined.get(counter.session.officer)
    return _waiting_in(hall, lines, declined or ())


def _waiting_in(hall: Hall, lines: list[tuple[Line, int]], ids: Iterable[Uid]) -> set[int]:
    """Arrivals of those of ``ids`` who wait in these lines."""
    tickets = (ticket for id in ids if (ticket := hall.tickets.get(id)) is not None and ticket.state == "waiting")
    return {t.arrival for t in tickets if any(hall.line_of(t) is line for line, _ in lines)}


def _out_of_order(hall: Hall, counter: CounterNow, command: c.AtCounter) -> bool:
    """Whether who asks may call somebody whose turn it is not."""
    allowed = hall.plan.policy.out_of_order
    session = counter.session
    officer = hall.plan.officer(command.by or ("" if session is None else session.officer))
    return allowed == "with-reason" or (allowed == "head-only" and officer is not None and officer.role == "head")


def forsaken(hall: Hall, ticket: Ticket) -> bool:
    """Whether one counter or officer alone is to call it, and nobody is there who may."""
    holder = holder_of(ticket)
    sessions = [(id, x.session.officer) for id, x in hall.counters.items() if x.session is not None]
    return holder is not None and not any(
        holder in (("counter", id), ("officer", officer)) and officer not in ticket.declined for id, officer in sessions
    )


def _done(present: Ticket | None, asked: c.Asked) -> list[e.Event]:
    return [] if present is None else [_over(present, (), asked)]


def _over(ticket: Ticket, then: tuple[str, ...], asked: c.Asked) -> e.Event:
    """A service is done: the visit is, or goes on with what is still to come."""
    steps = [*then, *ticket.then]
    if not steps:
        return e.TicketCompleted(ticket=ticket.id, offer=asked.offer)
    return e.TicketStepEnded(ticket=ticket.id, service=steps[0], then=steps[1:], offer=asked.offer)


def _call(
    hall: Hall,
    counter: CounterNow,
    ticket: Uid,
    asked: c.Asked,
    *,
    again: bool = False,
    over: int = 0,
    out_of_order: bool = False,
    reason: str = "",
    passed: list[Uid] | None = None,
) -> e.Event:
    zone = hall.counter_plans[counter.id].zone
    return e.TicketCalled(
        ticket=ticket,
        counter=counter.id,
        call=asked.id,
        zone=zone,
        sequence=hall.zones[zone].sequence + 1,
        again=again,
        over=over,
        out_of_order=out_of_order,
        reason=reason,
        passed=passed or [],
    )
