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
from hall_sim.check_answers import answers_hold
from hall_sim.checks import faults
from hall_sim.recorded import Recorded, recorded
from hall_sim.report import report
from hall_sim.words import a_day, in_doubt, to_write_in
from hall_sim.words import in_words as report_in_words

SPEED = 30.0


def main(argv: list[str] | None = None) -> int:
    """Status 1: something in the ledger must not be."""
    given = _options().parse_args(argv)
    plan = load_plan_or_exit(given.hall)
    try:
        return _replay(given, plan)
    except (MotcuaError, OSError) as error:
        raise the_end(str(error)) from error


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="replay", description="Folds a recorded day again (docs/simulator.md).")
    parser.add_argument("ledger", metavar="LEDGER", type=Path, help="ledger.sqlite of a hub's data folder, or a copy")
    parser.add_argument("--hall", metavar="FILE", type=Path, required=True, help="the hall file of that day")
    parser.add_argument("--day", metavar="YYYY-MM-DD", type=a_day, help="which business day (default: the newest)")
    parser.add_argument("--at", metavar="HH:MM", type=_clock_time, help="up to this local time (default: its end)")
    parser.add_argument("--waits", action="store_true", help="also what citizens lived through up to then")
    parser.add_argument(
        "--boards",
        metavar="DIR",
        type=Path,
        help="show it on a real board, from --at on; what the programs write and a picture of each hour is left there",
    )
    parser.add_argument("--board", metavar="ID", help="with --boards: which one (default: the first that shows calls)")
    parser.add_argument("--speed", metavar="N", type=float, help="with --boards: N times as fast (default: 30)")
    return parser


def _replay(given: argparse.Namespace, plan: Plan) -> int:
    day = recorded(given.ledger, given.day)
    if given.boards is not None:
        return _show(given, plan, day)
    if given.speed is not None or given.board is not None:
        raise the_end("--speed and --board: only with --boards DIR")
    happened = standing.part(day.happened, standing.until(plan, day.day, given.at))
    standing.fits(plan, happened)
    # Up to a moment before its end the day is not over.
    over = day.over and len(happened) == len(day.happened)
    found = [*day.missing, *faults(plan, happened, over=over)]
    answers = [answer for answer in day.answers if answer.after <= len(happened)]
    if not found:
        found += answers_hold(plan, happened, answers)
    try:
        hall = standing.folded(plan, happened)
        for line in (*standing.in_words(hall, happened), ""):
            print(line)
        if given.waits:
            for line in report_in_words(report(plan, happened), plan):
                print(line)
    except (KeyError, ValueError, AssertionError):
        if not found:
            raise
        print(f"{day.day}: cannot be folded, for what is said below")
    for line in in_doubt(found, _held_against(len(answers))):
        print(line)
    return 1 if found else 0


def _held_against(answers: int) -> str:
    if answers:
        return f"the replay gives {answers} answers of the hub again"
    return "of the state only the digest tells, for no hub's answers are in this ledger up to then"


def _show(given: argparse.Namespace, plan: Plan, day: Recorded) -> int:
    from hall_sim.on_boards import show

    speed = SPEED if given.speed is None else given.speed
    if not 1 <= speed <= 1_000:
        raise the_end("--speed: 1 to 1000")
    standing.fits(plan, day.happened)
    try:
        standing.folded(plan, day.happened)
    except (KeyError, ValueError, AssertionError) as error:
        raise the_end(f"{day.day} cannot be shown: something in it must not be; without --boards it is told") from error
    to_write_in(given.boards, "--boards")
    since = standing.until(plan, day.day, given.at)
    show(plan, given.hall, day.happened, given.board, speed, since, given.boards, print)
    return 0


def _clock_time(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no time of day such as 10:30")
    return text


if __name__ == "__main__":
    sys.exit(main())
