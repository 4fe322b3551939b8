"""``motcua figures``: roll up, recount, report, archive. docs/figures.md says what for."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from hall_core.domain.business_day import HANOI
from hall_core.domain.figures.narrowing import only_of
from hall_core.domain.figures.period import period_of
from hall_core.domain.figures.report import Report
from hall_core.domain.figures.roster import Roster, roster_of
from hall_core.domain.names import Language
from hall_core.domain.plan_keep import LEAST, Keep
from hall_hub.figures.gathering import report_on
from hall_hub.figures.orders import Orders
from hall_hub.figures.raw import LEDGER, FiguresError, shrink
from hall_hub.figures.roll_up import archive_days, recount, roll_up

NICE = 10
"""How much rolling up gives way to all that happens in the hall."""
SHOWN = 50
"""Differences that are printed."""


def main(argv: list[str] | None = None) -> int:
    """0: done, or equal; 1: the recount differs; 2: it could not be done."""
    given = _parser().parse_args(argv)
    try:
        match given.what:
            case "roll-up":
                return _roll_up(given.data, given.hall)
            case "recount":
                return _recount(given.data, given.day)
            case "report":
                return _report(given)
            case _:
                return _archive(given.data, given.keep_days, compact=given.compact)
    except (FiguresError, OSError, ValueError, sqlite3.Error) as error:
        print(f"cannot be done: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua figures", description="Figures of the hall, from its ledger alone.")
    commands = parser.add_subparsers(dest="what", required=True)

    def command(name: str, what: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=what)
        made.add_argument("--data", metavar="DIR", type=Path, required=True, help="the hub's data folder")
        return made

    roll = command(
        "roll-up",
        "make figures of the days that are over and delete what the hall no longer keeps, as the hub does every night",
    )
    roll.add_argument("--hall", metavar="FILE", type=Path, help="the hall file; without it what the hub tells")
    again = command("recount", "compute them from the raw events again, and compare")
    again.add_argument("--day", metavar="YYYY-MM-DD", help="one day alone")
    report = command("report", "write the report of a period")
    period = report.add_mutually_exclusive_group(required=True)
    for name in ("--period", "--quarter"):
        what = "2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-20 or 2026-11-02..2026-11-20"
        period.add_argument(name, dest="period", metavar="2026-Q4", help=what)
    report.add_argument("--out", metavar="FILE", type=Path, required=True, help="FILE.html, FILE.csv or FILE.xlsx")
    report.add_argument("--language", metavar="CODE", default="vi", help="vi (as it is without), en")
    report.add_argument("--only", metavar="officer=ID", help="of one service, agency, counter, officer or hour alone")
    report.add_argument(
        "--part", choices=("head", "own"), help="HTML for the console's frame; own: with --only officer="
    )
    report.add_argument("--list", choices=("late",), help="late dossiers and apologies one by one; HTML or CSV")
    report.add_argument("--roster", metavar="FILE", type=Path, help="the names of the hall, as the console has them")
    report.add_argument("--gently", action="store_true", help="gives way to all else that runs on this box")
    archive = command("archive", "take old days, which the archive has, out of the ledger; the hub may run")
    archive.add_argument(
        "--keep-days", metavar="N", type=int, default=Keep().ledger, help="days that stay (%(default)s)"
    )
    archive.add_argument("--compact", action="store_true", help="make the file smaller too; the hub must be stopped")
    return parser


def _roll_up(data: Path, hall: Path | None) -> int:
    from hall_hub.keeping.forget import forget

    if hall is None:
        os.nice(NICE)
        orders = msgspec.json.decode(sys.stdin.buffer.read(), type=Orders)
    else:
        from hall_core.device.hall_file import load

        plan = load(hall)
        orders = Orders(roster_of(plan), plan.keep, datetime.now(HANOI).date().isoformat())
    for day in roll_up(data, orders.roster):
        print(f"{day}: figures made", flush=True)
    if orders.today is not None:
        for line in forget(data, orders.keep, orders.today):
            print(line, flush=True)
    return 0


def _recount(data: Path, day: str | None) -> int:
    days, differences = recount(data, day)
    for words in differences[:SHOWN]:
        print(words)
    if len(differences) > SHOWN:
        print(f"… and {len(differences) - SHOWN} more")
    print(f"{days} days counted again: {f'{len(differences)} differences' if differences else 'equal'}")
    return 1 if differences else 0


def _report(given: argparse.Namespace) -> int:
    if given.gently:
        os.nice(NICE)
    roster = None if given.roster is None else msgspec.json.decode(given.roster.read_bytes(), type=Roster)
    only = None if given.only is None else only_of(given.only)
    own = given.part == "own"
    if own and (only is None or only.scope != "officer"):
        raise ValueError("--part own is one officer's: say --only officer=")
    report = report_on(given.data, period_of(given.period), roster, only, own=own)
    if given.list is not None:
        write_late(report, given.out, given.language, given.part)
    else:
        write(report, given.out, given.language, given.part)
    print(f"written: {given.out}")
    return 0


def write(report: Report, out: Path, language: Language = "vi", part: str | None = None) -> None:
    """As what its name ends in says. ValueError: it ends in something else."""
    from hall_core.ui.translate import Words
    from hall_hub.figures import page, sheets
    from hall_hub.figures.wording import Wording

    words = Wording(Words().into(language), report.roster)
    match out.suffix.lower():
        case ".html":
            made = page.to_own if part == "own" else page.to_part if part else page.to_html
            out.write_text(made(report, words), encoding="utf-8")
        case ".csv":
            out.write_bytes(sheets.to_csv(report, words))
        case ".xlsx":
            sheets.to_xlsx(report, words, out)
        case other:
            raise ValueError(f"{other or 'nothing'} is no kind of report; name the file .html, .csv or .xlsx")


def write_late(report: Report, out: Path, language: Language = "vi", part: str | None = None) -> None:
    """The list of late dossiers and of apologies, likewise."""
    from hall_core.ui.translate import Words
    from hall_hub.figures import page, sheets
    from hall_hub.figures.wording import Wording

    words = Wording(Words().into(language), report.roster)
    match out.suffix.lower():
        case ".html":
            made = page.late_to_part if part else page.late_to_html
            out.write_text(made(report, words), encoding="utf-8")
        case ".csv":
            out.write_bytes(sheets.late_to_csv(report, words))
        case other:
            raise ValueError(f"{other or 'nothing'} is no kind of list; name the file .html or .csv")


def _archive(data: Path, keep_days: int, *, compact: bool) -> int:
    if keep_days < LEAST:
        raise ValueError(f"at least {LEAST} days stay in the ledger")
    until = (datetime.now(HANOI) - timedelta(days=keep_days)).date().isoformat()
    days = 0
    for day in archive_days(data, until):
        days += 1
        print(f"{day}: left the ledger", flush=True)
    print(f"{days} days left the ledger; their events are in the archive")
    if compact:
        shrink(data / LEDGER)
        print("what they took on the disk is free")
    return 0


if __name__ == "__main__":
    sys.exit(main())
