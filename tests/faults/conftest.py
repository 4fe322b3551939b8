"""One nursery for all tests of a run, so that a program is started in no time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_core.contract import limits
from tests.faults.chain import in_a_hurry
from tests.faults.hall import LOADED, FaultHall
from tests.faults.long import FAIL_POINTS
from tests.faults.nursery import Nursery
from tests.faults.shim import build


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="session")
def nursery(shim: Path) -> Iterator[Nursery]:
    nursery = Nursery(LOADED, shim)
    yield nursery
    nursery.close()


@pytest.fixture
def make_hall(nursery: Nursery, tmp_path: Path) -> Iterator[Callable[..., FaultHall]]:
    """Makes a hall with what it is given; closed at the end."""
    made: list[FaultHall] = []

    def make(**given: Any) -> FaultHall:
        made.append(FaultHall(tmp_path / f"hall-{len(made)}", nursery, **given))
        return made[-1]

    yield make
    for hall in made:
        hall.close()


@pytest.fixture
def hall(make_hall: Callable[..., FaultHall]) -> FaultHall:
    return make_hall()


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("COMMAND_AGAIN", "FACT_AGAIN", "COMMAND_GIVE_UP"):
        monkeypatch.setattr(limits, name, getattr(limits, name))
    in_a_hurry()
    yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in report.user_properties:
            if name.startswith(FAIL_POINTS):
                terminalreporter.write_line(f"{name} {value}")
