"""Gives rows of ours to another system: each at least once, in their order, and one that it refuses stops none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from central_gateway.adapters.face import Aside
from central_gateway.adapters.http import Refused
from central_gateway.adapters.mapping import pick
from central_gateway.adapters.table import OutTable
from hall_core.domain.names import Slug

ITS_OWN = frozenset({400, 409, 413, 422})
"""What a system answers when it is the row that it does not like; anything else is about us or about itself."""
Item = TypeVar("Item")


def give(items: Sequence[Item], key: Callable[[Item], str], send: Callable[[Sequence[Item]], None]) -> list[Aside]:
    """Sends them together; when that is refused in halves, down to the row that it is about. Gives those it would not
    take. Refused when it took none at all: then it may be no row's fault, and none is set aside. What was taken before
    anything else is raised is sent again another time."""
    refused: list[tuple[Item, Refused]] = []
    taken = _give(items, send, refused)
    if refused and not taken:
        raise refused[0][1]
    return [(key(item), str(error)) for item, error in refused]


def _give(items: Sequence[Item], send: Callable[[Sequence[Item]], None], refused: list[tuple[Item, Refused]]) -> int:
    try:
        send(items)
    except Refused as error:
        if error.status not in ITS_OWN:
            raise
        if len(items) == 1:
            refused.append((items[0], error))
            return 0
        half = len(items) // 2
        return _give(items[:half], send, refused) + _give(items[half:], send, refused)
    return len(items)


def translated(table: OutTable, ours: dict[str, Any]) -> dict[str, Any]:
    """Only what the table names, under its names there; what we do not know is left out."""
    theirs: dict[str, Any] = {}
    for field, where in table.fields.items():
        value = pick(ours, field)
        if value is not None:
            _put(theirs, where, value)
    return theirs


def site(table: OutTable, hall: Slug) -> str:
    return table.sites.get(hall, hall)


def _put(into: dict[str, Any], where: str, value: Any) -> None:
    *above, last = where.split(".")
    for name in above:
        into = into.setdefault(name, {})
    into[last] = value
