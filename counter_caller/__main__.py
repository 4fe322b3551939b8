"""Starts the call box of one counter: ``motcua caller --hall hall.toml --device ID --data DIR --broker HOST:PORT``."""

from __future__ import annotations

import logging
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack

from counter_caller.app import Desk, Moved, Signals, Stop
from counter_caller.devices.terminal import Terminal
from counter_caller.state import KEY_DOWN, Trouble
from counter_caller.view import View
from hall_core import __version__
from hall_core.contract.messages import DeviceState
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.hall_file import digest
from hall_core.device.health import health
from hall_core.device.identity import Identity
from hall_core.device.program import load_plan_or_exit, options, own_device, the_end
from hall_core.domain.plan_devices import Caller
from hall_core.errors import MotcuaError
from hall_core.mqtt.station import Station


def main(argv: list[str] | None = None) -> int:
    """Runs until SIGTERM, SIGINT or the end of the terminal's input; gives the exit status."""
    given = parser().parse_args(argv)
    plan = load_plan_or_exit(given.hall)
    caller = own_device(plan, given.device, Caller)
    counter = plan.counter(caller.counter)
    assert counter is not None, "the hall file was checked"
    keypad = caller.keypad if given.keypad is None else given.keypad
    line_display = caller.line_display if given.line_display is None else given.line_display
    terminal = given.terminal or not keypad
    clock = Clock()
    with ExitStack() as undo:
        undo.callback(log.setup("caller", given.data, verbose=given.verbose))
        if terminal:
            _leave_the_screen_to_the_terminal()
        try:
            identity = Identity(given.data)
            desk = Desk(caller, counter, now=lambda: clock()[1], language=given.language)
            station = Station(
                hall=plan.hall.id,
                device=caller.id,
                state=DeviceState(
                    online=True,
                    role="caller",
                    version=__version__,
                    capabilities=_capabilities(keypad=keypad, line_display=line_display, terminal=terminal),
                    plan=digest(plan),
                ),
                boot=identity.boot,
                clock=clock,
                outbox=given.data / "outbox.sqlite",
                broker=given.broker,
                listen=[("hall",), ("counter", counter.id), ("service", "+")],
                hear=desk.put,
                health=lambda: health(given.data),
            )
            undo.callback(station.start())
            screens: list[Callable[[View], None]] = []
            stand_in = None
            if line_display:
                screens.append(_line_display(line_display, desk, undo))
            if terminal:
                stand_in = _terminal(given.language, desk, undo)
                screens.append(stand_in.show)
            signals = _keypad(keypad, caller, desk, stand_in, undo) if keypad else stand_in
            assert signals is not None, "without a keypad there is the terminal"
        except MotcuaError as error:
            raise the_end(f"{caller.id}: {error}") from error
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: desk.put(Stop()))
        logging.info("counter %d (%s): ready", counter.number, counter.id)
        desk.run(station, signals, screens)
        logging.info("stopping")
    return 0


def parser() -> ArgumentParser:
    parser = options("caller")
    parser.add_argument("--terminal", action="store_true", help="keys and answers on this terminal too")
    parser.add_argument("--keypad", metavar="PATH", help="another keypad than the hall file's; '' for none")
    parser.add_argument("--line-display", metavar="URL", help="another line display than the hall file's; '' for none")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="of the display (default: %(default)s)")
    return parser


def _capabilities(**parts: object) -> list[str]:
    return [name.replace("_", "-") for name, there in parts.items() if there]


def _line_display(url: str, desk: Desk, undo: ExitStack) -> Callable[[View], None]:
    from counter_caller.devices.line_display import LineDisplay

    display = LineDisplay(url, missing=lambda gone: desk.put(Trouble("line-display-missing", gone)))
    undo.callback(display.start())
    return lambda view: display.show(view.line1, view.line2)


def _terminal(language: str, desk: Desk, undo: ExitStack) -> Terminal:
    stand_in = Terminal(
        pressed=lambda action: desk.put(Moved(action, KEY_DOWN, desk.now())),
        ended=lambda: desk.put(Stop(after_answer=True)),
        language="en" if language == "en" else "vi",
    )
    undo.callback(stand_in.start())
    return stand_in


def _keypad(path: str, caller: Caller, desk: Desk, stand_in: Terminal | None, undo: ExitStack) -> Signals:
    # Here, not above: a desk with a terminal alone needs no evdev.
    from counter_caller.devices.keypad import Keypad
    from counter_caller.devices.lamp import Lamp

    keypad = Keypad(
        path,
        caller.keys,
        now=desk.now,
        moved=lambda action, value, at: desk.put(Moved(action, value, at)),
        missing=lambda gone: desk.put(Trouble("keypad-missing", gone)),
    )
    undo.callback(keypad.start())
    return Lamp(keypad, None if stand_in is None else stand_in.tone)


def _leave_the_screen_to_the_terminal() -> None:
    """On a terminal the log would tear the status line apart: there it keeps to its file, but for what is bad."""
    if not sys.stderr.isatty():
        return
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
            handler.setLevel(logging.ERROR)


if __name__ == "__main__":
    sys.exit(main())
