"""Starts one kiosk: ``motcua kiosk --hall hall.toml --device ID --data DIR --broker HOST:PORT``."""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.hall_file import digest
from hall_core.device.identity import Identity
from hall_core.device.program import load_plan_or_exit, options, own_device, the_end
from hall_core.domain.plan import Kiosk, Plan
from hall_core.errors import MotcuaError
from hall_core.ui import colours, window
from hall_core.ui.tokens import kiosk_scale
from hall_core.ui.translate import Words
from kiosk_app import pages
from kiosk_app.layout import layout
from kiosk_app.messages import Message, Paper, PrinterProblem

if TYPE_CHECKING:
    from kiosk_app.app import Devices


def main(argv: list[str] | None = None) -> int:
    """Runs until SIGTERM, SIGINT or the window is closed; gives the exit status."""
    given = parser().parse_args(argv)
    plan = load_plan_or_exit(given.hall)
    kiosk = _own_kiosk(plan, given)
    clock = Clock()
    with ExitStack() as undo:
        undo.callback(log.setup("kiosk", given.data, verbose=given.verbose))
        try:
            scale = kiosk_scale(kiosk.panel)
            divided = layout(scale)
            identity = Identity(given.data)
            window.prepare(
                "kiosk", scale, data=given.data, offscreen=given.offscreen, window=given.window, touch=kiosk.touch
            )
            # From here on Kivy is loaded; nothing that speaks to the network or the printer is, before the first frame.
            from hall_core.ui.theme import setup
            from kiosk_app.app import App

            setup(scale, colours.LIGHT)
        except MotcuaError as error:
            raise the_end(f"{kiosk.id}: {error}") from error
        facts = pages.Setup(plan=plan, digest=digest(plan), tiles=divided.tiles, printer=bool(kiosk.printer))
        app = App(
            pages.Kiosk(setup=facts),
            divided,
            Words(),
            clock,
            lambda post: _connect(plan, kiosk, given, identity, clock, post),
            ended=window.stop,
        )
        undo.callback(app.start())
        window.run(app.stage, given.data / "screen.png")
        logging.info("stopping")
    return 1 if app.failed else 0


def parser() -> ArgumentParser:
    parser = options("kiosk")
    window.add_options(parser)
    parser.add_argument("--printer", metavar="URL", help="another printer than the hall file's; '' for none")
    parser.add_argument("--touch", metavar="PATH", help="another touch panel than the hall file's; '' for the pointer")
    return parser


def _own_kiosk(plan: Plan, given: Namespace) -> Kiosk:
    kiosk = own_device(plan, given.device, Kiosk)
    printer = kiosk.printer if given.printer is None else given.printer
    touch = kiosk.touch if given.touch is None else given.touch
    panel = window.panel_in(kiosk.panel, given.window)
    return replace(kiosk, printer=printer, touch=touch, panel=panel)


def _connect(
    plan: Plan,
    kiosk: Kiosk,
    given: Namespace,
    identity: Identity,
    clock: Clock,
    post: Callable[[Message], None],
) -> Devices:
    """The station and the printer, started. Their libraries are loaded here, while the first frame is shown."""
    from hall_core import __version__
    from hall_core.contract.messages import DeviceState
    from hall_core.device.health import health
    from hall_core.mqtt.station import Station
    from kiosk_app.app import Devices
    from kiosk_app.devices.printer import PrintWorker
    from kiosk_app.devices.printer_url import PrinterUrlError

    state = DeviceState(
        online=True,
        role="kiosk",
        version=__version__,
        capabilities=["printer"] if kiosk.printer else [],
        plan=digest(plan),
    )
    station = Station(
        hall=plan.hall.id,
        device=kiosk.id,
        state=state,
        boot=identity.boot,
        clock=clock,
        outbox=given.data / "outbox.sqlite",
        broker=given.broker,
        listen=[("hall",), ("service", "+"), ("catalogue", "plan")],
        hear=post,
        health=lambda: health(given.data),
    )
    if kiosk.touch and not Path(kiosk.touch).exists():
        station.report("touch-missing", True)
    printer = None
    if kiosk.printer:
        try:
            printer = PrintWorker(
                kiosk.printer,
                kiosk.paper_dots,
                given.data,
                done=lambda ticket, trouble: post(Paper(ticket, trouble)),
                problem=lambda problem, present: post(PrinterProblem(problem, present)),
            )
        except PrinterUrlError as error:
            logging.error("%s", error)  # noqa: TRY400 - the message says it all
            post(PrinterProblem("printer-missing", True))
    stop_line = station.start()
    stop_printer = printer.start() if printer is not None else lambda: None
    logging.info("%s: ready", kiosk.id)
    return Devices(station, printer, stop_printer, stop_line)


if __name__ == "__main__":
    sys.exit(main())
