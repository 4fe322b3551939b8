"""A CSV file to rows, with every mistake in it named by its line. Made for what people export from other programs.

UTF-8 with or without a byte order mark; comma, semicolon or tab, whichever gives the head row known columns; quotes
as in RFC 4180, so that a cell may hold line breaks. A row with a mistake is not among the good ones.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from hall_core.domain.plan_check import closest, suggest
from hall_core.domain.table import Finding, Row, Table

__all__ = ["Finding", "QuoteError", "Row", "Table", "column_name", "read_table", "records", "separator_of"]

LARGEST = 64_000_000
"""Bytes: the papers of 2,700 procedures are some 10 MB; anything much larger is some other file."""
LONGEST_CELL = 20_000
"""Characters: the longest order of work in a national catalogue has 9,000; a lost quote swallows whole files."""

_SEPARATORS = (",", ";", "\t")
_SAVE = 'save it as "CSV UTF-8"'
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""What web pages leave behind in copied texts; a font draws boxes for some of it."""
_TAG = re.compile(
    r"</?(?:a|b|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|script|span|strong|style|su[bp]|t[dhr]|table|tbody|u|ul)"
    r"(?:\s[^<>]*)?/?>|&(?:nbsp|amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);",
    re.IGNORECASE,
)
_MANGLED = re.compile("\ufffd|áº|á»|Ä‘|Æ°|[®¨©¬][a-z¨µ-ÿ]")
"""Letters lost, UTF-8 once read as Western European, and the old TCVN3 fonts (".VnTime") once read so."""


class QuoteError(Exception):
    """A quote is wrong in the record that begins on ``line``. ``never_closed``: it lasts to the end of the file."""

    def __init__(self, line: int, *, never_closed: bool) -> None:
        opened = "a double quote is opened here and never closed"
        super().__init__(opened if never_closed else 'a double quote within a quoted text must be doubled: ""')
        self.line, self.never_closed = line, never_closed


class _Unreadable(Exception):
    """The file cannot be read to its end: at ``line``, because of ``reason``."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def read_table(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """The rows of ``path``, in the columns named. Nothing is raised: what is wrong is in the findings."""
    reading = _Reading(path.name, required, optional)
    try:
        reading.read(_text(path))
    except _Unreadable as end:
        reading.find(end.line, end.reason)
        return Table([], reading.findings, reading.spoilt, whole=False)
    return Table(reading.rows, reading.findings, reading.spoilt)


def separator_of(text: str, known: Collection[str]) -> str:
    """The one by which most of the head's cells are columns that are known; when none is, the most cells."""

    def columns(separator: str) -> tuple[int, int]:
        try:
            _, head = next(_records(text, separator), (1, []))
        except _Unreadable:
            return 0, 0  # quotes that only make sense with another separator
        return sum(column_name(cell) in known for cell in head), len(head)

    return max(_SEPARATORS, key=columns)


def column_name(cell: str) -> str:
    """What a cell of the head calls its column."""
    return _INVISIBLE.sub("", cell).strip().casefold()


