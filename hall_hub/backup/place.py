"""Puts a copy in the ledger's place: all of it or nothing, wherever the power is cut. Knows SQLite.

What is to be is made beside what is, under a name that counts for nothing. One rename makes it count; what is left to
do then (the old ledger aside, the new one under its name) is done by whoever comes next, be it a hub that starts."""

from __future__ import annotations

import logging
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from hall_core.domain.events import HubRestored
from hall_core.domain.names import Slug
from hall_core.durable import give, replace_durably, sync
from hall_core.errors import MotcuaError
from hall_core.migrations import migrate
from hall_hub.backup import MADE
from hall_hub.backup.check import Good, cut
from hall_hub.backup.copy import CopyError
from hall_hub.backup.finished import bring, place_of, put_aside
from hall_hub.figures.raw import LEDGER, FiguresError, Stretch
from hall_hub.store.tables import MIGRATIONS

MAKING, BEFORE = "ledger.making", "ledger.before"
BESIDE = ("-wal", "-shm", "")
"""SQLite's files of one database, itself at last: by it one that was put aside in part is known."""
NAMED = re.compile(r"ledger-(\d+)\.sqlite")
BEGINNING = 1_767_225_600
"""Seconds: 2026. An epoch is at least the minutes since then, as a ledger that is begun anew has it."""
log = logging.getLogger(__name__)


class UnendedError(MotcuaError):
    """The disk refused when the copy counted already; the message says what."""

    key = "storage"


def higher(*epochs: int) -> int:
    """The epoch of a ledger that is put back: above that of any ledger of this hall that anybody has heard of, as far
    as the clock of this box can be believed, and above those that are known here whatever the clock says."""
    return max(max(epochs) + 1, int(time.time() - BEGINNING) // 60)


def _known(stick: Path, data: Path) -> Iterator[int]:
    """Epochs of the copies beside the one that is put back, and of the ledgers that are here or were."""
    for file in stick.glob("ledger-*.sqlite*"):
        if (named := NAMED.match(file.name)) is not None:
            yield int(named[1])
    for file in (data / LEDGER, *data.glob(f"{BEFORE}*")):
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db,
        ):
            if (row := db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()) is not None:
                yield row[0]


def aside_of(data: Path) -> Path:
    """Under which name the ledger that is there now goes aside; none that went before is lost."""
    n, name = 1, BEFORE
    while (data / name).exists():
        n += 1
        name = f"{BEFORE}-{n}"
    return data / name


def put(copy: Good, data: Path, waits: Callable[[], list[Slug]]) -> int:
    """In ``data``, the hub's folder. Gives the new epoch. ``waits``: the devices that are to tell what they hold.
    UnendedError: the copy counts, and :func:`finish` has something left to do. CopyError, OSError or sqlite3.Error: the
    ledger is what it was."""
    making = data / MAKING
    making.unlink(missing_ok=True)
    with closing(sqlite3.connect(copy.path)) as source, closing(sqlite3.connect(making)) as target:
        source.backup(target)  # with what stands in a journal or a log beside it
    making.chmod(0o640)
    bring(place_of(copy.path, copy.epoch), data)
    with closing(sqlite3.connect(making, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=MEMORY")
        migrate(db, making, MIGRATIONS, nobody_goes_back=True)
        db.execute("BEGIN IMMEDIATE")
        cut(db, copy.seq)
        db.execute("UPDATE day SET epoch = ? WHERE epoch IS NULL", (copy.epoch,))
        epoch = higher(copy.epoch, *_known(copy.path.parent, data))
        db.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (epoch,))
        restored = HubRestored(from_epoch=copy.epoch, seq=copy.seq, as_of=copy.as_of, waits=waits())
        body = msgspec.json.encode(restored).decode()
        db.execute("INSERT INTO event (seq, at, body) VALUES (?, ?, ?)", (copy.seq + 1, copy.as_of, body))
        db.execute("COMMIT")
        (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise CopyError(f"{making}: {found}; the disk of this box does not keep what it is given")
    give(making)
    try:
        replace_durably(making, data / MADE)  # from here on it counts
        finish(data)
    except (OSError, sqlite3.Error, FiguresError) as error:
        if making.exists():
            raise
        raise UnendedError(str(error)) from error
    return epoch


def finish(data: Path) -> bool:
    """What an interrupted restoring has left to do. Whether there was anything. OSError, sqlite3.Error or FiguresError
    when the disk refuses."""
    made, ledger = data / MADE, data / LEDGER
    if not made.exists():
        return False
    aside = aside_of(data)
    for end in BESIDE:
        old = ledger.with_name(ledger.name + end)
        if old.exists():
            old.replace(aside.with_name(aside.name + end))
    sync(data)
    if (since := _running_day(made)) is not None:
        put_aside(data, since)
    made.replace(ledger)
    sync(data)
    log.warning("the ledger was put back from a copy")
    return True


def _running_day(ledger: Path) -> Stretch | None:
    with closing(sqlite3.connect(f"{ledger.resolve().as_uri()}?mode=ro", uri=True)) as db:
        row = db.execute("SELECT epoch, first FROM day ORDER BY first DESC LIMIT 1").fetchone()
    return None if row is None else Stretch(*row)
