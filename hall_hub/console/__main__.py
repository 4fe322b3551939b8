"""Starts the console: ``motcua console --hall hall.toml --data HUBS_DATA --broker HOST:PORT --device ID``."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hall_core import __version__
from hall_core.contract.messages import DeviceState
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.hall_file import digest
from hall_core.device.health import health
from hall_core.device.identity import DataFolderError, Identity
from hall_core.device.program import load_plan_or_exit, options, own_device, stop_on_signals, the_end
from hall_core.domain.names import Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console as ConsolePlan
from hall_core.mqtt.heard import Heard
from hall_core.mqtt.station import Station
from hall_hub.console.accounts import Accounts
from hall_hub.console.desk import LISTEN
from hall_hub.console.diary import diary
from hall_hub.console.following import Follower
from hall_hub.console.passwords import FILE, FOLDER

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette

_log = logging.getLogger(__name__)

BACKLOG = 256
"""Browsers that may knock at once: when the console is back after a restart all do."""
LAST_WORDS = 2
"""Seconds that open pages have to hear that the console ends."""


def main(argv: list[str] | None = None) -> int:
    parser = options("console")
    parser.add_argument("--port", type=int, help="another port than the hall file says")
    given = parser.parse_args(argv)
    folder: Path = given.data / FOLDER
    log.setup("console", folder, verbose=given.verbose)
    plan = load_plan_or_exit(given.hall)
    device = own_device(plan, given.device, ConsolePlan)
    stop = stop_on_signals()
    try:
        identity = Identity(folder)
        accounts = Accounts(folder / FILE)
    except (DataFolderError, OSError) as error:
        raise the_end(str(error)) from error
    if accounts.nobody():
        _log.warning(
            "nobody can sign in yet; make the first account with: "
            "motcua officer --hall %s --data %s password <officer>",
            given.hall,
            given.data,
        )
    sock = _listening(device.listen, device.port if given.port is None else given.port)

    def station(hear: Callable[[Heard], None]) -> Station:
        state = DeviceState(online=True, role="console", version=__version__, plan=digest(plan))
        return Station(
            hall=plan.hall.id,
            device=device.id,
            state=state,
            boot=identity.boot,
            clock=Clock(),
            outbox=folder / "outbox.sqlite",
            broker=given.broker,
            listen=LISTEN,
            hear=hear,
            health=lambda: health(folder),
        )

    with ExitStack() as undo:
        undo.callback(accounts.close)
        follower = Follower(plan, given.data / "ledger.sqlite")
        asyncio.run(serve(plan, device.id, follower, accounts, folder / diary.FILE, station, sock, stop))
    return 0


async def serve(
    plan: Plan,
    device: Slug,
    follower: Follower,
    accounts: Accounts,
    diary_file: Path,
    station: Callable[[Callable[[Heard], None]], Station],
    sock: socket.socket,
    stop: threading.Event,
) -> None:
    """Until ``stop``."""
    import uvicorn

    from hall_core.ui.translate import Words
    from hall_hub.console.console import Console
    from hall_hub.console.routes import application

    console = Console(plan, device, follower, accounts, Words(), diary_file)
    console.look()
    asker = station(console.desk.put)
    console.desk.asker = asker

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncGenerator[None]:
        following = asyncio.create_task(console.follow())
        goodbye = asker.start()
        try:
            yield
        finally:
            following.cancel()
            await asyncio.to_thread(goodbye)
            await asyncio.to_thread(console.diary.close)

    app = application(console, living)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=LAST_WORDS,
    )
    server = uvicorn.Server(config)
    host, port = sock.getsockname()[:2]
    _log.info("console at http://%s:%d", host, port)
    ending = asyncio.create_task(_end(console.changes.close, server, stop))
    try:
        await server.serve([sock])
    finally:
        ending.cancel()
        follower.close()


async def _end(close: Callable[[], None], server: uvicorn.Server, stop: threading.Event) -> None:
    """Open pages would keep the server from ending; they come back by themselves."""
    while not stop.is_set() and not server.should_exit:
        await asyncio.sleep(0.1)
    close()
    server.should_exit = True


def _listening(host: str, port: int) -> socket.socket:
    # TCP said by name: asyncio looks for it before it sets TCP_NODELAY, without which each page waits 40 ms.
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        why = f"cannot listen on {host}:{port}: {error.strerror or error}; is another console running?"
        raise the_end(why) from error
    return sock


if __name__ == "__main__":
    sys.exit(main())
