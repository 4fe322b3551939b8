"""A folder into which a dossier system puts files: CSV or JSON, each a list of dossiers.

A file counts when it has come to rest, or when its ``<name>.done`` (or a ``READY``) says that it is whole. For each
there is a receipt, ``<name>.receipt.json``, beside the file in ``done/`` or ``refused/``: what was taken, and of what
was not each line with its reason. The same file again changes nothing.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from central_gateway.adapters import dates, mapping
from central_gateway.adapters.face import AdapterError, Clock, Desk, Round
from central_gateway.adapters.mapping import LeftOut
from central_gateway.adapters.receipts import Left, Receipt, put_away
from central_gateway.adapters.rows import NotWhole, Rows, read_rows
from central_gateway.adapters.table import Table, TableFile, Where, load, need_site
from central_gateway.config import Adapter as Entry
from central_gateway.config import Config
from central_gateway.store.dossiers import Flag, What
from central_gateway.store.told import ToldDossier
from hall_core.domain.names import Millis

LARGEST = 64_000_000
"""Bytes: 74,000 dossiers are some 40 MB."""
LOT = 1_000
"""Rows that are taken together."""
KNOWN_MOST = 500
"""Files that are remembered: two a day make most of a year."""
MARK_MOST = 1_000
"""Bytes of a mark that are read: a digest, and perhaps a name behind it."""
DONE, READY = ".done", "READY"
PATIENCE = 6
"""Times ``rest_s`` that a file may rest whose end seems to be missing, before it is taken as it is, or refused."""
NOT_TAKEN: dict[What, str] = {
    "older": "something newer was told of this dossier before",
    "not-its-word": "another system's word counts for this dossier; noted beside it",
    "over": "ended long ago",
    "unusable": "cannot be used",
}
FLAGS: dict[Flag, str] = {
    "clock-ahead": "told_at: lies ahead of our clock; taken as of now",
    "moved": "site: the dossier was of another hall until now",
}
"""Those that say more than what is flagged in the row itself."""
_KINDS = (".csv", ".json")


class Settings(Struct, frozen=True, kw_only=True):
    folder: Annotated[str, Meta(min_length=1, max_length=500)]
    table: TableFile = "file"
    site: Annotated[str, Meta(max_length=80)] = ""
    ready: Literal["rest", "mark"] = "rest"
    """What shows that a file is whole: that nobody has written to it for ``rest_s``, or only its mark."""
    rest_s: Annotated[int, Meta(ge=1, le=3600)] = 10
    items: Where | None = None
    """Where the list is in a JSON file that is no list itself."""
    every_s: Annotated[int, Meta(ge=1, le=3600)] = 5


class FileDrop:
    def __init__(self, config: Config, entry: Entry, clock: Clock, now: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings = config.settings(entry, Settings)
        self._table = load(config, settings.table, Table)
        need_site(self._table, settings.site)
        self._folder = config.path(settings.folder)
        self._clock = clock
        self._now = now
        self._seen: dict[str, tuple[tuple[int, int], float]] = {}
        """Size and time of change of each file, and since when they have been that: by our own clock, for the one that
        stamps the files may be another machine's."""
        self._marked: set[str] = set()
        """Those that somebody has said to be whole."""

    def close(self) -> None:
        """Nothing is held open."""

    def round(self, desk: Desk) -> Round:
        try:
            ready = self._ready()
            taken = sum(self._take(file, desk) for file in ready)
        except OSError as error:
            why = f"{self._folder}: {error.strerror or error}; look at the folder and who may use it"
            raise AdapterError(why) from error
        return Round(taken=taken, wait=self._settings.every_s)

    def _ready(self) -> list[Path]:
        """In the order of their names, which most systems begin with a date."""
        files = sorted(self._folder.iterdir())
        names = {file.name for file in files}
        all_ready = READY in names
        seen: dict[str, tuple[tuple[int, int], float]] = {}
        ready: list[Path] = []
        marked: set[str] = set()
        for file in files:
            if file.suffix.lower() not in _KINDS or file.name.startswith(".") or not file.is_file():
                continue
            shape = _shape(file)
            known = self._seen.get(file.name)
            seen[file.name] = known if known is not None and known[0] == shape else (shape, self._now())
            rested = self._settings.ready == "rest" and self._now() - seen[file.name][1] >= self._settings.rest_s
            if all_ready or f"{file.name}{DONE}" in names:
                marked.add(file.name)
            if rested or file.name in marked:
                ready.append(file)
        self._seen, self._marked = seen, marked
        if all_ready:
            # Whatever comes from here on is for the next one. A file that is not read because of a power cut now comes
            # to rest, or gets another mark.
            (self._folder / READY).unlink(missing_ok=True)
        return ready

    def _take(self, file: Path, desk: Desk) -> int:
        before = _shape(file)
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
        digest = hashlib.sha256(data).hexdigest()
        known: list[str] = (desk.place() or {}).get("files", [])
        # An old system names it in letters of its own, which no JSON holds.
        name = os.fsencode(file.name).decode("utf-8", "replace")
        receipt = Receipt(file=name, sha256=digest, at=dates.written(self._clock(), "iso"), again=digest in known)
        try:
            rows = self._rows(file, data, digest)
        except NotWhole as error:
            if not (error.cut and self._may_grow(file)):
                receipt.refused = str(error)
                self._put_away(file, receipt, before)
            return 0
        if rows.cut and self._may_grow(file):
            return 0
        told = self._judged(rows, file, receipt)
        if receipt.again:
            receipt.remarks.append("was taken before, and has changed nothing now")
        else:
            self._commit(told, receipt, known, desk)
        receipt.left_out.sort(key=lambda left: left.line)
        receipt.flagged.sort(key=lambda left: left.line)
        self._put_away(file, receipt, before)
        return receipt.taken

    def _commit(self, told: dict[int, ToldDossier], receipt: Receipt, known: list[str], desk: Desk) -> None:
        lines = list(told)
        for start in range(0, len(lines), LOT):
            lot = lines[start : start + LOT]
            for line, report in zip(lot, desk.commit({"files": known}, [told[line] for line in lot]), strict=True):
                if report.what in NOT_TAKEN:
                    receipt.left_out.append(Left(line, report.why or NOT_TAKEN[report.what]))
                    continue
                receipt.taken += 1
                receipt.flagged += [Left(line, words) for flag in report.flags if (words := FLAGS.get(flag))]
                if report.what == "unknown-site":
                    receipt.flagged.append(Left(line, "site: belongs to no hall; kept until somebody says to which"))
        desk.commit({"files": [*known, receipt.sha256][-KNOWN_MOST:]})

    def _rows(self, file: Path, data: bytes, digest: str) -> Rows:
        if len(data) > LARGEST:
            raise NotWhole(f"is larger than {LARGEST // 1_000_000} MB")
        mark = file.with_name(f"{file.name}{DONE}")
        said: list[str] = []
        if mark.exists():
            with mark.open("rb") as opened:
                said = opened.read(MARK_MOST).decode("ascii", "replace").split()
        if said and len(said[0]) == 64 and said[0].lower() != digest:
            raise NotWhole(f"is not the file that {mark.name} is of: its SHA-256 is another")
        return read_rows(file.suffix.lower(), data, self._table.fields, self._settings.items)

    def _judged(self, rows: Rows, file: Path, receipt: Receipt) -> dict[int, ToldDossier]:
        """By their lines."""
        at = self._as_of(rows, file, self._clock())
        known = mapping.Told(site=self._settings.site, at=at)
        told: dict[int, ToldDossier] = {}
        lines: dict[str, int] = {}
        receipt.as_of = dates.written(at, "iso")
        receipt.encoding, receipt.remarks = rows.encoding, rows.remarks
        receipt.rows = len(rows.rows) + len(rows.spoilt)
        receipt.left_out = [Left(line, why) for line, why in rows.spoilt]
        for line, row in rows.rows:
            match mapping.read(self._table, row, known):
                case LeftOut(why):
                    receipt.left_out.append(Left(line, why))
                case dossier:
                    if (before := lines.setdefault(dossier.code, line)) != line:
                        receipt.left_out.append(Left(line, f"is of the same dossier as line {before}"))
                        continue
                    told[line] = dossier
                    receipt.flagged += [Left(line, f'{one.field}: "{one.value}" is unknown') for one in dossier.unknown]
        return told

    def _as_of(self, rows: Rows, file: Path, now: Millis) -> Millis:
        """Of when the file is: by its own word, by the fourteen digits in its name, or by when it was written."""
        told = dates.moment(rows.as_of, dates.FORMATS) if rows.as_of else None
        if told is None:
            digits = "".join(sign if sign.isdigit() else " " for sign in file.stem).split()
            moments = (dates.moment(word, ("yyyyMMddHHmmss",)) for word in digits if len(word) == 14)
            told = next((moment for moment in moments if moment is not None), None)
        return min(now, int(file.stat().st_mtime * 1000) if told is None else told)

    def _may_grow(self, file: Path) -> bool:
        """Nobody has said that it is whole, and it has not rested for long."""
        shape, since = self._seen[file.name]
        rested = self._now() - since >= self._settings.rest_s * PATIENCE
        return not (rested or file.name in self._marked) or shape != _shape(file)

    def _put_away(self, file: Path, receipt: Receipt, before: tuple[int, int]) -> None:
        if _shape(file) != before:
            return  # somebody has written another one over it meanwhile: that one is for the next round
        put_away(self._folder, file, receipt)
        file.with_name(f"{file.name}{DONE}").unlink(missing_ok=True)
        self._seen.pop(file.name, None)


def _shape(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns
