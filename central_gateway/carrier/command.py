"""``motcua central carry``: brings halls what dossier systems told. One at a time does; of two the other goes on when
the first is gone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing

from central_gateway.carrier.carrier import Carrier
from central_gateway.config import Config
from central_gateway.engine.opening import open_engine
from central_gateway.program import at_the_broker, while_it_comes_and_goes
from central_gateway.store import migrate
from central_gateway.store.carrying import wait_to_carry
from central_gateway.store.connection import connect, store_errors
from hall_core.device.clock import Clock

WAIT = 1.0
"""Seconds that a turn waits at most: so long it may take to end."""


def main(argv: list[str] | None = None) -> int:
    what = "Brings halls what dossier systems told (docs/centre/README.md)."
    return at_the_broker(argv, "carry", what, _run)


def _run(config: Config, stop: threading.Event) -> None:
    while_it_comes_and_goes(stop, lambda begun: _carry(config, stop, begun))


def _carry(config: Config, stop: threading.Event, begun: Callable[[], None]) -> None:
    with connect(config, "carry") as db:
        with store_errors():
            migrate.check(db)
        told = False
        while not wait_to_carry(db):
            if stop.is_set():
                return
            if not told:
                logging.info("another one carries; waits until it is gone")
                told = True
        # Not before: a broker may take two of the same name for one.
        with closing(open_engine(config, "carry", hears=False)) as engine:
            carrier = Carrier(db, engine, Clock(), time.monotonic, config.central.dossiers)
            logging.info("carries")
            begun()
            while not stop.is_set():
                carrier.turn(WAIT)
