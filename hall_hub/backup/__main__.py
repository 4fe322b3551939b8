"""Starts what copies the ledger: ``motcua backup --hall hall.toml --hub DIR --box DIR``."""

from __future__ import annotations

import argparse
import logging
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from hall_core.contract.copied import FILE, CopyTold
from hall_core.device import log as logs
from hall_core.device.clock import Clock
from hall_core.device.program import load_plan_or_exit, options, stop_on_signals
from hall_core.device.watchdog import Watchdog
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_hub.backup.copy import CopyError
from hall_hub.backup.finished import FinishedDays
from hall_hub.backup.keeping import Keeping, why
from hall_hub.backup.portion import Source
from hall_hub.figures.raw import LEDGER

EVERY = 0.5
"""Seconds between two looks whether anything has come."""
AGAIN = 5.0
"""Seconds after trouble."""
TELL_EVERY = 5.0
FINISHED_EVERY = 600.0
"""Seconds between two looks whether days that are over have new figures."""
FINISHED_AGAIN = 60.0
"""… and when these could not be copied."""
FAULT_EVERY = 86_400.0
"""Seconds between two looks through the whole ledger, the first of which comes soon after the start."""
NICE = 10
IN_MEMORY = (Path("/run"), Path("/tmp"), Path("/dev/shm"))
log = logging.getLogger(__name__)


class Backup:
    """One round after the other; see :func:`run`."""

    def __init__(
        self, plan: Plan, hub: Path, told: Path, turned: Callable[[], None], *, same_disk: bool, now: float
    ) -> None:
        """``turned`` is called in every long work."""
        assert plan.backup is not None
        self._hall = plan.hall.id
        self._folder = Path(plan.backup.folder)
        self._hub = hub
        self._told = told
        self._turned = turned
        self._same_disk = same_disk
        self._source = Source(hub / LEDGER)
        self._keeping: Keeping | None = None
        self._state = CopyTold(0, 0)
        self._tell_due = now
        self._fault_due = now + AGAIN
        self._finished = FinishedDays(hub, self._folder, self._hall, turned)
        self._finished_due = now
        self._unfinished = ""
        """Why days that are over are not copied."""

    def round(self, at: Millis, now: float) -> float:
        """Seconds until the next one should come."""
        pause = EVERY
        trouble, fault = "", self._state.fault
        try:
            self._look_where()
            if self._keeping is None:
                self._keeping = Keeping(self._source, self._folder, self._hall)
                self._finished_due, self._unfinished = now, ""  # it may be another stick
            if self._keeping.turn(at, now):
                pause = 0.0
            elif now >= self._finished_due:
                self._follow_finished(now)
            as_of = self._keeping.as_of
            if now >= self._fault_due:
                self._fault_due = now + FAULT_EVERY
                fault = self._source.fault(self._turned) or ""
        except (CopyError, OSError, sqlite3.Error) as error:
            self._forget()
            trouble, as_of, pause = why(error), self._state.as_of, AGAIN
        self._tell(CopyTold(at, as_of, trouble or self._unfinished, fault), now)
        return pause

    def _follow_finished(self, now: float) -> None:
        try:
            self._finished.follow()
            self._finished_due, self._unfinished = now + FINISHED_EVERY, ""
        except (OSError, sqlite3.Error) as error:
            self._finished_due = now + FINISHED_AGAIN
            self._unfinished = f"days that are over are not copied: {why(error)}"

    def close(self) -> None:
        self._forget()
        self._source.close()

    def _look_where(self) -> None:
        """A folder where no stick is mounted is on the hub's own card, or in its memory: a copy there would die with
        the box."""
        if not self._folder.is_dir():
            raise CopyError(f"there is no {self._folder}: is the stick plugged in?")
        mortal = {place.stat().st_dev for place in (self._hub, *IN_MEMORY) if place.exists()}
        if not self._same_disk and self._folder.stat().st_dev in mortal:
            raise CopyError(f"no stick is mounted at {self._folder}")

    def _forget(self) -> None:
        if self._keeping is not None:
            self._keeping.close()
            self._keeping = None

    def _tell(self, state: CopyTold, now: float) -> None:
        before = self._state
        self._state = state
        if state.trouble != before.trouble:
            log.error("no copy: %s", state.trouble) if state.trouble else log.info("it is copied")
        if state.fault and not before.fault:
            log.error("the ledger is spoilt: %s", state.fault)
        if now < self._tell_due and (state.trouble, state.fault) == (before.trouble, before.fault):
            return
        self._tell_due = now + TELL_EVERY
        try:
            self._told.parent.mkdir(parents=True, exist_ok=True)
            new = self._told.with_name(f"{self._told.name}.new")
            new.write_bytes(msgspec.json.encode(state))
            new.replace(self._told)
        except OSError as error:
            log.warning("%s: %s", self._told, error)


def run(
    backup: Backup, stop: threading.Event, clock: Callable[[], tuple[int, int, bool]], turned: Callable[[], None]
) -> None:
    """Until ``stop``; ``turned`` is called after each round."""
    while not stop.is_set():
        pause = backup.round(clock()[0], time.monotonic())
        turned()
        stop.wait(pause)


def main(argv: list[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    watchdog = Watchdog("round")
    logs.setup("backup", given.data, verbose=given.verbose)
    plan = load_plan_or_exit(given.hall)
    os.nice(NICE)
    clock, stop = Clock(), stop_on_signals()
    turned = watchdog.part("round")
    if plan.backup is None:
        log.warning("%s has no [backup]: nothing is copied, and what the hub's card loses is lost", given.hall)
        while not stop.wait(EVERY):
            turned()
        return 0
    backup = Backup(plan, given.hub, given.box / FILE, turned, same_disk=given.same_disk, now=time.monotonic())
    try:
        run(backup, stop, clock, turned)
    finally:
        backup.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = options("backup", device=False, hub=True)
    parser.add_argument(
        "--same-disk", action="store_true", help="for trying it out: also where the folder is on the hub's own disk"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
