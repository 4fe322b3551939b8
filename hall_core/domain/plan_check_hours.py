"""The opening hours of a plan: spans in order, days that exist, and time enough to give a ticket at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hall_core.domain.business_day import WEEKDAYS, minutes_of
from hall_core.domain.plan import Plan, Span
from hall_core.domain.plan_fault import Fault, Path


def hours_faults(plan: Plan) -> Iterator[Fault]:
    days: list[tuple[Path, list[Span]]] = [(("hours", day), getattr(plan.hours, day)) for day in WEEKDAYS]
    for day, spans in plan.hours.special.items():
        here: Path = ("hours", "special", day)
        days.append((here, spans))
        if not _is_date(day):
            yield Fault(here, f'there is no day "{day}"', 'must be a date such as "2026-09-02"')
    for where, spans in days:
        yield from _in_order(where, spans)
    if not any(spans for _, spans in days):
        right = 'give at least one day its hours, such as mon = ["07:30-11:30"]'
        yield Fault(("hours",), "the hall never opens", right)
    yield from _last_tickets(plan, [_length(span) for _, spans in days for span in spans])


def _in_order(where: Path, spans: list[Span]) -> Iterator[Fault]:
    before = 0
    for place, span in enumerate(spans):
        here = (*where, place)
        start, end = (minutes_of(moment) for moment in span.split("-"))
        if end <= start:
            yield Fault(here, f'"{span}" ends before it begins', "the end must be the later time")
        elif start < before:
            wrong = f'"{span}" begins before "{spans[place - 1]}" has ended'
            yield Fault(here, wrong, "spans must be in order and apart")
        before = max(before, end)


def _last_tickets(plan: Plan, lengths: list[int]) -> Iterator[Fault]:
    """In each span there is a time in which numbers are given."""
    shortest = min((length for length in lengths if length > 0), default=None)
    if shortest is None:
        return
    asked: list[tuple[Path, int | None]] = [(("hours",), plan.hours.last_ticket_minutes)]
    asked += [(("services", index), service.last_ticket_minutes) for index, service in enumerate(plan.services)]
    for place, minutes in asked:
        if minutes is not None and minutes >= shortest:
            wrong = f"{minutes} leaves no time for a ticket in a span of {shortest} minutes"
            yield Fault((*place, "last_ticket_minutes"), wrong, f"must be less than {shortest}")


def _length(span: Span) -> int:
    start, end = (minutes_of(moment) for moment in span.split("-"))
    return end - start


def _is_date(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
