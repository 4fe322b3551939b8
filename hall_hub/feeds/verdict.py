"""Whether a file that another program dropped into the hub's ``feeds`` folder is used, by one stated rule.

The rule: a file counts when all its columns are there and it can be read to its end, and at least nine in ten of its
rows are good. Then the good rows take the place of the copy before, and the bad ones are left out. Otherwise the
copy before stays. Either way a report beside the file names every bad row with its line and the reason.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from hall_core.domain.table import Finding
from hall_core.durable import write_durably

GOOD = 9, 10
"""The share of rows that must be good."""
REPORTED = 1_000
"""Findings that a report lists: nobody reads more, and an export that fails fails in every row alike."""


class Verdict(Struct):
    """What is known of a file so far; portion by portion it becomes what is known of all of it."""

    name: str
    rows: int = 0
    good: int = 0
    ending: Finding | None = None
    """Why it cannot be read to its end."""
    findings: list[Finding] = []
    """The first of the others."""
    found: int = 0
    """How many others there are."""

    def add(self, findings: list[Finding], *, rows: int, good: int) -> None:
        """A portion: what is wrong in it, how many rows it has, and how many rows of the file are good by now."""
        self.rows += rows
        self.good = good
        self.found += len(findings)
        self.findings += findings[: max(0, REPORTED - len(self.findings))]

    @property
    def accepted(self) -> bool:
        part, whole = GOOD
        return self.ending is None and self.good * whole >= self.rows * part

    @property
    def words(self) -> str:
        """One sentence; the first line of the report, and what an alert says."""
        if self.ending is not None:
            return f"{self.name} is not used: {self.ending.reason}"
        if not self.accepted:
            return f"{self.name} is not used: {self.rows - self.good} of {self.rows} rows are bad, more than one in ten"
        return f"{self.name} is used: {self.good} of {self.rows} rows"

    def report(self, path: Path) -> None:
        """Leaves it beside the file ``path``. OSError when it cannot."""
        ending = [] if self.ending is None else [str(self.ending)]
        hidden = self.found - len(self.findings)
        more = [f"… and {hidden} more"] if hidden else []
        lines = [self.words, *ending, *map(str, self.findings), *more]
        write_durably(report_beside(path), ("\n".join(lines) + "\n").encode())


def report_beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}.report.txt")
