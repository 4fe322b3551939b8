"""The kiosk's decisions: ``step(kiosk, message, now) -> (kiosk, effects)``. Pure.

One tap that asks for a number is one intent: it leaves the page at once for one that no finger can act on, until
the hub has answered or five seconds are over. A finger that taps twice meets a page that has not settled yet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec.structs import replace

from hall_core.contract.messages import CatalogueHead, HallState, ServiceState
from hall_core.domain.commands import CancelTicket, IssueTicket
from hall_core.domain.facts import PaperFailed, PaperPrinted
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.mqtt.heard import Answered, HubBack, HubQuiet, LinkDown, LinkUp, StateHeard, Unanswered
from kiosk_app import messages as m
from kiosk_app.messages import Ask, Effect, Message, Now, Print, Report, Tell
from kiosk_app.pages import (
    Asking,
    Fields,
    Home,
    Issued,
    Kiosk,
    NoAnswer,
    Page,
    Priority,
    Refused,
    Services,
    blocked,
    issues,
)

SETTLE = 400
"""Milliseconds for which a new page takes no tap: the second half of a double tap (under 300 ms) must not
choose what happens to come up under the finger."""
IDLE = 60_000
"""Without a tap for so long, the screen asks whether somebody is there."""
LEAVE = 20_000
"""And so long after the question it goes home."""
READ_TICKET = 12_000
"""The page with the number goes home after this, once the paper is out."""
READ_TROUBLE = 15_000
"""It stays a little longer when there is no paper: the number must be remembered, or its code photographed."""
READ_REFUSAL = 30_000
"""A page that says why there is no number, and whom to ask."""
PRINTING = 30_000
"""The printer answers long before; this is for one that never does."""
ANSWER = 8_000
"""The station gives up after 5 s; this is for one that never says so."""
KEEP_CANCELS = 20
"""Numbers nobody holds, kept in mind: more than a kiosk can lose before somebody looks."""

Step = tuple[Kiosk, list[Effect]]


def step(kiosk: Kiosk, message: Message, now: Now) -> Step:
    """The kiosk after ``message``, and what is to be done."""
    rule = _RULES.get(type(message))
    if rule is None:  # what is heard and does not concern a kiosk
        return kiosk, []
    return rule(kiosk, message, now)


def wake_at(kiosk: Kiosk, now: Now) -> Millis:
    """When Woke is due, by the monotonic clock: at the deadline, at the next second of a countdown, or when the
    clock on the screen moves on."""
    minute = now.mono + 60_000 - now.at % 60_000
    if kiosk.deadline is None:
        return minute
    left = kiosk.deadline - now.mono
    if left <= 0:
        return now.mono
    return min(minute, now.mono + ((left - 1) % 1000 + 1 if not kiosk.there else left))


M = TypeVar("M")
_Rule = Callable[[Kiosk, M, Now], Step]
_RULES: dict[type[Any], _Rule[Any]] = {}


def _on(kind: type[M]) -> Callable[[_Rule[M]], _Rule[M]]:
    def keep(rule: _Rule[M]) -> _Rule[M]:
        _RULES[kind] = rule
        return rule

    return keep


def _tap(kind: type[M]) -> Callable[[_Rule[M]], _Rule[M]]:
    """A rule for a tap: it is passed over while the page settles, and otherwise shows that somebody is there."""

    def keep(rule: _Rule[M]) -> _Rule[M]:
        def guarded(kiosk: Kiosk, tap: M, now: Now) -> Step:
            if now.mono - kiosk.since < SETTLE or isinstance(kiosk.page, Asking):
                return kiosk, []
            if not kiosk.there:
                return replace(kiosk, there=True, since=now.mono, deadline=now.mono + IDLE), []
            if isinstance(kiosk.page, Fields | Services | Priority):
                kiosk = replace(kiosk, deadline=now.mono + IDLE)
            return rule(kiosk, tap, now)

        _RULES[kind] = guarded
        return rule

    return keep


def _show(kiosk: Kiosk, page: Page, now: Now, stays: int | None = IDLE) -> Kiosk:
    deadline = None if stays is None else now.mono + stays
    return replace(kiosk, page=page, since=now.mono, deadline=deadline, there=True)


def _go_home(kiosk: Kiosk, now: Now) -> Kiosk:
    """Home as the next person must find it: nothing of the last one is left."""
    return _show(replace(kiosk, language="vi"), Home(), now, None)


# --- Taps -------------------------------------------------------------------------------------------------------


@_tap(m.Begin)
def _begin(kiosk: Kiosk, tap: m.Begin, now: Now) -> Step:
    if isinstance(kiosk.page, Home) and blocked(kiosk) is None:
        kiosk = _show(kiosk, Fields(), now)
    return kiosk, []


@_tap(m.ChooseField)
def _choose_field(kiosk: Kiosk, tap: m.ChooseField, now: Now) -> Step:
    if isinstance(kiosk.page, Fields) and kiosk.setup.plan.field(tap.field) is not None:
        kiosk = _show(kiosk, Services(tap.field), now)
    return kiosk, []


@_tap(m.ChooseService)
def _choose_service(kiosk: Kiosk, tap: m.ChooseService, now: Now) -> Step:
    service = kiosk.setup.plan.service(tap.service)
    if not isinstance(kiosk.page, Services) or service is None or blocked(kiosk) or not issues(kiosk, service.id):
        return kiosk, []
    if service.priority:
        return _show(kiosk, Priority(service.id), now), []
    return _ask(kiosk, service.id, None, now)


@_tap(m.ChoosePriority)
def _choose_priority(kiosk: Kiosk, tap: m.ChoosePriority, now: Now) -> Step:
    if not isinstance(kiosk.page, Priority) or blocked(kiosk):
        return kiosk, []
    return _ask(kiosk, kiosk.page.service, tap.group, now)


def _ask(kiosk: Kiosk, service: Slug, priority: Slug | None, now: Now) -> Step:
    command = IssueTicket(service=service, priority=priority, language=kiosk.language)
    return _show(kiosk, Asking(service), now, ANSWER), [Ask(command)]


@_tap(m.TurnTo)
def _turn_to(kiosk: Kiosk, tap: m.TurnTo, now: Now) -> Step:
    if isinstance(kiosk.page, Fields | Services | Priority):
        kiosk = _show(kiosk, replace(kiosk.page, page=max(0, tap.page)), now)
    return kiosk, []


@_tap(m.GoBack)
def _go_back(kiosk: Kiosk, tap: m.GoBack, now: Now) -> Step:
    """To the tiles before these, or to the question before this one."""
    match kiosk.page:
        case Fields(page=page) | Services(page=page) | Priority(page=page) if page > 0:
            return _show(kiosk, replace(kiosk.page, page=page - 1), now), []
        case Priority(service):
            chosen = kiosk.setup.plan.service(service)
            return (_show(kiosk, Services(chosen.field), now) if chosen else _go_home(kiosk, now)), []
        case Services():
            return _show(kiosk, Fields(), now), []
        case Fields():
            return _show(kiosk, Home(), now, IDLE), []
    return kiosk, []


@_tap(m.GoHome)
def _home(kiosk: Kiosk, tap: m.GoHome, now: Now) -> Step:
    return _go_home(kiosk, now), []


@_tap(m.StillHere)
def _still_here(kiosk: Kiosk, tap: m.StillHere, now: Now) -> Step:
    return kiosk, []  # being there is what every tap says


@_tap(m.Speak)
def _speak(kiosk: Kiosk, tap: m.Speak, now: Now) -> Step:
    if isinstance(kiosk.page, Home | Fields | Services | Priority):
        # At home too it ends by itself: the next person finds Vietnamese.
        kiosk = replace(kiosk, language=tap.language, since=now.mono, deadline=now.mono + IDLE)
    return kiosk, []


# --- Time -------------------------------------------------------------------------------------------------------


@_on(m.Woke)
def _woke(kiosk: Kiosk, message: m.Woke, now: Now) -> Step:
    if kiosk.deadline is None or now.mono < kiosk.deadline:
        return kiosk, []
    match kiosk.page:
        case Fields() | Services() | Priority() if kiosk.there:
            return replace(kiosk, there=False, since=now.mono, deadline=now.mono + LEAVE), []
        case Asking(command=command):
            return _no_answer(kiosk, command, now)
    return _go_home(kiosk, now), []


# --- The hub ----------------------------------------------------------------------------------------------------


@_on(m.Sent)
def _sent(kiosk: Kiosk, message: m.Sent, now: Now) -> Step:
    if isinstance(kiosk.page, Asking) and kiosk.page.command is None:
        return replace(kiosk, page=replace(kiosk.page, command=message.command)), []
    return replace(kiosk, cancelling=message.command), []


@_on(Answered)
def _answered(kiosk: Kiosk, message: Answered, now: Now) -> Step:
    reply = message.reply
    if reply.to == kiosk.cancelling:
        kiosk = replace(kiosk, cancelling=None)
        if reply.refusal is not None and reply.refusal.reason == "storage":
            return kiosk, []  # the hub could not write it down: again at its next sign of life
        # Cancelled, or there was no such ticket: either way nobody is called for it.
        return _cancel_next(replace(kiosk, to_cancel=kiosk.to_cancel[1:]))
    if not isinstance(kiosk.page, Asking) or reply.to != kiosk.page.command:
        return kiosk, []
    if reply.refusal is not None:
        return _show(kiosk, Refused(kiosk.page.service, reply.refusal), now, READ_REFUSAL), []
    if reply.ticket is None:
        return _no_answer(kiosk, reply.to, now)
    if not kiosk.setup.printer:
        fact = PaperFailed(ticket=reply.ticket.id, reason="no printer")
        return _show(kiosk, Issued(reply.ticket, "failed"), now, READ_TROUBLE), [Tell(fact)]
    return _show(kiosk, Issued(reply.ticket, "printing"), now, PRINTING), [
        Print(reply.ticket, kiosk.language, kiosk.hub_clock)
    ]


@_on(Unanswered)
def _unanswered(kiosk: Kiosk, message: Unanswered, now: Now) -> Step:
    if message.command == kiosk.cancelling:
        return replace(kiosk, cancelling=None), []  # again at the next sign of life of the hub
    if isinstance(kiosk.page, Asking) and message.command == kiosk.page.command:
        return _no_answer(kiosk, message.command, now)
    return kiosk, []


def _no_answer(kiosk: Kiosk, command: Uid | None, now: Now) -> Step:
    """The number may exist all the same, under the id of its command; nobody holds it, so nobody must wait on it."""
    kiosk = _show(kiosk, NoAnswer(), now, READ_REFUSAL)
    if command is not None:
        kiosk = replace(kiosk, to_cancel=(*kiosk.to_cancel, command)[-KEEP_CANCELS:])
    return _cancel_next(kiosk)


def _cancel_next(kiosk: Kiosk) -> Step:
    if kiosk.cancelling is not None or not kiosk.to_cancel or isinstance(kiosk.page, Asking):
        return kiosk, []
    return kiosk, [Ask(CancelTicket(ticket=kiosk.to_cancel[0], reason="no answer reached the kiosk"))]


@_on(StateHeard)
def _state_heard(kiosk: Kiosk, message: StateHeard, now: Now) -> Step:
    match message.state:
        case HallState() as hall:
            return _cancel_next(replace(kiosk, hall=hall, hub_clock=message.clock_trusted))
        case ServiceState() as service:
            return replace(kiosk, services={**kiosk.services, service.service: service}), []
        case CatalogueHead(digest=digest):
            return kiosk, [Report("hall-file-differs", digest != kiosk.setup.digest)]
    return kiosk, []


@_on(LinkUp)
def _link_up(kiosk: Kiosk, message: LinkUp, now: Now) -> Step:
    return replace(kiosk, link="up"), []


@_on(LinkDown)
def _link_down(kiosk: Kiosk, message: LinkDown, now: Now) -> Step:
    return replace(kiosk, link="down"), []


@_on(HubQuiet)
def _hub_quiet(kiosk: Kiosk, message: HubQuiet, now: Now) -> Step:
    return replace(kiosk, quiet=True), []


@_on(HubBack)
def _hub_back(kiosk: Kiosk, message: HubBack, now: Now) -> Step:
    return replace(kiosk, quiet=False), []


# --- The printer ------------------------------------------------------------------------------------------------


@_on(m.Paper)
def _paper(kiosk: Kiosk, message: m.Paper, now: Now) -> Step:
    """What became of the paper is told whoever stands there by now."""
    trouble = message.trouble
    fact = (
        PaperPrinted(ticket=message.ticket)
        if trouble is None
        else PaperFailed(ticket=message.ticket, reason=trouble[:200])
    )
    if isinstance(kiosk.page, Issued) and kiosk.page.ticket.id == message.ticket:
        page = replace(kiosk.page, paper="printed" if trouble is None else "failed")
        stays = READ_TICKET if trouble is None else READ_TROUBLE
        kiosk = replace(kiosk, page=page, deadline=now.mono + stays)
    return kiosk, [Tell(fact)]


@_on(m.PrinterProblem)
def _printer_problem(kiosk: Kiosk, message: m.PrinterProblem, now: Now) -> Step:
    problems = kiosk.problems - {message.problem}
    kiosk = replace(kiosk, problems=problems | {message.problem} if message.present else problems)
    return kiosk, [Report(message.problem, message.present)]
