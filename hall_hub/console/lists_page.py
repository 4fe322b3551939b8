"""The lists of the day's tickets, with a search by number. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.hall_state import CounterNow, Hall
from hall_core.domain.names import Uid
from hall_core.domain.ticket import State, Ticket
from hall_core.ui.translate import Say
from hall_hub.console.counter_page import Choice
from hall_hub.console.left_over import Words, left_over, words
from hall_hub.console.rows import Row, row

SHOWN = 100
"""Rows of a list; who looks for one of ten thousand searches."""
LISTS: dict[str, tuple[State, ...]] = {
    "waiting": ("waiting",),
    "called": ("called", "serving"),
    "parked": ("parked",),
    "deferred": ("deferred",),
    "missed": ("no_show",),
    "finished": ("completed", "cancelled", "transferred", "expired"),
}
LEFT = "left"
"""The list of those whom nobody will call, which stand in others as well."""


class Tab(Struct, frozen=True):
    id: str
    name: str
    count: int


class Listed(Struct, frozen=True, kw_only=True):
    """One list, or what a search has found."""

    tabs: tuple[Tab, ...]
    chosen: str
    """Empty while something is searched for."""
    search: str
    rows: tuple[Row, ...]
    left: dict[Uid, Words]
    """Why nobody will call one of the rows, and what to do."""
    count: int
    counter: str
    """Where the viewer sits with an open counter; empty: nowhere."""
    version: int


class Issue(Struct, frozen=True, kw_only=True):
    """What a number can be issued for at the desk."""

    services: tuple[Choice, ...]
    groups: tuple[Choice, ...]


def listed(hall: Hall, chosen: str, search: str, now: CounterNow | None, say: Say) -> Listed:
    """``search``: a number or the end of one; it looks through all lists."""
    whys = left_over(hall)
    counts = {LEFT: len(whys), **dict.fromkeys(LISTS, 0)}
    of = {state: id for id, states in LISTS.items() for state in states}
    for ticket in hall.tickets.values():
        counts[of[ticket.state]] += 1
    search = "".join(sign for sign in search.upper() if sign.isalnum())[:8]
    chosen = "" if search else chosen if chosen in counts else "waiting"
    if chosen == LEFT:
        found = [hall.tickets[id] for id in whys]
    else:
        found = [t for t in hall.tickets.values() if (search in t.number if search else of[t.state] == chosen)]
    found.sort(key=_newest_first if chosen in ("", "missed", "finished") else _first_come)
    opened = now is not None and now.status == "open"
    return Listed(
        tabs=tuple(Tab(id, name, counts[id]) for id, name in _names(say).items()),
        chosen=chosen,
        search=search,
        rows=tuple(row(hall, ticket, say) for ticket in found[:SHOWN]),
        left={ticket.id: words(hall, whys[ticket.id], say) for ticket in found[:SHOWN] if ticket.id in whys},
        count=len(found),
        counter=now.id if opened and now is not None else "",
        version=0 if now is None else now.version,
    )


def issue(hall: Hall, say: Say) -> Issue:
    language = say.language
    return Issue(
        services=tuple(Choice(x.id, x.name.into(language)) for x in hall.plan.services),
        groups=tuple(Choice(x.id, x.name.into(language)) for x in hall.plan.priority_groups),
    )


def _first_come(ticket: Ticket) -> int:
    return ticket.arrival


def _newest_first(ticket: Ticket) -> int:
    return -(ticket.ended_at or ticket.issued_at)


def _names(say: Say) -> dict[str, str]:
    return {
        "waiting": say("Đang chờ"),
        LEFT: say("Chưa ai mời được"),
        "called": say("Đang mời, đang phục vụ"),
        "parked": say("Tạm để"),
        "deferred": say("Hẹn quay lại"),
        "missed": say("Vắng mặt"),
        "finished": say("Đã kết thúc"),
    }
