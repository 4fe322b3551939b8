"""``motcua central catalogue check | propose | list | show | accept | refuse``: for whoever keeps the catalogue."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from central_gateway.catalogue import bundle, offer, proposing
from central_gateway.catalogue.bundle import BundleError
from central_gateway.catalogue.offer import Offer
from central_gateway.config import ConfigError
from central_gateway.program import load_or_exit, options
from central_gateway.store import editions, migrate
from central_gateway.store.connection import Db, StoreError, connect, store_errors
from central_gateway.store.editions import EditionError
from hall_core.device.catalogue_folder import read
from hall_core.domain.procedure import Catalogue

REFUSED, NOT_TRIED = 1, 2
"""Exit status."""
SHOWN = 50
"""Findings that are printed."""


def main(argv: list[str] | None = None) -> int:
    """0: done; 1: refused, and why is printed; 2: it could not be tried."""
    given = _parser().parse_args(argv)
    try:
        if given.what == "check" and not given.delta and given.folder.is_dir():
            checked = read(given.folder, 0)  # needs no database
            _print(checked.report.splitlines())
            return REFUSED if checked.refusal else 0
        with connect(load_or_exit(given.config), "catalogue") as db, store_errors():
            migrate.check(db)
            return _do(db, given)
    except EditionError as error:
        print(f"REFUSED: {error}", file=sys.stderr)
        return REFUSED
    except (StoreError, BundleError, ConfigError, OSError) as error:
        print(error, file=sys.stderr)
        return NOT_TRIED


def _do(db: Db, given: argparse.Namespace) -> int:
    match given.what:
        case "check":
            return _told(_offered(db, given)[0])
        case "propose":
            return _propose(db, given)
        case "list":
            for each in editions.heads(db):
                used = "  in use" if each.id == editions.current(db) else ""
                by = f" by {each.decided_by}" if each.decided_by else ""
                print(f'{each.id:>5}  {each.received:%Y-%m-%d %H:%M}  {each.state}{by}{used}  "{each.name}"')
        case "show":
            print(proposing.report_of(db, given.id).text, end="")
        case "accept":
            changed = proposing.accept(db, given.id, given.by)
            print(f"edition {given.id} is in use; {changed} pieces of it go to the halls")
        case _:
            editions.refuse(db, given.id, given.by, given.why)
            print(f"edition {given.id} is refused")
    return 0


def _propose(db: Db, given: argparse.Namespace) -> int:
    found, base = _offered(db, given)
    if found.catalogue is None:
        return _told(found)
    made = proposing.propose(db, found, base, given.source or given.folder.resolve().name)
    print(made.report.text, end="")
    again = "" if made.new else ", proposed before"
    decide = f"accept {made.id} --by WHO, or refuse {made.id} --by WHO --why …"
    print(f"\nthis is edition {made.id}{again}. To decide: {decide}")
    return 0


def _offered(db: Db, given: argparse.Namespace) -> tuple[Offer, int | None]:
    base, before = editions.in_use(db)
    path, force = given.folder, given.what == "propose" and given.force
    if path.is_dir():
        return _of_folder(path, before, delta=given.delta, force=force), base
    data = path.read_bytes()
    if path.suffix.lower() == ".json":
        return offer.given(bundle.read_json(data), before, force=force), base
    with bundle.unpacked(data) as folder:
        return _of_folder(folder, before, delta=given.delta, force=force), base


def _of_folder(folder: Path, before: Catalogue | None, *, delta: bool, force: bool) -> Offer:
    return offer.changes(folder, before) if delta else offer.whole(folder, before, force=force)


def _told(found: Offer) -> int:
    if found.catalogue is not None:
        _print(["accepted", *found.findings])
        return 0
    _print([f"NOT ACCEPTED: {found.refusal}", *found.findings])
    if found.may_force:
        print("if it is meant to be so small, propose it with --force", file=sys.stderr)
    return REFUSED


def _print(lines: list[str]) -> None:
    print("\n".join(lines[: SHOWN + 1]))
    if len(lines) > SHOWN + 1:
        print(f"… and {len(lines) - SHOWN - 1} more")


def _parser() -> argparse.ArgumentParser:
    parser = options("catalogue", "The catalogue of procedures that all halls show (docs/centre/README.md).")
    commands = parser.add_subparsers(dest="what", required=True)
    check = commands.add_parser("check", help="read the files of a folder and say what is wrong in them")
    propose = commands.add_parser("propose", help="keep them as an edition, and say what it would change")
    for each in (check, propose):
        each.add_argument("folder", metavar="FOLDER|FILE", type=Path, help="of tables, a zip of them, or JSON")
        each.add_argument("--delta", action="store_true", help="the folder has only what changes, and repealed.csv")
    propose.add_argument("--source", default="", help="where it comes from (default: the name of the folder)")
    propose.add_argument("--force", action="store_true", help="even if it has less than half as many as before")
    commands.add_parser("list", help="the newest editions")
    show = commands.add_parser("show", help="what an edition would change, or has changed")
    accept = commands.add_parser("accept", help="all halls get it, as a whole")
    refuse = commands.add_parser("refuse", help="no hall gets it")
    for each in (show, accept, refuse):
        each.add_argument("id", metavar="ID", type=int)
    for each in (accept, refuse):
        each.add_argument("--by", required=True, help="who decides")
    refuse.add_argument("--why", required=True)
    return parser
