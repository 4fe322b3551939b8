"""Days made up for figures, and what is asked of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import msgspec

from hall_core.domain import events as e
from hall_core.domain.figures.period import period_of
from hall_core.domain.figures.report import Report
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_hub.figures.gathering import report_on
from hall_hub.figures.orders import Orders
from hall_hub.store.ledger import Ledger
from hall_sim.days import working_days

DAYS = working_days(date(2026, 11, 18), date(2026, 11, 20))
LEDGER = "ledger.sqlite"


def report(data: Path, period: str = "2026-Q4") -> Report:
    return report_on(data, period_of(period))


def sql(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        return db.execute(query).fetchall()


def roster_file(folder: Path, plan: Plan) -> Path:
    """The names of the hall, as programs tell them one another."""
    file = folder / "roster.json"
    file.write_bytes(msgspec.json.encode(roster_of(plan)))
    return file


def orders_file(folder: Path, plan: Plan) -> Path:
    """What the hub tells the process that rolls up, while it does not know the day."""
    file = folder / "orders.json"
    file.write_bytes(msgspec.json.encode(Orders(roster_of(plan), plan.keep)))
    return file


def append(folder: Path, *happened: tuple[Millis, e.Event]) -> None:
    """More of the running day."""
    ledger = Ledger(folder / LEDGER)
    with ledger.batch():
        for at, event in happened:
            ledger.append(event, at, None)
    ledger.close()
