"""The figures of all finished days, in one SQLite file that may be made anew at any time. Knows SQLite.

``day`` has the summaries, which reports are made of; ``step`` one row for each step of each visit, for whoever asks
with SQL and for what is told of a step on a later day (``late_vote``, ``late_paper``, ``told_late``).
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.business_day import HANOI
from hall_core.domain.figures.day import DaySummary
from hall_core.domain.figures.narrowing import Only, belongs, narrowed
from hall_core.domain.figures.period import Period
from hall_core.domain.figures.report import with_late
from hall_core.domain.figures.roster import Roster
from hall_core.domain.figures.rows import Step
from hall_core.domain.figures.tally import Tally, tally_of
from hall_core.domain.names import Day, Millis
from hall_hub.figures.of_dossiers import APOLOGY, OF_DOSSIERS, OfDossiers
from hall_hub.figures.raw import BUSY, FiguresError, Stretch
from hall_hub.store.emptying import empty_log
from hall_hub.wordless import GONE

log = logging.getLogger(__name__)

FILE = "figures.sqlite"
VERSION = 4
"""Of what is written here and of how it is computed; a file of an older one is made anew. Days that are bare cannot be:
whoever raises this carries them over. One of a newer release is put aside, for that."""
FORMER = 3
"""A file of this one lacks but the apologies."""
JOURNAL = "PRAGMA journal_mode=DELETE"
"""One file, once it is written: who reads it is another user (the console), and could not open a write-ahead log that
nobody holds open, for want of a right to make files there."""
_AHEAD = int(HANOI.utcoffset(None).total_seconds()) * 1_000
"""Milliseconds that the hall's clock is before UTC."""
_FIELDS = Step.__struct_fields__
MOMENTS = ("came", "first_call", "last_call", "started", "ended")
"""Columns of a step that tell when something was."""
NO_NUMBER = "0"
"""In place of a ticket's number that is kept no longer."""
_COLUMNS = ", ".join(_FIELDS)
SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE day (epoch INTEGER, first INTEGER, last INTEGER, day TEXT, digest TEXT, summary BLOB, worded INTEGER,
    PRIMARY KEY (epoch, first)) WITHOUT ROWID;
