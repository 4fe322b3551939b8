"""What the officer's page shows: the counter, the ticket in hand, who waits. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.hall_state import CounterNow, Hall
from hall_core.domain.names import Slug
from hall_core.domain.plan import Officer
from hall_core.ui.translate import Say
from hall_hub.console.order import order
from hall_hub.console.rows import Row, row
from hall_hub.console.sentences import clock, status_words

WAITING_SHOWN = 15
HELD_STATES = ("called", "serving", "parked")


class Button(Struct, frozen=True):
    """A wish for the ticket in hand that needs no more words."""

    wish: str
    key: str
    """Of the keyboard. F1, F5, F6, F11 and F12 belong to the browser."""
    words: str
    possible: bool
    main: bool = False


class Choice(Struct, frozen=True):
    id: str
    name: str


class Hand(Struct, frozen=True, kw_only=True):
    """My counter and what I have in hand."""

    id: Slug
    number: int
    name: str
    version: int
    status: str
    status_words: str
    since: str
    reason: str
    help: str | None
    ticket: Row | None
    seen: str
    """What there is to say of the last call: that nobody has seen it."""
    buttons: tuple[Button, ...]


class Doors(Struct, frozen=True):
    """Counters that I may open."""

    counters: tuple[tuple[str, int, str, str], ...]
    """Id, number, name, and who is there (empty: nobody)."""


class More(Struct, frozen=True, kw_only=True):
    """What else can become of the ticket in hand."""

    id: Slug
    version: int
    ticket: Row
    services: tuple[Choice, ...]
    counters: tuple[Choice, ...]
    officers: tuple[Choice, ...]
    defer_most: int


class Waiting(Struct, frozen=True, kw_only=True):
    id: Slug
    version: int
    open: bool
    rows: tuple[Row, ...]
    count: int
    """All, also those that are not shown."""


class Aside(Struct, frozen=True, kw_only=True):
    """Parked by me, told to come back later, in others' hands."""

    id: Slug
    version: int
    open: bool
    parked: tuple[Row, ...]
    deferred: tuple[Row, ...]
    others: tuple[Row, ...]


class Colleague(Struct, frozen=True):
    """Asks for help."""

    counter: int
    officer: str
    note: str


def counter_of(hall: Hall, officer: Officer) -> CounterNow | None:
    """Where the officer sits now."""
    here = (now for now in hall.counters.values() if now.session is not None and now.session.officer == officer.id)
    return next(here, None)


def doors(hall: Hall, say: Say) -> Doors:
    found: list[tuple[str, int, str, str]] = []
    for plan in hall.plan.counters:
        session = hall.counters[plan.id].session
        officer = None if session is None else hall.officers.get(session.officer)
        name = "" if plan.name is None else plan.name.into(say.language)
        found.append((plan.id, plan.number, name, "" if officer is None else officer.name))
    return Doors(tuple(found))


def hand(hall: Hall, now: CounterNow, say: Say) -> Hand:
    plan = hall.counter_plans[now.id]
    ticket = None if now.ticket is None else hall.tickets[now.ticket]
    call = None if now.call is None else hall.calls[now.call]
    return Hand(
        id=now.id,
        number=plan.number,
        name="" if plan.name is None else plan.name.into(say.language),
        version=now.version,
        status=now.status,
        status_words=status_words(say, now.status),
        since=clock(now.since),
        reason=now.reason,
        help=now.help,
        ticket=None if ticket is None else row(hall, ticket, say),
        seen=say("Chưa có bảng nào hiện số này. Đề nghị mời trực tiếp.") if call is not None and call.unseen else "",
        buttons=_buttons(now, "" if ticket is None else ticket.state, say),
    )


def _buttons(now: CounterNow, state: str, say: Say) -> tuple[Button, ...]:
    """All of them always, in the same places: hands learn where they are."""
    opened = now.status == "open"
    return (
        Button(
            "next",
            "F2",
            say("Xong, mời tiếp") if state == "serving" else say("Mời tiếp"),
            opened and state != "called",
            main=state != "called",
        ),
        Button("recall", "F3", say("Mời lại"), opened and state == "called"),
        Button("start", "F4", say("Đã đến"), state == "called", main=state == "called"),
        Button("complete", "F8", say("Xong"), state == "serving"),
        Button("no-show", "F9", say("Vắng mặt"), state == "called"),
        Button("pause", "F10", say("Tạm dừng"), state != "called")
        if now.status != "paused"
        else Button("resume", "F10", say("Làm tiếp"), True, main=True),
    )


def more(hall: Hall, now: CounterNow, say: Say) -> More | None:
    if now.ticket is None:
        return None
    language = say.language
    here = now.session.officer if now.session is not None else ""
    numbers = ((x.id, say("Quầy {number}").format(number=x.number)) for x in hall.plan.counters if x.id != now.id)
    return More(
        id=now.id,
        version=now.version,
        ticket=row(hall, hall.tickets[now.ticket], say),
        services=tuple(Choice(x.id, x.name.into(language)) for x in hall.plan.services if hall.desks[x.id]),
        counters=tuple(Choice(id, name) for id, name in numbers),
        officers=tuple(Choice(x.id, x.name) for x in hall.plan.officers if x.id != here),
        defer_most=hall.plan.policy.defer_most_minutes,
    )


def waiting(hall: Hall, now: CounterNow, say: Say) -> Waiting:
    lines = hall.lines_at(now)
    officer = "" if now.session is None else now.session.officer
    declined = hall.declined.get(officer, set())
    skip = {t.arrival for id in declined if (t := hall.tickets[id]).state == "waiting"}
    arrivals = order(lines, now.in_row, hall.plan.policy.ahead_in_row, skip, WAITING_SHOWN)
    return Waiting(
        id=now.id,
        version=now.version,
        open=now.status == "open",
        rows=tuple(row(hall, hall.who_came(arrival), say) for arrival in arrivals),
        count=sum(len(line) for line, _ in lines),
    )


def aside(hall: Hall, now: CounterNow, officer: Officer, say: Say) -> Aside:
    serves = hall.counter_plans[now.id].serves
    tickets = hall.open_tickets()
    held = [t for t in tickets if t.state in HELD_STATES and t.id != now.ticket]
    return Aside(
        id=now.id,
        version=now.version,
        open=now.status == "open",
        parked=tuple(row(hall, t, say) for t in held if t.state == "parked" and t.officer == officer.id),
        deferred=tuple(row(hall, t, say) for t in tickets if t.state == "deferred" and t.service in serves),
        others=tuple(row(hall, t, say) for t in held if t.state != "parked" or t.officer != officer.id),
    )


def colleagues(hall: Hall, but: Slug | None) -> tuple[Colleague, ...]:
    found: list[Colleague] = []
    for now in hall.counters.values():
        if now.help is not None and now.id != but:
            officer = None if now.session is None else hall.officers.get(now.session.officer)
            number = hall.counter_plans[now.id].number
            found.append(Colleague(number, "" if officer is None else officer.name, now.help))
    return tuple(found)
