"""Starts the hub: ``motcua hub --hall hall.toml --data DIR --broker HOST:PORT``."""

from __future__ import annotations

import sys

from hall_core.contract.topics import Kind, Topics
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.health import health
from hall_core.device.identity import DataFolderError, Identity
from hall_core.device.program import load_plan_or_exit, options, stop_on_signals, the_end
from hall_core.mqtt.link import Link
from hall_hub.figures.child import RollingUp
from hall_hub.hub import Hub
from hall_hub.knowledge import Knowledge
from hall_hub.loop import run
from hall_hub.store.ledger import Ledger, LedgerError


def main(argv: list[str] | None = None) -> int:
    given = options("hub", device=False).parse_args(argv)
    log.setup("hub", given.data, verbose=given.verbose)
    plan = load_plan_or_exit(given.hall)
    stop = stop_on_signals()
    try:
        identity = Identity(given.data)
        ledger = Ledger(given.data / "ledger.sqlite")
        knowledge = Knowledge(plan, given.data)
        hub = Hub(plan, ledger, knowledge, Clock(), identity.boot)
    except (DataFolderError, LedgerError) as error:
        raise the_end(str(error)) from error
    topics = Topics(plan.hall.id)
    heard: tuple[tuple[Kind, int], ...] = (("command", 1), ("fact", 1), ("device-state", 1), ("question", 0))
    figures = RollingUp(plan, given.data)
    link = Link("hub", given.broker, [(topics.to(kind, "+"), qos) for kind, qos in heard])
    try:
        run(hub, link, stop, lambda: health(given.data), figures)
    finally:
        figures.close()
        link.close()
        knowledge.close()
        ledger.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
