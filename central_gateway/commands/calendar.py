"""``motcua central calendar FILE``: gives all halls what the province has signed of working days.

The halls check the signature, and nobody else: here is no key and no certificate of theirs. What is looked for here is
only a mistake that every one of them would find.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import msgspec

from central_gateway.commands.carried_out import store
from central_gateway.program import load_or_exit, options
from central_gateway.store import migrate, shelves
from hall_core.contract.centre.calendar_item import FILE, OVERRIDE, SignedFile
from hall_core.contract.centre.packing import PackingError
from hall_core.domain.working_days import Calendar, Override, overridden

REFUSED, NOT_TRIED = 1, 2
"""Exit status."""


def main(argv: list[str] | None = None) -> int:
    """0: the halls get it; 1: refused, and why is printed; 2: it could not be tried."""
    parser = options("calendar", "Gives all halls the calendar that the province has signed (docs/working-days.md).")
    parser.add_argument("file", metavar=FILE, type=Path, help=f"with {FILE}.sig beside it")
    given = parser.parse_args(argv)
    file: Path = given.file
    try:
        told = SignedFile(
            file=file.read_bytes().decode("utf-8"),
            signature=file.with_name(f"{file.name}.sig").read_text("utf-8"),
        )
    except OSError as error:
        print(f"{error.filename}: {error.strerror or error}", file=sys.stderr)
        return NOT_TRIED
    except UnicodeDecodeError as error:
        print(f"REFUSED: {error}", file=sys.stderr)
        return REFUSED
    try:
        if file.name != FILE:
            raise ValueError(f"it must be called {FILE}, for the name is signed too")  # noqa: TRY301
        _check(told.file)
        item = {OVERRIDE: msgspec.json.encode(told)}
        shelves.check(item)
        with store(load_or_exit(given.config), "calendar") as db:
            migrate.check(db)
            with db.transaction():
                changed = shelves.put(db, "calendar", shelves.ALL, item)
    except (ValueError, msgspec.ValidationError, PackingError) as error:
        print(f"REFUSED: {error}", file=sys.stderr)
        return REFUSED
    print("the halls get it" if changed else "the halls have it already")
    return 0


def _check(text: str) -> None:
    """ValueError."""
    override = msgspec.convert(tomllib.loads(text), Override)
    overridden(Calendar(first="2000-01-01", last="2000-01-01", holidays=[], worked=[]), override)
