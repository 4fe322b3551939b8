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
from msgspec.structs import replace

from hall_core.contract.copied import FILE, CopyTold
from hall_core.device import log as logs
from hall_core.device.clock import Clock
from hall_core.device.program import load_plan_or_exit, options, stop_on_signals
from hall_core.device.watchdog import Watchdog
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.migrations import NewerFileError
from hall_hub.backup.copy import CopyError
from hall_hub.backup.finished import FinishedDays, finished_of
from hall_hub.backup.keeping import Keeping, why
from hall_hub.backup.portion import Source
from hall_hub.figures.raw import LEDGER
from hall_hub.store.sound import is_spoilt

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
"""Seconds between two looks through the whole ledger, the first of which comes soon after the start; and through the
whole copy, which waits for an hour when nothing comes: it holds up copying."""
QUIET = 600.0
"""Seconds for which nothing has come."""
NICE = 10
IN_MEMORY = (Path("/run"), Path("/tmp"), Path("/dev/shm"))
log = logging.getLogger(__name__)


class NoStickError(CopyError):
    """There is nowhere to copy to."""


class Backup:
    """One round after the other; see :func:`run`."""

    def __init__(
        self, plan: Plan, hub: Path, told: Path, turned: Callable[[], None], *, same_disk: bool, now: float
    ) -> None:
        """``turned`` is called in every long work. In a hall without ``[backup]`` only the ledger itself is looked
        through."""
        self._hall = plan.hall.id
        self._folder = None if plan.backup is None else Path(plan.backup.folder)
        self._hub = hub
        self._told = told
        self._turned = turned
        self._same_disk = same_disk
        self._source = Source(hub / LEDGER)
        self._keeping: Keeping | None = None
        self._state = CopyTold(0, 0)
        self._round = (0, 0.0)
        """When it began: by the box' clock, and by one that nobody sets."""
        self._newer = ""
        """The release that has to run, when this one cannot work with the ledger."""
        self._tell_due = now
        self._fault_due = now + AGAIN
        self._read_back_due = now + FAULT_EVERY
        self._busy = now
        """When something came last."""
        self._finished: FinishedDays | None = None
        self._finished_due = now
        self._unfinished = ""
        """Why days that are over are not copied."""

    def round(self, at: Millis, now: float) -> float:
        """Seconds until the next one should come."""
        self._round = (at, time.monotonic())
        pause, trouble, as_of, fault = EVERY, "", self._state.as_of, self._look_through(now)
        try:
            if self._folder is not None:
                keeping = self._on_stick(self._folder, now)
                if keeping.turn(at, now):
                    pause, self._busy = 0.0, now
                elif now >= self._read_back_due and now - self._busy >= QUIET:
                    self._read_back_due = now + FAULT_EVERY
                    keeping.look_through()
                elif keeping.as_of and now >= self._finished_due:
                    self._follow_finished(keeping, now)
                as_of, trouble = keeping.as_of, keeping.trouble
        except NoStickError as error:
            self._forget()
            trouble, pause = str(error), AGAIN
        except (CopyError, OSError, sqlite3.Error) as error:
            if self._keeping is not None:
                self._keeping.close()
            if is_spoilt(error):
                fault = str(error)  # of the ledger: a copy says it otherwise
            trouble, pause = why(error), AGAIN
        self._tell(CopyTold(at, as_of, trouble or self._unfinished, fault, self._newer), now)
        return pause

    def _look_through(self, now: float) -> str:
        """What is spoilt in the ledger, as far as is known."""
        if now < self._fault_due:
            return self._state.fault
        self._fault_due = now + FAULT_EVERY
        self._newer = ""
        try:
            return self._source.fault(self._alive) or ""
        except (OSError, sqlite3.Error) as error:
            if isinstance(error, NewerFileError):
                self._newer = error.release
            if is_spoilt(error):
                return str(error)
            self._fault_due = now + AGAIN  # there is none yet, or it cannot be read just now
            return self._state.fault

    def _on_stick(self, folder: Path, now: float) -> Keeping:
        self._look_where(folder)
        if self._keeping is None:
            self._keeping = Keeping(self._source, folder, self._hall, alive=self._alive)
            self._finished, self._finished_due, self._unfinished = None, now, ""
        return self._keeping

    def _follow_finished(self, keeping: Keeping, now: float) -> None:
        """``keeping`` has a whole copy."""
        assert self._folder is not None
        if self._finished is None:
            self._finished = FinishedDays(self._hub, finished_of(self._folder, self._source.epoch), self._alive)
        try:
            self._finished.follow()
            keeping.tidy()
            self._finished_due, self._unfinished = now + FINISHED_EVERY, ""
        except (OSError, sqlite3.Error) as error:
            self._finished_due = now + FINISHED_AGAIN
            self._unfinished = f"days that are over are not copied: {why(error)}"

    def _alive(self) -> None:
        """In long work: it is also told that nothing stands still."""
        self._turned()
        at, since = self._round
        late = time.monotonic() - since
        if late > TELL_EVERY:
            self._round = (at + int(late * 1000), since + late)
            self._write(replace(self._state, at=self._round[0]))

    def close(self) -> None:
        self._forget()
        self._source.close()

    def _look_where(self, folder: Path) -> None:
        """A folder where no stick is mounted is on the hub's own card, or in its memory: a copy there would die with
        the box."""
        try:
            if not folder.is_dir():
                raise NoStickError(f"there is no {folder}: is the stick plugged in?")
            mortal = {place.stat().st_dev for place in (self._hub, *IN_MEMORY) if place.exists()}
            if not self._same_disk and folder.stat().st_dev in mortal:
                raise NoStickError(f"no stick is mounted at {folder}")
        except OSError as error:
            raise NoStickError(str(error)) from error

    def _forget(self) -> None:
        if self._keeping is not None:
            self._keeping.close()
            self._keeping = None

    def _tell(self, state: CopyTold, now: float) -> None:
        before = self._state
        self._state = state
        if state.trouble != before.trouble:
            log.error("no copy: %s", state.trouble) if state.trouble else log.info("it is copied")
        if state.newer and not before.newer:
            log.error("the ledger is of release %s, and this one cannot work with it", state.newer)
        if state.fault and not before.fault:
            log.error("the ledger is spoilt: %s", state.fault)
        if now < self._tell_due and replace(state, at=before.at, as_of=before.as_of) == before:
            return
        self._tell_due = now + TELL_EVERY
        self._write(state)

    def _write(self, state: CopyTold) -> None:
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
