"""Statements and branches that tests go through, of each folder that is to be covered: never of all together, where
many plain statements would hide the branches, and one folder another one.

``python -m tests.coverage_of FILE``: reads what ``coverage json`` has written; status 1 when a part is below the least.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

LEAST = 95.0
"""Percent."""
SETTINGS = Path(__file__).parents[1] / "pyproject.toml"


class Counted(Struct):
    """As coverage.py sums a file up."""

    covered_lines: int
    num_statements: int
    covered_branches: int
    num_branches: int


class File(Struct):
    summary: Counted


class Told(Struct):
    files: dict[str, File]


class Part(Struct, frozen=True):
    folder: str
    what: str
    covered: int
    all: int

    @property
    def percent(self) -> float:
        """Where nothing was measured, nothing is covered."""
        return 100 * self.covered / self.all if self.all else 0.0

    @property
    def enough(self) -> bool:
        return self.percent >= LEAST

    def __str__(self) -> str:
        verdict = "" if self.enough else f"  below {LEAST:g} %"
        return f"{self.folder:<24}{self.what:<12}{self.covered:>7} of {self.all:>6}{self.percent:>8.2f} %{verdict}"


def parts(files: Mapping[str, File], folders: Iterable[str]) -> list[Part]:
    found: list[Part] = []
    for folder in folders:
        own = [file.summary for name, file in files.items() if Path(name).is_relative_to(folder)]
        found += [
            Part(folder, "statements", sum(x.covered_lines for x in own), sum(x.num_statements for x in own)),
            Part(folder, "branches", sum(x.covered_branches for x in own), sum(x.num_branches for x in own)),
        ]
    return found


def main(told: Path) -> int:
    folders = tomllib.loads(SETTINGS.read_text("utf-8"))["tool"]["coverage"]["run"]["source"]
    found = parts(msgspec.json.decode(told.read_bytes(), type=Told).files, folders)
    print(*found, sep="\n")
    return 0 if all(part.enough for part in found) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
