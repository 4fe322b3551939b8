"""What the diary's thread does with its file. A disk that refuses, or a file that is no diary any more, stops nobody:
what could not be written is found later, as after any other absence."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from hall_core.contract.messages import Health
from hall_core.domain.business_day import local
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Hours
from hall_core.migrations import UnfitFileError
from hall_hub.console.devices.history import SHARES, SHOWN, History, history, shares
from hall_hub.console.devices.watch import Change, Known, changes
from hall_hub.console.diary.store import (
    ADDRESSES_KEPT,
    ALIVE,
    DAY,
    END,
    KEPT,
    NOBODY,
    SAMPLES_KEPT,
    DiaryStore,
    Sample,
    worst,
)

log = logging.getLogger(__name__)

EVERY = 60_000
"""Milliseconds between two signs of life in the file, and between two tries to write what a disk refused. So exactly is
it known when a console broke off, and flash is not worn out."""
FORGET_EVERY = 3_600_000
JUMP = 2_000
"""Milliseconds by which two clocks come apart only when somebody has set one."""
Why = Literal["stop", "link", "broken", "disk", "first", "anew"]
"""Why the console did not watch: it was stopped; had no link; broke off; could not write; the diary begins, or begins
anew after one that was broken."""


class Act(Struct, frozen=True):
    at: Millis
    officer: str
    what: str
    about: str


class Box(Struct, frozen=True):
    device: Slug
    at: Millis
    health: Health


class Watching(Struct, frozen=True):
    """Devices are heard from ``at`` on, or are not any more."""

    at: Millis
    on: bool
    why: Why = "link"


Row = Change | Act | Watching
"""What is written at once."""
Job = Row | Box


class Keeper:
    """Belongs to one thread, once it is made. ``now`` and ``since_start`` are the box's two clocks, in milliseconds."""

    def __init__(
        self,
        path: Path,
        hours: Hours,
        now: Callable[[], Millis],
        since_start: Callable[[], Millis],
        kept: Millis = KEPT,
    ) -> None:
        """``kept``: for how long the diary remembers."""
        self._path = path
        self._hours = hours
        self._kept = kept
        self._now = now
        self._since_start = since_start
        self.trouble = ""
        """Why nothing can be written; empty when it can."""
        self._store: DiaryStore | None = None
        self._samples: dict[Slug, Sample] = {}
        self._watching = False
        self._lost = False
        """Whether anything was not written: then what the file says is not what is known."""
        self._begins: Why = "first"
        self._written = self._tried = self._forgot = -FORGET_EVERY
        """When, since the box was started."""
        self._offset: int | None = None
        self._open()

    def known(self) -> Mapping[Slug, Known]:
        """The devices as the file has them."""
        try:
            return {} if self._store is None else self._store.known()
        except sqlite3.Error as error:
            self._failed(error)
            return {}

    def write(self, jobs: Sequence[Job], known: Mapping[Slug, Known]) -> set[Slug]:
        """All of it in one transaction, if there is anything to write. ``known``: the devices as they are after it.
        Gives those of which the file has news; :data:`NOBODY` for all of them."""
        samples = [(job.device, done) for job in jobs if isinstance(job, Box) and (done := self._measured(job))]
        to_keep: list[Row] = [job for job in jobs if not isinstance(job, Box)]
        due = self._since_start() - self._written >= EVERY
        if not (to_keep or samples or due):
            return set()
        before = self.trouble
        if self._store is None and not self._open_again():
            self._lost = True
        touched = set[Slug]()
        if self._store is not None:
            touched = self._written_to(self._store, to_keep, samples, known)
        self._watching = next((job.on for job in reversed(to_keep) if isinstance(job, Watching)), self._watching)
        return {NOBODY} if self.trouble != before else touched

    def look_up(self, device: Slug, before: int | None) -> History | None:
        """None when the file cannot be read."""
        if self._store is None:
            return None
        now, store = self._now(), self._store
        try:
            events = store.events(device, before, SHOWN + 1)
            absences = store.absences(device, now - (SHARES + 1) * DAY)
            samples = store.samples(device, now - SAMPLES_KEPT)
            days = shares(self._hours, absences, store.first_seen(device), now)
        except sqlite3.Error as error:
            self._failed(error)
            return None
        newest = self._samples.get(device)
        return history(device, before, events, days, samples if newest is None else [*samples, newest], now)

    def shut(self) -> None:
        if self._store is None:
            return
        try:
            for device, sample in self._samples.items():
                self._store.sample(device, sample)
            self._store.close()
        except sqlite3.Error as error:
            log.error("the diary's last words are lost: %s", error)  # noqa: TRY400
            self._store.give_up()

    def _written_to(
        self, store: DiaryStore, jobs: Sequence[Row], samples: list[tuple[Slug, Sample]], known: Mapping[Slug, Known]
    ) -> set[Slug]:
        now = self._now()
        try:
            store.begin()
            touched = {device for device, _ in samples}
            if self._lost:
                self._mend(store, now, known)
                touched.add(NOBODY)
                jobs = [job for job in jobs if isinstance(job, Act | Watching)]
            self._look_at_clock(store, now)
            for job in jobs:
                touched |= self._keep(store, job)
            for device, sample in samples:
                store.sample(device, sample)
            self._stay(store, now)
            store.commit()
            if self._forgot == self._written:
                store.emptied()
        except sqlite3.Error as error:
            self._failed(error)
            return set()
        self._lost = False
        if self.trouble:
            log.info("the diary can be written again: %s", self._path)
            self.trouble = ""
        return touched

    def _keep(self, store: DiaryStore, job: Row) -> set[Slug]:
        match job:
            case Act(at, officer, what, about):
                store.act(at, officer, what, about)
                return set()
            case Watching(at, on, why):
                if on == self._watching:
                    return set()
                self._watching = on
                if on:
                    self._came_back(store, at, "broken")
                else:
                    store.put_note(ALIVE, str(at))
                    store.put_note(END, why)
                return {NOBODY}
            case change:
                store.keep(change)
                return {change.device}

    def _came_back(self, store: DiaryStore, at: Millis, otherwise: Why) -> None:
        """From the last sign of life until now nobody watched, for the reason that was given or ``otherwise``."""
        notes = store.notes()
        if ALIVE in notes:
            store.away(int(notes[ALIVE]), at, notes.get(END) or otherwise)
        else:
            store.away(at, at, self._begins)
        store.put_note(ALIVE, str(at))
        store.put_note(END, "")

    def _mend(self, store: DiaryStore, now: Millis, known: Mapping[Slug, Known]) -> None:
        if self._watching:
            self._came_back(store, now, "disk")
        recorded = store.known()
        for device, after in known.items():
            for change in changes(device, recorded.get(device), after, now, found=True):
                store.keep(change)

    def _stay(self, store: DiaryStore, now: Millis) -> None:
        self._written = self._since_start()
        if self._watching:
            store.put_note(ALIVE, str(now))
        if self._written - self._forgot >= FORGET_EVERY:
            self._forgot = self._written
            store.forget_old(now, self._kept)
            self._forget_broken(now)

    def _forget_broken(self, now: Millis) -> None:
        for file in self._path.parent.glob(f"{self._path.name}.broken-*"):
            try:
                if now - file.stat().st_mtime_ns // 1_000_000 > ADDRESSES_KEPT:
                    file.unlink()
            except OSError as error:
                log.warning("%s: cannot be removed: %s", file, error.strerror or error)

    def _look_at_clock(self, store: DiaryStore, now: Millis) -> None:
        """Somebody may have set it; until a box without a clock of its own has heard the time it lives in the past."""
        before, self._offset = self._offset, now - self._since_start()
        if before is not None and abs(jump := self._offset - before) > JUMP:
            store.clock(now - jump, now)

    def _measured(self, box: Box) -> Sample | None:
        """The ten minutes that are over with this."""
        earlier = self._samples.get(box.device)
        latest = self._samples[box.device] = worst(earlier, box.health, box.at)
        return earlier if earlier is not None and earlier.at != latest.at else None

    def _open_again(self) -> bool:
        if self._since_start() - self._tried < EVERY:
            return False
        return self._open()

    def _open(self) -> bool:
        self._tried = self._since_start()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._store = DiaryStore(self._path)
        except (sqlite3.Error, OSError) as error:
            self._failed(error)
        return self._store is not None

    def _failed(self, error: Exception) -> None:
        self._lost = True
        self._tried = self._since_start()
        trouble = f"{self._path}: {error}"
        if trouble != self.trouble:
            # Once a trouble: it is tried again every minute.
            log.error("cannot keep the diary, the console goes on without: %s", trouble)
        self.trouble = trouble
        store, self._store = self._store, None
        if store is not None:
            store.give_up()
        if _is_broken(error):
            self._set_aside()

    def _set_aside(self) -> None:
        """It stays for whoever wants to look into it; a new one begins."""
        old = self._path.with_name(f"{self._path.name}.broken-{local(self._now()):%Y%m%d-%H%M%S}")
        try:
            for end in ("", "-wal", "-shm"):
                file = self._path.with_name(self._path.name + end)
                if file.exists():
                    file.rename(old.with_name(old.name + end))
            self._store = DiaryStore(self._path)
        except (sqlite3.Error, OSError) as error:
            log.error("cannot set the broken diary aside: %s", error)  # noqa: TRY400
            return
        log.warning("the broken diary is now %s, and a new one has begun", old)
        self._begins, self.trouble = "anew", ""


def _is_broken(error: Exception) -> bool:
    """Whether the file is no database any more; not: that the disk is full, or the folder may not be written."""
    name: str = getattr(error, "sqlite_errorname", "")
    return (
        isinstance(error, sqlite3.DatabaseError)
        and not isinstance(error, UnfitFileError)
        and (name == "SQLITE_NOTADB" or name.startswith("SQLITE_CORRUPT") or name == "")
    )
