"""Ten days of a hall, in which officers wrote things; and the whole of what stands on its disk."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from hall_core.domain import commands as c
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.domain.rating import Offer
from hall_hub.figures.roll_up import roll_up
from hall_hub.store.ledger import Answered, Ledger
from hall_sim.days import working_days, write_days
from tests.domain.a_day import uid
from tests.hall_hub.figures.made_figures import LEDGER, sql

DAYS = working_days(date(2026, 11, 9), date(2026, 11, 20))
TODAY = "2026-11-23"
MARK = "bà Trịnh Thử Thị"
"""Stands in all that officers wrote; behind it the day."""


def write_hall(data: Path, plan: Plan) -> None:
    """Rolled up. On each day one call out of order has its reason, and one command its note."""
    write_days(data / LEDGER, plan, DAYS, 8)
    *days, _ = sql(data / LEDGER, "SELECT first, day FROM day ORDER BY first")
    ledger = Ledger(data / LEDGER)
    with ledger.batch():
        for n, (first, day) in enumerate(days):
            [(at,)] = sql(data / LEDGER, f"SELECT at FROM event WHERE seq = {first}")
            assert isinstance(at, int)
            note = c.Park(counter="quay-1", by=None, note=f"{MARK} {day}")
            reply = f'{{"to":"{uid(n)}","counter":{{"counter":"quay-1","ticket":{{"note":"{MARK} {day}"}}}}}}'
            ledger.keep_offers([_offer(n, at)])
            ledger.keep_answer(Answered(uid(n), "goi-1", at + 9, note, "can-bo-1", None), reply.encode())
    ledger.close()
    for first, day in days:
        sql(
            data / LEDGER,
            f"UPDATE event SET body = json_set(body, '$.out_of_order', json('true'), '$.reason', '{MARK} {day}') "
            f"WHERE seq = (SELECT min(seq) FROM event WHERE seq > {first} "
            "AND json_extract(body, '$.type') = 'ticket-called')",
        )
    roll_up(data, roster_of(plan))


def _offer(n: int, at: Millis) -> Offer:
    who = uid(n)
    return Offer(
        id=who,
        ticket=who,
        number="A001",
        service="khai-sinh",
        counter="quay-1",
        officer="can-bo-1",
        at=at,
        until=at + 9,
    )


def words_left(data: Path) -> set[str]:
    """The days whose words stand in any byte of any file."""
    contents = [file.read_bytes() for file in data.rglob("*") if file.is_file()]
    return {day.decode() for content in contents for day in re.findall(MARK.encode() + rb" ([-0-9]{10})", content)}
