"""Whether a service gives numbers now, and why not: one rule for the decision and for what screens are told."""

from __future__ import annotations

from hall_core.domain.business_day import open_until, opens_next, too_late
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Millis
from hall_core.domain.numbering import next_value, spell
from hall_core.domain.plan import Plan, Service
from hall_core.domain.refusal import Issuing, Refusal, WhyNot


def last_ticket_minutes(plan: Plan, service: Service) -> int:
    """For how long before closing the service gives no number."""
    own = service.last_ticket_minutes
    return plan.hours.last_ticket_minutes if own is None else own


def issuing(hall: Hall, service: Service, at: Millis, *, clock_trusted: bool, held: bool = False) -> Issuing:
    """``held``: for somebody with an appointment, who has a place whatever the daily cap."""
    hours = hall.plan.hours
    if clock_trusted and open_until(hours, at) is None:
        return "hall-closed"
    if clock_trusted and too_late(hours, at, last_ticket_minutes(hall.plan, service)):
        return "too-late"
    if service.id in hall.stopped:
        return "service-stopped"
    cap = hall.caps[service.id]
    if not held and cap is not None and hall.issued[service.id] >= cap:
        return "daily-cap"
    if next_value(service.numbers, hall.last_value.get(service.id), hall.still_open) is None:
        return "numbers-spent"
    return "open"


def refusal(hall: Hall, service: Service, at: Millis, why: WhyNot) -> Refusal:
    """What is told to who asked: when it opens next, how many there are, the last number."""
    match why:
        case "service-stopped":
            return Refusal(why, hall.stopped[service.id])
        case "hall-closed" | "too-late":
            opens = opens_next(hall.plan.hours, at)
            return Refusal(why, "" if opens is None else str(opens))
        case "daily-cap":
            return Refusal(why, str(hall.caps[service.id]))
        case "numbers-spent":
            return Refusal(why, spell(service.numbers, service.numbers.last))
