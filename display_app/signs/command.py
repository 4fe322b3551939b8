"""``motcua sign-test --hall hall.toml --device ID``: every display of a sign in turn shows who it is."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from display_app.signs.view import Face
from hall_core.device.program import load_plan_or_exit, own_device
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Sign, SignDisplay

if TYPE_CHECKING:
    from display_app.devices.sign_line import Missing

EACH = 3.0
"""Seconds a display shows something: long enough to look up, and to find a lamp that stays dark."""


def main(argv: list[str] | None = None) -> int:
    """Says on the terminal what should be seen now and what does not answer. 1 when something does not; the program
    that drives the sign must not be running."""
    parser = argparse.ArgumentParser(prog="sign-test", description="Shows on each display its address and counter.")
    parser.add_argument("--hall", metavar="FILE", type=Path, required=True, help="the hall file (docs/hall-file.md)")
    parser.add_argument("--device", metavar="ID", required=True, help="which sign of the hall file")
    parser.add_argument(
        "--seconds", metavar="S", type=float, default=EACH, help="how long each is shown (default: %(default)s)"
    )
    given = parser.parse_args(argv)
    plan = load_plan_or_exit(given.hall)
    return _walk(plan, own_device(plan, given.device, Sign), given.seconds)


def _walk(plan: Plan, sign: Sign, seconds: float) -> int:
    from display_app.devices.sign_line import SignLine

    heard: SimpleQueue[Missing] = SimpleQueue()
    line = SignLine(sign, missing=heard.put)
    stop = line.start()
    try:
        missing = heard.get()  # whether the line is there is told first
        if missing.line:
            print(f"{sign.line}: cannot be opened", file=sys.stderr)
            return 1
        print(f"{sign.id}: {sign.line}, {sign.protocol}; all lamps of all displays")
        line.show([_lamps(display) for display in sign.displays])
        missing = _wait(heard, seconds, missing)
        for place, display in enumerate(sign.displays):
            counter = plan.counter(display.counter)
            assert counter is not None, "the hall file was checked"
            for what, number in (("address", display.address), ("counter", counter.number)):
                print(f"{display.counter}: {what} {number}")
                faces = [Face()] * len(sign.displays)
                faces[place] = Face(str(number))
                line.show(faces)
                missing = _wait(heard, seconds, missing)
            if display.address in missing.displays:
                print(f"{display.counter}: the display with the address {display.address} does not answer")
    finally:
        stop()
    if missing.line:
        print(f"{sign.line}: has gone", file=sys.stderr)
    return 1 if missing.line or missing.displays else 0


def _lamps(display: SignDisplay) -> Face:
    return Face("8" * display.digits)


def _wait(heard: SimpleQueue[Missing], seconds: float, missing: Missing) -> Missing:
    """What is missing after that time."""
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        try:
            missing = heard.get(timeout=left)
        except Empty:
            break
    return missing


if __name__ == "__main__":
    sys.exit(main())
