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
    if last < numbers.last:
        candidate = last + 1
    elif numbers.when_full == "wrap":
        candidate = numbers.first
    else:
        return None
    for value in chain(range(candidate, numbers.last + 1), _wrapped(numbers, candidate)):
        if not still_open(spell(numbers, value)):
            return value
    return None


def _wrapped(numbers: Numbers, candidate: int) -> range:
    """What is left to try before ``candidate`` comes round again."""
    return range(numbers.first, candidate) if numbers.when_full == "wrap" else range(0)


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
