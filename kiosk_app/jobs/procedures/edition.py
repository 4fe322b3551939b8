"""One edition of the catalogue, asked for what the pages show. On one thread at a time."""

from __future__ import annotations

from hall_core.domain.names import Day, Slug
from hall_core.domain.procedure import Title
from kiosk_app.catalogue.found import Row, Shelf
from kiosk_app.catalogue.search import Search
from kiosk_app.catalogue.store import Store
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.jobs.procedures.words import READY


class Edition:
    def __init__(self, store: Store, day: Day | None) -> None:
        """``day``: today, None when nobody knows it."""
        self._store = store
        self._agencies = dict(store.agencies())
        self._fields = dict(store.fields())
        self._begin(day)

    def close(self) -> None:
        self._store.close()

    def turn_to(self, day: Day | None) -> None:
        """Another day: other procedures are in force."""
        if day != self._day:
            self._begin(day)

    def _begin(self, day: Day | None) -> None:
        self._day = day
        self._search = Search(self._store, day)
        ready = [words for each in READY.values() for words in each if self._search.find(words, 1).total]
        agencies = tuple(self._search.agencies())
        self._around = p.Around(
            total=sum(shelf.count for shelf in agencies),
            agencies=agencies,
            ready=tuple(ready),
            as_of=self._store.date,
        )

    def around(self) -> p.Around:
        return self._around

    def fields(self, agency: Slug) -> tuple[Shelf, ...]:
        return tuple(self._search.fields(agency))

    def find(self, effect: p.Find) -> p.Found:
        found = self._search.find(effect.text, p.MOST_ROWS, effect.first, effect.agency, effect.field)
        return p.Found(
            text=effect.text,
            first=effect.first,
            hits=tuple(map(self._hit, found.rows)),
            total=found.total,
            guess=found.how == "guess",
            as_of=self._store.date,
        )

    def open(self, code: str) -> p.Opened | None:
        """Codes on papers may have their agency behind them: ``1.000656.000.00.00.H35``."""
        procedure = self._search.open(code) or self._search.open(".".join(code.split(".")[:2]))
        if procedure is None:
            return None
        return p.Opened(
            procedure,
            field=self._fields.get(procedure.field, Title(procedure.field)),
            agency=self._agencies.get(procedure.agency, Title(procedure.agency)),
            as_of=self._store.date,
            joint=tuple(self._agencies.get(id, Title(id)) for id in procedure.joint),
        )

    def _hit(self, row: Row) -> p.Hit:
        title = Title(row.short.vi, row.short.en or row.name.en) if row.short.vi else row.name
        field, agency = self._fields.get(row.field), self._agencies.get(row.agency)
        return p.Hit(row.code, title, field, agency, row.level, row.joint)
