"""What a ledger says, cut into business days."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import pairwise

import msgspec
from msgspec import Struct

from hall_core.domain import events as e
from hall_core.domain.business_day import local
from hall_core.domain.names import Millis, Uid

Happened = tuple[e.Event, Millis]


class OneDay(Struct, frozen=True):
    """A business day as the ledger has it."""

    happened: list[Happened]
    over: bool
    """Whether another one began after it."""


class Kept(Struct, frozen=True):
    """What a hub has answered to a command that was done, as it keeps it."""

    after: int
    """How many events of the day there were by then."""
    command: Uid
    reply: bytes


def days_of(ledger: list[Happened], *, over: bool = False) -> Iterator[OneDay]:
    """Whatever stands before the first one is left out. ``over``: the last one is over too."""
    firsts = [place for place, (event, _) in enumerate(ledger) if isinstance(event, e.DayBegan)]
    for first, end in pairwise([*firsts, len(ledger)]):
        yield OneDay(ledger[first:end], over=over or end < len(ledger))


def digest(happened: list[Happened]) -> str:
    """Of all of it, to the last byte."""
    made = hashlib.sha256()
    for event, at in happened:
        made.update(b"%d %s\n" % (at, _encode(event)))
    return made.hexdigest()


def moment(at: Millis) -> str:
    """Local time, as faults name it."""
    return f"{local(at):%Y-%m-%d %H:%M:%S}"


_encode = msgspec.json.Encoder().encode
