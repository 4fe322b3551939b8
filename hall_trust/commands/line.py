"""``motcua hall line``: the line to the centre, on the hub's box (docs/centre/line.md)."""

from __future__ import annotations

import argparse
from pathlib import Path

from broker_config.line import LineFolder
from hall_core.device.program import load_plan_or_exit
from hall_core.keys import SHARED
from hall_core.line_users import HashError
from hall_trust import line, owned
from hall_trust.commands.here import left, now
from hall_trust.error import TrustError
from hall_trust.key import fingerprint


def options(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="line_act", required=True, metavar="request | take")
    request = acts.add_parser("request", help="make this box's own key, and what to send to the province")
    request.add_argument(
        "--out", metavar="FILE", type=Path, required=True, help="where to write it; it holds no secret"
    )
    take = acts.add_parser("take", help="this is what the province has given")
    take.add_argument("given", metavar="DIR", type=Path, help="the folder line")
    take.add_argument("--fingerprint", metavar="WORDS", help="of the province's authority, as the province tells it")
    for sub in (request, take):
        sub.add_argument("--hall", metavar="FILE", type=Path, required=True, help="the hall file (docs/hall-file.md)")
        sub.add_argument(
            "--line", metavar="DIR", type=Path, default=line.DEFAULT, help="folder of the line (default: %(default)s)"
        )


def run(given: argparse.Namespace) -> None:
    plan = load_plan_or_exit(given.hall)
    if plan.centre is None:
        raise TrustError(f'{given.hall} has no line to the centre: write "[centre]" into it (docs/centre/README.md)')
    folder = LineFolder(given.line)
    if given.line_act == "request":
        _request(folder, plan.hall.id, given.out)
    else:
        _take(folder, plan.hall.id, given.given, given.fingerprint)


def _request(folder: LineFolder, hall: str, out: Path) -> None:
    try:
        data, key = line.ask(folder, hall)
    except HashError as error:
        raise TrustError(str(error)) from error
    owned.write(out, data, SHARED)
    print(f"{out}: send it to the province")
    print(f"and tell them on the telephone that its fingerprint is {fingerprint(key)}")


def _take(folder: LineFolder, hall: str, given: Path, compared: str | None) -> None:
    made = line.take(given, folder, hall, compared)
    print(f"{folder.folder}: the line of {hall}, {left(made.until, now())}")
    print(f"next: motcua broker … --line {folder.folder}, and start hall-broker and hall-line anew")
