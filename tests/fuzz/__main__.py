"""``./run fuzz [--inputs N] [--seed S] [--only NAME]``: nonsense to everything that strangers' bytes come to."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz.doors.all import DOORS
from tests.fuzz.run import BLOCK, Found, block

KEPT = Path("build/fuzz")
"""What was found, one file each."""
SHOWN_EVERY = 0.5


class Progress:
    """One line for each door, which grows old in place on a terminal."""

    def __init__(self, name: str, wanted: int) -> None:
        self._name, self._wanted, self._given = name, wanted, 0
        self._begun = time.monotonic()
        self._due = 0.0

    def told(self, given: int) -> None:
        self._given += given
        now = time.monotonic()
        if sys.stdout.isatty() and now >= self._due:
            self._due = now + SHOWN_EVERY
            print(f"\r{self.line()}", end="", flush=True)

    def line(self) -> str:
        seconds = max(0.001, time.monotonic() - self._begun)
        done = f"{self._given:>9,} of {self._wanted:,}"
        return f"{self._name:<18}{done}  {seconds:6.0f} s  {self._given / seconds:9,.0f} a second"

    def end(self, found: list[Found]) -> None:
        said = f"  {len(found)} FOUND" if found else "  nothing found"
        print(f"\r{self.line()}{said}" if sys.stdout.isatty() else f"{self.line()}{said}", flush=True)


def main(argv: list[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    doors = [name for name in DOORS if not given.only or name in given.only]
    if not doors or set(given.only) - set(doors):
        print(f"--only takes of these: {', '.join(DOORS)}", file=sys.stderr)
        return 2
    each = -(-given.inputs // len(doors))
    begun, found, all_given = time.monotonic(), list[Found](), 0
    print(f"seed {given.seed}: {len(doors)} doors, at least {each:,} inputs each")
    for name in doors:
        blocks = [given.block] if given.block is not None else range(-(-each // BLOCK))
        progress, at_this = Progress(name, len(blocks) * BLOCK), list[Found]()
        for number in blocks:
            one = block(name, DOORS[name], given.seed, number, BLOCK, progress.told)
            if one is not None:
                at_this.append(one)
                _keep(one)
        progress.end(at_this)
        found += at_this
        all_given += len(blocks) * BLOCK
    print(f"{all_given:,} inputs in {time.monotonic() - begun:,.0f} s; {len(found)} faults found")
    return 1 if found else 0


def _keep(found: Found) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{found.door}-{found.seed}-{found.block}.txt"
    where = (
        f"input {found.number} of block {found.block}" if found.number >= 0 else f"at the end of block {found.block}"
    )
    file.write_text(f"{found.again}\n{where}:\n{found.input}\n\n{found.what}", "utf-8", errors="backslashreplace")
    last = found.what.strip().splitlines()[-1]
    print(f"\n{found.door}: {last[:300]}\n  again: {found.again}\n  all of it: {file}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000, help="in all (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="one door; may be said again")
    parser.add_argument("--block", type=int, help="this block alone, as a fault that was found says")
    return parser


if __name__ == "__main__":
    sys.exit(main())
