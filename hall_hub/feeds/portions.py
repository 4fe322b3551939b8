"""A table that may be too large for memory, read a portion of its rows at a time.

The file is cut where a record ends and nowhere else. Each portion is read as a small file with the same head, so that
all rules of :mod:`hall_core.device.table` hold; lines are those of the whole file.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from hall_core.device.table import LARGEST, read_table
from hall_core.domain.table import Row, Table

PORTION = 250_000
"""Characters: some thousand dossiers, a few megabytes while they are rows, a tenth of a second to judge."""
_SEPARATORS = (",", ";", "\t")


def portions(path: Path, required: Sequence[str], optional: Sequence[str], remark: int = 0) -> Iterator[Table]:
    """The tables that ``path`` makes; at least one, and none after one that is not whole. ``remark``: bytes of a first
    line that is no part of the table; it is counted as a line, as an editor does."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size <= LARGEST:
                yield from _Cut(path.name, file, required, optional, remark).tables()
                return
    except OSError:
        pass  # which is told by who reads it as a whole
    yield read_table(path, required, optional)


class _Cut:
    def __init__(
        self, name: str, file: BinaryIO, required: Sequence[str], optional: Sequence[str], remark: int
    ) -> None:
        self._name = name
        self._required, self._optional = required, optional
        self._file, self._begin = file, remark
        self._head = "\n" if remark else ""
        """With all that stands above it."""
        self._head_lines = 1 if remark else 0

    def tables(self) -> Iterator[Table]:
        records = self._records(self._separator())
        for text, lines, cells in records:
            self._head += text
            self._head_lines += lines
            if any(cell.strip() for cell in cells):
                break
        below, body, size = self._head_lines, list[str](), 0
        read = below
        for text, lines, _ in records:
            body.append(text)
            size += len(text)
            read += lines
            if size >= PORTION:
                table = self._table(body, below)
                yield table
                if not table.whole:
                    return
                below, body, size = read, [], 0
        if body or below == self._head_lines:
            yield self._table(body, below)

    def _separator(self) -> str:
        """As whoever reads the portions finds it, by the same head."""
        known = {*self._required, *self._optional}

        def fits(separator: str) -> tuple[int, int]:
            for _, _, cells in self._records(separator):
                if any(cell.strip() for cell in cells):
                    return sum(cell.strip().casefold() in known for cell in cells), len(cells)
            return 0, 0

        return max(_SEPARATORS, key=fits)

    def _records(self, separator: str) -> Iterator[tuple[str, int, list[str]]]:
        """Each record as it stands in the file, how many lines it has, and its cells. What cannot be read comes last,
        without cells: whoever reads the portion says why."""
        self._file.seek(self._begin)
        # Bytes that are no UTF-8 go through it unchanged.
        text = io.TextIOWrapper(self._file, encoding="utf-8-sig", errors="surrogateescape", newline="")
        pulled: list[str] = []

        def pull() -> Iterator[str]:
            for line in text:
                pulled.append(line)
                yield line

        csv.field_size_limit(LARGEST)
        try:
            for cells in csv.reader(pull(), delimiter=separator, strict=True):
                yield "".join(pulled), len(pulled), cells
                pulled.clear()
        except csv.Error:
            yield "".join(pulled), len(pulled), []
        finally:
            text.detach()

    def _table(self, body: list[str], below: int) -> Table:
        """The portion whose first line comes after line ``below``."""
        memory = os.memfd_create("portion")
        try:
            with os.fdopen(os.dup(memory), "wb") as copy:
                copy.write("".join([self._head, *body]).encode("utf-8", "surrogateescape"))
            table = read_table(Path(f"/proc/self/fd/{memory}"), self._required, self._optional)
        finally:
            os.close(memory)
        first = below == self._head_lines
        further = below - self._head_lines

        def moved(line: int) -> int:
            return line + further if line > self._head_lines else line

        return Table(
            rows=[Row(moved(row.line), row.values) for row in table.rows],
            findings=[
                replace(finding, file=self._name, line=moved(finding.line))
                for finding in table.findings
                # What is wrong with the head is told once.
                if first or finding.line > self._head_lines
            ],
            spoilt=[Row(moved(row.line), row.values) for row in table.spoilt],
            whole=table.whole,
        )
