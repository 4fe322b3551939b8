"""Starts the authority: ``motcua authority --hall hall.toml --keys DIR --trust DIR --broker HOST:PORT``."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from hall_core.contract.access import AUTHORITY, COURIER, HUB
from hall_core.contract.messages import Health
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.health import health
from hall_core.device.identity import DataFolderError, Identity
from hall_core.device.program import check_keys_or_exit, load_plan_or_exit, options, stop_on_signals, the_end
from hall_core.device.watchdog import Watchdog
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.migrations import UnfitFileError
from hall_core.mqtt.certificate import WARN, life
from hall_core.mqtt.link import Link
from hall_trust.ca import DAY, Authority
from hall_trust.commands.here import check_hall, trust_option
from hall_trust.error import TrustError
from hall_trust.folder import TrustFolder, publish
from hall_trust.front import Front
from hall_trust.loop import run
from hall_trust.own_box import BROKER
from hall_trust.register import Register

BROKERS = "mosquitto"
"""What the kernel calls a broker's process. A number that has become another program's gets no signal of ours, of which
it would die."""


def main(argv: list[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    if given.keys is None:
        raise the_end("without certificates anybody could say who belongs to the hall: give --keys DIR")
    check_keys_or_exit(given)
    watchdog = Watchdog("round")
    log.setup("authority", given.data, verbose=given.verbose)
    plan = load_plan_or_exit(given.hall)
    clock = Clock()
    stop = stop_on_signals()
    folder = TrustFolder(given.trust)
    try:
        identity = Identity(given.data)
        authority, register = _opened(folder, plan)
    except (DataFolderError, TrustError, UnfitFileError) as error:
        raise the_end(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise the_end(f"{folder.folder}: {error}") from error
    front = Front(plan, register, authority, clock, identity.boot, _spread(folder, register, authority, plan, given))
    link = Link(AUTHORITY, given.broker, front.filters(), given.keys, clock)
    try:
        run(
            front,
            link,
            stop,
            lambda: _health(given),
            lambda: _ends(register, clock()[0]),
            watchdog.part("round"),
        )
    finally:
        link.close()
        register.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = options("authority", device=False)
    trust_option(parser)
    parser.add_argument(
        "--broker-pid",
        metavar="FILE",
        type=Path,
        help="have the Mosquitto with the number in this file read its lists again when they change; where systemd "
        "does that it is not needed",
    )
    return parser


def _opened(folder: TrustFolder, plan: Plan) -> tuple[Authority, Register]:
    opened = folder.open()
    check_hall(folder, plan)
    return opened


def _spread(
    folder: TrustFolder, register: Register, authority: Authority, plan: Plan, given: argparse.Namespace
) -> Callable[[], bool]:
    """What writes the files for the broker, and has it read them when they are not as it read them last."""
    read: list[tuple[int, int]] = []

    def spread() -> bool:
        if publish(folder, register, authority, plan):
            logging.info("the broker's lists are written anew")
        stats = [file.stat() for file in (folder.revoked, folder.access)]
        now = [(stat.st_mtime_ns, stat.st_ino) for stat in stats]
        if now != read and given.broker_pid is not None and not _told(given.broker_pid):
            return False
        read[:] = now
        return True

    return spread


def _told(pid_file: Path) -> bool:
    """Whether the broker was told, or is not there: then it reads them when it starts. One that is just starting may
    have read them already and would still die of the signal: it is told a little later."""
    try:
        pid = int(pid_file.read_text("ascii"))
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines())
    except (OSError, ValueError):
        return True
    if status["Name"] != BROKERS or status["State"].startswith("Z"):
        return True
    if not int(status["SigCgt"], 16) & 1 << (signal.SIGHUP - 1):
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGHUP)
    return True


def _health(given: argparse.Namespace) -> Health:
    own = life(given.keys)
    return replace(health(given.data), certificate_until=own and own.until)


def _ends(register: Register, at: Millis) -> str:
    """What the daily ``motcua hall renew`` should long have renewed: without these nobody gets in."""
    held = {name: register.in_force(name) for name in (BROKER, HUB, AUTHORITY, COURIER)}
    soon = [(name, each.until) for name, each in held.items() if each and each.until - at < WARN]
    return "; ".join(f"{name} {_when(until, at)}, motcua hall renew" for name, until in soon)


def _when(until: Millis, at: Millis) -> str:
    return f"ends in {(until - at) // DAY} days" if until > at else "has ended"


if __name__ == "__main__":
    sys.exit(main())
