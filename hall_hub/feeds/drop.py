"""A file that another program drops into the hub's ``feeds`` folder: read, judged by one stated rule, reported on.

The rule: a file counts when all its columns are there and it can be read to its end, and at least nine in ten of its
rows are good. Then the good rows take the place of the copy before, and the bad ones are left out. Otherwise the
copy before stays. Either way a report beside the file names every bad row with its line and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from hall_core.device.table import read_table
from hall_core.domain.table import Finding, Row

GOOD = 9, 10
"""The share of rows that must be good."""
REPORTED = 1_000
"""Findings that a report lists: nobody reads more, and an export that fails fails in every row alike."""

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
    good: list[T]
    findings: list[Finding]
    rows: int
    whole: bool

    @property
    def accepted(self) -> bool:
        part, whole = GOOD
        return self.whole and len(self.good) * whole >= self.rows * part


def judge(path: Path, kind: Kind[T]) -> Judged[T]:
    table = read_table(path, kind.required, kind.optional)
    findings = [_discreet(finding, kind.secret) for finding in table.findings]
    good: dict[str, T] = {}
    lines: dict[str, int] = {}
    for row in table.rows:
        try:
            value = kind.row(row)
            key = kind.key(value)
            if key in good:
                findings.append(Finding(path.name, row.line, f"{key} stands in line {lines[key]} already"))
                continue
            good[key], lines[key] = value, row.line
        except BadRow as error:
            findings.append(Finding(path.name, row.line, str(error)))
    findings.sort(key=lambda finding: finding.line)
    return Judged(list(good.values()), findings, len(table.rows) + len(table.spoilt), table.whole)


def verdict(name: str, judged: Judged[T]) -> str:
    """One sentence; the first line of the report, and what an alert says."""
    if not judged.whole:
        return f"{name} is not used: {judged.findings[0].reason if judged.findings else 'it cannot be read'}"
    if not judged.accepted:
        bad = judged.rows - len(judged.good)
        return f"{name} is not used: {bad} of {judged.rows} rows are bad, more than one in ten"
    return f"{name} is used: {len(judged.good)} of {judged.rows} rows"


def report(name: str, judged: Judged[T]) -> str:
    shown = [str(finding) for finding in judged.findings[:REPORTED]]
    more = len(judged.findings) - len(shown)
    lines = [verdict(name, judged), *shown, *([f"… and {more} more"] if more else [])]
    return "\n".join(lines) + "\n"


def _discreet(finding: Finding, secret: str) -> Finding:
    if secret and f'"{secret}"' in finding.reason:
        return replace(finding, reason=f'"{secret}" cannot be read')
    return finding
