"""Whether what the tables have of a business day is what the hall counted when it was over."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import get_args

import msgspec
from msgspec import Struct

from central_gateway.store.connection import Db
from hall_core.contract.centre.messages import Mark
from hall_core.contract.centre.records import DayClosed, Totals
from hall_core.domain.figures.rows import Outcome
from hall_core.domain.names import Slug

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_decode = msgspec.json.Decoder(DayClosed).decode


class Difference(Struct, frozen=True, kw_only=True):
    hall: Slug
    day: date
    what: str
    """Service and outcome, or a level of votes."""
    told: int
    counted: int
    to_come: bool
    """The hall's stream is not as far as the day's end, or not all of its sums are here: the rest may be on its way."""


def differences(db: Db, since: date) -> list[Difference]:
    """Of all days from that one on that halls have told to be over."""
    told: dict[tuple[Slug, date], Counter[str]] = {}
    ends: dict[tuple[Slug, date], Mark] = {}
    halves: set[tuple[Slug, date]] = set()
    for hall, day, epoch, seq, part, body in db.execute(
        "SELECT hall, day, epoch, seq, part, body::text FROM day_closed WHERE day >= %s ORDER BY day, hall", (since,)
    ):
        # A clock that fell back may give two business days one name: their sums belong together.
        closed = _decode(body)
        told.setdefault((hall, day), Counter()).update(_sums(closed))
        ends[hall, day] = Mark(epoch, seq, part)
        if len(closed.services) < closed.services_of:
            halves.add((hall, day))
    counted = _counted(db, since)
    heard = {
        (hall, stream): Mark(epoch, seq, part)
        for hall, stream, epoch, seq, part in db.execute("SELECT hall, stream, epoch, seq, part FROM heard")
    }
    found: list[Difference] = []
    for (hall, day), sums in told.items():
        here = counted.get((hall, day), Counter())
        for what in sorted(sums.keys() | here.keys()):
            if sums[what] != here[what]:
                stream = "ratings" if what.startswith(_VOTES) else "transactions"
                late = here[what] < sums[what] and heard.get((hall, stream), Mark(0, 0)) < ends[hall, day]
                to_come = late or (hall, day) in halves
                found.append(
                    Difference(hall=hall, day=day, what=what, told=sums[what], counted=here[what], to_come=to_come)
                )
    return found


_VOTES = "votes "


def _sums(closed: DayClosed) -> Counter[str]:
    sums: Counter[str] = Counter()
    for service, totals in closed.services.items():
        sums.update({f"{service} {outcome}": count for outcome, count in _by_outcome(totals) if count})
    sums.update({f"{_VOTES}{level}": count for level, count in closed.votes.items() if count})
    return sums


def _by_outcome(totals: Totals) -> list[tuple[Outcome, int]]:
    return [(outcome, getattr(totals, outcome)) for outcome in OUTCOMES]


def _counted(db: Db, since: date) -> dict[tuple[Slug, date], Counter[str]]:
    counted: dict[tuple[Slug, date], Counter[str]] = {}
    rows = db.execute(
        "SELECT hall, day, service || ' ' || outcome, count(*) FROM transaction WHERE day >= %s GROUP BY 1, 2, 3"
        " UNION ALL SELECT hall, day, %s || level, count(*) FROM rating WHERE day >= %s GROUP BY 1, 2, 3",
        (since, _VOTES, since),
    )
    for hall, day, what, count in rows:
        counted.setdefault((hall, day), Counter())[what] = count
    return counted
