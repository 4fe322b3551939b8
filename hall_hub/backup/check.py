"""Whether a copy can become the ledger, and what is taken away from it first. Knows SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.domain.events import DayBegan, Event, HubRestored
from hall_core.domain.names import Day, Millis, Slug
from hall_core.migrations import NewerFileError, must_fit
from hall_hub.backup.copy import CopyError, Standing, read_standing
from hall_hub.backup.portion import Mark, small_tables
from hall_hub.store.ledger import spoilt
from hall_hub.store.tables import MIGRATIONS

_decode = msgspec.json.Decoder(Event).decode


class Good(Struct, frozen=True):
    """A copy that was read from its first byte to its last."""

    path: Path
    hall: Slug
    epoch: int
    seq: int
    """The last event that counts."""
    day: Day
    """Its business day; empty: there was none yet."""
    as_of: Millis
    grew_from: frozenset[int]
    """Epochs of the ledgers that it goes on from."""


def copies_in(place: Path) -> list[Path]:
    return sorted(place.glob("ledger-*.sqlite")) if place.is_dir() else [place]


def look_through(path: Path, hall: Slug) -> Good:
    """CopyError, which says why: it is spoilt, of another hall, of another version, or was never whole."""
    try:
        # A stick that was pulled out may have left a journal, by which SQLite takes back what was half written.
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)) as db:
            return _look_through(db, path, hall)
    except NewerFileError as error:
        raise CopyError(str(error)) from error
    except (sqlite3.Error, OSError, msgspec.DecodeError) as error:
        raise CopyError(f"{path}: {error}") from error


def _look_through(db: sqlite3.Connection, path: Path, hall: Slug) -> Good:
    standing = read_standing(db) or _rescued(db, hall)
    if standing is None:
        raise CopyError(f"{path} is no copy of a ledger")
    if standing.hall != hall:
        raise CopyError(f"{path} is of another hall: {standing.hall}")
    if standing.whole is None:
        raise CopyError(f"{path} was never whole: copying had only just begun")
    must_fit(db, path, len(MIGRATIONS))
    if (fault := spoilt(db)) is not None:
        raise CopyError(f"{path} is spoilt: {fault}")
    day, grew_from, last = "", set[int](), standing.whole.seq
    for seq, event in _events(db, last):
        match event:
            case DayBegan():
                day = event.day
            case HubRestored():
                grew_from.add(event.from_epoch)
            case _:
                pass
        last = seq
    if last != standing.whole.seq:
        raise CopyError(f"{path} is spoilt: it has {last} events, and says it has {standing.whole.seq}")
    (epoch,) = db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()
    return Good(path, hall, epoch, last, day, standing.as_of, frozenset(grew_from))


def _rescued(db: sqlite3.Connection, hall: Slug) -> Standing | None:
    """A ledger that was read from the dead box' own card: it says of no hall, and is whole as it is. (A copy of which
    nobody can read what it says of itself may be of another hall, and not whole.)"""
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE name IN ('event', 'copied')")}
    if tables != {"event"}:
        return None
    seq, at = db.execute("SELECT coalesce(max(seq), 0), coalesce(max(at), 0) FROM event").fetchone()
    return Standing(hall, "", Mark(seq), Mark(seq), at)


def _events(db: sqlite3.Connection, upto: int) -> Iterator[tuple[int, Event]]:
    """msgspec.DecodeError for one that nobody can read."""
    for seq, body in db.execute("SELECT seq, body FROM event WHERE seq <= ? ORDER BY seq", (upto,)):
        yield seq, _decode(body)


def newest(good: list[Good], epoch: int | None = None) -> Good:
    """The one that is meant: of ``epoch``, or the one that all others went into. CopyError when that is not clear."""
    if epoch is not None:
        good = [each for each in good if each.epoch == epoch]
    before: set[int] = set()
    for each in good:
        before |= each.grew_from
    left = [each for each in good if each.epoch not in before]
    if len(left) == 1:
        return left[0]
    if not left:
        raise CopyError("there is no good copy of this hall's ledger")
    told = "; ".join(f"--epoch {each.epoch}: {each.seq} events, up to {each.day}" for each in left)
    raise CopyError(f"there are copies of several ledgers, say which one: {told}")


def cut(db: sqlite3.Connection, seq: int) -> None:
    """Takes away what came after the copy was whole last, with its event ``seq``, and that it was a copy."""
    standing = read_standing(db)
    if standing is None:
        return
    assert standing.whole is not None
    mark = standing.whole
    db.execute("DELETE FROM event WHERE seq > ?", (seq,))
    db.execute("DELETE FROM day WHERE first > ?", (seq,))
    db.execute("DELETE FROM answer WHERE (turn, command) > (?, ?)", mark.answer)
    db.execute("DELETE FROM offer WHERE (turn, id) > (?, ?)", mark.offer)
    for table in small_tables(db):
        assert not db.execute(f"SELECT 1 FROM {table} WHERE turn > ?", (mark.turn,)).fetchone()
    db.execute("DROP TABLE copied")
