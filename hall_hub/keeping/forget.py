"""Deletes what the hub's box has kept long enough: once a day, in the process that makes the figures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hall_core.domain.names import Day
from hall_core.domain.plan_keep import Keep
from hall_hub.feeds import appointments, dossiers
from hall_hub.figures.archive import Archive
from hall_hub.figures.raw import LEDGER
from hall_hub.figures.roll_up import COPIES, archive_days
from hall_hub.figures.store import FILE, Figures, KeptDay, aside_of
from hall_hub.keeping.age import before, is_old, old, settled
from hall_hub.keeping.ledger import keeper
from hall_hub.store.emptying import empty_log
from hall_hub.store.schema import connect, transaction

FEEDS = "feeds"
COPIED = {"appointments": "item WHERE \"set\" = 'appointments'", "dossiers": "dossier"}
"""Name of a list to its rows in the hall's copies."""
LISTS = (appointments.NAME, dossiers.NAME)
"""Files of the centre that may tell of persons."""


def forget(data: Path, keep: Keep, today: Day, now: float | None = None) -> Iterator[str]:
    """What was deleted, each in one line that counts and never repeats. ``data`` is the hub's folder, where days have
    just been rolled up; ``now`` in seconds since 1970. FiguresError, OSError or sqlite3.Error: what was done until then
    is done, and the next time goes on from there."""
    now = time.time() if now is None else now
    yield from _told("lists of the centre", _lists(data / FEEDS, keep.lists, now))
    with keeper(data / LEDGER) as ledger:
        if not settled(ledger.days(), today):
            return
        yield from _told("lines with words of officers", ledger.words(before(today, keep.words), today))
    yield from _told("files of figures of a newer release", _aside(data, keep.words, now))
    yield from _told("days of figures with words of officers", _words(data, before(today, keep.words), today))
    until = before(today, keep.ledger)
    yield from _told("days of the ledger", sum(1 for _ in archive_days(data, until)))
    with keeper(data / LEDGER) as ledger:
        for what, count in zip(("commands", "offers to rate"), ledger.answers(until, today), strict=True):
            yield from _told(f"{what} of the ledger", count)
    yield from _told("days of single tickets", _tickets(data, before(today, keep.tickets), today))
    until = before(today, keep.dossiers)
    yield from _told("dossiers and appointments of old lists", _copies(data / COPIES, until))
    yield from _told("late dossiers of an old list", _late(data, until))


def _told(what: str, count: int) -> Iterator[str]:
    if count:
        yield f"kept no longer: {count} {what}"


def _going(figures: Figures, until: Day, today: Day) -> list[KeptDay]:
    """Days that are old, in the order of the ledger."""
    days = sorted(figures.days(), key=lambda kept: kept.stretch)
    return list(old(((kept, kept.day) for kept in days), until, today))


def _words(data: Path, until: Day, today: Day) -> int:
    with closing(Figures(data, write=True)) as figures:
        return figures.take_out_words({kept.stretch for kept in _going(figures, until, today)})


def _aside(data: Path, days: int, now: float) -> int:
    """In them are words as well, and this release does not know where."""
    old = [file for file in data.glob(aside_of(data / FILE, "*").name) if now - file.stat().st_mtime >= days * 86_400]
    for file in old:
        file.unlink()
    return len(old)


def _tickets(data: Path, until: Day, today: Day) -> int:
    """First what leads from the figures to a ticket, then the events in the archive: a day that is cut off between the
    two is marked as bare, and its file goes the next time."""
    archive = Archive(data)
    with closing(Figures(data, write=True)) as figures:
        going = [kept for kept in _going(figures, until, today) if not kept.bare]
        for kept in going:
            figures.lay_bare(kept)
        bare = {kept.stretch for kept in figures.days() if kept.bare}
        for stretch, _ in archive.stretches():
            if stretch in bare:
                archive.remove(stretch)
    return len(going)


def _copies(copies: Path, until: Day) -> int:
    """Of when they are stays, so that whoever asks learns that the hall has nothing newer."""
    if not copies.exists():
        return 0
    count = 0
    with closing(connect(copies)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'copy'").fetchone():
            return 0  # the hub has just made the file
        db.execute("PRAGMA secure_delete=ON")
        for name, rows in COPIED.items():
            found = db.execute("SELECT as_of FROM copy WHERE name = ?", (name,)).fetchone()
            if found is not None and is_old(found[0], until):
                with transaction(db):
                    count += db.execute(f"DELETE FROM {rows}").rowcount
                    # Nor is the hall anywhere in what the centre tells over a line: all of that is told anew.
                    db.execute("DELETE FROM position WHERE name = ?", (name,))
                    if name == "dossiers":
                        db.execute("DELETE FROM board")
                        db.execute("DELETE FROM apology")
        if count:
            empty_log(db)
    return count


def _late(data: Path, until: Day) -> int:
    with closing(Figures(data, write=True)) as figures:
        return figures.forget_late() if is_old(figures.dossiers_as_of(), until) else 0


def _lists(feeds: Path, days: int, now: float) -> int:
    """Only what was read: then its report, which repeats nothing of a person, is there and not older."""
    count = 0
    for name in LISTS:
        file = feeds / name
        report = file.with_name(f"{file.stem}.report.txt")
        if not file.exists() or not report.exists():
            continue
        written = file.stat().st_mtime
        if report.stat().st_mtime >= written and now - written >= days * 86_400:
            file.unlink()
            count += 1
    return count