class _Reading:
    def __init__(self, file: str, required: Sequence[str], optional: Sequence[str]) -> None:
        self.rows: list[Row] = []
        self.spoilt: list[Row] = []
        self.findings: list[Finding] = []
        self._file = file
        self._required = required
        self._known = [*required, *optional]

    def find(self, line: int, reason: str) -> None:
        self.findings.append(Finding(self._file, line, reason))

    def read(self, text: str) -> None:
        separator = separator_of(text, self._known)
        lines = _records(text, separator)
        _, head = next(lines, (1, []))
        columns = self._columns(head)
        for line, cells in lines:
            before = len(self.findings)
            if len(cells) > len(head):
                self.find(line, f"has {len(cells)} cells, the head has {len(head)}; put texts in double quotes")
            values = dict.fromkeys(self._known, "")
            for column, cell in zip(columns, cells, strict=False):
                if column:
                    values[column] = self._value(line, column, cell)
            good = len(self.findings) == before
            (self.rows if good else self.spoilt).append(Row(line, values))

    def _columns(self, head: list[str]) -> list[str]:
        """The column of each cell; "" for one that nobody asked for."""
        names = [column_name(cell) for cell in head]
        if not any(names):
            raise _Unreadable(0, f"is empty; its first line must name the columns {', '.join(self._required)}")
        for name in dict.fromkeys(name for name in names if names.count(name) > 1 and name in self._known):
            raise _Unreadable(1, f'column "{name}" stands {names.count(name)} times; keep one of them')
        missing = [name for name in self._required if name not in names]
        unknown = [name for name in names if name and name not in self._known]
        for name in missing:
            meant = closest(name, unknown)
            self.find(1, f'column "{name}" is missing' + (f'; is "{meant[0]}" meant for it?' if meant else ""))
        free = [name for name in self._known if name not in names]
        for name in dict.fromkeys(unknown):
            hint = suggest(name, free) if closest(name, free) else "it is passed over"
            self.find(1, f'column "{_shown(name)}" is not known; {hint}')
        if missing:
            raise _Unreadable(0, f"cannot be used without {', '.join(missing)}")
        return [name if name in self._known else "" for name in names]

    def _value(self, line: int, column: str, cell: str) -> str:
        if len(cell) > LONGEST_CELL:
            limit = f"{len(cell)} characters, at most {LONGEST_CELL} are allowed"
            self.find(line, f'"{column}" has {limit}; is a closing quote missing?')
            return ""
        if found := _CONTROL.search(cell):
            self.find(line, f'"{column}" holds the control character U+{ord(found[0]):04X}; take it out')
        if found := _TAG.search(cell):
            self.find(line, f'"{column}" holds HTML: {_shown(found[0])}; write plain text')
        if _MANGLED.search(cell):
            self.find(line, f'"{column}" has letters that another encoding has mangled: {_shown(cell)}; export it anew')
        text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip()


def records(text: str, separator: str, longest: int) -> Iterator[tuple[int, list[str]]]:
    """The line on which each record begins, and its cells; empty ones are left out. A cell may have ``longest``
    characters: so large that a lost quote, which puts all that follows into one cell, is told as one. QuoteError where
    it cannot be read further."""
    csv.field_size_limit(longest)
    # newline="": only real line ends divide records, not the other signs that str.splitlines knows.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise QuoteError(begins, never_closed="unexpected end" in str(error)) from error


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    try:
        # A lost quote may put the whole file into one cell: that is told as a cell too long.
        yield from records(text, separator, LARGEST)
    except QuoteError as error:
        raise _Unreadable(error.line, str(error)) from error


def _shown(text: str) -> str:
    short = "".join(sign if sign.isprintable() else "?" for sign in text[:40])
    return f"{short} …" if len(text) > 40 else short


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise _Unreadable(0, "is missing") from error
    except OSError as error:
        raise _Unreadable(0, f"cannot be read: {error.strerror or error}") from error
    if len(data) > LARGEST:
        raise _Unreadable(0, f"is larger than {LARGEST // 1_000_000} MB; this is no table of ours")
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise _Unreadable(0, f"is an Excel workbook, not a CSV file; {_SAVE}")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or 0 in data[:4]:
        raise _Unreadable(0, f"is UTF-16 (Excel calls it Unicode Text), not UTF-8; {_SAVE}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unreadable(line, f"is {_encoding(data)}, not UTF-8; {_SAVE}") from error


_TCVN_LETTERS = frozenset(range(0xA1, 0xAF))
"""Ă Â Ê Ô Ơ Ư Đ and their small letters in TCVN3; signs that hardly occur in windows-1258."""
_CP1258_MARKS = frozenset(b"\xcc\xd2\xde\xec\xf2")
"""The five tone marks of windows-1258, each a byte after its vowel."""


def _encoding(data: bytes) -> str:
    """What a file that is no UTF-8 most likely is. Every sixth letter of Vietnamese text is đ, ă, â, ê, ô, ơ or ư."""
    high = [byte for byte in data if byte >= 0x80]
    if sum(byte in _TCVN_LETTERS for byte in high) > len(high) / 6:
        return "TCVN3 (the old .VnTime fonts)"
    if sum(byte in _CP1258_MARKS for byte in high) > len(high) / 6:
        return "windows-1258 (Vietnamese Windows)"
    return "in an unknown encoding"
