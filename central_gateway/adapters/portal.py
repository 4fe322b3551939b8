"""Portal-like: one address to which everything is posted with the name of a service and the session of a login.

``TraCuuHoSo`` finds a dossier by its code. ``LayDanhSachTTHC`` lists procedures, for the names of those that a dossier
tells by code alone. With ``sync`` what other systems told us goes there too: ``DongBoHoSoMC`` brings a dossier that the
portal has not (or one that it has, as an update), ``CapNhatTienDoHoSoMC`` how far it is.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Annotated, Any, cast

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from central_gateway.adapters import dates, mapping
from central_gateway.adapters.face import AdapterError, Aside, Clock, Desk, Round, TryLater
from central_gateway.adapters.finding import one_of
from central_gateway.adapters.giving import give, translated
from central_gateway.adapters.http import Line, Refused, Vendor
from central_gateway.adapters.mapping import pick, says
from central_gateway.adapters.rest_push import Path
from central_gateway.adapters.table import OutTable, Table, TableFile, load
from central_gateway.config import Adapter as Entry
from central_gateway.config import Config
from central_gateway.store.outgoing import OutDossier
from central_gateway.store.told import ToldDossier
from hall_core.domain.dossier import NAME_MOST, shortened
from hall_core.domain.names import DossierCode, Name

log = logging.getLogger(__name__)

LOT = 50
"""Dossiers in one question."""
RESULT = "result|data"
"""Where answers hold what was asked for."""
NAMES_EVERY = 24 * 3_600_000
"""Milliseconds."""
_DAYS = ("received", "due", "new_due", "ended")


class Settings(Struct, frozen=True, kw_only=True):
    line: Line
    """Its ``auth`` is a session."""
    office: Annotated[str, Meta(min_length=1, max_length=80)]
    """Our code there (``madonvi``)."""
    endpoint: Path = "/mapi/g"
    in_table: TableFile = "portal"
    out_table: TableFile = "portal-out"
    sync: bool = False
    good: list[str] = field(default_factory=lambda: ["00", "0"])
    """Values of ``error_code`` that say that all went well."""
    over: list[str] = field(default_factory=lambda: ["401", "-1"])
    """Those that say that the session is over."""
    absent: list[str] = field(default_factory=lambda: ["404", "02"])
    """Those that say that there is no such dossier."""
    every_s: Annotated[int, Meta(ge=1, le=86_400)] = 30


class Portal:
    def __init__(self, config: Config, entry: Entry, clock: Clock) -> None:
        self._settings = settings = config.settings(entry, Settings)
        self._in = load(config, settings.in_table, Table)
        self._out = load(config, settings.out_table, OutTable)
        self._vendor = Vendor(config, settings.line, entry.id)
        self._clock = clock
        self._name = entry.id
        self._names: dict[str, str] = {}
        self._names_at = 0
        self._one_reads = threading.Lock()

    def close(self) -> None:
        self._vendor.close()

    def find(self, code: DossierCode, within: float) -> ToldDossier | None:
        rows = self._look_up(code, within)
        told = one_of(rows, code, self._in, mapping.Told(site=self._settings.office, at=self._clock()), self._name)
        if told is not None and told.procedure_name is None and (name := self._name_of(told.procedure)):
            told = replace(told, procedure_name=Name(vi=name, en=name))
        return told

    def round(self, desk: Desk) -> Round:
        if self._clock() - self._names_at > NAMES_EVERY:
            self._read_names()
            desk.tidy()
        if not self._settings.sync:
            return Round(wait=self._settings.every_s)
        told = desk.dossiers(LOT)
        if not told:
            return Round(wait=self._settings.every_s)
        aside = self._sync(told)
        # Also those it would not take: they are told again when something of them has changed.
        desk.commit({}, aside=aside, given=[(one.dossier.code, one.digest) for one in told])
        return Round(taken=len(told) - len(aside), wait=0)

    def _name_of(self, procedure: str | None) -> str:
        """Empty where it is not known, also because the list cannot be had: that keeps no dossier back."""
        with self._one_reads:
            if self._clock() - self._names_at > NAMES_EVERY:
                try:
                    self._read_names()
                except AdapterError as error:
                    log.warning("%s", error)
        return self._names.get(procedure or "", "")

    def _read_names(self) -> None:
        listed = pick(self._call("LayDanhSachTTHC", {}), RESULT)
        if not isinstance(listed, list):
            raise TryLater(f"{self._name}: LayDanhSachTTHC answers no list")
        names: dict[str, str] = {}
        for entry in cast("list[object]", listed):
            code, name = pick(entry, "MATTHC|MaTTHC"), pick(entry, "TENTTHC|TenTTHC")
            if isinstance(code, str) and isinstance(name, str):
                names[code] = shortened(name, NAME_MOST)
        self._names, self._names_at = names, self._clock()

    def _sync(self, told: Sequence[OutDossier]) -> list[Aside]:
        """First the dossiers, those that are new there apart from the others; then how far each is."""
        there = {one.dossier.code: self._is_there(one.dossier.code) for one in told}
        aside: dict[str, str] = {}
        steps = (
            ("DongBoHoSoMC", [one for one in told if not there[one.dossier.code]], {"isUpdating": "False"}),
            ("DongBoHoSoMC", [one for one in told if there[one.dossier.code]], {"isUpdating": "True"}),
            ("CapNhatTienDoHoSoMC", told, {}),
        )
        for service, ones, more in steps:
            if wanted := [one for one in ones if one.dossier.code not in aside]:
                aside |= dict(give(wanted, lambda one: one.dossier.code, self._sender(service, more)))
        return [(f"dossier {code}", why) for code, why in aside.items()]

    def _is_there(self, code: DossierCode) -> bool:
        return bool(self._look_up(code))

    def _look_up(self, code: DossierCode, within: float | None = None) -> object:
        """What it says of it; nothing, where it has none."""
        answer = self._call("TraCuuHoSo", {"mahoso": code}, within)
        if answer is None:
            return None
        if not says(answer, RESULT):
            raise TryLater(f"{self._name}: TraCuuHoSo answers that all is well, and nothing else")
        return pick(answer, RESULT)

    def _sender(self, service: str, more: dict[str, str]) -> Callable[[Sequence[OutDossier]], None]:
        def send(told: Sequence[OutDossier]) -> None:
            self._call(service, {**more, "data": [self._theirs(one) for one in told]})

        return send

    def _theirs(self, told: OutDossier) -> dict[str, Any]:
        dossier = told.dossier
        ours: dict[str, Any] = {
            "code": dossier.code,
            "site": told.site,
            "procedure": told.procedure,
            "procedure_name": dossier.procedure.vi,
            "agency": dossier.agency.vi,
            "state": self._out.states.get(dossier.state, dossier.state),
            "note": None if dossier.note is None else dossier.note.vi,
            "at": dates.written(told.told_at, self._out.date),
        }
        for name in _DAYS:
            if (day := getattr(dossier, name)) is not None:
                ours[name] = dates.day_written(day, self._out.date)
        return translated(self._out, ours)

    def _call(self, service: str, said: dict[str, Any], within: float | None = None) -> Any:
        """The answer; None: it says that there is no such dossier. A session that is over is begun anew, once."""
        end = time.monotonic() + (within or self._settings.line.answer_s)
        for again in (True, False):
            session = self._vendor.session(max(0.1, end - time.monotonic()))
            body = {"session": session, "madonvi": self._settings.office, "service": service, **said}
            left = max(0.1, end - time.monotonic())
            answer = self._vendor.ask("POST", self._settings.endpoint, body=body, within=left)
            code = str(pick(answer, "error_code|ErrorCode") or "0")
            if code in self._settings.good:
                return answer
            if code in self._settings.absent:
                return None
            if code not in self._settings.over:
                raise Refused(f"{self._name}: {service}: is not taken (error_code {code[:20]})", 422)
            self._vendor.forget(session)
            if not again:
                break
        raise TryLater(f"{self._name}: {service}: its sessions are over as soon as they have begun")
