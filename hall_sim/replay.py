"""``motcua replay LEDGER --hall HALL.toml``: a recorded day once more, and whether all of it can be true."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from hall_core.device.program import load_plan_or_exit, the_end
from hall_core.domain.plan import Plan
from hall_core.errors import MotcuaError
from hall_sim import standing
from hall_sim.checks import faults
from hall_sim.recorded import recorded
from hall_sim.report import report
from hall_sim.words import a_day, in_doubt
from hall_sim.words import in_words as report_in_words


def main(argv: list[str] | None = None) -> int:
    """Status 1: something in the ledger must not be."""
    given = _options().parse_args(argv)
    plan = load_plan_or_exit(given.hall)
    try:
        return _replay(given, plan)
    except MotcuaError as error:
        raise the_end(str(error)) from error


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="replay", description="Folds a recorded day again (docs/simulator.md).")
    parser.add_argument("ledger", metavar="LEDGER", type=Path, help="ledger.sqlite of a hub's data folder, or a copy")
    parser.add_argument("--hall", metavar="FILE", type=Path, required=True, help="the hall file of that day")
    parser.add_argument("--day", metavar="YYYY-MM-DD", type=a_day, help="which business day (default: the newest)")
    parser.add_argument("--at", metavar="HH:MM", type=_clock_time, help="up to this local time (default: its end)")
    parser.add_argument("--waits", action="store_true", help="also what citizens lived through up to then")
    return parser


def _replay(given: argparse.Namespace, plan: Plan) -> int:
    day = recorded(given.ledger, given.day)
    happened = standing.part(day.happened, standing.until(plan, day.day, given.at))
    hall = standing.folded(plan, happened)
    for line in standing.in_words(hall, happened):
        print(line)
    print()
    if given.waits:
        for line in report_in_words(report(plan, happened), plan):
            print(line)
    found = faults(plan, happened)
    for line in in_doubt(found):
        print(line)
    return 1 if found else 0


def _clock_time(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no time of day such as 10:30")
    return text


if __name__ == "__main__":
    sys.exit(main())
