"""``motcua simulate HALL.toml``: a made-up day of a hall, what citizens live through on it, and what if."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from hall_core.device.hall_file import HallFileError
from hall_core.device.program import load_plan_or_exit, the_end
from hall_core.domain.business_day import local, opens_next
from hall_core.domain.plan import Plan
from hall_core.errors import MotcuaError
from hall_sim import day as days
from hall_sim import habits as habit_file
from hall_sim.day import Lived
from hall_sim.days import write_ledger
from hall_sim.habits import Habits
from hall_sim.page import to_html
from hall_sim.report import Report, report
from hall_sim.setting import LOAD, MOST_VISITORS, Setting
from hall_sim.variants import COMPARED, MOST, Variant, busiest_counter, changed, differences
from hall_sim.words import a_day, in_doubt, in_words, short, to_write_in, unwritten

LEDGER, REPORT, PAGE, PROGRAMS = "ledger.sqlite", "report.json", "report.html", "programs"
WIDEST = 24
"""Letters of a variant's name above its column."""
SPEED = 20.0
"""Up to about here a command that comes late is still younger, by the day's clock, than the hub takes."""


def main(argv: list[str] | None = None) -> int:
    """Status 1: something was so that must not be."""
    given = _options().parse_args(argv)
    plan = load_plan_or_exit(given.hall)
    try:
        return _simulate(given, plan)
    except HallFileError as error:
        raise the_end("\n".join(error.lines)) from error
    except (MotcuaError, OSError) as error:
        raise the_end(str(error)) from error


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulate", description="Plays a made-up day of a hall (docs/simulator.md).")
    parser.add_argument("hall", metavar="HALL", type=Path, help="the hall file")
    parser.add_argument("--day", metavar="YYYY-MM-DD", type=a_day, help="which day (default: the next open one)")
    usual = f"how many come (default: {LOAD:.0%} of what the counters can do)".replace("%", "%%")
    parser.add_argument("--visitors", metavar="N", type=int, help=usual)
    parser.add_argument("--seed", metavar="S", type=int, default=1, help="other people, other troubles (default: 1)")
    parser.add_argument("--habits", metavar="FILE", type=Path, help="what people do, and what breaks")
    parser.add_argument("--out", metavar="DIR", type=Path, help=f"leaves {LEDGER}, {REPORT} and {PAGE} there")
    parser.add_argument(
        "--and",
        metavar="CHANGE",
        action="append",
        default=[],
        dest="variants",
        help="the same day otherwise, beside it: counters=+1, visitors=+10%%, policy.ahead_in_row=1, …; "
        f"up to {MOST} times",
    )
    parser.add_argument("--real", action="store_true", help="the real hub behind a real broker, on this machine")
    parser.add_argument("--speed", metavar="N", type=float, help="with --real: N times as fast as a day (default: 20)")
    return parser


def _simulate(given: argparse.Namespace, plan: Plan) -> int:
    if len(given.variants) > MOST:
        raise the_end(f"--and: {MOST} variants at most; more could not be told apart in a chart")
    habits = Habits() if given.habits is None else habit_file.load(given.habits, plan)
    if given.real and given.variants:
        raise the_end("--real: one day at a time; variants are compared by the rules alone")
    if given.speed is not None and not (given.real and 1 <= given.speed <= 100):
        raise the_end("--speed: 1 to 100, and with --real")
    if given.visitors is not None and not 1 <= given.visitors <= MOST_VISITORS:
        raise the_end(f"--visitors: 1 to {MOST_VISITORS}")
    setting = Setting(plan, given.day or _next_open(plan), habits, given.seed, given.visitors)
    for words in given.variants:
        # Nobody waits a day to hear of a slip of the pen. Which counter is busiest makes no difference to that.
        changed(setting, plan.counters[0].id, words)
    if given.out is not None:
        to_write_in(given.out, "--out")
    lived = days.live(setting, told=_progress("the day")) if not given.real else _really(given, setting)
    plain = judged(lived)
    variants = [_variant(setting, plain, words) for words in given.variants]
    says = (
        f"Made up, with {setting.visitors} visitors and the seed {setting.seed}: the rules are the hub's own, the "
        "people are not real (docs/simulator.md)."
    )
    for line in (*in_words(plain, setting.plan), *in_doubt(plain.faults)):
        print(line)
    for line in compared(plain, variants):
        print(line)
    if given.out is not None:
        whole = {"seed": setting.seed, "visitors": setting.visitors, "day": plain, "variants": variants}
        try:
            write_ledger(given.out / LEDGER, lived.happened)
            (given.out / REPORT).write_bytes(msgspec.json.format(msgspec.json.encode(whole)))
            (given.out / PAGE).write_text(to_html(plain, setting.plan, variants, says), "utf-8")
        except OSError as error:
            raise unwritten(given.out, "--out", error) from error
        print(f"{given.out}: {LEDGER}, {REPORT}, {PAGE}")
    return 1 if plain.faults or any(variant.report.faults for variant in variants) else 0


def _really(given: argparse.Namespace, setting: Setting) -> Lived:
    """What the programs write stays in a folder of the output, for whoever wants to know more."""
    from hall_sim.really import live

    if given.out is None:
        raise the_end("--real: give --out DIR for what the programs write")
    programs = given.out / PROGRAMS
    if programs.exists():
        raise the_end(f"{programs} is there already, from another day: give another --out")
    return live(setting, given.hall, programs, given.speed or SPEED, _progress("the day"))


def judged(lived: Lived) -> Report:
    """The report of a day that was lived, with what only those who made it know."""
    made = report(lived.setting.plan, lived.happened)
    return replace(
        made, turned_away=lived.turned_away, troubles=lived.troubles, faults=lived.faults(), digest=lived.digest
    )


def _variant(plain: Setting, known: Report, words: str) -> Variant:
    change = changed(plain, busiest_counter(known), words)
    lived = days.live(change.setting, people_of=change.people_of, told=_progress(words))
    return Variant(words, judged(lived))


def compared(plain: Report, variants: list[Variant]) -> list[str]:
    """The table of variants, and a sentence on each."""
    if not variants:
        return []
    reports = [plain, *(variant.report for variant in variants)]
    names = [short(name, WIDEST) for name in ("as it is", *(variant.name for variant in variants))]
    wide = max(map(len, names)) + 2
    heads = "".join(f"{name:>{wide}}" for name in names)
    rows = [f"{words:<36}{''.join(f'{told(one):>{wide}}' for one in reports)}" for words, told in COMPARED]
    return ["", f"{'the same day otherwise':<36}{heads}", *rows, "", *differences(plain, variants)]


def _progress(what: str) -> Callable[[int], None]:
    """On one line of a terminal, and nowhere else."""
    if not sys.stderr.isatty():
        return lambda events: None

    def told(events: int) -> None:
        print(f"\r{what}: {events} events\033[K", end="\r", file=sys.stderr, flush=True)

    return told


def _next_open(plan: Plan) -> str:
    from time import time

    now = int(time() * 1000)
    opens = opens_next(plan.hours, now)
    return f"{local(now if opens is None else opens):%Y-%m-%d}"


if __name__ == "__main__":
    sys.exit(main())
