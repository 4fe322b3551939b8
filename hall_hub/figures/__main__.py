"""``motcua figures``: roll up, recount, report, archive. docs/figures.md says what for."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from hall_core.domain.business_day import HANOI
from hall_core.domain.figures.period import period_of
from hall_core.domain.figures.report import Report
from hall_core.domain.figures.roster import Roster, roster_of
from hall_hub.figures.raw import FiguresError
from hall_hub.figures.roll_up import archive_days, recount, roll_up
from hall_hub.figures.store import Figures

NICE = 10
"""How much rolling up gives way to all that happens in the hall."""
SHOWN = 50
"""Differences that are printed."""
KEEP_LEAST = 60
"""Days that stay in the ledger at least: votes and papers of an earlier day still find theirs."""


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
                return _report(given.data, given.period, given.out)
            case _:
                return _archive(given.data, given.keep_days)
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

    roll = command("roll-up", "make figures of the days that are over, as the hub does every night")
    roll.add_argument("--hall", metavar="FILE", type=Path, help="the hall file; without it what the hub tells")
    again = command("recount", "compute them from the raw events again, and compare")
    again.add_argument("--day", metavar="YYYY-MM-DD", help="one day alone")
    report = command("report", "write the report of a period")
    period = report.add_mutually_exclusive_group(required=True)
    for name in ("--period", "--quarter"):
        period.add_argument(name, dest="period", metavar="2026-Q4", help="2026, 2026-Q4, 2026-11 or 2026-11-20")
    report.add_argument("--out", metavar="FILE", type=Path, required=True, help="FILE.html, FILE.csv or FILE.xlsx")
    archive = command("archive", "take old days, which the archive has, out of the ledger of a hub that is stopped")
    archive.add_argument("--keep-days", metavar="N", type=int, default=400, help="days that stay (400)")
    return parser


def _roll_up(data: Path, hall: Path | None) -> int:
    if hall is None:
        os.nice(NICE)
        roster = msgspec.json.decode(sys.stdin.buffer.read(), type=Roster)
    else:
        from hall_core.device.hall_file import load

        roster = roster_of(load(hall))
    for day in roll_up(data, roster):
        print(f"{day}: figures made")
    return 0


def _recount(data: Path, day: str | None) -> int:
    days, differences = recount(data, day)
    for words in differences[:SHOWN]:
        print(words)
    if len(differences) > SHOWN:
        print(f"… and {len(differences) - SHOWN} more")
    print(f"{days} days counted again: {f'{len(differences)} differences' if differences else 'equal'}")
    return 1 if differences else 0


def _report(data: Path, period: str, out: Path) -> int:
    with closing(Figures(data)) as figures:
        write(figures.report(period_of(period)), out)
    print(f"written: {out}")
    return 0


def write(report: Report, out: Path) -> None:
    """As what its name ends in says. ValueError: it ends in something else."""
    from hall_hub.figures.page import to_html
    from hall_hub.figures.sheets import to_csv, to_xlsx

    match out.suffix.lower():
        case ".html":
            out.write_text(to_html(report), encoding="utf-8")
        case ".csv":
            out.write_bytes(to_csv(report))
        case ".xlsx":
            to_xlsx(report, out)
        case other:
            raise ValueError(f"{other or 'nothing'} is no kind of report; name the file .html, .csv or .xlsx")


def _archive(data: Path, keep_days: int) -> int:
    if keep_days < KEEP_LEAST:
        raise ValueError(f"at least {KEEP_LEAST} days stay in the ledger")
    until = (datetime.now(HANOI) - timedelta(days=keep_days)).date().isoformat()
    days = archive_days(data, until)
    print(f"{len(days)} days left the ledger; their events are in the archive")
    return 0


if __name__ == "__main__":
    sys.exit(main())
