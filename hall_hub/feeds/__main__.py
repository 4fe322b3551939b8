"""``motcua catalogue check FOLDER`` and ``motcua catalogue import FOLDER --data DIR``: for the person who keeps it."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from hall_core.device.catalogue_folder import read
from hall_core.domain.catalogue_check import FILES, Checked
from hall_hub.catalogue import EDITION, FEED
from hall_hub.feeds.folder import FORCE, READY, REPORT, WORKING
from hall_hub.feeds.procedures import make_edition, shown_in

NICE = 10
"""How much pictures give way to all that happens in the hall."""
SHOWN = 50
"""Findings that are printed; all of them are in the report that the hub writes."""


def main(argv: list[str] | None = None) -> int:
    """0: accepted (or handed to the hub); 1: not accepted, and why is printed; 2: it could not be tried."""
    given = _parser().parse_args(argv)
    folder: Path = given.folder
    if not folder.is_dir():
        print(f"{folder} is no folder", file=sys.stderr)
        return 2
    try:
        match given.what:
            case "check":
                return _told(read(folder, 0))
            case "import":
                return _import(folder, given.data, force=given.force)
            case "notices":
                return _notices(folder, given.store, given.zones.split(","), given.boards.split(","))
            case _:
                return _status(make_edition(folder, given.edition, force=given.force))
    except OSError as error:
        print(f"cannot be done: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="catalogue", description="The catalogue of procedures, from CSV files.")
    commands = parser.add_subparsers(dest="what", required=True)
    check = commands.add_parser("check", help="read the files of a folder and say what is wrong in them")
    check.add_argument("folder", metavar="FOLDER", type=Path)
    take = commands.add_parser("import", help="check them, then hand them to the hub")
    take.add_argument("folder", metavar="FOLDER", type=Path)
    take.add_argument("--data", metavar="DIR", type=Path, required=True, help="the hub's data folder")
    take.add_argument("--force", action="store_true", help="even if it has less than half as many procedures as before")
    make = commands.add_parser("compile", help="what the hub calls: make the edition and the report")
    make.add_argument("folder", metavar="FOLDER", type=Path)
    make.add_argument("edition", metavar="FILE", type=Path)
    make.add_argument("--force", action="store_true")
    notices = commands.add_parser("notices", help="what the hub calls: make the edition of the notices, and the report")
    notices.add_argument("folder", metavar="FOLDER", type=Path)
    notices.add_argument("store", metavar="STORE", type=Path)
    notices.add_argument("--zones", required=True, help="ids of the hall file, with commas between them")
    notices.add_argument("--boards", required=True)
    notices.add_argument("--force", action="store_true", help="changes nothing here: there is nothing to force")
    return parser


def _notices(folder: Path, store: Path, zones: list[str], boards: list[str]) -> int:
    from hall_hub.feeds.notices import make_edition  # Pillow, which procedures do without

    os.nice(NICE)
    return 0 if make_edition(folder, store, zones, boards).accepted else 1


def _import(folder: Path, data: Path, *, force: bool) -> int:
    checked = read(folder, shown_in(data / EDITION), force=force)
    status = _told(checked)
    if status:
        if checked.may_force:
            print("if it is meant to be so small, import it with --force", file=sys.stderr)
        return status
    feed = data / FEED
    feed.mkdir(parents=True, exist_ok=True)
    if (feed / READY).exists() or (feed / WORKING).exists():
        print("the hub has not yet taken what was imported before; try again in a minute", file=sys.stderr)
        return 2
    for name in FILES if folder.resolve() != feed.resolve() else ():
        (feed / name).unlink(missing_ok=True)
        if (folder / name).exists():
            shutil.copyfile(folder / name, feed / name)
    (feed / READY).write_text(FORCE if force else "", encoding="utf-8")
    print(f"handed to the hub; what it says will be in {feed / REPORT}")
    return 0


def _told(checked: Checked) -> int:
    lines = checked.report.splitlines()
    print("\n".join(lines[: SHOWN + 1]))
    if len(lines) > SHOWN + 1:
        print(f"… and {len(lines) - SHOWN - 1} more")
    return _status(checked)


def _status(checked: Checked) -> int:
    return 1 if checked.refusal else 0


if __name__ == "__main__":
    sys.exit(main())
