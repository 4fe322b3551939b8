"""Starts the console: ``motcua console --hall hall.toml --data HUBS_DATA --broker HOST:PORT --device ID``."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hall_core import __version__
from hall_core.contract.access import listens
from hall_core.contract.box import DOCTOR
from hall_core.contract.doctor import Report
from hall_core.contract.messages import DeviceState
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.hall_file import digest
from hall_core.device.health import health
from hall_core.device.identity import DataFolderError, Identity
from hall_core.device.program import (
    check_keys_or_exit,
    load_plan_or_exit,
    options,
    own_device,
    stop_on_signals,
    the_end,
)
from hall_core.device.watchdog import Watchdog
from hall_core.doctor.program import last_lines, own_lines
from hall_core.domain.names import HUB
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console as ConsolePlan
from hall_core.migrations import UnfitFileError
from hall_core.mqtt.caring import Ways, packed
from hall_core.mqtt.heard import Heard, StateHeard
from hall_core.mqtt.station import Station
from hall_hub.console.accounts import Accounts
from hall_hub.console.devices.looks import Own
from hall_hub.console.diary import diary
from hall_hub.console.following import Follower
from hall_hub.console.passwords import FILE, FOLDER

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from hall_hub.console.gate.listening import Place, Server

_log = logging.getLogger(__name__)


def main(argv: list[str] | None = None) -> int:
    parser = options("console")
    parser.add_argument("--port", type=int, help="another port than the hall file says")
    parser.add_argument(
        "--web-certificate",
        metavar="DIR",
        type=Path,
        help="where web.pem is, its key and certificate for browsers (default: the folder of --keys, if it is there; "
        "without one, only this box reaches the console)",
    )
    given = parser.parse_args(argv)
    check_keys_or_exit(given)
    folder: Path = given.data / FOLDER
    watchdog = Watchdog("pages", "ledger", "line")
    log.setup("console", folder, verbose=given.verbose)
    plan = load_plan_or_exit(given.hall)
    device = own_device(plan, given.device, ConsolePlan)
    stop = stop_on_signals()
    try:
        identity = Identity(folder)
        accounts = Accounts(folder / FILE)
    except (DataFolderError, UnfitFileError, OSError) as error:
        raise the_end(str(error)) from error
    if accounts.nobody():
        _log.warning(
            "nobody can sign in yet; make the first account with: "
            "motcua officer --hall %s --data %s password <officer>",
            given.hall,
            given.data,
        )

    from hall_hub.console.gate.listening import place, room_for_connections
    from hall_hub.console.gate.tls import folder_of

    here = place(device, given.port, folder_of(given.web_certificate, given.keys))
    room_for_connections()

    own_box = Own(given.box / "console", lambda: packed(last_lines(given.data / "hub.log")))

    def station(hear: Callable[[Heard], None]) -> Station:
        def told(report: Report) -> None:
            hear(StateHeard(report, report.at, True, HUB))

        state = DeviceState(online=True, role="console", version=__version__, plan=digest(plan))
        return Station(
            hall=plan.hall.id,
            device=device.id,
            state=state,
            boot=identity.boot,
            clock=Clock(),
            outbox=folder / "outbox.sqlite",
            broker=given.broker,
            keys=given.keys,
            listen=listens(device),
            hear=hear,
            health=lambda: health(folder),
            turned=watchdog.part("line"),
            ways=Ways(
                folder=own_box.folder,
                report=given.box / DOCTOR,
                lines=own_lines,
                told=told,
                told_release=lambda box: hear(StateHeard(box, 0, True, device.id)),
            ),
        )

    with ExitStack() as undo:
        undo.callback(accounts.close)
        follower = Follower(plan, given.data / "ledger.sqlite")
        asyncio.run(
            serve(plan, device, follower, accounts, folder / diary.FILE, own_box, station, here, stop, watchdog)
        )
    return 0


async def serve(
    plan: Plan,
    device: ConsolePlan,
    follower: Follower,
    accounts: Accounts,
    diary_file: Path,
    own_box: Own,
    station: Callable[[Callable[[Heard], None]], Station],
    here: Place,
    stop: threading.Event,
    watchdog: Watchdog,
) -> None:
    """Until ``stop``."""
    from hall_core.ui.translate import Words
    from hall_hub.console.console import Console
    from hall_hub.console.gate.gate import Gate
    from hall_hub.console.gate.knock import keep_knocking
    from hall_hub.console.gate.listening import Server
    from hall_hub.console.headers import Headers
    from hall_hub.console.passwords import is_password
    from hall_hub.console.routes import application

    console = Console(plan, device.id, follower, accounts, Words(), diary_file, own_box=own_box)
    console.look()
    asker = station(console.desk.put)
    console.desk.asker = asker

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncGenerator[None]:
        following = asyncio.create_task(console.follow(watchdog.part("ledger")))
        # The first of all takes longer, and would tell that there is no such account.
        await asyncio.to_thread(is_password, "", None)
        goodbye = asker.start()
        try:
            yield
        finally:
            following.cancel()
            await asyncio.to_thread(goodbye)
            await asyncio.to_thread(console.diary.close)

    server = Server(Headers(Gate(application(console, living), plan, device, console.words)), here)
    _log.info("console at %s", here.address)
    ending = asyncio.create_task(_end(console.changes.close, server, stop))
    # Where nobody watches it need not look at itself.
    knocking = asyncio.create_task(keep_knocking(here, watchdog.part("pages"))) if watchdog.there else None
    try:
        await server.serve()
    finally:
        ending.cancel()
        if knocking is not None:
            knocking.cancel()
        follower.close()


async def _end(close: Callable[[], None], server: Server, stop: threading.Event) -> None:
    """Open pages would keep the server from ending; they come back by themselves."""
    while not stop.is_set() and not server.should_exit:
        await asyncio.sleep(0.1)
    close()
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
