"""Reads what has changed at a dossier system from its paged REST list.

A *reading* asks for all that changed since a time, page after page. Each page is taken as it comes; only when the last
one was there does the time move on, so a reading that breaks off loses nothing. It asks from a little before the newest
change it has seen (``overlap_s``), by the other side's own clock but never later than ours: what comes twice changes
nothing. Once a day it reads everything, for a list may leave out rows that move from page to page while they are read.
"""

from __future__ import annotations

import hashlib
import time
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from central_gateway.adapters import dates, mapping
from central_gateway.adapters.face import Aside, Clock, Desk, Round, TryLater
from central_gateway.adapters.http import Line, Refused, Vendor
from central_gateway.adapters.mapping import LeftOut, pick, says
from central_gateway.adapters.table import Table, TableFile, Where, load, need_site
from central_gateway.config import Adapter as Entry
from central_gateway.config import Config
from central_gateway.store.told import ToldDossier
from hall_core.domain.names import Millis

ROUND_S = 60.0
"""A round ends after this, and the next goes on with the page behind it."""
PAGES_MOST = 20_000
"""Of one reading: 400,000 dossiers, 20 a page. A list that has not ended by then has no end."""
SHORT_MOST = 3
"""Readings in a row that may have fewer dossiers than the other side counts, before its count is not believed."""
_HOUR = 3_600_000
Param = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.\[\]-]{1,60}$(?!\n)")]


class Settings(Struct, frozen=True, kw_only=True):
    line: Line
    table: TableFile
    site: Annotated[str, Meta(max_length=80)] = ""
    """Of rows that name none."""
    list: Annotated[str, Meta(min_length=1, max_length=300)] = "/dossiers"
    params: dict[Param, str] = {}
    """Others that it wants to see."""
    items: Where = "items"
    total: Where | None = None
    """How many there are in all, where the answer says so: then none can slip between two pages unnoticed."""
    page: Param = "page"
    first: Annotated[int, Meta(ge=0, le=1)] = 1
    next: Where | None = None
    """Where the answer says how the next page is called; ``page`` is then the parameter for that."""
    size: Param = "size"
    count: Annotated[int, Meta(ge=1, le=5000)] = 200
    since: Param | None = None
    """Without it each reading is of everything."""
    since_format: dates.Format = "iso"
    overlap_s: Annotated[int, Meta(ge=0, le=86_400)] = 600
    every_s: Annotated[int, Meta(ge=1, le=86_400)] = 60
    whole_hours: Annotated[int, Meta(ge=1, le=744)] = 24


class Reading(Struct, frozen=True, kw_only=True):
    """One that has begun."""

    began: Millis
    since: Millis | None
    """None: of everything."""
    page: str
    pages: int = 0
    newest: Millis = 0
    seen: set[str]
    """Codes."""
    total: int | None = None
    last: bytes = b""
    """Digest of the page before."""
    repeated: int = 0


class Place(Struct, frozen=True, kw_only=True):
    since: Millis | None = None
    whole_at: Millis = 0
    """When everything was read last."""


