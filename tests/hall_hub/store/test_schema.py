"""The file of the copies: whatever lies there under its name, hub and courier find one that they can use."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Name
from hall_hub.store import schema
from hall_hub.store.copies import Copies
from hall_hub.store.incoming import Incoming
from hall_hub.store.schema import VERSION, connect, opened, throw_away

ONE = Dossier(code="H41-000001", procedure=Name(vi="A", en="A"), agency=Name(vi="B", en="B"), state="finished")


def put(file: Path) -> None:
    with closing(Incoming(file, "dossiers")) as incoming:
        incoming.add(ONE, 1)
        incoming.take_place(5)


def test_a_file_of_an_older_shape_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "copies.sqlite"
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE dossier (code TEXT PRIMARY KEY, owner TEXT, body TEXT) WITHOUT ROWID")
        db.execute("INSERT INTO dossier VALUES ('H41-000001', '', '{}')")
        db.execute("CREATE TABLE appointment (code TEXT PRIMARY KEY, body TEXT)")
        db.commit()
    with closing(Copies(file)) as copies:
        assert (copies.dossier("H41-000001"), copies.dossiers_as_of()) == (None, None)
        put(file)
        assert copies.dossier("H41-000001") == ONE
    with closing(connect(file)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_one_that_a_bad_disk_has_spoilt_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "copies.sqlite"
    file.write_bytes(b"no database at all, and long enough to be one" * 40)
    with closing(Copies(file)) as copies:
        assert copies.dossiers_as_of() is None
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_refuses_costs_nobody_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "copies.sqlite"
    Copies(file).close()
    put(file)
    monkeypatch.setattr(schema, "BUSY", 0.0)
    monkeypatch.setattr(schema, "VERSION", VERSION + 1)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            opened(file)
    monkeypatch.setattr(schema, "VERSION", VERSION)
    with closing(Copies(file)) as copies:
        assert copies.dossier("H41-000001") == ONE


def test_programs_that_start_together_make_one_file(tmp_path: Path) -> None:
    file = tmp_path / "copies.sqlite"
    file.write_bytes(b"spoilt" * 500)
    ready = threading.Barrier(4)
    inodes: list[int] = []

    def start() -> None:
        ready.wait(8)
        with closing(opened(file)):
            inodes.append(file.stat().st_ino)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(inodes) == 4
    assert set(inodes) == {file.stat().st_ino}


def test_who_has_it_open_finds_the_file_that_took_its_place(tmp_path: Path) -> None:
    file = tmp_path / "copies.sqlite"
    with closing(Copies(file)) as copies:
        put(file)
        assert copies.changed()
        throw_away(file)
        opened(file).close()
        put(file)
        assert copies.changed()
        assert copies.dossier("H41-000001") == ONE


def test_a_look_tells_whether_anybody_has_changed_anything(tmp_path: Path) -> None:
    file = tmp_path / "copies.sqlite"
    with closing(Copies(file)) as copies:
        assert copies.changed()
        assert not copies.changed()
        put(file)
        assert copies.changed()
        assert not copies.changed()
