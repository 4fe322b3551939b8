"""``motcua doctor``: how this box is, and what to do about it.

As root on a box it needs nothing more; exit status 0: nothing to do, 1: something should be seen to, 2: something does
not work.
"""

from __future__ import annotations

import os
import sys
import textwrap
import time
from argparse import ArgumentParser
from pathlib import Path

import msgspec

from hall_core.contract.box import DOCTOR, LOOK, RUN
from hall_core.contract.doctor import Report
from hall_core.doctor.box import see
from hall_core.doctor.examine import examine, name, told
from hall_core.domain.business_day import local
from hall_core.ui.translate import Say, Words

MARKS = {"alarm": "✖", "caution": "▲", "unknown": "?", "good": "✔"}
STATUS = {"alarm": 2, "caution": 1}
WIDTH = 100
AGAIN = 3
"""Looks at one start of the service: what was asked while it looked is not lost, and nobody keeps it busy for ever."""
REST = 2.0
"""Seconds between them."""


def main(argv: list[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    if given.write is not None:
        return _serve(given.root, given.write)
    report = examine(see(given.root, given.hall, given.device))
    if given.json:
        print(msgspec.json.encode(report).decode())
    else:
        print(_text(report, Words().into(given.language), everything=not given.short))
    return max((STATUS.get(finding.verdict, 0) for finding in report.findings), default=0)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="doctor", allow_abbrev=False, description=__doc__)
    parser.add_argument("--json", action="store_true", help="for a program: the findings without words")
    parser.add_argument("--short", action="store_true", help="only what is not well")
    parser.add_argument("--language", default="vi", help="vi or en (default: %(default)s)")
    parser.add_argument("--hall", metavar="FILE", type=Path, help="another hall file than the box's own")
    parser.add_argument("--device", metavar="ID", help="another device than the box is")
    parser.add_argument(
        "--root", metavar="DIR", type=Path, default=Path("/"), help="where the box's files begin (default: %(default)s)"
    )
    parser.add_argument(
        "--write",
        metavar="FILE",
        type=Path,
        nargs="?",
        const=RUN / DOCTOR,
        help="for the service: keep what is found in FILE (default: %(const)s) for the program of the box",
    )
    return parser


def _text(report: Report, say: Say, *, everything: bool) -> str:
    lines = list[str]()
    for finding in report.findings:
        if finding.verdict == "good" and not everything:
            continue
        words = told(finding, say)
        lines.append(f"{MARKS[finding.verdict]} {name(finding, say)}: {words.found}")
        for what in (words.means, words.do and f"→ {words.do}"):
            lines += textwrap.wrap(what, WIDTH, initial_indent="    ", subsequent_indent="      ") if what else []
    bad = sum(finding.verdict in STATUS for finding in report.findings)
    at = f"{local(report.at):%d/%m/%Y %H:%M:%S}"
    well = say("Máy tốt, không có gì phải làm") if not bad else say.many("{count} mục cần xem", bad)
    return "\n".join([*lines, "", f"{at} · {well}"])


def _serve(root: Path, file: Path) -> int:
    for _ in range(AGAIN):
        began = time.time()
        write(file, examine(see(root)))
        time.sleep(REST)
        if not _asked_since(began, root):
            break
    return 0


def _asked_since(began: float, root: Path) -> bool:
    """systemd does not notice what is written while this runs."""
    asked = root.glob(f"{str(RUN).lstrip('/')}/*/{LOOK}")
    return any(file.stat().st_mtime >= began for file in asked)


def write(file: Path, report: Report) -> None:
    """Whole or not at all; everybody on the box may read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as out:
        out.write(msgspec.json.encode(report))
    new.replace(file)


if __name__ == "__main__":
    sys.exit(main())
