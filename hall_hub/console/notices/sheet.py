"""The table of the notices as the head edits it: what the feed would say of each row, and the same table with one row
added, changed, moved or taken away. Whatever the console does not know (rows with mistakes, further columns, the way in
which a clerk's program writes) stays as it is, to the letter. Pure but for :func:`read`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from hall_core.device.table import column_name, read_table, separator_of
from hall_core.domain.notice import Notice
from hall_core.domain.table import Finding, Row
from hall_hub.feeds.drop import BadRow
from hall_hub.feeds.notice_rows import OPTIONAL, REQUIRED, notice

COLUMNS = (*REQUIRED, *OPTIONAL)
LARGEST = 5_000_000
"""Bytes that are edited on a page: two hundred notices of the longest texts."""
MARK = "\ufeff"
"""How some programs begin a file."""


class Entry(Struct, frozen=True, kw_only=True):
    """A row. ``notice`` is what the feed makes of it, without its file; None when ``fault`` says why it makes none."""

    line: int
    raw: str
    """The lines of the file that it stands in."""
    values: dict[str, str]
    notice: Notice | None = None
    fault: str = ""


class Sheet(Struct, frozen=True, kw_only=True):
    """The whole table. ``digest`` tells one state of the file from another; empty when there is no file."""

    digest: str
    head: str
    """What stands above the first row."""
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    """What is wrong with the table as a whole, or with its head."""
    whole: bool
    """Whether it can be read to its end; if not it is not edited either."""
    separator: str = ","
    newline: str = "\n"

    def entry(self, id: str) -> Entry | None:
        """The first with this id."""
        return next((entry for entry in self.entries if entry.values["id"] == id), None)

    def at(self, line: str) -> Entry | None:
        """What begins in this line."""
        return next((entry for entry in self.entries if str(entry.line) == line), None)

    @property
    def text(self) -> str:
        return self.head + "".join(_ended(entry.raw, self.newline) for entry in self.entries)

    def added(self, values: Mapping[str, str]) -> Sheet:
        """With a row more, at the end."""
        sheet = self._with_columns(values)
        line = max((entry.line for entry in self.entries), default=1) + 1
        return replace(sheet, entries=(*sheet.entries, sheet._written(Entry(line=line, raw="", values={}), values)))

    def changed(self, entry: Entry, values: Mapping[str, str]) -> Sheet:
        """With these values in the columns that they name."""
        sheet = self._with_columns(values)
        return replace(
            sheet, entries=tuple(sheet._written(one, values) if one is entry else one for one in sheet.entries)
        )

    def without(self, entry: Entry) -> Sheet:
        return replace(self, entries=tuple(one for one in self.entries if one is not entry))

    def moved(self, entry: Entry, by: int) -> Sheet:
        """So many rows further down, as far as there are any."""
        others = [one for one in self.entries if one is not entry]
        at = max(0, min(len(others), self.entries.index(entry) + by))
        return replace(self, entries=(*others[:at], entry, *others[at:]))

    @property
    def columns(self) -> list[str]:
        return [column_name(cell) for cell in _cells(self.head, self.separator)]

    def _with_columns(self, values: Mapping[str, str]) -> Sheet:
        """With columns for all that is to be written; they come last, so that the rows stay as they are."""
        cells, known = _cells(self.head, self.separator), self.columns
        more = [name for name in COLUMNS if values.get(name) and name not in known]
        if not more:
            return self
        mark = MARK if self.head.startswith(MARK) else ""
        return replace(self, head=mark + _line([*cells, *more], self.separator, self.newline))

    def _written(self, entry: Entry, values: Mapping[str, str]) -> Entry:
        columns = self.columns
        cells = _cells(entry.raw, self.separator)
        if entry.fault:
            del cells[len(columns) :]  # a comma that divided a text
        cells += [""] * (len(columns) - len(cells))
        for n, name in enumerate(columns):
            if name in values:
                cells[n] = values[name]
        raw = _line(cells, self.separator, self.newline)
        return replace(entry, raw=raw, values={**entry.values, **values})


def read(path: Path, zones: Collection[str], boards: Collection[str]) -> Sheet:
    """OSError when the disk refuses; no file is an empty table."""
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except FileNotFoundError:
        return Sheet(digest="", head=",".join(COLUMNS) + "\n", entries=(), findings=(), whole=True)
    if data is None:
        why = Finding(path.name, 0, f"is larger than {LARGEST // 1_000_000} MB")
        return Sheet(digest="?", head="", entries=(), findings=(why,), whole=False)
    digest, table = sha256(data).hexdigest(), read_table(path, REQUIRED, OPTIONAL)
    if path.read_bytes() != data:  # somebody wrote it in this very moment
        return read(path, zones, boards)
    if not table.whole:
        return Sheet(digest=digest, head="", entries=(), findings=tuple(table.findings), whole=False)
    text = data.decode()
    lines = list(io.StringIO(text, newline=""))
    faults = {finding.line: finding.reason for finding in reversed(table.findings)}
    rows = sorted([*table.rows, *table.spoilt], key=lambda row: row.line)
    starts = [row.line - 1 for row in rows] + [len(lines)]
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for row, (start, end) in zip(rows, pairwise(starts), strict=True):
        made, fault = _judged(row, faults.get(row.line, ""), zones, boards)
        if made is not None and made.id in seen:
            made, fault = None, f"{made.id} stands in line {seen[made.id]} already"
        elif made is not None:
            seen[made.id] = row.line
        raw = "".join(lines[start:end])
        entries.append(Entry(line=row.line, raw=raw, values=row.values, notice=made, fault=fault))
    head = "".join(lines[: starts[0]])
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    return Sheet(
        digest=digest,
        head=_ended(head, newline),
        entries=tuple(entries),
        findings=tuple(finding for finding in table.findings if finding.line <= 1),
        whole=True,
        separator=separator_of(text.removeprefix(MARK), COLUMNS),
        newline=newline,
    )


def _judged(row: Row, fault: str, zones: Collection[str], boards: Collection[str]) -> tuple[Notice | None, str]:
    if fault:
        return None, fault
    try:
        return notice(row, zones, boards), ""
    except BadRow as error:
        return None, str(error)


def _cells(raw: str, separator: str) -> list[str]:
    """Of the record in these lines."""
    records = csv.reader(io.StringIO(raw.removeprefix(MARK), newline=""), delimiter=separator)
    return next((cells for cells in records if any(cell.strip() for cell in cells)), list[str]())


def _line(cells: list[str], separator: str, newline: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=newline).writerow(cells)
    return out.getvalue()


def _ended(raw: str, newline: str) -> str:
    return raw if not raw or raw.endswith(("\n", "\r")) else raw + newline
