"""``motcua central api``: the REST API for dossier systems. As many of these as are wished for, beside one another."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
from pathlib import Path

from central_gateway.api.app import Api
from central_gateway.api.auth import Door
from central_gateway.api.oidc import Provider, keys_file
from central_gateway.api.wire import Server, address, listening, tls
from central_gateway.config import Config, ConfigError
from central_gateway.program import load_or_exit, options
from central_gateway.store import migrate
from central_gateway.store.connection import StoreAway, StoreError, connect
from central_gateway.store.lending import Lending
from hall_core.device import log
from hall_core.device.program import stop_on_signals, the_end
from hall_core.domain.names import Millis

STORE_EVERY = 2.0
"""Seconds between two tries to reach PostgreSQL at the start."""
LOOK_EVERY = 0.1
"""Seconds between two looks at whether to end."""


def main(argv: list[str] | None = None) -> int:
    parser = options("api", "The REST API for dossier systems (docs/centre/api.md).")
    parser.add_argument(
        "--openapi", metavar="FILE", type=Path, help="only write the OpenAPI document into FILE (-: to stdout)"
    )
    given = parser.parse_args(argv)
    if given.openapi is not None:
        return _publish(given.openapi)
    config = load_or_exit(given.config)
    log.setup("api", verbose=given.verbose)
    # httpx tells every request that it makes.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    stop = stop_on_signals()
    lending = Lending(lambda: connect(config, "api"))
    try:
        context = tls(config)
        door = Door(lending, _provider(config))
        if not _store_is_there(lending, stop):
            return 0
        sock = listening(config)
    except (ConfigError, StoreError) as error:
        raise the_end(str(error)) from error
    api = Api(lending, door, config.central.dossiers, _now)
    logging.info("API at %s", address(sock, safe=context is not None))
    try:
        asyncio.run(serve(Server(api, sock, context), stop))
    finally:
        lending.close()
    return 0


async def serve(server: Server, stop: threading.Event) -> None:
    """Until ``stop``."""
    ending = asyncio.create_task(_end(server, stop))
    try:
        await server.serve()
    finally:
        ending.cancel()


async def _end(server: Server, stop: threading.Event) -> None:
    while not stop.is_set():
        await asyncio.sleep(LOOK_EVERY)
    server.should_exit = True


def _store_is_there(lending: Lending, stop: threading.Event) -> bool:
    """Waits until it is; False: the program is to end. StoreError when it is not as this version needs it."""
    while not stop.is_set():
        try:
            lending.do(migrate.check)
            return True
        except StoreAway as error:
            logging.warning("%s; tries again", error)
            stop.wait(STORE_EVERY)
    return False


def _provider(config: Config) -> Provider | None:
    oidc = config.central.api.oidc
    if oidc is None:
        return None
    return Provider(oidc, keys_file(config, oidc))


def _now() -> Millis:
    return time.time_ns() // 1_000_000


def _publish(file: Path) -> int:
    from central_gateway.api import openapi

    if str(file) == "-":
        sys.stdout.write(openapi.text().decode())
    else:
        file.write_bytes(openapi.text())
    return 0
