"""Taking a number, as rules.

One tap that asks for a number is one intent: it leaves the page at once for one that no finger can act on. The hub is
given 1.5 s to answer; then the kiosk gives a number of its own reserve under the same id, so that one intent stays one
ticket whatever the hub had done (docs/architecture.md). A number that nobody ever saw is given up, if need be when the
kiosk starts again.
"""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.contract.limits import RESERVE_AFTER
from hall_core.contract.messages import HallState
from hall_core.domain.commands import IssueTicket
from hall_core.domain.facts import GivenUp, PaperFailed, PaperPrinted
from hall_core.domain.names import WORDS_MOST, Uid
from hall_core.domain.refusal import Reason, Refusal
from hall_core.mqtt.heard import Answered, StateHeard, Unanswered
from kiosk_app import messages as m
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.hall import agencies_of, blocked, fields_of, has_reserve, issuing, services_of, today
from kiosk_app.kiosk import SECOND, Given, Home, Kiosk, Now, Page, show, turn
from kiosk_app.messages import Ask, Effect, Report, Tell
from kiosk_app.rules import Step, always, on

PATIENCE = int(RESERVE_AFTER * SECOND)
UNKEPT: frozenset[Reason] = frozenset({"storage", "internal-error", "too-many", "too-old", "shut-out"})
"""Refusals that hold for one message: a copy of the command that is still under way may be numbered after all."""

# --- Choosing ---------------------------------------------------------------------------------------------------


@on(Page, p.Begin)
def _begin(kiosk: Kiosk, page: Page, tap: p.Begin, now: Now) -> Step:
    if blocked(kiosk, now) is not None:
        return kiosk, []
    plan = kiosk.setup.plan
    agencies = agencies_of(plan)
    if len(agencies) > 1 and len(fields_of(plan, None)) > kiosk.tiles:
        return show(kiosk, p.Agencies(), now), []
    return show(kiosk, p.Fields(), now), []


@on(p.Agencies, p.ChooseAgency)
def _choose_agency(kiosk: Kiosk, page: p.Agencies, tap: p.ChooseAgency, now: Now) -> Step:
    """An agency with one field leads right into it: nobody is asked a question with one answer."""
    fields = fields_of(kiosk.setup.plan, tap.agency)
    if not fields:
        return kiosk, []
    return show(kiosk, p.Services(fields[0]) if len(fields) == 1 else p.Fields(tap.agency), now), []


@on(p.Fields, p.ChooseField)
def _choose_field(kiosk: Kiosk, page: p.Fields, tap: p.ChooseField, now: Now) -> Step:
    if not services_of(kiosk.setup.plan, tap.field):
        return kiosk, []
    return show(kiosk, p.Services(tap.field), now), []


@on(Page, p.ChooseService)
def _choose_service(kiosk: Kiosk, page: Page, tap: p.ChooseService, now: Now) -> Step:
    service = kiosk.setup.plan.service(tap.service)
    if service is None or blocked(kiosk, now) or issuing(kiosk, service.id, now) != "open":
        return kiosk, []
    if service.priority:
        return show(kiosk, p.Priority(service.id), now), []
    return _wish(kiosk, p.Wish(service.id), now)


@on(p.Priority, p.ChoosePriority)
def _choose_priority(kiosk: Kiosk, page: p.Priority, tap: p.ChoosePriority, now: Now) -> Step:
    if blocked(kiosk, now):
        return kiosk, []
    return _wish(kiosk, p.Wish(page.service, tap.group), now)


# --- Asking -----------------------------------------------------------------------------------------------------


def _wish(kiosk: Kiosk, wish: p.Wish, now: Now) -> Step:
    """With long to wait people decide for themselves, before there is a number."""
    state = kiosk.services.get(wish.service)
    minutes = None if state is None or not kiosk.online else state.estimate_minutes
    if minutes is not None and minutes >= kiosk.setup.plan.policy.stay_minutes:
        return show(kiosk, p.Stay(wish), now), []
    return _ask(kiosk, wish, now)


@on(p.Stay, p.Wait)
def _wait(kiosk: Kiosk, page: p.Stay, tap: p.Wait, now: Now) -> Step:
    return (kiosk, []) if blocked(kiosk, now) else _ask(kiosk, page.wish, now)


