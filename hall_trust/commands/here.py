"""What both commands need: the authority, its register, the hall file, and how they end."""

from __future__ import annotations

import argparse
import os
import pwd
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from hall_core.contract.box import CLOCK_UNSURE
from hall_core.device.program import load_plan_or_exit
from hall_core.domain.business_day import HANOI
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check import suggest
from hall_core.domain.plan_devices import Device
from hall_trust import ca
from hall_trust.ca import Authority
from hall_trust.error import TrustError
from hall_trust.folder import DEFAULT, Settings, TrustFolder, publish
from hall_trust.register import Register

REFUSED = 1
"""Exit status of an act that was refused; nothing was changed."""


class Here(Struct, frozen=True, kw_only=True):
    folder: TrustFolder
    settings: Settings
    plan: Plan
    authority: Authority
    register: Register
    at: Millis
    by: str
    """The account of whoever sits here."""

    @property
    def ca(self) -> bytes:
        return self.folder.ca.read_bytes()

    def publish(self) -> None:
        publish(self.folder, self.register, self.authority, self.plan)

    def device(self, id: str) -> Device:
        """TrustError when the hall file has none of this name."""
        found = self.plan.device(id)
        if found is None:
            known = suggest(id, [device.id for device in self.plan.devices])
            raise TrustError(f'{self.settings.hall_file} has no device "{id}"; {known}')
        return found


def trust_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--trust", metavar="DIR", type=Path, default=DEFAULT, help="the authority's folder (default: %(default)s)"
    )


@contextmanager
def opened(trust: Path, settings: Settings | None = None) -> Iterator[Here]:
    """With the settings that were made, or these. TrustError when there is no authority yet, or it is not for whoever
    runs this."""
    folder = TrustFolder(trust)
    settings = folder.told() if settings is None else settings
    plan = load_plan_or_exit(Path(settings.hall_file))
    authority, register = folder.open()
    try:
        check_hall(folder, plan)
        at = now()
        register.tidy(at)
        yield Here(
            folder=folder,
            settings=settings,
            plan=plan,
            authority=authority,
            register=register,
            at=at,
            by=account(),
        )
    finally:
        register.close()


def check_hall(folder: TrustFolder, plan: Plan) -> None:
    """TrustError when the authority is another hall's than the one in the file."""
    whose = ca.read(folder.ca.read_bytes()).name.partition(" ")[0]
    if whose != plan.hall.id:
        raise TrustError(f'{folder.folder} is the authority of hall "{whose}", and the hall file says "{plan.hall.id}"')


def carried_out(act: Callable[[], None]) -> int:
    """Exit status. What was refused is said on stderr."""
    usual = os.umask(0o077)
    try:
        act()
    except TrustError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except sqlite3.Error as error:
        print(f"the register cannot be used: {error}", file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"{error.filename or 'the disk'}: {error.strerror or error}", file=sys.stderr)
        return REFUSED
    finally:
        os.umask(usual)
    return 0


def now() -> Millis:
    return time.time_ns() // 1_000_000


def must_know_time() -> None:
    """TrustError while this box does not: what it gives by a clock that is set later may be over by then."""
    if CLOCK_UNSURE.exists():
        raise TrustError(
            "this box does not know the time, and nobody gets a certificate by it. As root, with "
            'the day and hour of now: motcua clock set "2026-11-23 14:05" first (motcua clock says how it stands)'
        )


def account() -> str:
    """Who asked, also through sudo."""
    return os.environ.get("SUDO_USER") or pwd.getpwuid(os.geteuid()).pw_name


def day(at: Millis) -> str:
    return f"{datetime.fromtimestamp(at / 1000, HANOI):%Y-%m-%d}"


def left(until: Millis, at: Millis) -> str:
    """``until 2027-11-22, 365 days``."""
    days = -((at - until) // ca.DAY)
    return f"until {day(until)}, {days} day{'' if days == 1 else 's'}" if until > at else f"over since {day(until)}"


def table(rows: list[tuple[str, ...]]) -> None:
    """Columns as wide as what is in them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
