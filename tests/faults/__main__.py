"""The long run: ``./run faults [--seed N] [--hub 200] [--broker 200] [--device 200] [--only kills|points]``.

First a hall under load whose parts are killed that often, judged in between and at the end; then every fail point, and
the other faults once more. Ends with status 1 if any promise was broken, and keeps the hall's folder then.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from demo.programs import ROOT
from tests.faults.checker import Ledger
from tests.faults.hall import LOADED, FaultHall
from tests.faults.long import ALL_FAULTS
from tests.faults.nemesis import Nemesis
from tests.faults.nursery import Nursery
from tests.faults.shim import build
from tests.faults.witness import witnessed

AT_A_TIME = 10
"""Of so many parts the strikes are made, and the hall is judged after each."""


def kills(seed: int, hub: int, broker: int, device: int) -> list[str]:
    """What was found. Says how far it is."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-faults-"))
    with ExitStack() as undo:
        nursery = Nursery(LOADED, build(folder))
        undo.callback(nursery.close)
        hall = FaultHall(folder / "hall", nursery, seed=seed)
        undo.callback(hall.close)
        found = _struck(hall, Nemesis(hall, seed), {"hub": hub, "broker": broker, "device": device})
        seen = list(witnessed(hall.witness))
        slowest = max(one.ms for one in seen if one.what == "seen")
        print(
            f"witnessed: {dict(Counter(one.what for one in seen))}, beside {len(Ledger(hall.ledger).happened)} events"
        )
        print(f"the slowest number after {slowest} ms")
    if found:
        print(*found, f"left in {folder}", sep="\n")
    else:
        shutil.rmtree(folder)
    return found


def _struck(hall: FaultHall, nemesis: Nemesis, strikes: dict[str, int]) -> list[str]:
    began = time.monotonic()
    for part in range(AT_A_TIME):
        hall.start_devices()
        nemesis.strike_all(**{x: n * (part + 1) // AT_A_TIME - n * part // AT_A_TIME for x, n in strikes.items()})
        hall.settle()
        found = hall.faults()
        took = time.monotonic() - began
        print(f"{took:6.0f} s: killed {dict(nemesis.struck)}, {len(found)} promises broken", flush=True)
        if found:
            return found
    return []


def points() -> int:
    """pytest's status."""
    argv = [sys.executable, "-m", "pytest", "--durations=10", "tests/faults"]
    return subprocess.run(argv, cwd=ROOT, env={**os.environ, ALL_FAULTS: "1"}, check=False).returncode


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="faults", allow_abbrev=False)
    parser.add_argument("--seed", type=int, default=1, help="decides when what is killed (default: %(default)s)")
    for part in ("hub", "broker", "device"):
        parser.add_argument(f"--{part}", type=int, default=200, help=f"kills of a {part} (default: %(default)s)")
    parser.add_argument("--only", choices=("kills", "points"), help="one of the two halves")
    given = parser.parse_args(argv)
    failed = False
    if given.only != "points":
        failed |= bool(kills(given.seed, given.hub, given.broker, given.device))
    if given.only != "kills":
        failed |= points() != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
