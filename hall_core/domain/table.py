"""A table that somebody exported, and what is wrong in it, as values. :mod:`hall_core.device.table` reads them."""

from __future__ import annotations

from msgspec import Struct

DIGITS_MOST = 12
"""Of a number in a cell, that count: a hundred times what any column allows. Python reads no thousands of them."""


class Finding(Struct, frozen=True):
    """One mistake; ``str`` of it is its line in a report."""

    file: str
    line: int
    """From 1, as an editor counts; 0: the file as a whole."""
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: line {self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class Row(Struct, frozen=True):
    """``values``: column to text, for every column that was asked for; NFC, stripped, ``\\n`` within; "" when empty."""

    line: int
    """Where the row begins."""
    values: dict[str, str]


class Table(Struct, frozen=True):
    rows: list[Row]
    """The good ones, in the order of the file."""
    findings: list[Finding]
    spoilt: list[Row] = []
    """Rows with a finding, as far as they could be read: what refers to one of them need not be blamed as well."""
    whole: bool = True
    """Every required column is there, and the file could be read to its end."""


def whole(text: str) -> int | None:
    """The whole number, without a sign, that ``text`` is; None when it is none, or one that has no end."""
    digits = text.lstrip("0") or "0"
    return int(digits) if text.isascii() and text.isdecimal() and len(digits) <= DIGITS_MOST else None