def _ask(kiosk: Kiosk, wish: p.Wish, now: Now) -> Step:
    """The hub, or at once the reserve when the hub is known to be away."""
    asking = p.Asking(wish, now.id)
    if not kiosk.online:
        return _take_here(show(kiosk, asking, now), replace(asking, asked=False), now)
    command = IssueTicket(service=wish.service, priority=wish.priority, language=kiosk.language)
    patience = PATIENCE if has_reserve(kiosk, wish.service, now) else None
    return show(kiosk, asking, now, patience), [Ask(now.id, command)]


def _take_here(kiosk: Kiosk, asking: p.Asking, now: Now) -> Step:
    if not has_reserve(kiosk, asking.wish.service, now):
        return _no_answer(kiosk, asking, now)
    take = p.TakeHere(asking.intent, asking.wish, kiosk.language, today(kiosk, now))
    return turn(kiosk, replace(asking, here=True), now), [take]


@on(p.Asking, m.Woke)
def _woke(kiosk: Kiosk, page: p.Asking, message: m.Woke, now: Now) -> Step:
    if kiosk.deadline is None or now.mono < kiosk.deadline:
        return kiosk, []
    if not page.here and has_reserve(kiosk, page.wish.service, now):
        return _take_here(kiosk, page, now)
    return _no_answer(kiosk, page, now)


@on(p.Asking, Unanswered)
def _unanswered(kiosk: Kiosk, page: p.Asking, message: Unanswered, now: Now) -> Step:
    if message.command != page.intent or page.here:
        return kiosk, []
    return _take_here(kiosk, page, now)


@on(p.Asking, Answered)
def _answered(kiosk: Kiosk, page: p.Asking, message: Answered, now: Now) -> Step:
    """An answer that comes after the reserve was opened counts no more: the hub voids its number once it hears of
    ours."""
    reply = message.reply
    if reply.to != page.intent or page.here:
        return kiosk, []
    if reply.refusal is not None and reply.refusal.reason == "recovering":
        # As if it were away: what it gave out before it died it does not know yet.
        return _take_here(kiosk, page, now)
    if reply.refusal is not None:
        return turn(kiosk, p.Refused(reply.refusal), now), [settled(reply.to, reply.refusal)]
    if reply.ticket is None:
        return _no_answer(kiosk, page, now)
    return issued(kiosk, reply.ticket, now, timed=kiosk.hub_clock)


@on(p.Asking, p.TakenHere)
def _taken_here(kiosk: Kiosk, page: p.Asking, message: p.TakenHere, now: Now) -> Step:
    if message.ticket.id != page.intent:
        return kiosk, []
    return issued(kiosk, message.ticket, now, timed=now.trusted)


@always(p.TakenHere)
def _taken_too_late(kiosk: Kiosk, message: p.TakenHere, now: Now) -> Step:
    """The disk was so slow that whoever asked was told that there is no number: nobody must wait on it."""
    page = kiosk.page
    if isinstance(page, p.Asking) and page.intent == message.ticket.id:
        return kiosk, []
    return kiosk, [Tell(GivenUp(ticket=message.ticket.id, reason="the number came too late"))]


@always(p.NotTakenHere)
def _not_taken_here(kiosk: Kiosk, message: p.NotTakenHere, now: Now) -> Step:
    if message.why == "spent":
        kiosk = replace(kiosk, spent={**kiosk.spent, message.service: today(kiosk, now)})
    effects: list[Effect] = [Report("reserve-spent", True)] if message.why == "spent" else []
    if isinstance(kiosk.page, p.Asking) and kiosk.page.intent == message.intent:
        kiosk, more = _no_answer(kiosk, kiosk.page, now, message.why)
        effects += more
    return kiosk, effects


