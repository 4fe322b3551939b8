"""Who waits where nobody will call, why, and what can be done. Pure.

A ticket that waits is left over when no open counter calls from its line, or when every officer who does has declined
it; one that was parked, when its officer sits at no counter. Nothing of it is for good: whoever opens a counter or
resumes brings it back into turn.
"""

from __future__ import annotations

from collections import Counter as Tally
from typing import Literal

from msgspec import Struct

from hall_core.domain.hall_state import CounterNow, Hall, Holder, holder_of
from hall_core.domain.names import Slug, Uid
from hall_core.domain.ticket import Ticket
from hall_core.ui.translate import Say

Cause = Literal[
    "counter-closed", "counter-paused", "officer-away", "officer-paused", "declined", "unserved", "all-paused", "parked"
]

FORSAKEN: tuple[Cause, ...] = "counter-closed", "officer-away"


class Why(Struct, frozen=True):
    """``about`` is the counter, the officer or the service."""

    cause: Cause
    about: Slug


class Words(Struct, frozen=True):
    """Why nobody calls, and what to do."""

    why: str
    do: str


class Group(Struct, frozen=True):
    words: Words
    count: int


class Left(Struct, frozen=True):
    """For the head: how many in all, and what they have in common, the most first."""

    count: int
    groups: tuple[Group, ...]


def left_over(hall: Hall) -> dict[Uid, Why]:
    """In the order in which they came."""
    sits = {now.session.officer: now for now in hall.counters.values() if now.session is not None}
    callers: dict[tuple[Holder | None, Slug], set[Slug]] = {}
    found: dict[Uid, Why] = {}
    for ticket in sorted(hall.open_tickets(), key=lambda ticket: ticket.arrival):
        if ticket.state == "parked" and ticket.officer not in sits:
            found[ticket.id] = Why("parked", ticket.officer or "")
        if ticket.state != "waiting":
            continue
        line = holder_of(ticket), ticket.service
        if line not in callers:
            callers[line] = _callers(hall, *line)
        if not callers[line]:
            found[ticket.id] = _nobody(hall, ticket, sits)
        elif callers[line] <= ticket.declined:
            found[ticket.id] = Why("declined", ticket.service)
    return found


def left(hall: Hall, say: Say) -> Left | None:
    """None when there is nobody."""
    whys = Tally(left_over(hall).values())
    groups = tuple(Group(words(hall, why, say), count) for why, count in whys.most_common())
    return Left(whys.total(), groups) if groups else None


def words(hall: Hall, why: Why, say: Say) -> Words:
    # Whom only somebody may call who is not there, anybody may call by name (hall_core.domain.decide_counter.forsaken).
    by_name = _by_name("with-reason" if why.cause in FORSAKEN else hall.plan.policy.out_of_order, say)
    officer, counter = hall.officers.get(why.about), hall.counter_plans.get(why.about)
    name, number = "" if officer is None else officer.name, 0 if counter is None else counter.number
    service = hall.services[why.about].name.into(say.language) if why.about in hall.services else ""
    match why.cause:
        case "counter-closed":
            told = say("Chỉ quầy {number} được mời, mà quầy này đang đóng.")
            do = _joined(say("Mở quầy {number}.").format(number=number), by_name)
        case "counter-paused":
            told = say("Chỉ quầy {number} được mời, mà quầy này đang tạm dừng.")
            do = _joined(say("Đợi quầy {number} làm tiếp.").format(number=number), by_name)
        case "officer-away":
            told = say("Chỉ {name} được mời, mà cán bộ này không ở quầy nào.")
            do = _joined(say("Đợi {name} mở quầy.").format(name=name), by_name)
        case "officer-paused":
            told = say("Chỉ {name} được mời, mà quầy của cán bộ này đang tạm dừng.")
            do = _joined(say("Đợi {name} làm tiếp.").format(name=name), by_name)
        case "declined":
            told = say("{service}: mọi cán bộ đang làm dịch vụ này đều đã nhờ người khác.")
            do = _joined(say("Cần một cán bộ khác mở quầy làm dịch vụ này."), by_name)
        case "unserved":
            told = say("{service}: không có quầy nào đang mở làm dịch vụ này.")
            do = _joined(_open_one(hall, why.about, say), by_name)
        case "all-paused":
            told = say("{service}: các quầy làm dịch vụ này đều đang tạm dừng.")
            do = _joined(say("Đợi quầy làm tiếp."), by_name)
        case "parked":
            told = say("{name} đã tạm để số này rồi rời quầy.")
            do = say("Mời một cán bộ có quầy đang mở, không giữ số nào, bấm Tiếp nhận thay trong Danh sách.")
    return Words(told.format(number=number, name=name, service=service), do)


def _callers(hall: Hall, holder: Holder | None, service: Slug) -> set[Slug]:
    """Officers at open counters that call from this line."""
    return {
        now.session.officer
        for now in hall.counters.values()
        if now.status == "open" and now.session is not None and _calls_from(hall, now, holder, service)
    }


def _calls_from(hall: Hall, now: CounterNow, holder: Holder | None, service: Slug) -> bool:
    if holder is None:
        return service in hall.weights(now)
    kind, id = holder
    return id == (now.id if kind == "counter" else None if now.session is None else now.session.officer)


def _nobody(hall: Hall, ticket: Ticket, sits: dict[Slug, CounterNow]) -> Why:
    holder = holder_of(ticket)
    match holder:
        case ("counter", id):
            return Why("counter-paused" if hall.counters[id].status == "paused" else "counter-closed", id)
        case ("officer", id):
            return Why("officer-paused" if id in sits else "officer-away", id)
        case _:
            desks = (hall.counters[id] for id in hall.desks[ticket.service])
            paused = any(now.status == "paused" and ticket.service in hall.weights(now) for now in desks)
            return Why("all-paused" if paused else "unserved", ticket.service)


def _open_one(hall: Hall, service: Slug, say: Say) -> str:
    numbers = [str(hall.counter_plans[id].number) for id in hall.desks[service] if hall.counters[id].status != "open"]
    if not numbers:
        return say("Cần một cán bộ làm dịch vụ này ngồi vào quầy.")
    return say("Mở một trong các quầy: {numbers}.").format(numbers=", ".join(numbers))


def _by_name(allowed: str, say: Say) -> str:
    """What can be done beside waiting for somebody's turn."""
    return {
        "with-reason": say("Hoặc trong Danh sách mời đích danh từng số về một quầy đang mở, có ghi lý do."),
        "head-only": say("Hoặc lãnh đạo trung tâm mời đích danh từng số trong Danh sách, có ghi lý do."),
        "never": "",
    }[allowed]


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
