"""``motcua central ingest``: takes what halls say. As many of these as are needed; any may be killed at any time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing

from central_gateway.adapters.kinds import can_ask
from central_gateway.config import Config
from central_gateway.engine.face import Engine
from central_gateway.engine.opening import open_engine
from central_gateway.intake.refusals import Refusals
from central_gateway.intake.worker import Intake
from central_gateway.program import at_the_broker, while_it_comes_and_goes
from central_gateway.store import migrate
from central_gateway.store.connection import connect, store_errors
from hall_core.device.clock import Clock

WAIT = 1.0
"""Seconds that a turn waits for something to come: so long it may take to end."""


def main(argv: list[str] | None = None) -> int:
    what = "Takes what halls say from the broker into PostgreSQL (docs/centre/README.md)."
    return at_the_broker(argv, "ingest", what, _run)


def _run(config: Config, stop: threading.Event) -> None:
    refusals = Refusals()
    with closing(open_engine(config, "ingest", hears=True)) as engine:
        while_it_comes_and_goes(stop, lambda begun: _ingest(config, engine, refusals, stop, begun))


def _ingest(
    config: Config, engine: Engine, refusals: Refusals, stop: threading.Event, begun: Callable[[], None]
) -> None:
    with connect(config, "ingest") as db:
        with store_errors():
            migrate.check(db)
        intake = Intake(db, engine, Clock(), refusals, can_ask=can_ask(config))
        logging.info("takes what halls say")
        begun()
        while not stop.is_set():
            intake.turn(WAIT)
        intake.keep_refusals()
