"""The line half of real boards, many in one process: ``python -m benchmarks.stand_in_boards --hall … ID ID …``.

Each has its own station, decider and outbox, hears every call of its zone and tells the hub of it as a board does;
only its glass is a value that takes a call at once. Twenty real windows on two processors would measure the machine.
In a hall each has a processor of its own: here they get what the programs that are measured leave of two (LAST).
"""

from __future__ import annotations

import os
import sys
import threading
from argparse import ArgumentParser
from pathlib import Path

from display_app import behind
from display_app.board import Board, start_of
from display_app.quiet import Quiet, Shown
from display_app.worker import Worker
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.device.identity import Identity
from hall_core.device.program import options, own_device
from hall_core.domain import plan_devices
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan

LAST = 19
"""How far they stand back: the kernel's own scale."""


class Glass:
    """See :class:`display_app.quiet.Display`."""

    def open(self) -> None:
        pass

    def show(self, board: Board, now: Millis) -> Shown:
        return Shown(frozenset(call.id for call in board.calls), None)

    def close(self) -> None:
        pass


def main(argv: list[str]) -> None:
    parser = ArgumentParser()
    parser.add_argument("--hall", type=Path, required=True)
    parser.add_argument("--broker", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("ids", nargs="+")
    given = parser.parse_args(argv)
    os.nice(LAST)
    plan = load(given.hall)
    boards = [_start(plan, id, given.data / id, given.hall, given.broker) for id in given.ids]
    print("linked to the broker", flush=True)
    sys.stdin.read()  # until the benchmark closes it
    for quiet, thread in boards:
        quiet.stop()
        thread.join()


def _start(plan: Plan, id: str, data: Path, hall: Path, broker: str) -> tuple[Quiet, threading.Thread]:
    data.mkdir()
    arguments = ["--hall", str(hall), "--broker", broker, "--device", id, "--data", str(data)]
    given = options("board").parse_args(arguments)
    board, clock = own_device(plan, id, plan_devices.Board), Clock()
    quiet = Quiet(Glass(), start_of(plan, board), lambda: clock()[1])
    line = Worker("line", behind.line(plan, board, given, Identity(data).boot, clock, quiet.hear), closed=quiet.fail)
    thread = threading.Thread(target=quiet.run, args=(line,), name=id)
    thread.start()
    return quiet, thread


if __name__ == "__main__":
    main(sys.argv[1:])
