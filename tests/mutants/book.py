"""What became of each mutant, kept between runs: a mutant that was killed stays so until its function is another."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec

from tests.mutants.mutant import Mutant, Verdict

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SETTLED = ("killed", "timed out")
LISTED = re.compile(r"^\| `(?P<function>[\w./]+)` \| `(?P<was>.*?)` → (?:`(?P<now>.*?)`|nothing) \|")
"""A row of docs/mutants.md: a mutant that makes no difference, and why."""


class Listed(NamedTuple):
    """Mutants that make no difference; … in one of the lines stands for anything."""

    function: str
    was: str
    now: str

    def is_one(self, function: str, was: str, now: str) -> bool:
        return self.function == function and _like(self.was, was) and _like(self.now, now)


class Entry(msgspec.Struct):
    verdict: Verdict
    function: str
    line: int
    was: str
    now: str
    by: str
    """The test that failed."""


class Book:
    """The verdicts on one module's mutants, in a file of their own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._file = folder / f"{name.replace('/', '.')}.json"
        kept = self._file.read_bytes() if self._file.exists() else b"{}"
        self.entries = msgspec.json.decode(kept, type=dict[str, Entry])

    def settled(self, mutant: Mutant, listed: list[Listed]) -> bool:
        entry = self.entries.get(mutant.key)
        return entry is not None and (entry.verdict in SETTLED or self._is_listed(entry, listed))

    def of(self, mutants: list[Mutant]) -> None:
        """Forgets those that are no more."""
        keys = {mutant.key for mutant in mutants}
        self.entries = {key: entry for key, entry in self.entries.items() if key in keys}

    def note(self, mutant: Mutant, verdict: Verdict, by: str) -> None:
        self.entries[mutant.key] = Entry(verdict, mutant.function, mutant.lines.start, mutant.was, mutant.now, by)

    def keep(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        aside = self._file.with_suffix(".new")
        aside.write_bytes(msgspec.json.format(msgspec.json.encode(self.entries)))
        aside.replace(self._file)

    def survivors(self, listed: list[Listed]) -> list[Entry]:
        """Those that no test noticed, and that are not listed as making no difference."""
        left = (entry for entry in self.entries.values() if entry.verdict not in SETTLED)
        return [entry for entry in left if not self._is_listed(entry, listed)]

    def row(self, listed: list[Listed]) -> list[int]:
        """How many: in all, for each verdict, and of the last ones those that are listed."""
        count = Counter(entry.verdict for entry in self.entries.values())
        left = sum(count[verdict] for verdict in VERDICTS if verdict not in SETTLED)
        return [len(self.entries), *(count[verdict] for verdict in VERDICTS), left - len(self.survivors(listed))]

    def _is_listed(self, entry: Entry, listed: list[Listed]) -> bool:
        return any(one.is_one(f"{self.name}.{entry.function}", entry.was, entry.now) for one in listed)


def listed(doc: Path) -> list[Listed]:
    """What ``doc`` names as making no difference."""
    lines = doc.read_text("utf-8").splitlines() if doc.exists() else []
    rows = (found for line in lines if (found := LISTED.match(line)) is not None)
    return [Listed(*(_shown(found[part]) for part in ("function", "was", "now"))) for found in rows]


def _shown(text: str | None) -> str:
    """As a table in Markdown has it: a bar would end the cell."""
    return (text or "").replace("\\|", "|")


def _like(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), text) is not None
