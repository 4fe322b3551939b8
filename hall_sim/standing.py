"""How a hall stood at a moment: its counters, who waits, and one digest of all of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from hall_core.domain.business_day import minutes_of, moment_of
from hall_core.domain.hall import Hall, evolve, picture
from hall_core.domain.names import Day, Millis
from hall_core.domain.plan import Plan
from hall_hub.sentences import tag
from hall_sim.happened import Happened, moment
from hall_sim.recorded import RecordedError


def until(plan: Plan, day: Day, clock_time: str | None) -> Millis | None:
    """The moment of a local time on a business day, which goes on after midnight; None: its end."""
    if clock_time is None:
        return None
    minutes = minutes_of(clock_time)
    later = timedelta(days=1) if minutes < minutes_of(plan.hall.day_turn) else timedelta()
    return moment_of(datetime.fromisoformat(day) + later + timedelta(minutes=minutes))


def part(happened: list[Happened], until: Millis | None) -> list[Happened]:
    """What the ledger has up to the first event after the moment: its order rules, not the clock."""
    if until is None:
        return happened
    end = next((place for place, (_, at) in enumerate(happened) if at > until), len(happened))
    return happened[:end]


def fits(plan: Plan, happened: list[Happened]) -> None:
    """RecordedError when the day speaks of counters or services that the hall file does not have."""
    known = {
        "counter": {counter.id for counter in plan.counters},
        "service": {service.id for service in plan.services},
        "zone": {zone.id for zone in plan.zones},
    }
    for event, at in happened:
        for what, ids in known.items():
            id = getattr(event, what, None)
            if id is not None and id not in ids:
                words = f'the ledger speaks of the {what} "{id}", which the hall file does not have'
                raise RecordedError(f"{moment(at)}: {words}; give the hall file of that day")


def folded(plan: Plan, happened: list[Happened]) -> Hall:
    """KeyError or ValueError when it cannot have happened so."""
    hall = Hall(plan)
    for event, at in happened:
        evolve(hall, event, at)
    return hall


def digest(hall: Hall) -> str:
    """Of everything the hall knows."""
    return hashlib.sha256(repr(_ordered(picture(hall))).encode()).hexdigest()


def _ordered(value: object) -> object:
    """Sets and tables in an order of their own, so that the same state has the same digest everywhere."""
    if isinstance(value, dict):
        return sorted((repr(key), _ordered(part)) for key, part in value.items())
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    if isinstance(value, msgspec.Struct):
        return type(value).__name__, [_ordered(getattr(value, name)) for name in value.__struct_fields__]
    return [_ordered(part) for part in value] if isinstance(value, list | tuple) else value


def in_words(hall: Hall, happened: list[Happened]) -> Iterator[str]:
    at = moment(happened[-1][1]) if happened else "before its first event"
    yield f"{hall.day}, hall {hall.plan.hall.id}, as it stood at {at}; digest {digest(hall)[:16]}"
    yield ""
    yield f"{'counter':<14}{'is':<9}{'officer':<14}{'ticket':<10}{'which is':<10}since"
    for id, now in hall.counters.items():
        ticket = None if now.ticket is None else hall.tickets[now.ticket]
        officer = "" if now.session is None else now.session.officer
        number, state = ("", "") if ticket is None else (ticket.number, ticket.state)
        since = moment(now.since)[11:] if now.since else ""
        yield f"{id:<14}{now.status:<9}{officer:<14}{number:<10}{state:<10}{since}"
    yield ""
    yield f"{'service':<34}{'waiting':>8}{'issued':>8}  first in line"
    for id in hall.services:
        lines = hall.waiting_for(id)
        oldest = min((first for line in lines if (first := line.oldest()) is not None), default=None)
        first = (
            ""
            if oldest is None
            else f"{hall.who_came(oldest).number} since {moment(hall.who_came(oldest).issued_at)[11:]}"
        )
        yield f"{id:<34}{sum(map(len, lines)):>8}{hall.issued[id]:>8}  {first}"
    yield ""
    yield "events: " + ", ".join(f"{kind} {count}" for kind, count in _kinds(happened))


def _kinds(happened: list[Happened]) -> list[tuple[str, int]]:
    return sorted(Counter(tag(event) for event, _ in happened).items())
