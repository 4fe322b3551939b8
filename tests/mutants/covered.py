"""Which tests go through which lines of the domain, and how long each takes, with nothing changed: by coverage.py."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import coverage
import msgspec
import pytest
from _pytest.runner import runtestprotocol


class Covered(msgspec.Struct):
    """``tests``: ms of processor time, by the test's id; ``lines``: by file and line, the tests that go through it."""

    tests: dict[str, float] = {}
    lines: dict[str, dict[int, list[str]]] = {}

    def of(self, file: str, lines: range) -> list[str]:
        """The tests that go through one of the lines, the quickest first."""
        through = {test for line in lines for test in self.lines.get(file, {}).get(line, [])}
        return sorted(through, key=lambda test: (self.tests[test], test))

    def naming(self, names: list[str]) -> list[str]:
        """The tests that go through one of the lines in which one of the names stands, or in whose file one stands, the
        quickest first."""
        word = re.compile(rf"\b(?:{'|'.join(names)})\b")
        through = {
            test
            for file, lines in self.lines.items()
            for line, text in enumerate(Path(file).read_text("utf-8").splitlines(), 1)
            if word.search(text)
            for test in lines.get(line, [])
        }
        files = {test.partition("::")[0] for test in self.tests}
        themselves = {file for file in files if word.search(Path(file).read_text("utf-8"))}
        through |= {test for test in self.tests if test.partition("::")[0] in themselves}
        return sorted(through, key=lambda test: (self.tests[test], test))

    def add(self, more: Covered) -> None:
        self.tests |= more.tests
        for file, lines in more.lines.items():
            mine = self.lines.setdefault(file, {})
            for line, tests in lines.items():
                mine[line] = mine.get(line, []) + tests


def covered(
    items: list[pytest.Item], package: Path, kept: Path, apart: Callable[[Callable[[], Covered]], Covered]
) -> Covered:
    """By all ``items``; what was measured for a file of tests is kept in ``kept`` until it or what it leans on changes.
    ``apart`` does a piece of work in a process of its own."""
    files = {file: list(of) for file, of in groupby(items, key=lambda item: item.path)}
    leant_on = [*package.rglob("*.py"), *(other for file in files for other in _beside(file))]
    of_all = _digest(sorted(set(leant_on)))
    whole = Covered()
    for file, of in files.items():
        # Lines are known by whole paths: what was measured in another checkout says nothing about this one.
        of_this = hashlib.sha256(f"{package}{of_all}{_digest([file])}".encode()).hexdigest()[:16]
        place = kept / f"{file.stem}-{of_this}.json"
        known = msgspec.json.decode(place.read_bytes(), type=Covered) if place.exists() else Covered()
        # Somebody may have written on while it was measured: its text was new then, and what was loaded old.
        if any(item.nodeid not in known.tests for item in of):
            for old in kept.glob(f"{file.stem}-*.json"):
                old.unlink()
            kept.mkdir(parents=True, exist_ok=True)
            known = apart(lambda of=of: _measure(of, package))
            place.write_bytes(msgspec.json.encode(known))
        whole.add(known)
    return whole


def _beside(file: Path) -> list[Path]:
    """What several files of tests lean on."""
    folders = [folder for folder in file.parents if "tests" in folder.parts]
    return [other for folder in folders for other in folder.glob("*.py") if not other.name.startswith("test_")]


def _digest(files: list[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _measure(items: list[pytest.Item], package: Path) -> Covered:
    """Runs every test. Raises AssertionError when one fails: nothing can be judged by it then."""
    measured = coverage.Coverage(data_file=None, config_file=False, include=[f"{package}/*"])
    tests = dict[str, float]()
    measured.start()
    for item, after in zip(items, [*items[1:], None], strict=True):
        measured.switch_context(item.nodeid)
        begun = time.process_time()
        assert passes(item, after), f"{item.nodeid} fails without anything being changed"
        tests[item.nodeid] = (time.process_time() - begun) * 1_000
    measured.stop()
    data = measured.get_data()
    return Covered(tests, {file: _by_line(data, file) for file in data.measured_files()})


def passes(item: pytest.Item, after: pytest.Item | None) -> bool:
    reports: list[Any] = runtestprotocol(item, log=False, nextitem=after)
    return not any(report.failed for report in reports)


def _by_line(data: coverage.CoverageData, file: str) -> dict[int, list[str]]:
    return {line: sorted(filter(None, by)) for line, by in data.contexts_by_lineno(file).items()}
