"""A box's part in the hall's updates that needs the line: what the hub wants it to run goes to the box's own root, by a
file, and what root says of it goes to the hall.

Root alone fetches, installs and restarts (:mod:`hall_box.update`). What only the program knows it tells too: whether
anybody uses the box now.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from hall_core.contract.box import RELEASE
from hall_core.contract.release import Asked, BoxStanding, Wanted
from hall_core.contract.topics import Kind

LOOK_EVERY = 2.0
"""Seconds between two looks at what root says."""
REST = 120.0
"""Seconds without a command, question or fact after which nobody uses the box: a citizen before a kiosk has gone."""

log = logging.getLogger(__name__)


class Updating:
    """For the station's thread. ``folder`` is the program's own among the run-time files, ``standing`` where root says
    how the box is; None: it is no box. ``say`` publishes in the device's own name, ``told`` is told the same here."""

    def __init__(
        self,
        folder: Path | None,
        standing: Path | None,
        say: Callable[[Kind, object, bool], None],
        told: Callable[[BoxStanding], None] | None = None,
    ) -> None:
        self._folder = folder
        self._file = standing
        self._publish = say
        self._told = told
        self._wanted: Wanted | None = None
        self._asked: Asked | None = None
        """As it was written last."""
        self._standing: BoxStanding | None = None
        self._mark: tuple[int, int] | None = None
        self._linked = False
        self._due = 0.0
        self._used = 0.0
        self._now = 0.0

    def linked(self, linked: bool) -> None:
        self._linked = linked
        if linked and self._standing is not None:
            self._publish("box", self._standing, True)

    def wants(self, wanted: Wanted | None) -> None:
        """What the hub wants this box to run; None: what it runs."""
        self._wanted = wanted
        self._tell_root()

    def used(self) -> None:
        """Somebody has asked, wondered or been told something here."""
        self._used = self._now
        if self._asked is not None and self._asked.rest:
            self._tell_root()

    def tend(self, now: float) -> None:
        """``now``: seconds of a clock that nobody sets."""
        self._used = self._used or now
        self._now = now
        if self._file is None or now < self._due:
            return
        self._due = now + LOOK_EVERY
        self._look(self._file)
        if self._asked is not None and self._asked.rest != self._rests():
            self._tell_root()

    def _rests(self) -> bool:
        ready = self._standing is not None and self._standing.state == "ready"
        return ready and self._now - self._used >= REST

    def _look(self, file: Path) -> None:
        try:
            seen = file.stat()
            if (mark := (seen.st_mtime_ns, seen.st_size)) == self._mark:
                return
            self._mark = mark
            self._standing = msgspec.json.decode(file.read_bytes(), type=BoxStanding)
        except FileNotFoundError:  # it has no image of ours, or has just started
            return
        except (OSError, msgspec.DecodeError) as error:
            log.error("%s: %s", file, error)  # noqa: TRY400 - the message says it all
            return
        if self._told is not None:
            self._told(self._standing)
        if self._linked:
            self._publish("box", self._standing, True)

    def _tell_root(self) -> None:
        if self._folder is None:
            return
        self._asked = Asked(wanted=self._wanted, rest=self._wanted is not None and self._rests())
        new = self._folder / f"{RELEASE}.new"
        try:
            new.write_bytes(msgspec.json.encode(self._asked))
            new.replace(self._folder / RELEASE)
        except FileNotFoundError:  # no box
            return
        except OSError as error:
            log.warning("what the hub wants this box to run is told to nobody: %s", error)