@always(StateHeard)
def _another_day(kiosk: Kiosk, message: StateHeard, now: Now) -> Step:
    """A reserve is spent for its business day, and that of a hub in doubt may go on under another date."""
    if not isinstance(message.state, HallState):
        return kiosk, []
    if not message.clock_trusted:
        return kiosk, [p.GoOn()] if any(kiosk.setup.me in each.reserve for each in kiosk.setup.plan.services) else []
    if not kiosk.spent:
        return kiosk, []
    spent = {service: day for service, day in kiosk.spent.items() if day == message.state.day}
    return replace(kiosk, spent=spent), [] if spent else [Report("reserve-spent", False)]


def _no_answer(kiosk: Kiosk, asking: p.Asking, now: Now, why: p.NoNumber = "no-answer") -> Step:
    """The number may exist all the same, under the id of its command; nobody holds it, so nobody must wait on it."""
    given_up = GivenUp(ticket=asking.intent, reason="no answer reached the kiosk")
    return turn(kiosk, p.NoAnswer(why), now), [Tell(given_up)] if asking.asked else []


def settled(intent: Uid, refusal: Refusal) -> Effect:
    """What a refused intent leaves to be done."""
    if refusal.reason in UNKEPT:
        return Tell(GivenUp(ticket=intent, reason="refused"))
    return p.Settle(intent)


@always(p.CutOff)
def _cut_off(kiosk: Kiosk, message: p.CutOff, now: Now) -> Step:
    """The citizen takes another number; one that the hub may have given is nobody's. What is of another business day
    waits nowhere any more."""
    day = today(kiosk, now)
    if message.day and day and message.day != day:
        return kiosk, [p.Settle(message.intent)]
    return kiosk, [Tell(GivenUp(ticket=message.intent, reason="the kiosk stopped before the answer came"))]


def issued(kiosk: Kiosk, ticket: p.TicketReceipt, now: Now, *, timed: bool) -> Step:
    """The number, and the paper under way."""
    kiosk = replace(kiosk, last=Given(ticket, kiosk.language))
    if not kiosk.setup.printer:
        failed = PaperFailed(ticket=ticket.id, reason="no printer")
        return turn(kiosk, p.Issued(ticket, "failed"), now, p.READ_TROUBLE), [Tell(failed)]
    return turn(kiosk, p.Issued(ticket, "printing"), now), [p.Print(ticket, kiosk.language, timed)]


# --- The paper --------------------------------------------------------------------------------------------------


@always(p.Paper)
def _paper(kiosk: Kiosk, message: p.Paper, now: Now) -> Step:
    """What became of the paper is told whoever stands there by now."""
    page = kiosk.page
    if isinstance(page, p.Issued) and page.ticket.id == message.ticket:
        trouble = message.trouble is not None
        page = replace(page, paper="failed" if trouble else "printed", at=message.at)
        kiosk = replace(kiosk, page=page, deadline=now.mono + (p.READ_TROUBLE if trouble else p.READ_TICKET))
    return kiosk, [Tell(_paper_fact(message.ticket, message.trouble, again=message.copy))]


def _paper_fact(ticket: Uid, trouble: str | None, *, again: bool) -> PaperPrinted | PaperFailed:
    if trouble is None:
        return PaperPrinted(ticket=ticket, again=again)
    return PaperFailed(ticket=ticket, reason=trouble[:WORDS_MOST])


@on(p.Issued, p.PrintAgain)
def _print_again(kiosk: Kiosk, page: p.Issued, tap: p.PrintAgain, now: Now) -> Step:
    """Only what did not come out, and marked as a reprint: half of the first may come out after all."""
    if page.paper != "failed" or not kiosk.setup.printer:
        return kiosk, []
    again = p.Print(page.ticket, kiosk.language, kiosk.hub_clock, again=True)
    return turn(kiosk, replace(page, paper="printing"), now), [again]


@always(p.Unfinished)
def _unfinished(kiosk: Kiosk, message: p.Unfinished, now: Now) -> Step:
    """The kiosk was cut off between the number and its paper. Who stands here still sees the number again."""
    failed = PaperFailed(ticket=message.ticket.id, reason="the kiosk stopped")
    if message.young and isinstance(kiosk.page, Home):
        kiosk = replace(kiosk, manner=replace(kiosk.manner, language=message.language))
        kiosk = turn(kiosk, p.Issued(message.ticket, "failed"), now, p.READ_TROUBLE)
    return kiosk, [Tell(failed)]
