"""What the head of the centre sees of services and counters. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Slug
from hall_core.ui.translate import Say
from hall_hub.console.counter_page import Choice
from hall_hub.console.sentences import clock, status_words


class ServiceRow(Struct, frozen=True, kw_only=True):
    id: Slug
    name: str
    waiting: int
    since: str
    """When the first in line came."""
    issued: int
    cap: int | None
    stopped: str | None
    """Why; None: it is not stopped."""
    staffed: int


class CounterRow(Struct, frozen=True, kw_only=True):
    id: Slug
    number: int
    name: str
    status: str
    status_words: str
    since: str
    officer: str
    reason: str
    ticket: str
    ticket_words: str
    help: str | None
    version: int


class Sorry(Struct, frozen=True):
    words: str


class Services(Struct, frozen=True):
    rows: tuple[ServiceRow, ...]


class Counters(Struct, frozen=True):
    rows: tuple[CounterRow, ...]
    officers: tuple[Choice, ...]
    """Who sits at none of them."""


def sorry(hall: Hall, say: Say) -> Sorry | None:
    """That apologies for late dossiers stand on the boards of this day; None when none does."""
    if not hall.apologised:
        return None
    words = say.many("Hôm nay lời xin lỗi cho {count} hồ sơ trễ hạn đã hiện trên bảng.", len(hall.apologised))
    return Sorry(words)


def services(hall: Hall, say: Say) -> Services:
    found: list[ServiceRow] = []
    for plan in hall.plan.services:
        lines = hall.waiting_for(plan.id)
        oldest = min((first for line in lines if (first := line.oldest()) is not None), default=None)
        found.append(
            ServiceRow(
                id=plan.id,
                name=plan.name.into(say.language),
                waiting=sum(map(len, lines)),
                since="" if oldest is None else clock(hall.who_came(oldest).issued_at),
                issued=hall.issued[plan.id],
                cap=hall.caps[plan.id],
                stopped=hall.stopped.get(plan.id),
                staffed=hall.staffed(plan.id),
            )
        )
    return Services(tuple(found))


def counters(hall: Hall, say: Say) -> Counters:
    found: list[CounterRow] = []
    for plan in hall.plan.counters:
        now = hall.counters[plan.id]
        officer = None if now.session is None else hall.officers.get(now.session.officer)
        ticket = None if now.ticket is None else hall.tickets[now.ticket]
        found.append(
            CounterRow(
                id=plan.id,
                number=plan.number,
                name="" if plan.name is None else plan.name.into(say.language),
                status=now.status,
                status_words=status_words(say, now.status),
                since="" if now.session is None else clock(now.session.since),
                officer="" if officer is None else officer.name,
                reason=now.reason,
                ticket="" if ticket is None else ticket.number,
                ticket_words="" if ticket is None else f"{ticket.number}, {clock(now.since)}",
                help=now.help,
                version=now.version,
            )
        )
    sits = {now.session.officer for now in hall.counters.values() if now.session is not None}
    return Counters(tuple(found), tuple(Choice(x.id, x.name) for x in hall.plan.officers if x.id not in sits))
