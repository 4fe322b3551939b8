"""``./run mutants [PART ...]``: changes the domain one place at a time; does a test notice? (docs/mutants.md)"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutants.book import VERDICTS, Book, Listed, listed
from tests.mutants.judged import Judge
from tests.mutants.made import mutants_of
from tests.mutants.mutant import Mutant, Verdict

ROOT = Path(__file__).parents[2]
DOMAIN = ROOT / "hall_core" / "domain"
DOC = ROOT / "docs" / "mutants.md"
KEPT = ROOT / "build" / "mutants"
TESTS = [
    "tests/domain",
    *(f"tests/device/test_{name}.py" for name in ("hall_file", "hall_file_people", "table")),
]
"""Those about the domain that start no program."""
KEPT_EVERY = 10.0
"""Seconds."""


class Run:
    """Goes through the mutants of some modules, and keeps what becomes of them."""

    def __init__(self, books: dict[Path, Book], listed: list[Listed]) -> None:
        self._books, self._listed = books, listed
        # As the tests have loaded it: somebody may go on writing meanwhile.
        self._sources = {file: file.read_text("utf-8") for file in books}
        self._left = 0
        self._due = time.monotonic() + KEPT_EVERY

    def mutants(self) -> Iterator[tuple[Path, Mutant]]:
        for file, book in self._books.items():
            mutants = mutants_of(self._sources[file])
            book.of(mutants)
            asked = [mutant for mutant in mutants if not book.settled(mutant, self._listed)]
            print(f"{book.name}: {len(asked)} of {len(mutants)}", flush=True)
            for mutant in asked:
                yield file, mutant
            book.keep()

    def told(self, file: Path, mutant: Mutant, verdict: Verdict, by: str) -> None:
        self._books[file].note(mutant, verdict, by)
        if time.monotonic() >= self._due:
            self.keep()

    def keep(self) -> None:
        for book in self._books.values():
            book.keep()
        self._due = time.monotonic() + KEPT_EVERY


def main(argv: list[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    names = {str(file.relative_to(DOMAIN).with_suffix("")): file for file in sorted(DOMAIN.rglob("*.py"))}
    unknown = [part for part in given.part if part not in names and not (DOMAIN / part).is_dir()]
    if unknown:
        print(f"no such part of the domain: {', '.join(unknown)}", file=sys.stderr)
        return 2
    chosen = [name for name in names if not given.part or {name, name.split("/")[0]} & set(given.part)]
    if given.anew:
        for file in KEPT.glob("*.json"):
            if file.stem.replace(".", "/") in chosen:
                file.unlink()
    books = {names[name]: Book(KEPT, name) for name in chosen}
    if not given.report:
        run = Run(books, [] if given.anew else listed(DOC))
        judge = Judge(DOMAIN, KEPT / "covered", run.mutants(), run.told, given.children)
        tests = [str(ROOT / path) for path in given.tests or TESTS]
        ended = pytest.main(["-q", "--capture=no", "-p", "no:cacheprovider", *tests], [judge])
        run.keep()
        if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return int(ended)
    return _report(list(books.values()))


def _report(books: list[Book]) -> int:
    """What became of them, as docs/mutants.md has it; 1 when one survived that is not listed there."""
    known = listed(DOC)
    rows = {book.name: book.row(known) for book in books if book.entries}
    print(f"\n| module | mutants | {' | '.join(VERDICTS)} | listed |\n|---|{'--:|' * (len(VERDICTS) + 2)}")
    for name, row in [*rows.items(), ("all", [sum(column) for column in zip(*rows.values(), strict=True)])]:
        print(f"| {name} | {' | '.join(f'{number:,}' for number in row)} |")
    left = 0
    for book in books:
        for entry in book.survivors(known):
            left += 1
            print(
                f"\n{book.name}.{entry.function}, line {entry.line}, {entry.verdict}\n  - {entry.was}\n  + {entry.now}"
            )
    print(f"\n{left} that no test noticed and that {DOC.relative_to(ROOT)} does not list")
    return 1 if left else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("part", nargs="*", help="modules of hall_core/domain, as decide_counter or figures (all)")
    parser.add_argument("--tests", action="append", metavar="PATH", help="judged by these alone; may be said again")
    parser.add_argument("--anew", action="store_true", help="also what was killed before or is listed")
    parser.add_argument("--report", action="store_true", help="only says what became of them")
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1, help="at once (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
