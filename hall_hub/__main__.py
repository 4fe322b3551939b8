"""Starts the hub: ``motcua hub --hall hall.toml --data DIR --broker HOST:PORT``."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from hall_core.contract.box import BROKER_SILENT, CLOCK_UNSURE, DOCTOR
from hall_core.contract.copied import FILE
from hall_core.contract.topics import Kind, Topics
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.health import health
from hall_core.device.identity import DataFolderError, Identity
from hall_core.device.program import check_keys_or_exit, load_plan_or_exit, options, stop_on_signals, the_end
from hall_core.device.watchdog import Watchdog
from hall_core.mqtt.link import Link
from hall_hub.backup import finish
from hall_hub.backup.watch import CopyWatch
from hall_hub.broker_watch import BrokerWatch
from hall_hub.figures.child import RollingUp
from hall_hub.figures.raw import FiguresError
from hall_hub.hub import Hub
from hall_hub.knowledge import CENTRE, Knowledge
from hall_hub.loop import run
from hall_hub.own_box import OwnBox
from hall_hub.pace import Pace
from hall_hub.release_folder import ReleaseFolder
from hall_hub.releases import Releases
from hall_hub.store.ledger import Ledger, LedgerError


def main(argv: list[str] | None = None) -> int:
    return serve(argv)


def serve(argv: list[str] | None, clock: Clock | None = None) -> int:
    """Until it is told to stop. By whose clock is for whoever plays a day in minutes to say; None: the box's."""
    parser = options("hub", device=False)
    parser.add_argument(
        "--commands-per-second",
        metavar="N",
        type=float,
        help="for measuring: how many commands each device may send; 0: as much of everything as it likes",
    )
    parser.add_argument(
        "--centre-ca",
        metavar="FILE",
        type=Path,
        default=CENTRE,
        help="the certificate of who signs the centre's calendar (default: %(default)s)",
    )
    parser.add_argument(
        "--box-start",
        metavar="ID",
        type=lambda text: int(text, 16) >> 65,  # what fits into a row; of 128 random bits as good as all
        default=0,
        help="which start of this box it is, as systemd's %%b tells; without it all are one",
    )
    given = parser.parse_args(argv)
    check_keys_or_exit(given)
    clock = clock or Clock(unsure=given.box / CLOCK_UNSURE.name)
    watchdog = Watchdog("round")
    log.setup("hub", given.data, verbose=given.verbose)
    plan = load_plan_or_exit(given.hall)
    stop = stop_on_signals()
    try:
        identity = Identity(given.data)
        finish(given.data)
        ledger = Ledger(given.data / "ledger.sqlite")
        knowledge = Knowledge(plan, given.data, given.centre_ca)
        hub = Hub(plan, ledger, knowledge, clock, identity.boot, Pace(plan, given.commands_per_second), given.box_start)
        releases = Releases(plan, ReleaseFolder(given.data), clock, identity.boot, hub.shut_out, hub.complaints)
    except (DataFolderError, LedgerError, FiguresError, OSError, sqlite3.Error) as error:
        raise the_end(str(error)) from error
    topics = Topics(plan.hall.id)
    # Who is shut out comes first: the broker tells what it has kept in this order.
    heard: tuple[tuple[Kind, int], ...] = (
        ("trust", 1),
        ("command", 1),
        ("fact", 1),
        ("device-state", 1),
        ("question", 0),
    )
    figures = RollingUp(plan, given.data)
    filters = [(topics.to(kind, "+"), qos) for kind, qos in heard]
    if plan.centre is not None and plan.centre.ask:
        filters += [(topics.line, 1), (topics.to("centre-down", "told"), 1)]
    filters += releases.filters()
    link = Link("hub", given.broker, filters, given.keys, clock)
    try:
        run(
            hub,
            link,
            stop,
            lambda: health(given.data),
            figures,
            releases,
            OwnBox(given.box / DOCTOR, CopyWatch(plan.backup, given.box / FILE, clock)),
            BrokerWatch(given.box / BROKER_SILENT),
            watchdog.part("round"),
        )
    finally:
        figures.close()
        link.close()
        knowledge.close()
        ledger.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
