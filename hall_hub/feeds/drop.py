"""Rows of a table that another program brought: judged one by one, each bad one named with its line and the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from hall_core.device.table import read_table
from hall_core.domain.table import Finding, Row, Table

T = TypeVar("T")


class BadRow(Exception):
    """This row cannot be used; the text says why, and repeats nothing that may be personal."""


class Kind(Struct, Generic[T], frozen=True, kw_only=True):
    """One kind of file: its columns, how a row becomes a value, and by what two values are the same."""

    required: Sequence[str]
    optional: Sequence[str] = ()
    row: Callable[[Row], T]
    """BadRow when it cannot."""
    key: Callable[[T], str]
    secret: str = ""
    """A column of which no finding may say what it holds."""


class Judged(Struct, Generic[T], frozen=True):
    """A table that is small enough to be kept in memory."""

    good: list[T]
    findings: list[Finding]
    rows: int
    whole: bool


def judge(path: Path, kind: Kind[T]) -> Judged[T]:
    table = read_table(path, kind.required, kind.optional)
    good: dict[str, T] = {}
    lines: dict[str, int] = {}

    def keep(value: T, line: int) -> int | None:
        key = kind.key(value)
        if key in good:
            return lines[key]
        good[key], lines[key] = value, line
        return None

    findings = sift(path.name, table, kind, keep)
    return Judged(list(good.values()), findings, len(table.rows) + len(table.spoilt), table.whole)


def sift(name: str, table: Table, kind: Kind[T], keep: Callable[[T, int], int | None]) -> list[Finding]:
    """Hands each good row with its line to ``keep``, which gives the line where the same stands already, None when it
    is new. What is wrong with the others, in the order of their lines."""
    findings = [discreet(finding, kind.secret) for finding in table.findings]
    for row in table.rows:
        try:
            value = kind.row(row)
        except BadRow as error:
            findings.append(Finding(name, row.line, str(error)))
            continue
        before = keep(value, row.line)
        if before is not None:
            findings.append(Finding(name, row.line, f"{kind.key(value)} stands in line {before} already"))
    return sorted(findings, key=lambda finding: finding.line)


def discreet(finding: Finding, secret: str) -> Finding:
    """The same without what the ``secret`` column holds."""
    if secret and f'"{secret}"' in finding.reason:
        return replace(finding, reason=f'"{secret}" cannot be read')
    return finding
