"""``motcua restore``: the hub's ledger from a copy (docs/backup.md)."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from hall_core.device.program import load_plan_or_exit
from hall_core.domain.business_day import local
from hall_core.domain.plan_backup import FOLDER
from hall_core.domain.recovering import holders
from hall_hub.backup.check import Good, copies_in, look_through, newest
from hall_hub.backup.copy import CopyError
from hall_hub.backup.place import UnendedError, aside_of, finish, put
from hall_hub.figures.raw import LEDGER, FiguresError
from hall_hub.store.ledger import spoilt


def main(argv: list[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    plan = load_plan_or_exit(given.hall)
    try:
        good = _good(given.source, plan.hall.id)
        chosen = newest(good, given.epoch)
        _tell(chosen)
        if given.check:
            return 0
        _end_earlier(given.data)
        _may_be_replaced(given.data / LEDGER, replace=given.replace)
        aside = aside_of(given.data)
        epoch = put(chosen, given.data, lambda: holders(plan))
    except UnendedError as error:
        print(
            f"{error}; the copy is put back all the same: once the disk takes it, the hub's next start ends that",
            file=sys.stderr,
        )
        return 1
    except (CopyError, OSError, sqlite3.Error) as error:
        print(f"{error}; the ledger is what it was", file=sys.stderr)
        return 1
    before = f"; what was there before is {aside}" if aside.exists() else ""
    print(f"the ledger is put back as epoch {epoch}{before}")
    print(
        "now start the hub: systemctl start hall-hub.target. It calls nobody until all boxes have told what they hold:"
    )
    print("the head's page at the console lists those that have not.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua restore", allow_abbrev=False, description=__doc__)
    parser.add_argument("--hall", metavar="FILE", type=Path, required=True, help="the hall file")
    parser.add_argument(
        "--from",
        dest="source",
        metavar="PLACE",
        type=Path,
        default=Path(FOLDER),
        help="the folder of copies, or one of them (default: %(default)s)",
    )
    parser.add_argument(
        "--data",
        metavar="DIR",
        type=Path,
        default=Path("/var/lib/motcua/hub"),
        help="the hub's data folder (default: %(default)s)",
    )
    parser.add_argument("--epoch", metavar="N", type=int, help="which ledger, where there are copies of several")
    parser.add_argument("--check", action="store_true", help="say which copy it would be, and change nothing")
    parser.add_argument("--replace", action="store_true", help="also where there is a sound ledger, which goes aside")
    return parser


def _good(source: Path, hall: str) -> list[Good]:
    """Those that can be used; the others are named."""
    good: list[Good] = []
    for path in copies_in(source):
        try:
            good.append(look_through(path, hall))
        except CopyError as error:
            print(f"not used: {error}", file=sys.stderr)
    return good


def _end_earlier(data: Path) -> None:
    """UnendedError: a restoring that was cut off still counts, whatever would be put back now."""
    try:
        finish(data)
    except (FiguresError, OSError, sqlite3.Error) as error:
        raise UnendedError(f"an earlier restoring cannot be ended: {error}") from error


def _tell(good: Good) -> None:
    print(f"{good.path}: {good.seq} events, epoch {good.epoch}, business day {good.day or 'none'}")
    print(f"it was as the ledger at {local(good.as_of):%Y-%m-%d %H:%M:%S}")


def _may_be_replaced(ledger: Path, *, replace: bool) -> None:
    """CopyError while a hub has it open, or when somebody would lose it."""
    if not ledger.exists():
        return
    with closing(sqlite3.connect(ledger, isolation_level=None, timeout=0)) as db:
        try:
            # Every other connection, be it idle, holds a share of the file; so this fails while there is one.
            db.execute("PRAGMA locking_mode=EXCLUSIVE")
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
            fault = spoilt(db)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise CopyError("the hub or the console runs: systemctl stop hall.target first") from error
            fault = str(error)
        # A power cut may leave a file of which the hub had only just made the name.
        begun = not fault and db.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchone()
        events = db.execute("SELECT count(*) FROM event").fetchone()[0] if begun else 0
    if fault:
        print(f"the ledger that is there is spoilt ({fault}) and goes aside")
    elif events and not replace:
        raise CopyError(f"{ledger} is sound and has {events} events; if it shall go aside all the same, say --replace")


if __name__ == "__main__":
    sys.exit(main())