CREATE INDEX day_day ON day (day);
CREATE TABLE step (epoch INTEGER, first INTEGER, n INTEGER, {_COLUMNS}, PRIMARY KEY (epoch, first, n)) WITHOUT ROWID;
CREATE INDEX step_ticket ON step (ticket);
CREATE INDEX step_offer ON step (offer) WHERE offer IS NOT NULL;
CREATE TABLE late_vote (epoch INTEGER, first INTEGER, offer TEXT, level TEXT);
CREATE TABLE late_paper (epoch INTEGER, first INTEGER, day TEXT, ticket TEXT, paper TEXT);
CREATE TABLE told_late (epoch INTEGER, first INTEGER, day TEXT, ticket TEXT);
{OF_DOSSIERS}
PRAGMA user_version = {VERSION};
"""


class KeptDay(Struct, frozen=True):
    stretch: Stretch
    day: Day
    last: int
    digest: str
    """Of its events; empty when the hall keeps them no longer."""

    @property
    def bare(self) -> bool:
        """Whether nothing is left of it but its figures."""
        return not self.digest


class Figures(OfDossiers):
    def __init__(self, data: Path, *, write: bool = False) -> None:
        """Only with ``write`` may the file be made, or made anew, and written. FiguresError when it cannot be used."""
        path = data / FILE
        try:
            self._db = _opened(path) if write else _opened_for_reading(path)
        except sqlite3.Error as error:
            raise FiguresError(f"{path}: {error}; has anything been rolled up yet?") from error

    def days(self) -> list[KeptDay]:
        rows = self._db.execute("SELECT epoch, first, day, last, digest FROM day ORDER BY day, epoch, first")
        return [KeptDay(Stretch(epoch, first), *rest) for epoch, first, *rest in rows]

    def keep(self, kept: KeptDay, summary: DaySummary, steps: list[Step]) -> None:
        """All of it or nothing."""
        key = (kept.stretch.epoch, kept.stretch.first)
        marks = ", ".join("?" * (len(_FIELDS) + 3))
        with self._db as db:
            db.execute("BEGIN IMMEDIATE")
            row = (*key, kept.last, kept.day, kept.digest, msgspec.msgpack.encode(summary), _worded(summary))
            db.execute("INSERT INTO day VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            rows = ((*key, n, *msgspec.structs.astuple(step)) for n, step in enumerate(steps))
            db.executemany(f"INSERT INTO step VALUES ({marks})", rows)
            votes = [(*key, x.offer, x.level) for x in summary.late_votes]
            db.executemany("INSERT INTO late_vote VALUES (?, ?, ?, ?)", votes)
            papers = [(*key, x.day, x.ticket, x.paper) for x in summary.late_papers]
            db.executemany("INSERT INTO late_paper VALUES (?, ?, ?, ?, ?)", papers)
            tickets = [(*key, x.day, x.ticket) for x in summary.told_late]
            db.executemany("INSERT INTO told_late VALUES (?, ?, ?, ?)", tickets)
            self.keep_apologies(key, summary.apologies)

    def summary(self, stretch: Stretch) -> DaySummary:
        query = "SELECT summary FROM day WHERE epoch = ? AND first = ?"
        return _summary(self._db.execute(query, (stretch.epoch, stretch.first)).fetchone()[0])

    def steps(self, stretch: Stretch) -> list[Step]:
        query = f"SELECT {_COLUMNS} FROM step WHERE epoch = ? AND first = ? ORDER BY n"
        return [_step(row) for row in self._db.execute(query, (stretch.epoch, stretch.first))]

    def roster(self) -> Roster | None:
        found = self._db.execute("SELECT value FROM meta WHERE key = 'roster'").fetchone()
        return None if found is None else msgspec.json.decode(found[0], type=Roster)

    def keep_roster(self, roster: Roster) -> None:
        with self._db as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('roster', ?)", (msgspec.json.encode(roster),))

    def take_out_words(self, days: Collection[Stretch]) -> int:
        """The reasons that officers gave on these days; gives how many had any."""
        worded = (Stretch(*key) for key in self._db.execute("SELECT epoch, first FROM day WHERE worded").fetchall())
        found = [stretch for stretch in worded if stretch in days]
        for stretch in found:
            day = self.summary(stretch)
            day.acts = [replace(act, reason=act.reason and GONE) for act in day.acts]
            with self._db as db:
                self._put(db, stretch, day)
        if found:
            empty_log(self._db)
        return len(found)

    def lay_bare(self, kept: KeptDay) -> None:
        """Nothing of that day leads to a ticket any more: numbers are gone, each ticket and offer has another id, made
        up now, and moments are those of the beginning of their hour. All figures stay as they are. All or nothing."""
        key = (kept.stretch.epoch, kept.stretch.first)
        day = self.summary(kept.stretch)
        day.told_late, day.late_papers, day.late_votes, day.apologies = [], [], [], []  # the tables have them
        day.acts = [replace(act, number=NO_NUMBER, at=_hour(act.at), reason=act.reason and GONE) for act in day.acts]
        with self._db as db:
            db.execute("BEGIN IMMEDIATE")
            for column, others in (("ticket", ("late_paper", "told_late")), ("offer", ("late_vote",))):
                query = f"SELECT DISTINCT {column} FROM step WHERE epoch = ? AND first = ? AND {column} IS NOT NULL"
                for (id,) in db.execute(query, key).fetchall():
                    new = str(uuid4())
                    for table in ("step", *others):
                        db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, id))
            # Of tickets that were told late there are no steps.
            db.execute("UPDATE told_late SET ticket = '' WHERE day = ?", (kept.day,))
            orphans = "UPDATE late_paper SET ticket = '' WHERE day = ? AND ticket NOT IN (SELECT ticket FROM step)"
            db.execute(orphans, (kept.day,))
            self.lay_apologies_bare(key)
            moments = ", ".join(f"{name} = {name} - {name} % 3600000" for name in MOMENTS)
            db.execute(f"UPDATE step SET number = ?, {moments} WHERE epoch = ? AND first = ?", (NO_NUMBER, *key))
            db.execute("UPDATE day SET digest = '' WHERE epoch = ? AND first = ?", key)
            self._put(db, kept.stretch, day)
        empty_log(self._db)

    def take_out(self, since: Stretch) -> None:
        """The days that a ledger which was put back has not, or not whole: from ``since`` on."""
        tables = ("day", "step", "late_vote", "late_paper", "told_late", "apology")
        with self._db as db:
            db.execute("BEGIN IMMEDIATE")
            for table in tables:
                db.execute(f"DELETE FROM {table} WHERE (epoch, first) >= (?, ?)", (since.epoch, since.first))
        empty_log(self._db)

    def _put(self, db: sqlite3.Connection, stretch: Stretch, day: DaySummary) -> None:
        row = (msgspec.msgpack.encode(day), _worded(day), stretch.epoch, stretch.first)
        db.execute("UPDATE day SET summary = ?, worded = ? WHERE epoch = ? AND first = ?", row)

    def told_late(self, period: Period) -> int:
        """How many tickets of these days kiosks told of on a later day."""
        query = "SELECT count(*) FROM told_late WHERE day BETWEEN ? AND ?"
        return self._db.execute(query, (period.first, period.last)).fetchone()[0]

    def summaries(self, period: Period, only: Only | None, roster: Roster) -> Iterator[DaySummary]:
        """One at a time, each with what later days told of it; of ``only`` alone."""
        between = (period.first, period.last)
        told: dict[Stretch, list[tuple[Step, Tally]]] = {}
        for stretch, step, tally in self._told_of(between):
            if only is None or belongs(only, roster)(step):
                told.setdefault(stretch, []).append((step, tally))
        steps = dict(self._steps_of(between, only, roster)) if only is not None else {}
        query = "SELECT epoch, first, summary FROM day WHERE day BETWEEN ? AND ? ORDER BY day, epoch, first"
        for epoch, first, body in self._db.execute(query, between):
            stretch, day = Stretch(epoch, first), _summary(body)
            if only is not None:
                day = narrowed(day, steps.get(stretch, ()), only, roster)
            for step, tally in told.get(stretch, []):
                with_late(day, step, tally)
            yield day

    def _steps_of(self, between: tuple[Day, Day], only: Only, roster: Roster) -> Iterator[tuple[Stretch, list[Step]]]:
        """As :func:`belongs` says, but by SQLite, which does not have to look at all of a year."""
        keys = [only.key]
        match only.scope:
            case "agency":
                keys += [id for id in roster.services if roster.agency_of(id) == only.key]
                test = f"step.service IN ({', '.join('?' * len(keys))})"
            case "hour":
                test = f"(step.came + {_AHEAD}) / 3600000 % 24 = CAST(? AS INTEGER)"
            case "service" | "counter" | "officer":
                test = f"step.{only.scope} = ?"
        columns = ", ".join(f"step.{name}" for name in _FIELDS)
        query = (
            f"SELECT step.epoch, step.first, {columns} FROM step JOIN day USING (epoch, first) "
            f"WHERE day.day BETWEEN ? AND ? AND {test} ORDER BY step.epoch, step.first, step.n"
        )
        rows = self._db.execute(query, (*between, *keys))
        for (epoch, first), of_the_day in groupby(rows, key=lambda row: (row[0], row[1])):
            yield Stretch(epoch, first), [_step(row[2:]) for row in of_the_day]

    def _told_of(self, between: tuple[Day, Day]) -> Iterator[tuple[Stretch, Step, Tally]]:
        """What later days told of steps of these days."""
        columns = ", ".join(f"step.{name}" for name in _FIELDS)
        join = "JOIN day ON day.epoch = step.epoch AND day.first = step.first WHERE day.day BETWEEN ? AND ?"
        votes = f"SELECT step.epoch, step.first, level, {columns} FROM late_vote JOIN step USING (offer) {join}"
        for epoch, first, level, *step in self._db.execute(votes, between):
            yield Stretch(epoch, first), _step(step), tally_of({level: 1})
        papers = (
            f"SELECT step.epoch, step.first, late_paper.paper, {columns} "
            f"FROM late_paper JOIN step USING (ticket) {join} "
            "AND step.step = 1 ORDER BY late_paper.epoch, late_paper.first, late_paper.rowid"
        )
        known: dict[str, str] = {}
        for epoch, first, paper, *row in self._db.execute(papers, between):
            step = _step(row)
            was = known.get(step.ticket, step.paper)
            if paper == "failed" and was != "unknown":
                continue  # what was printed once stays so
            known[step.ticket] = paper
            told = _paper(was, paper)
            if told is not None:
                yield Stretch(epoch, first), step, told

    def close(self) -> None:
        self._db.close()


def _paper(was: str, paper: str) -> Tally | None:
    match was, paper:
        case "unknown", "failed":
            return tally_of({"print_failed": 1, "no_paper": 1})
        case "failed", "printed":
            return tally_of({"no_paper": -1})
        case "failed", "reprinted":
            return tally_of({"no_paper": -1, "reprints": 1})
        case _, "reprinted":
            return tally_of({"reprints": 1})
        case _:
            return None


def _worded(day: DaySummary) -> bool:
    return any(act.reason not in ("", GONE) for act in day.acts)


def _hour(at: Millis) -> Millis:
    return at - at % 3_600_000


_summary = msgspec.msgpack.Decoder(DaySummary).decode


def _step(row: Iterable[Any]) -> Step:
    """SQLite knows no truth values."""
    return msgspec.convert(dict(zip(_FIELDS, row, strict=True)), Step, strict=False)


def _opened_for_reading(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY)
    try:
        if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            # One state of it, however long it is read and whatever is rolled up meanwhile.
            db.execute("BEGIN")
            return db
    except BaseException:
        db.close()
        raise
    db.close()
    raise FiguresError(f"{path} is of another version; the next roll-up makes it anew")


def _opened(path: Path) -> sqlite3.Connection:
    _take_back(path)
    db = sqlite3.connect(path, isolation_level=None, timeout=BUSY)
    version = 0
    try:
        db.execute(JOURNAL)
        # What is deleted by rule is no more in the file either.
        db.execute("PRAGMA secure_delete=ON")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == FORMER:
            db.executescript(f"BEGIN IMMEDIATE; {APOLOGY} PRAGMA user_version = {VERSION}; COMMIT;")
        if version in (FORMER, VERSION):
            return db
    except sqlite3.DatabaseError:
        pass  # no database any more: as one of another version, it holds nothing that is not elsewhere
    db.close()
    if version > VERSION:
        path.replace(aside := aside_of(path, version))
        log.warning("%s is of a newer release, for which it waits as %s; figures are made anew", path, aside.name)
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        file.unlink(missing_ok=True)
    db = sqlite3.connect(path, isolation_level=None, timeout=BUSY)
    db.execute(JOURNAL)
    db.executescript(f"BEGIN IMMEDIATE; {SCHEMA} COMMIT;")
    return db


def aside_of(path: Path, version: int | str) -> Path:
    """Where figures of a newer release wait for it: in them are days of which nothing else is left."""
    return path.with_name(f"{path.stem}-{version}{path.suffix}")


def _take_back(path: Path) -> None:
    """What an older release, to which this box went back for a while, has put aside; what that has made itself is made
    anew."""
    aside = aside_of(path, VERSION)
    if not aside.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=BUSY)) as db:
            if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                return
    except sqlite3.DatabaseError as error:
        log.warning("%s: %s", path, error)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)  # it is of the file that goes
    aside.replace(path)
    log.warning("%s is what this release had made before the box went back", path)
