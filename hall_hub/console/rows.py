"""One ticket as the pages show it."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.hall_state import Hall, since
from hall_core.domain.ticket import Ticket
from hall_core.ui.translate import Say
from hall_hub.console.sentences import clock, state_words


class Row(Struct, frozen=True, kw_only=True):
    """Times as ``HH:MM``; what is not known or does not apply is empty."""

    id: str
    number: str
    service: str
    state: str
    state_words: str
    came: str
    priority: str
    priority_id: str
    priorities: tuple[tuple[str, str], ...]
    """Groups that its service knows, by id and name."""
    due: str
    calls: int
    since: str
    """Of the state it is in."""
    back: str
    counter: str
    officer: str
    only: str
    """Who alone is to call it."""
    note: str
    step: int
    goes_on: tuple[str, ...]
    sent: bool
    """Whether another counter sent it here."""
    own: bool = False
    """Whether whoever looks holds it."""


def row(hall: Hall, ticket: Ticket, say: Say, viewer: str = "") -> Row:
    language = say.language
    service = hall.services[ticket.service]
    groups = {group.id: group.name.into(language) for group in hall.plan.priority_groups}
    officer = hall.officers.get(ticket.officer or "")
    counter = hall.counter_plans.get(ticket.counter or "")
    return Row(
        id=ticket.id,
        number=ticket.number,
        service=service.name.into(language),
        state=ticket.state,
        state_words=state_words(say, ticket.state),
        came=clock(since(ticket)),
        priority=groups.get(ticket.priority or "", ""),
        priority_id=ticket.priority or "",
        priorities=tuple((id, groups[id]) for id in service.priority if id in groups),
        due=clock(ticket.due),
        calls=ticket.calls,
        since=clock(_since(hall, ticket)),
        back=clock(ticket.back_at),
        counter="" if counter is None else str(counter.number),
        officer="" if officer is None else officer.name,
        only=_only(hall, ticket, say),
        note=ticket.note,
        step=ticket.step,
        goes_on=tuple(hall.services[id].name.into(language) for id in ticket.then if id in hall.services),
        sent=ticket.sent_by is not None,
        own=bool(viewer) and ticket.officer == viewer,
    )


def _since(hall: Hall, ticket: Ticket) -> int | None:
    match ticket.state:
        case "called":
            return ticket.last_called_at
        case "serving" | "parked":
            return ticket.started_at
        case "waiting" | "deferred":
            return since(ticket)
        case _:
            return ticket.ended_at


def _only(hall: Hall, ticket: Ticket, say: Say) -> str:
    if ticket.only_at is not None:
        counter = hall.counter_plans.get(ticket.only_at)
        return "" if counter is None else say("Chỉ quầy {number}").format(number=counter.number)
    officer = hall.officers.get(ticket.only_by or "")
    return "" if officer is None else say("Chỉ {name}").format(name=officer.name)
