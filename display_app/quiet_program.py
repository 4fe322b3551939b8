"""What starts a board without Kivy: the part of ``motcua board`` for matrices and signs."""

from __future__ import annotations

import logging
import signal
from argparse import Namespace
from collections.abc import Callable
from contextlib import ExitStack

from display_app.board import Board, Woke
from display_app.quiet import Display, Quiet
from display_app.quiet_line import quiet_line
from display_app.worker import Worker
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.identity import Identity
from hall_core.device.program import the_end
from hall_core.device.watchdog import Watchdog
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Led, Sign
from hall_core.errors import MotcuaError

MakeDisplay = Callable[[Callable[[], None]], Display]


def run_quiet(plan: Plan, device: Led | Sign, given: Namespace, make: MakeDisplay) -> int:
    """Runs until SIGTERM or SIGINT; gives the exit status. ``make`` opens nothing yet; a MotcuaError it raises ends the
    program with its reason; what it is given asks, from any thread, for :meth:`Display.show` once more."""
    clock = Clock()
    watchdog = Watchdog("display", "line")
    with ExitStack() as undo:
        undo.callback(log.setup("board", given.data, verbose=given.verbose))
        try:
            identity = Identity(given.data)
            display = make(lambda: quiet.hear(Woke()))
        except MotcuaError as error:
            raise the_end(f"{device.id}: {error}") from error
        board = Board(id=device.id, voice=False)
        quiet = Quiet(display, board, lambda: clock()[1], watchdog.part("display"))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: quiet.stop())
        open_line = quiet_line(plan, device, given, identity.boot, clock, quiet.hear, watchdog.part("line"))
        line = Worker("line", open_line, closed=quiet.fail)
        failed = quiet.run(line)
        logging.info("stopping")
    return 1 if failed else 0
