"""Keeps the copy in one folder as the ledger is: a portion at a time, anew when something was deleted."""

from __future__ import annotations

import logging
import sqlite3
import time
from pathlib import Path

from hall_core.domain.names import Millis, Slug
from hall_core.durable import replace_durably
from hall_hub.backup.copy import NEW, Copy, CopyError, name_of
from hall_hub.backup.portion import MOST, Source

ANEW_EVERY = 600.0
"""Seconds between two copies that are begun anew: while rules of keeping take old days out, a few rows at a time, the
one before goes on."""
FORMER = 14 * 86_400
"""Seconds for which the copy of another ledger of the hall stays: one that was put back has taken all of it over, one
that was begun by mistake has not."""
CONFIRM_EVERY = 60.0
"""Seconds after which something is written though nothing has come: a stick that takes nothing any more is noticed."""
log = logging.getLogger(__name__)


class Keeping:
    """For one thread. sqlite3.Error, OSError or CopyError from :meth:`turn`: try again later, anew."""

    def __init__(self, source: Source, folder: Path, hall: Slug, most: int = MOST) -> None:
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
        self.as_of: Millis = 0
        """Of when the copy is; 0: there is none."""

    def turn(self, at: Millis, now: float) -> bool:
        """Takes what has come. Whether more waits. ``at``: the time of the box, ``now``: seconds of a clock that
        nobody sets."""
        self._more |= self._source.stirred()
        if self._copy is None and self._anew is None:
            self._open()
        elif not self._more and not (self._outdated and now - self._began >= ANEW_EVERY):
            self._confirm(at, now)
            return False
        self._more = self._went_on(at, now)
        return self._more

    def _went_on(self, at: Millis, now: float) -> bool:
        root = self._source.root()
        copy = self._copy
        self._outdated = copy is None or self._root(copy) != root
        if self._outdated and self._anew is None and now - self._began >= ANEW_EVERY:
            self._begin(root, now)
        more = copy is not None and self._take(copy, at)
        if self._anew is not None:
            if copy is not None and self._root(self._anew) != root:
                self._drop_new()
                return True
            if not self._take(self._anew, at):
                self._into_place()
            more = True
        return more

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
        self.as_of = 0
        self._tidy()
        if not self._file.exists():
            return
        copy = Copy(self._file)
        if copy.standing is None or copy.standing.whole is None:
            copy.close()
            return
        if copy.standing.hall != self._hall:
            copy.close()
            raise CopyError(f"{self._file} is the copy of another hall, {copy.standing.hall}")
        self._copy, self.as_of = copy, copy.standing.as_of

    def _confirm(self, at: Millis, now: float) -> None:
        if self._copy is None:
            return
        if now - self._confirmed >= CONFIRM_EVERY:
            self._copy.confirm(at)
            self._confirmed = now
        self.as_of = at

    def _begin(self, root: str, now: float) -> None:
        log.info("a new copy is begun in %s", self._folder)
        self._drop_new()
        self._began = now
        self._anew = Copy(self._new)
        self._anew.begin(self._hall, root)

    def _drop_new(self) -> None:
        if self._anew is not None:
            self._anew.close()
            self._anew = None
        for file in (self._new, self._new.with_name(f"{self._new.name}-journal")):
            file.unlink(missing_ok=True)

    @property
    def _new(self) -> Path:
        return self._file.with_name(self._file.name + NEW)

    def _take(self, copy: Copy, at: Millis) -> bool:
        standing = copy.standing
        assert standing is not None
        portion = self._source.after(standing.reached, self._most)
        if portion.root.split()[:2] != standing.root.split()[:2]:
            raise CopyError(f"{copy.path} is of another ledger, or of another version of it")
        copy.take(portion, at)
        if portion.whole and copy is self._copy:
            self.as_of = at
        return not portion.whole

    def _into_place(self) -> None:
        assert self._anew is not None
        self._anew.close()
        if self._copy is not None:
            self._copy.close()
            self._copy = None
        replace_durably(self._new, self._file)
        self._anew = None
        self._open()

    def _tidy(self) -> None:
        """Copies of other ledgers, once nobody can want them any more."""
        for file in self._folder.glob("ledger-*.sqlite"):
            if file != self._file and time.time() - file.stat().st_mtime > FORMER:
                log.info("%s is of a ledger that was, and goes", file)
                file.unlink()

    def _root(self, copy: Copy) -> str:
        return "" if copy.standing is None else copy.standing.root


def why(error: Exception) -> str:
    """What went wrong, in words for who looks after the stick."""
    if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
        return "there is no room left on it"
    if isinstance(error, sqlite3.OperationalError) and "readonly" in str(error):
        return "it cannot be written"
    return str(error)