class RestPull:
    def __init__(self, config: Config, entry: Entry, clock: Clock) -> None:
        self._settings = settings = config.settings(entry, Settings)
        self._table = load(config, settings.table, Table)
        need_site(self._table, settings.site)
        self._vendor = Vendor(config, settings.line, entry.id)
        self._clock = clock
        self._name = entry.id
        self._reading: Reading | None = None
        """Only here: whoever goes on with another's reading cannot count what was on its pages."""
        self._short = 0

    def close(self) -> None:
        self._vendor.close()

    def round(self, desk: Desk) -> Round:
        kept = desk.place()
        place = Place() if kept is None else msgspec.convert(kept, Place)
        reading = self._reading or self._new(place)
        taken, end = 0, time.monotonic() + ROUND_S
        while time.monotonic() < end:
            told, aside, next, read = self._page(reading)
            if next is None:
                remark = self._check_whole(read)
                since = max(place.since or 0, read.newest) or read.began
                whole_at = read.began if read.since is None else place.whole_at
                desk.commit(msgspec.to_builtins(Place(since=since, whole_at=whole_at)), told, aside)
                self._reading = None
                return Round(taken=taken + len(told), wait=self._settings.every_s, remark=remark)
            desk.commit(msgspec.to_builtins(place), told, aside)
            # Only now: what could not be taken is asked for again.
            reading = self._reading = replace(read, page=next)
            taken += len(told)
        return Round(taken=taken, wait=0)

    def _new(self, place: Place) -> Reading:
        now = self._clock()
        whole = place.since is None or now - place.whole_at >= self._settings.whole_hours * _HOUR
        since = None if whole or self._settings.since is None else place.since
        first = "" if self._settings.next else str(self._settings.first)
        return Reading(began=now, since=since, page=first, seen=set())

    def _page(self, reading: Reading) -> tuple[list[ToldDossier], list[Aside], str | None, Reading]:
        """What is on it, which is next (None: it was the last), and the reading with it."""
        try:
            answer = self._vendor.ask("GET", self._settings.list, params=self._params(reading))
        except Refused:
            # What the next page was called may be over, or there are fewer pages now: from the first one again.
            self._reading = None
            raise
        items = self._items(answer)
        digest = hashlib.sha256(msgspec.json.encode(items)).digest()
        total = None if self._settings.total is None else pick(answer, self._settings.total)
        reading = replace(
            reading,
            pages=reading.pages + 1,
            total=total if isinstance(total, int) else reading.total,
            last=digest,
            repeated=reading.repeated + 1 if items and digest == reading.last else 0,
        )
        if reading.pages > PAGES_MOST:
            self._reading = None
            raise TryLater(f"{self._name}: the list has no end, after {PAGES_MOST} pages")
        told, aside, codes = self._read(items, reading)
        newest = max([reading.newest, *(dossier.told_at or 0 for dossier in told if self._table.fields.told)])
        # A clock over there that is ahead of ours must not let us begin behind what is to come.
        reading = replace(reading, newest=min(newest, reading.began))
        reading.seen.update(codes)  # the same set all the way: with 2,000 pages each copy would take longer
        return told, aside, self._next(answer, items, reading), reading

    def _items(self, answer: Any) -> list[object]:
        """An answer without its list is no empty list: it may be an excuse."""
        found = pick(answer, self._settings.items)
        if isinstance(found, list):
            return cast("list[object]", found)
        if found is None and says(answer, self._settings.items):
            return []  # null
        raise TryLater(f"{self._name}: the answer has no list at {self._settings.items}")

    def _params(self, reading: Reading) -> dict[str, str]:
        settings = self._settings
        params = dict(settings.params) | {settings.size: str(settings.count)}
        if reading.page:
            params[settings.page] = reading.page
        if settings.since is not None and reading.since is not None:
            since = reading.since - settings.overlap_s * 1000
            params[settings.since] = dates.written(max(0, since), settings.since_format)
        return params

    def _read(self, items: list[object], reading: Reading) -> tuple[list[ToldDossier], list[Aside], set[str]]:
        known = mapping.Told(site=self._settings.site, at=reading.began)
        told: list[ToldDossier] = []
        aside: list[Aside] = []
        codes: set[str] = set()
        for n, item in enumerate(items, 1):
            match mapping.read(self._table, item, known):
                case LeftOut(why):
                    mark = hashlib.sha256(msgspec.json.encode(item)).hexdigest()[:16]
                    aside.append((f"row {mark}", f"page {reading.pages}, row {n}: {why}"))
                    codes.add(mark)
                case dossier:
                    told.append(dossier)
                    codes.add(dossier.code)
        return told, aside, codes

    def _next(self, answer: Any, items: list[object], reading: Reading) -> str | None:
        settings = self._settings
        if settings.next is not None:
            next = pick(answer, settings.next)
            if next is not None and str(next) == reading.page:
                self._reading = None
                raise TryLater(f"{self._name}: page {reading.pages} names itself as the next one")
            return None if next is None else str(next)
        if not items:
            return None
        if reading.repeated >= 2:
            # Some give the last page again and again when asked for one behind it.
            if len(items) >= settings.count and reading.total is None:
                self._reading = None
                raise TryLater(f"{self._name}: gives the same full page whichever is asked for")
            return None
        return str(int(reading.page) + 1)

    def _check_whole(self, reading: Reading) -> str:
        """A row that moves from a page not yet read to one that was is on none of them: the count shows it."""
        if reading.total is None or len(reading.seen) >= reading.total:
            self._short = 0
            return ""
        self._short += 1
        missing = f"of {reading.total} dossiers only {len(reading.seen)} were on the pages"
        if self._short < SHORT_MOST:
            self._reading = None
            raise TryLater(f"{self._name}: {missing}; reads them again")
        self._short = 0
        return f"{missing}, {SHORT_MOST} times: it may count some twice; goes on"
