"""What an adapter works with, over a connection with PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from central_gateway.adapters.face import Aside
from central_gateway.store import adapters, outgoing, reading, records, sums
from central_gateway.store.connection import Db, store_errors, transaction
from central_gateway.store.dossiers import Report, Taken
from central_gateway.store.outgoing import OutDossier
from central_gateway.store.reading import RowType
from central_gateway.store.sums import Steps, Wanted
from central_gateway.store.told import ToldDossier
from hall_core.domain.names import Day, DossierCode, Slug
from hall_core.domain.rating import Level

SERVICE_LEVEL = 15
"""Minutes; of what is made here nobody is told who waited longer."""


class Sink(Protocol):
    """The one way in for dossiers. Within the transaction that is open on the connection."""

    def __call__(self, db: Db, told: Sequence[ToldDossier], source: Slug) -> Taken: ...


class StoreDesk:
    def __init__(self, db: Db, adapter: Slug, sink: Sink) -> None:
        self._db = db
        self._adapter = adapter
        self._sink = sink

    def place(self) -> Any:
        with store_errors():
            return adapters.place(self._db, self._adapter)

    def commit(
        self,
        place: Any,
        told: Sequence[ToldDossier] = (),
        aside: Iterable[Aside] = (),
        given: Sequence[tuple[DossierCode, str]] = (),
    ) -> list[Report]:
        with transaction(self._db):
            reports = self._sink(self._db, told, self._adapter).reports if told else []
            adapters.set_aside(self._db, self._adapter, [*aside, *unusable(reports)])
            outgoing.give(self._db, self._adapter, given)
            adapters.keep(self._db, self._adapter, place)
        return reports

    def settled(self) -> int:
        with store_errors():
            return records.settled(self._db)

    def rows(self, type_: type[RowType], after: int, upto: int, most: int) -> list[RowType]:
        with store_errors():
            return reading.rows(self._db, type_, after=after, upto=upto, most=most)

    def votes(self, hall: Slug, day: Day) -> dict[Level, int]:
        with store_errors():
            return next((votes.levels for votes in sums.votes(self._db, ["hall"], _wanted(hall, day))), {})

    def steps(self, hall: Slug, day: Day) -> Steps | None:
        with store_errors():
            return next(sums.steps(self._db, ["hall"], _wanted(hall, day), SERVICE_LEVEL), None)

    def dossiers(self, most: int) -> list[OutDossier]:
        with store_errors():
            return outgoing.dossiers(self._db, self._adapter, most)

    def tidy(self) -> None:
        with store_errors():
            outgoing.forget(self._db, self._adapter)

    def open_codes(self, after: DossierCode, most: int) -> list[DossierCode]:
        with store_errors():
            return outgoing.open_codes(self._db, self._adapter, after, most)


def unusable(reports: Iterable[Report]) -> Iterator[Aside]:
    return ((f"dossier {report.code}", report.why) for report in reports if report.what == "unusable")


def _wanted(hall: Slug, day: Day) -> Wanted:
    on = date.fromisoformat(day)
    return Wanted(first=on, last=on, hall=hall)
