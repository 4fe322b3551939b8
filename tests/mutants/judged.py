"""Judges mutants: a plugin of pytest that loads the tests once, and has each mutant judged by a child of its own.

A child begins where the parent stands: everything read, nothing run. It puts its mutant in place and goes through the
tests that reach the changed lines, the quickest first, until one fails.
"""

from __future__ import annotations

import os
import resource
import signal
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from tests.mutants.covered import Covered, covered, passes
from tests.mutants.mutant import Mutant, Verdict
from tests.mutants.put import Functions, made_of, put_table

PASSED, FAILED, NOT_PLACED, BROKEN = 0, 1, 2, 3
VERDICTS: dict[int, Verdict] = {PASSED: "survived", FAILED: "killed", NOT_PLACED: "not placed"}
LONGER = 10
"""Times as long as without a change, of processor time, and no test goes on."""
AT_LEAST = 1.0
"""Seconds of processor time that each test may take."""
MEMORY = 1 << 30
"""Bytes that a mutant may take beyond what is there."""


class Judge:
    """``mutants``: those of each file, asked for when the tests are loaded; ``told`` hears each verdict."""

    def __init__(
        self,
        package: Path,
        kept: Path,
        mutants: Iterator[tuple[Path, Mutant]],
        told: Callable[[Path, Mutant, Verdict, str], None],
        children: int,
    ) -> None:
        self._package, self._kept, self._mutants, self._told, self._children = package, kept, mutants, told, children
        self._at_work: dict[int, tuple[Path, Mutant | None, int]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        from hypothesis import Phase, settings  # pytest wants to see it imported first

        # Nobody reads the example that fails: it need not be made small.
        shrunk_never = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", settings(), phases=shrunk_never, database=None)
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._functions = Functions(self._package)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("the tests cannot be loaded")
        self._covered = covered(session.items, self._package, self._kept, _in_a_child)
        self._items = {item.nodeid: item for item in session.items}
        # What would fail anyway kills nobody: the first one of all is the code as it is.
        self._begin(self._package, None, sorted(self._items, key=lambda test: (self._covered.tests[test], test)))
        for file, mutant in self._mutants:
            tests = (
                self._covered.naming(made_of(mutant.text, mutant.function))
                if mutant.table
                else self._covered.of(str(file), mutant.lines)
            )
            if tests:
                self._begin(file, mutant, tests)
            else:
                self._told(file, mutant, "untested", "")
        while self._at_work:
            self._wait()
        return True

    def _begin(self, file: Path, mutant: Mutant | None, tests: list[str]) -> None:
        while len(self._at_work) >= self._children:
            self._wait()
        ours, theirs = os.pipe()
        child = os.fork()
        if child:
            os.close(theirs)
            self._at_work[child] = (file, mutant, ours)
            return
        try:
            _quiet()
            os._exit(self._judge(file, mutant, tests, theirs))
        except BaseException:
            os.write(theirs, traceback.format_exc().encode())
        finally:
            os._exit(BROKEN)

    def _judge(self, file: Path, mutant: Mutant | None, tests: list[str], say: int) -> int:
        if mutant is not None and not self._put(file, mutant):
            return NOT_PLACED
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
        items = [self._items[test] for test in tests]
        for item, after in zip(items, [*items[1:], None], strict=True):
            signal.setitimer(signal.ITIMER_VIRTUAL, AT_LEAST + LONGER * self._covered.tests[item.nodeid] / 1_000)
            if not passes(item, after):
                os.write(say, item.nodeid.encode())
                return FAILED
        return PASSED

    def _put(self, file: Path, mutant: Mutant) -> bool:
        if not mutant.table:
            return self._functions.put(file, mutant.text)
        try:
            return put_table(file, mutant.text, mutant.function)
        except Exception:
            os._exit(FAILED)  # The module could not even be read.

    def _wait(self) -> None:
        child, status = os.wait()
        file, mutant, pipe = self._at_work.pop(child)
        with os.fdopen(pipe, "rb") as said:
            by = said.read().decode()
        if mutant is None:
            assert status == PASSED, f"fails without anything being changed: {by}"
        elif os.WIFSIGNALED(status):
            out_of_time = os.WTERMSIG(status) == signal.SIGVTALRM
            self._told(file, mutant, "timed out" if out_of_time else "killed", by)
        else:
            verdict = VERDICTS.get(os.WEXITSTATUS(status))
            assert verdict is not None, f"{file.name}, {mutant.was} → {mutant.now}: nobody could judge it:\n{by}"
            self._told(file, mutant, verdict, by)


def _quiet() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _in_a_child(work: Callable[[], Covered]) -> Covered:
    """What it comes to, while nothing that it leaves behind (what a cache holds) is left here."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            with os.fdopen(theirs, "wb") as answer:
                answer.write(msgspec.json.encode(work()))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        told = answer.read()
    if os.waitpid(child, 0)[1]:
        raise pytest.UsageError("a test fails without anything being changed: see above")
    return msgspec.json.decode(told, type=Covered)
