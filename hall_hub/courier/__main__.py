"""Starts the courier: ``motcua courier --hall hall.toml --hub DIR --data DIR --broker HOST:PORT``."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from hall_core.contract.access import COURIER
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.health import health
from hall_core.device.identity import DataFolderError, Identity
from hall_core.device.program import check_keys_or_exit, load_plan_or_exit, options, stop_on_signals, the_end
from hall_core.device.watchdog import Watchdog
from hall_core.domain.figures.roster import Roster, roster_of, with_former
from hall_core.domain.plan import Plan
from hall_core.mqtt.link import Link
from hall_hub.courier.courier import Courier
from hall_hub.courier.loop import run
from hall_hub.courier.records import Names
from hall_hub.courier.sets import CentreSets
from hall_hub.courier.status import Standing
from hall_hub.courier.tellings import Tellings
from hall_hub.figures.raw import FiguresError
from hall_hub.figures.store import FILE, Figures

NICE = 10
"""How much telling of last week gives way to all that happens in the hall."""


def main(argv: list[str] | None = None) -> int:
    given = options("courier", device=False, hub=True).parse_args(argv)
    check_keys_or_exit(given)
    watchdog = Watchdog("round")
    log.setup("courier", given.data, verbose=given.verbose)
    plan = load_plan_or_exit(given.hall)
    if plan.centre is None:
        raise the_end(f"{given.hall} has no [centre]: this hall has no line, and needs no courier")
    os.nice(NICE)
    clock = Clock()
    stop = stop_on_signals()
    standing = Standing(plan)
    try:
        identity = Identity(given.data)
        names = Names(_roster(plan, given.hub), officers=plan.centre.officers)
        tellings = Tellings(given.hub, given.data, names)
        sets = CentreSets(plan, given.hub, lambda: standing.day)
    except (DataFolderError, FiguresError) as error:
        raise the_end(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise the_end(f"{given.hub}: {error}") from error
    courier = Courier(plan, tellings, sets, standing, clock, identity.boot, time.monotonic())
    link = Link(COURIER, given.broker, courier.filters(), given.keys, clock)
    try:
        run(courier, link, stop, lambda: health(given.data, tellings.behind), watchdog.part("round"))
    finally:
        link.close()
        sets.close()
        tellings.close()
    return 0


def _roster(plan: Plan, hub: Path) -> Roster:
    """The hall's, with what only older days know."""
    now = roster_of(plan)
    if not (hub / FILE).exists():
        return now
    with closing(Figures(hub)) as figures:
        former = figures.roster()
    return now if former is None else with_former(now, former)


if __name__ == "__main__":
    sys.exit(main())
