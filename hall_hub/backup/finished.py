"""The days that are over, beside the ledger's copy: their figures and their events in the archive, which stay longer
than the ledger keeps them. Knows SQLite.

Both can be made anew of the ledger and of each other as long as these have the day; so they are copied now and then,
and without a flush for each of them.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from hall_core.durable import give, replace_durably, write_durably
from hall_hub.backup.copy import NEW
from hall_hub.figures.archive import FOLDER, Archive
from hall_hub.figures.raw import BUSY, FiguresError, Stretch
from hall_hub.figures.store import FILE, Figures
from hall_hub.store.sound import unsound

BEFORE = "archive.before"
"""Beside the ledger that was put aside: its days that the copy does not have."""
PAGES = 500
"""That are copied at a time: who makes figures writes between two of them."""
PAUSE = 0.02
log = logging.getLogger(__name__)
Known = dict[str, tuple[tuple[int, int], tuple[int, int]]]


def finished_of(stick: Path, epoch: int) -> Path:
    """Each ledger has its own: one that was begun by mistake has no days, and must not take away those of another."""
    return stick / f"finished-{epoch}"


def place_of(copy: Path, epoch: int) -> Path:
    """Where those are that belong to ``copy``. Of a ledger that was read from a dead card: beside it."""
    own = finished_of(copy.parent, epoch)
    return own if own.is_dir() else copy.parent


class FinishedDays:
    """Keeps ``own`` as ``data`` is. OSError or sqlite3.Error: try again later. For one thread."""

    def __init__(self, data: Path, own: Path, alive: Callable[[], None]) -> None:
        """``alive`` is called in long work."""
        self._data, self._own = data, own
        self._alive = alive
        self._known: Known = {}
        """Files, and what was made of them, as they were then: length, and when they were written."""

    def follow(self) -> None:
        copies = self._own / FOLDER
        copies.mkdir(parents=True, exist_ok=True)
        there = Archive(self._data).files()
        for file in there:
            copy = copies / file.name
            seen = _as_it_is(file)
            if self._is_new(file, copy):
                body = file.read_bytes()
                if not copy.exists() or copy.read_bytes() != body:
                    write_durably(copy, body)
                self._known[file.name] = seen, _as_it_is(copy)
            self._alive()
        names = {file.name for file in there}
        for copy in copies.iterdir():
            if copy.name not in names:
                copy.unlink()  # by a rule of keeping, or half written
        figures = self._data / FILE
        if figures.exists() and self._is_new(figures, self._own / FILE):
            seen = _as_it_is(figures)  # what is written meanwhile is newer than that
            self._copy_figures(figures)
            self._known[FILE] = seen, _as_it_is(self._own / FILE)

    def _copy_figures(self, figures: Path) -> None:
        copy = self._own / FILE
        new = copy.with_name(f"{FILE}{NEW}")
        new.unlink(missing_ok=True)
        uri = f"{figures.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY)) as db, closing(sqlite3.connect(new)) as target:
            db.backup(target, pages=PAGES, progress=self._goes_on, sleep=PAUSE)
        replace_durably(new, copy)

    def _goes_on(self, status: int, remaining: int, total: int) -> None:
        self._alive()

    def _is_new(self, file: Path, copy: Path) -> bool:
        """Also when another stick was plugged in since."""
        return not copy.exists() or self._known.get(file.name) != (_as_it_is(file), _as_it_is(copy))


def _as_it_is(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns


def bring(source: Path, data: Path) -> None:
    """What is in ``source`` and not in ``data``. OSError when ``data`` refuses: done again it does no harm. What cannot
    be read there is passed over, with a warning: the ledger matters more, and figures are made anew."""
    if source == data:
        return
    archive = data / FOLDER
    if not archive.exists():
        archive.mkdir()
        give(archive)
    for file in Archive(source).files():
        if not (archive / file.name).exists() and (body := _read(file)) is not None:
            write_durably(archive / file.name, body)
    figures = source / FILE
    if not (data / FILE).exists() and (body := _read(figures)) is not None:
        new = data / f"{FILE}{NEW}"
        new.write_bytes(body)
        if (fault := _fault_of(new)) is not None:
            log.warning("%s is spoilt and not used: %s", figures, fault)
            new.unlink()
            return
        give(new)
        replace_durably(new, data / FILE)


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes() if file.exists() else None
    except OSError as error:
        log.warning("%s cannot be read, and is passed over: %s", file, error)
        return None


def _fault_of(figures: Path) -> str | None:
    try:
        with closing(sqlite3.connect(figures)) as db:
            return unsound(db)
    except sqlite3.DatabaseError as error:
        return str(error)


def put_aside(data: Path, since: Stretch) -> None:
    """Days from ``since`` on that were over in the lost ledger: of these the copy knows nothing, or not the end.
    OSError: done again it does no harm. Figures that cannot be changed go aside as a whole; they are made anew."""
    archive = Archive(data)
    for stretch, _ in archive.stretches():
        if stretch >= since:
            if not (data / BEFORE).exists():
                (data / BEFORE).mkdir()
                give(data / BEFORE)
            for file in archive.files_of(stretch):
                file.replace(data / BEFORE / file.name)
    if (data / FILE).exists():
        try:
            with closing(Figures(data, write=True)) as figures:
                figures.take_out(since)
        except (sqlite3.Error, FiguresError) as error:
            log.warning("%s: %s; it goes aside, and figures are made anew", data / FILE, error)
            for end in ("-wal", "-shm", ""):
                spoilt = data / f"{FILE}{end}"
                if spoilt.exists():
                    spoilt.replace(data / f"{FILE}.before{end}")
