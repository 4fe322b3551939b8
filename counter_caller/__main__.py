"""Starts a call box: ``motcua caller --hall hall.toml --device ID --data DIR --broker HOST:PORT``."""

from __future__ import annotations

import logging
import signal
import sys
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack

from msgspec.structs import replace

from counter_caller.app import CallBox, Stop
from counter_caller.fitting import Fitting
from hall_core import __version__
from hall_core.contract.access import listens
from hall_core.contract.messages import DeviceState
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.hall_file import digest
from hall_core.device.health import health
from hall_core.device.identity import Identity
from hall_core.device.program import check_keys_or_exit, load_plan_or_exit, options, own_device, the_end
from hall_core.device.watchdog import Watchdog
from hall_core.doctor.program import ways_of
from hall_core.domain.plan_devices import Caller
from hall_core.errors import MotcuaError
from hall_core.mqtt.station import Station


def main(argv: list[str] | None = None) -> int:
    """Runs until SIGTERM, SIGINT or the end of the terminal's input; gives the exit status."""
    given = parser().parse_args(argv)
    check_keys_or_exit(given)
    plan = load_plan_or_exit(given.hall)
    caller = _as_given(own_device(plan, given.device, Caller), given)
    clock = Clock()
    if given.teach:
        from counter_caller.teach import teach

        return teach(caller)
    watchdog = Watchdog("buttons", "line")
    with ExitStack() as undo:
        undo.callback(log.setup("caller", given.data, verbose=given.verbose))
        if given.terminal or not any(desk.keypad for desk in caller.all_desks):
            _leave_the_screen_to_the_terminal()
        try:
            identity = Identity(given.data)
            box = CallBox(lambda: clock()[1])
            fitting = Fitting(box, undo, given.language)
            desks = fitting.fit(plan, caller, terminal=given.terminal)
            station = Station(
                hall=plan.hall.id,
                device=caller.id,
                state=DeviceState(
                    online=True,
                    role="caller",
                    version=__version__,
                    capabilities=fitting.capabilities,
                    plan=digest(plan),
                ),
                boot=identity.boot,
                clock=clock,
                outbox=given.data / "outbox.sqlite",
                broker=given.broker,
                keys=given.keys,
                listen=listens(caller),
                hear=box.put,
                health=lambda: health(given.data),
                turned=watchdog.part("line"),
                ways=ways_of(caller, given),
            )
            undo.callback(station.start())
        except MotcuaError as error:
            raise the_end(f"{caller.id}: {error}") from error
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: box.put(Stop()))
        for desk in caller.all_desks:
            logging.info("counter %s: ready", desk.counter)
        box.run(station, desks, watchdog.part("buttons"))
        logging.info("stopping")
    return 0


def parser() -> ArgumentParser:
    parser = options("caller")
    parser.add_argument("--terminal", action="store_true", help="keys and answers on this terminal too")
    parser.add_argument("--keypad", metavar="WHERE", help="another keypad than the hall file's; '' for none")
    parser.add_argument("--line-display", metavar="URL", help="another line display than the hall file's; '' for none")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="of the display (default: %(default)s)")
    parser.add_argument("--teach", action="store_true", help="tell for each key that is pressed which one it is")
    return parser


def _as_given(caller: Caller, given: Namespace) -> Caller:
    """The caller with what the command line has in place of the hall file; that is of one counter alone."""
    told = {"keypad": given.keypad, "line_display": given.line_display}
    changes = {name: value for name, value in told.items() if value is not None}
    if len(caller.all_desks) > 1 and (changes or given.terminal):
        raise the_end(f"{caller.id} serves {len(caller.all_desks)} counters: its parts must stand in the hall file")
    (desk, *_) = caller.all_desks
    return replace(caller, desks=[replace(desk, **changes)], counter=None, officer=None) if changes else caller


def _leave_the_screen_to_the_terminal() -> None:
    """On a terminal the log would tear the status line apart: there it keeps to its file, but for what is bad."""
    if not sys.stderr.isatty():
        return
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
            handler.setLevel(logging.ERROR)


if __name__ == "__main__":
    sys.exit(main())
