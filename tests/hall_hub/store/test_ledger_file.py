"""The hub's ledger as other programs read it: what is no ledger, or not open, is an error and never an empty ledger."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.domain import events as e
from hall_hub.store.ledger import Ledger
from hall_hub.store.reading import LedgerFile
from tests.conftest import NINE_IN_THE_MORNING


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """With one event."""
    with closing(Ledger(tmp_path / "ledger.sqlite")) as ledger, ledger.batch():
        ledger.append(e.DayBegan(day="2026-11-21"), NINE_IN_THE_MORNING, None)
    return tmp_path / "ledger.sqlite"


def test_a_ledger_that_is_not_whole_yet_is_opened_once_it_is(file: Path) -> None:
    with closing(LedgerFile(file)) as ledger:
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            [(epoch,)] = db.execute("SELECT value FROM meta WHERE key = 'epoch'")
            db.execute("DELETE FROM meta WHERE key = 'epoch'")
            with pytest.raises(sqlite3.DatabaseError, match="no ledger, or not a whole one yet"):
                ledger.open(0)
            db.execute("INSERT INTO meta VALUES ('epoch', ?)", (epoch,))
        assert ledger.open(0)
        assert (ledger.epoch, ledger.head()) == (epoch, 1)


@pytest.mark.parametrize("opened", [False, True])
def test_a_ledger_that_is_not_open_is_none_without_events(file: Path, opened: bool) -> None:
    ledger = LedgerFile(file)
    if opened:
        ledger.open(0)
        assert ledger.days() == [1]
        ledger.close()
    for asked in (ledger.head, ledger.days, lambda: list(ledger.lines(0))):
        with pytest.raises(sqlite3.ProgrammingError, match="it is not open"):
            asked()
