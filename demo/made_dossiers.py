"""Makes up a hall's copy of dossiers, the same one for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path

from hall_core.domain.business_day import moment_of
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_hub.store.copies import Copies
from hall_hub.store.incoming import Incoming

PROMISED = (3, 5, 10, 15, 20)
"""Days in which a result is promised."""
BEFORE = (-6, -4, -3, -2, -1, -1, 0, 0, 0, 0, 0, 0, 2)
"""Days from the promise to the answer."""


def write_dossiers(file: Path, plan: Plan, count: int, first: date, last: date, seed: int = 1) -> None:
    """``count`` that came from ``first`` to ``last``, as they stood on the evening of ``last``."""
    Copies(file).close()
    with closing(Incoming(file, "dossiers")) as incoming:
        for line, dossier in enumerate(_made(plan, count, first, last, random.Random(seed))):
            incoming.add(dossier, line)
        incoming.take_place(moment_of(datetime.combine(last, time(20))))


def _made(plan: Plan, count: int, first: date, last: date, chance: random.Random) -> Iterator[Dossier]:
    for number in range(count):
        received = first + timedelta(days=chance.randrange((last - first).days + 1))
        due = received + timedelta(days=chance.choice(PROMISED))
        ended = max(received, due + timedelta(days=chance.choice(BEFORE)))
        done = ended <= last
        yield Dossier(
            code=f"H41.16-26-{number:06}",
            procedure=Name(vi="Thủ tục thử", en="Test procedure"),
            agency=chance.choice(plan.agencies).name,
            state="returned" if done else "processing",
            received=received.isoformat(),
            due=due.isoformat(),
            ended=ended.isoformat() if done else None,
        )
