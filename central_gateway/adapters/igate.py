"""iGate-like: a dossier by its code, asked over OIDC client credentials.

For two things. Somebody in a hall asks for a dossier that nobody has told of (:meth:`Igate.find`); and where the system
has no list of changes, those of its dossiers that have not ended are asked for again, one after the other, all round.
"""

from __future__ import annotations

import time
from typing import Annotated

from msgspec import Meta, Struct

from central_gateway.adapters.face import AdapterError, Aside, Clock, Desk, Round, TryLater
from central_gateway.adapters.finding import one_of
from central_gateway.adapters.http import Line, Refused, Vendor
from central_gateway.adapters.mapping import Told, pick, says
from central_gateway.adapters.rest_push import Path
from central_gateway.adapters.table import Table, TableFile, Where, load, need_site
from central_gateway.config import Adapter as Entry
from central_gateway.config import Config
from central_gateway.store.told import ToldDossier
from hall_core.domain.names import DossierCode

ROUND_S = 60.0


class Settings(Struct, frozen=True, kw_only=True):
    line: Line
    table: TableFile = "igate"
    site: Annotated[str, Meta(max_length=80)] = ""
    search: Path = "/ho-so/tra-cuu"
    parameter: Annotated[str, Meta(min_length=1, max_length=60)] = "maHoSo"
    items: Where = "data"
    """Where the found one stands, or a list of them."""
    again_s: Annotated[int, Meta(ge=1, le=86_400)] = 300
    """Between two rounds in which some are asked for again."""
    again: Annotated[int, Meta(ge=0, le=5_000)] = 100
    """How many in one round; 0: none is ever asked for again."""


class Igate:
    def __init__(self, config: Config, entry: Entry, clock: Clock) -> None:
        self._settings = config.settings(entry, Settings)
        self._table = load(config, self._settings.table, Table)
        need_site(self._table, self._settings.site)
        self._vendor = Vendor(config, self._settings.line, entry.id)
        self._clock = clock
        self._name = entry.id

    def close(self) -> None:
        self._vendor.close()

    def find(self, code: DossierCode, within: float) -> ToldDossier | None:
        try:
            answer = self._vendor.ask(
                "GET", self._settings.search, params={self._settings.parameter: code}, within=within
            )
        except Refused as error:
            if error.status == 404:
                return None
            raise
        if not says(answer, self._settings.items):
            raise TryLater(f"{self._name}: the answer has nothing at {self._settings.items}")
        found = pick(answer, self._settings.items)
        return one_of(found, code, self._table, Told(site=self._settings.site, at=self._clock()), self._name)

    def round(self, desk: Desk) -> Round:
        """Those that are gone there stay as they were told last, and are set aside."""
        after: str = (desk.place() or {}).get("after", "")
        wanted = desk.open_codes(after, self._settings.again) if self._settings.again else []
        told: list[ToldDossier] = []
        aside: list[Aside] = []
        end = time.monotonic() + ROUND_S
        for code in wanted:
            after = code
            try:
                found = self.find(code, self._settings.line.answer_s)
            except AdapterError:
                # Those behind it must not wait for it: it has its turn again next time round.
                desk.commit({"after": after}, told, aside)
                raise
            if found is None:
                aside.append((f"dossier {code}", "that system has it no more"))
            else:
                told.append(found)
            if time.monotonic() > end:
                break
        all_round = after == (wanted[-1] if wanted else "") and len(wanted) < max(1, self._settings.again)
        desk.commit({"after": "" if all_round else after}, told, aside)
        return Round(taken=len(told), wait=self._settings.again_s)
