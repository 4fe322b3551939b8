"""Ticket numbers: gap-free, in order, one space per service; two services never share a number (plan_check)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from hall_core.domain.plan import Numbers, Plan


def spell(numbers: Numbers, value: int) -> str:
    """``A`` and 12 with three digits is ``A012``: what is printed, shown and spoken digit by digit."""
    return f"{numbers.prefix}{value:0{numbers.digits}d}"


def next_value(numbers: Numbers, last: int | None, still_open: Callable[[str], bool]) -> int | None:
    """The value after ``last``, or None when the space is spent.

    ``still_open`` tells whether a spelled number belongs to a ticket of today that is not closed: after a
    wrap such a number is passed over, since two people must never hold the same one.
    """
    if last is None:
        return numbers.first
    # What is left to try when the numbers come round again.
    around = range(numbers.first, min(last, numbers.last) + 1) if numbers.when_full == "wrap" else range(0)
    values = chain(range(last + 1, numbers.last + 1), around)
    return next((value for value in values if not still_open(spell(numbers, value))), None)


def own_value(plan: Plan, number: str) -> tuple[str, int | None]:
    """The service whose space a number is of, and its value, when the hub itself gives such numbers; None: a kiosk's
    reserve, or nobody's."""
    for service in plan.services:
        numbers = service.numbers
        digits = number.removeprefix(numbers.prefix)
        if (
            digits.isdecimal()
            and spell(numbers, int(digits)) == number
            and numbers.first <= int(digits) <= numbers.last
        ):
            return service.id, int(digits)
    return "", None
