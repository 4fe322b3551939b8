"""``motcua central adapters [run | check | status]``: speak with dossier systems in their own ways."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from central_gateway.adapters import kinds, standings
from central_gateway.adapters.answering import Answering
from central_gateway.adapters.running import Running
from central_gateway.config import Config
from central_gateway.program import load_or_exit, options
from central_gateway.store import adapters, dossiers
from central_gateway.store.connection import Db, StoreError, connect, store_errors
from central_gateway.store.told import ToldDossier
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.program import stop_on_signals, the_end
from hall_core.domain.names import Slug


def main(argv: list[str] | None = None) -> int:
    parser = options("adapters", "Speaks with dossier systems (docs/centre/adapters.md).")
    parser.add_argument(
        "what",
        nargs="?",
        choices=("run", "check", "status"),
        default="run",
        help="run them all (default); check their settings and tables; say how each stands",
    )
    given = parser.parse_args(argv)
    config = load_or_exit(given.config)
    clock = Clock()
    if lines := kinds.check(config, lambda: clock()[0]):
        raise the_end("\n".join(lines))
    match given.what:
        case "check":
            print(f"{len(config.central.adapters)} adapters, nothing wrong")
        case "status":
            _status(config)
        case _:
            log.setup("adapters", verbose=given.verbose)
            _run(config, clock)
    return 0


def _run(config: Config, clock: Clock) -> None:
    stop = stop_on_signals()

    def take(db: Db, told: Sequence[ToldDossier], source: Slug) -> dossiers.Taken:
        return dossiers.take(db, told, source, config.central.dossiers, clock()[0])

    running = Running(config, lambda: clock()[0], take)
    finders = kinds.open_finders(config, lambda: clock()[0])
    rules = config.central.dossiers
    answering = Answering(finders, take, rules.authorities, lambda name: connect(config, name)) if finders else None
    running.start()
    if answering is not None:
        answering.start()
    logging.info("runs %d adapters, %d of which can be asked", len(config.central.adapters), len(finders))
    stop.wait()
    if answering is not None:
        answering.stop()
    running.stop()


def _status(config: Config) -> None:
    """What a person should know: since when something is wrong, and what was set aside."""
    try:
        with connect(config, "status") as db, store_errors():
            for standing in standings.of_all(config.central.adapters, adapters.standings(db)):
                for line in standings.words(standing):
                    print(line)
                for aside in adapters.asides(db, standing.adapter, 20):
                    print(f"    {aside.item}: {aside.why} ({aside.times}x, last {standings.time(aside.last_at)})")
    except StoreError as error:
        raise the_end(str(error)) from error
