"""Officers' passwords: ``motcua officer --hall hall.toml --data DIR password <officer>``.

Kept as argon2id with 19 MiB and three passes (OWASP's second choice, one pass more): some 50 ms on a desk machine, and
never more memory than a Raspberry Pi has to spare, since they are checked one at a time.
"""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from hall_core.device.program import WRONG_CONFIGURATION, load_plan_or_exit, the_end
from hall_core.domain.plan import HallInfo, Officer
from hall_core.domain.plan_check import suggest
from hall_core.domain.vietnamese import nfc
from hall_core.migrations import UnfitFileError
from hall_hub.console.accounts import Accounts
from hall_hub.console.diary import diary
from hall_hub.console.weak import is_weak

FOLDER, FILE = "console", "accounts.sqlite"
"""Within the hub's data folder: what is the console's own."""
LEAST, MOST = 12, 200
"""Signs. A sentence is easier to keep than a puzzle, so there is no rule but the length, and that nobody guesses it."""
_HASHER = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)


def hash_of(password: str) -> str:
    return _HASHER.hash(nfc(password))


def is_password(password: str, hash: str | None) -> bool:
    """Whether ``hash`` was made of it. In the same time also where there is no account (None): nobody learns by the
    clock which ones there are."""
    try:
        right = _HASHER.verify(_nobodys() if hash is None else hash, nfc(password[:MOST]))
    except (Argon2Error, InvalidHashError):
        return False
    return right and hash is not None


def why_not(password: str, officer: Officer, hall: HallInfo) -> str:
    """Why it is not taken; empty when it is."""
    if not LEAST <= len(nfc(password)) <= MOST:
        return f"give {LEAST} to {MOST} signs; a short sentence is good"
    names = [officer.id, officer.name, *officer.name.split(), hall.id, hall.name.vi, hall.name.en]
    names += [] if hall.short is None else [hall.short.vi, hall.short.en]
    if is_weak(password, names):
        return (
            "that is what others try first: give one with more in it than common words, names, digits and rows of keys"
        )
    return ""


def main(argv: list[str] | None = None) -> int:
    """Asks twice without showing it, or takes one line from a pipe."""
    parser = argparse.ArgumentParser(prog="officer", description="Lets an officer of the hall file sign in.")
    parser.add_argument("--hall", metavar="FILE", type=Path, required=True, help="the hall file")
    parser.add_argument("--data", metavar="DIR", type=Path, required=True, help="the hub's data folder")
    parser.add_argument("what", choices=["password"], help="set the password, which also ends a lock-out")
    parser.add_argument("officer", help="id in the hall file")
    given = parser.parse_args(argv)
    plan = load_plan_or_exit(given.hall)
    officer = plan.officer(given.officer)
    if officer is None:
        known = [other.id for other in plan.officers]
        raise the_end(f'the hall file has no officer "{given.officer}"; {suggest(given.officer, known)}')
    password = _asked()
    why = "the two are not alike" if password is None else why_not(password, officer, plan.hall)
    if password is None or why:
        print(why, file=sys.stderr)
        return WRONG_CONFIGURATION
    try:
        accounts = Accounts(given.data / FOLDER / FILE)
    except UnfitFileError as error:
        raise the_end(str(error)) from error
    ended = accounts.set_hash(given.officer, hash_of(password), time.time_ns() // 1_000_000)
    accounts.close()
    why = diary.note(given.data / FOLDER, given.officer, "password-set", str(ended))
    if why:
        print(f"the console's diary does not tell of it: {why}", file=sys.stderr)
    print(f"{given.officer} can sign in now")
    return 0


def _asked() -> str | None:
    """None when the two were not alike."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("password: ")
    return password if getpass.getpass("once more: ") == password else None


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
