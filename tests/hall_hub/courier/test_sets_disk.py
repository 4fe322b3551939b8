"""The file of the hall's copies is spoilt, taken away or not to be had: the courier says so, and gets it all again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hall_hub.courier.sets import AGAIN, COPIES, CentreSets
from hall_hub.store.schema import connect, throw_away
from tests.hall_hub.courier.played_shelf import PlayedShelf, same
from tests.hall_hub.courier.test_sets_converge import AT, PLAN, Line, of_a_calendar, rows

PAGE = 4_096


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    yield from of_a_calendar(tmp_path)


def spoil(folder: Path, table: str) -> None:
    """As a bad disk does it under a program that has the file open."""
    with closing(connect(folder / COPIES)) as db:
        db.execute("INSERT OR REPLACE INTO copy VALUES ('appointments', 1)")  # whoever has read it reads it anew
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [root] = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    with (folder / COPIES).open("r+b") as file:
        file.seek((root - 1) * PAGE)
        file.write(bytes(PAGE))


def hears(line: Line) -> None:
    line.shelf.put({"2026-0007": b"70"})
    for message in line.shelf.changes(400):
        assert line.sets.hear(message, AT) == []


def says_where_it_is(line: Line) -> None:
    assert line.sets.positions() == {}


MOMENTS: list[tuple[Callable[[Line], None], str]] = [
    (says_where_it_is, "position"),
    (hears, "item"),
    (lambda line: line.wait(1), "position"),
    (Line.kill, "position"),
]


@pytest.mark.parametrize(("notices", "table"), MOMENTS, ids=["in its hello", "in a change", "at rest", "at its start"])
def test_whenever_it_is_found_spoilt_it_is_begun_anew_and_told_again(
    line: Line, notices: Callable[[Line], None], table: str
) -> None:
    line.mend()
    spoil(line.folder, table)
    notices(line)
    assert line.sets.trouble().startswith("copies.sqlite cannot be used")
    line.wait(2 * AGAIN)
    assert line.sets.trouble() == ""
    assert not line.agrees()
    line.mend()
    assert same(rows(line.folder, "calendar"), line.shelf)


def test_a_file_that_another_program_has_begun_anew_is_the_one_that_is_filled(line: Line) -> None:
    line.mend()
    throw_away(line.folder / COPIES)
    line.wait(1)
    line.mend()
    assert same(rows(line.folder, "calendar"), line.shelf)


def test_a_file_that_cannot_be_opened_is_told_of_once_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / COPIES).mkdir()
    shelf = PlayedShelf("calendar")
    with closing(CentreSets(PLAN, tmp_path, lambda: None)) as sets:
        for second in range(20):
            assert sets.tend(float(second)) == []
            assert sets.hear(shelf.stands(), AT) == []
            assert sets.positions() == {}
        assert sets.trouble() == "copies.sqlite cannot be used: unable to open database file"
        assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
        (tmp_path / COPIES).rmdir()
        sets.tend(20.0 + AGAIN)
        assert sets.trouble() == ""
        assert sets.positions().keys() == {"calendar", "dossiers"}


def test_a_courier_whose_file_cannot_be_opened_ends_as_any_other(tmp_path: Path) -> None:
    (tmp_path / COPIES).mkdir()
    sets = CentreSets(PLAN, tmp_path, lambda: None)
    assert sets.trouble()
    sets.close()
