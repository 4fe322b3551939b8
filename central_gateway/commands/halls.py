"""``motcua central halls``: which halls take part, and how dossier systems call them."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import get_args

from central_gateway.commands.carried_out import store
from central_gateway.program import load_or_exit, options
from central_gateway.store import dossiers, halls, migrate
from central_gateway.store.connection import StoreError
from hall_core.domain.business_day import local
from hall_core.domain.names import Slug

CARD_KEY_BYTES = 32
"""Of a hub's id.key."""
_ID = re.compile(get_args(Slug)[1].pattern)


def main(argv: list[str] | None = None) -> int:
    parser = options("halls", "Which halls take part. Nothing is taken of a hall that is not here.")
    acts = parser.add_subparsers(dest="act", required=True, metavar="list | add | end | card-key")
    acts.add_parser("list", help="all of them")
    add = acts.add_parser(
        "add", help="a new one; again: another name, more sites, or one that was ended takes part anew"
    )
    add.add_argument("hall", metavar="ID", help="as in its hall file, under [hall]")
    add.add_argument("name", metavar="NAME", help="for people")
    add.add_argument("--site", metavar="CODE", action="append", default=[], help="what a dossier system calls it")
    end = acts.add_parser("end", help="nothing more is taken of it; what it has told stays")
    end.add_argument("hall", metavar="ID")
    card = acts.add_parser("card-key", help="the secret with which people find their dossiers by identity card")
    card.add_argument("hall", metavar="ID")
    what = card.add_mutually_exclusive_group(required=True)
    what.add_argument("--file", metavar="FILE", type=Path, help="the hub's id.key; delete the copy afterwards")
    what.add_argument("--none", action="store_true", help="takes it back: nothing more is found by card there")
    given = parser.parse_args(argv)
    if given.act != "list" and not _ID.fullmatch(given.hall):
        parser.error(f'"{given.hall}" is no id of a hall: 1 to 32 of a-z, 0-9 and "-"')
    config = load_or_exit(given.config)
    with store(config, "halls") as db:
        migrate.check(db)
        match given.act:
            case "add":
                halls.add(db, given.hall, given.name, given.site)
                print(f"{given.hall} takes part")
                today = local(time.time_ns() // 1_000_000).date().isoformat()
                if came := dossiers.let_in(db, config.central.dossiers, today):
                    print(f"{came} dossiers that waited for somebody to know their site are let in")
            case "end":
                if not halls.end(db, given.hall):
                    print(f'there is no hall "{given.hall}"', file=sys.stderr)
                    return 1
                print(f"nothing more is taken of {given.hall}")
            case "card-key":
                key = None if given.none else _card_key(given.file)
                if not halls.set_card_key(db, given.hall, key):
                    print(f'there is no hall "{given.hall}"', file=sys.stderr)
                    return 1
                what = "nothing is found" if key is None else "dossiers told from now on are found"
                print(f"{given.hall}: {what} by card")
            case _:
                for hall in halls.all_(db):
                    state = "ended" if hall.ended else "takes part"
                    print(f"{hall.id:<32}  {state:<10}  {', '.join(hall.sites) or '-':<24}  {hall.name}")
    return 0


def _card_key(file: Path) -> bytes:
    try:
        key = file.read_bytes()
    except OSError as error:
        raise StoreError(f"{file}: {error.strerror or error}") from error
    if len(key) != CARD_KEY_BYTES:
        raise StoreError(f"{file} is no id.key of a hub: it holds {len(key)} bytes, not {CARD_KEY_BYTES}")
    return key
