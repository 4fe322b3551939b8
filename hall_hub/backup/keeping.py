"""Keeps the copy in one folder as the ledger is: a portion at a time, anew when something was deleted."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from hall_core.domain.names import Millis, Slug
from hall_core.durable import replace_durably
from hall_hub.backup.copy import NEW, Copy, CopyError, SpoiltCopyError, name_of, read_standing
from hall_hub.backup.finished import finished_of
from hall_hub.backup.portion import MOST, Source

ANEW_EVERY = 600.0
"""Seconds between two copies that are begun anew: while rules of keeping take old days out, a few rows at a time, the
one before goes on."""
REFUSED_EVERY = 86_400.0
"""… and when the last one was not better than the one before: a stick is not written all day for nothing until somebody
comes."""
SPOILT = ".spoilt"
"""At the end of the name of one that was put aside."""
CONFIRM_EVERY = 60.0
"""Seconds after which something is written though nothing has come: a stick that takes nothing any more is noticed."""
log = logging.getLogger(__name__)


class RefusedCopyError(CopyError):
    """A copy that was made anew must not take the other's place."""


class Keeping:
    """For one thread. sqlite3.Error, OSError or CopyError from :meth:`turn`: close it, and try again later."""

    def __init__(
        self, source: Source, folder: Path, hall: Slug, most: int = MOST, alive: Callable[[], None] = lambda: None
    ) -> None:
        """``alive`` is called in long work."""
        self._alive = alive
        self._source = source
        self._folder = folder
        self._hall = hall
        self._most = most
        self._copy: Copy | None = None
        self._anew: Copy | None = None
        self._began = -ANEW_EVERY
        self._confirmed = 0.0
        self._more = True
        self._outdated = False
        self._goes_on = False
        """Whether the copy takes what comes: one of other tables, as after an update, waits until it is made anew."""
        self.as_of: Millis = 0
        """Of when the copy is; 0: there is none."""
        self.trouble = ""
        """Why it was not made anew when it should have been; the one before goes on, and it is tried again."""

    def turn(self, at: Millis, now: float) -> bool:
        """Takes what has come. Whether more waits. ``at``: the time of the box, ``now``: seconds of a clock that
        nobody sets."""
        self._more |= self._source.stirred()
        try:
            if self._copy is None and self._anew is None:
                self._open()
            elif not self._more and not self._due(now):
                self._confirm(at, now)
                return False
            self._more = self._went_on(at, now)
        except SpoiltCopyError as error:
            self._put_aside(error)
            self._more = True
        return self._more

    def _went_on(self, at: Millis, now: float) -> bool:
        root = self._source.root()
        copy = self._copy
        self._outdated = copy is None or self._root(copy) != root
        self._goes_on = copy is not None and _alike(self._root(copy), root)
        more = copy is not None and self._goes_on and self._take(copy, at)
        if self._anew is not None or self._due(now):
            self._make(root, at, now)
            more = True
        return more

    def _due(self, now: float) -> bool:
        return self._outdated and now - self._began >= ANEW_EVERY

    def _make(self, root: str, at: Millis, now: float) -> None:
        """A portion of the one that is to take the other's place."""
        try:
            if self._anew is None:
                self._anew = self._begin(root, now)
            if self._root(self._anew) != root:
                self._drop_new()
                if self._copy is None:
                    self._began = -ANEW_EVERY  # nothing goes on meanwhile
            elif not self._take(self._anew, at):
                self._into_place(self._anew)
        except (sqlite3.Error, OSError, CopyError) as error:
            self._drop_new()
            if isinstance(error, RefusedCopyError) and self._copy is not None:
                self._began = now + REFUSED_EVERY - ANEW_EVERY
            self.trouble = why(error)
            log.warning("the copy was not made anew: %s", self.trouble)

    def close(self) -> None:
        for copy in (self._copy, self._anew):
            if copy is not None:
                copy.close()
        self._copy = self._anew = None

    @property
    def _file(self) -> Path:
        return self._folder / name_of(self._source.epoch)

    def _open(self) -> None:
        """What was copied before."""
        was, self.as_of = self.as_of, 0
        if not self._file.exists():
            if was:
                self._began = -ANEW_EVERY  # somebody has taken it away: nothing goes on meanwhile
            return
        copy = Copy(self._file)
        try:
            standing = copy.standing
            if standing is not None and standing.whole is not None:
                self._must_be_its_own(copy, standing.hall)
                self._copy, self.as_of = copy, standing.as_of
        finally:
            if self._copy is None:
                copy.close()

    def _must_be_its_own(self, copy: Copy, hall: Slug) -> None:
        """CopyError: what this ledger has must not be mixed with what stands there."""
        if hall != self._hall:
            raise CopyError(f"{copy.path} is the copy of another hall, {hall}")
        last = copy.last_event()
        if last is not None and not self._source.knows(last):
            raise CopyError(
                f"{copy.path} has what the ledger lacks (event {last[0]}): the hub's card has lost something, "
                "put the copy back with motcua restore (docs/backup.md)"
            )

    def _put_aside(self, error: SpoiltCopyError) -> None:
        log.error("%s; it is put aside and made anew", error)
        self.close()
        self._journal_of(self._file).unlink(missing_ok=True)
        self._file.replace(self._file.with_name(self._file.name + SPOILT))
        self._began = -ANEW_EVERY

    def _confirm(self, at: Millis, now: float) -> None:
        if self._copy is None or not self._goes_on:
            return
        if now - self._confirmed >= CONFIRM_EVERY:
            self._copy.confirm(at)
            self._confirmed = now
        self.as_of = at

    def _begin(self, root: str, now: float) -> Copy:
        log.info("a new copy is begun in %s", self._folder)
        self._began = now
        self._drop_new()
        copy = Copy(self._new)
        try:
            copy.begin(self._hall, root, self._source.tables())
        except BaseException:
            copy.close()
            raise
        return copy

    def _drop_new(self) -> None:
        if self._anew is not None:
            self._anew.close()
            self._anew = None
        for file in (self._new, self._journal_of(self._new)):
            file.unlink(missing_ok=True)

    def _journal_of(self, file: Path) -> Path:
        return file.with_name(f"{file.name}-journal")

    @property
    def _new(self) -> Path:
        return self._file.with_name(self._file.name + NEW)

    def _take(self, copy: Copy, at: Millis) -> bool:
        standing = copy.standing
        assert standing is not None
        portion = self._source.after(standing.reached, self._most)
        if not _alike(portion.root, standing.root):
            raise CopyError(f"{copy.path} is of another ledger, or of another version of it")
        copy.take(portion, at)
        if portion.whole and copy is self._copy:
            self.as_of = at
        return not portion.whole

    def _into_place(self, anew: Copy) -> None:
        """RefusedCopyError for one on which no hub could run, or that tells of something otherwise than the one before:
        the ledger is spoilt, or the stick."""
        stays = "" if self._copy is None else ", and the one before stays"
        if (fault := anew.fault(self._alive)) is not None:
            raise RefusedCopyError(f"the copy that was made anew is spoilt ({fault}){stays}")
        if self._copy is not None and (seq := anew.differs(self._copy.path, self._alive)) is not None:
            raise RefusedCopyError(
                f"event {seq} is another one in the ledger than in its copy {self._copy.path}: one of the two is "
                f"damaged, and the copy stays (docs/backup.md, 'When they differ')"
            )
        self.close()
        replace_durably(self._new, self._file)
        self.trouble = ""
        self._open()

    def look_through(self) -> None:
        """Reads all of the copy; one that is spoilt goes aside, and is made anew."""
        if self._copy is not None and (fault := self._copy.fault(self._alive)) is not None:
            self._put_aside(SpoiltCopyError(f"{self._copy.path}: {fault}"))

    def tidy(self) -> None:
        """What nobody can want any more, once this copy and what belongs to it is whole: those of the ledgers from
        which this one goes on, what was begun and not ended, what was spoilt."""
        if self._copy is None:
            return
        for end in (NEW, f"{NEW}-journal", SPOILT):
            for file in self._folder.glob(f"ledger-*.sqlite{end}"):
                if self._anew is None or not file.name.startswith(self._new.name):
                    file.unlink()
        for epoch in self._source.grew_from():
            file = self._folder / name_of(epoch)
            if file.exists() and _hall_of(file) == self._hall:
                log.info("%s is of a ledger that went into this one, and goes", file)
                shutil.rmtree(finished_of(self._folder, epoch), ignore_errors=True)
                self._journal_of(file).unlink(missing_ok=True)
                file.unlink()

    def _root(self, copy: Copy) -> str:
        return "" if copy.standing is None else copy.standing.root


def _alike(root: str, other: str) -> bool:
    """Whether both are of one ledger, and of the same version of its tables."""
    return root.split()[:2] == other.split()[:2]


def _hall_of(file: Path) -> Slug | None:
    """None also when that cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
            standing = read_standing(db)
    except sqlite3.Error:
        return None
    return None if standing is None else standing.hall


def why(error: Exception) -> str:
    """What went wrong, in words for who looks after the stick."""
    if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
        return "there is no room left on it"
    if isinstance(error, sqlite3.OperationalError) and "readonly" in str(error):
        return "it cannot be written"
    return str(error)
