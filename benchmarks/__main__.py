"""``./run bench [NAME ...]``: measures, prints and keeps the figures, and makes one page of all that there are.

``./run bench --report`` makes the page alone; ``--publish`` makes it and takes it into docs/measured, with charts and
figures.
"""

from __future__ import annotations

import logging
import sys
import time
from importlib import import_module

from benchmarks.page import publish, write_page
from benchmarks.report import keep, table

ALL = {
    "command-answer": "benchmarks.command_answer",
    "start-memory": "benchmarks.start_memory",
    "press-painted": "benchmarks.press_painted",
    "press-lit": "benchmarks.press_lit",
    "press-heard": "benchmarks.press_heard",
    "key-painted": "benchmarks.key_painted",
    "page-painted": "benchmarks.page_painted",
    "look-up": "benchmarks.look_up",
    "tls": "benchmarks.tls",
    "dispatch": "benchmarks.dispatch",
    "decider-day": "benchmarks.decider_day",
    "scale": "benchmarks.scale",
    "call-boards": "benchmarks.call_boards",
    "month": "benchmarks.month",
    "consoles": "benchmarks.consoles",
    "year-report": "benchmarks.year_report",
    "tap-printed": "benchmarks.tap_printed",
    "reserve-issue": "benchmarks.reserve_issue",
    "idle": "benchmarks.idle",
    "idle-boards": "benchmarks.idle_boards",
    "board-day": "benchmarks.board_day",
    "notice-fetch": "benchmarks.notice_fetch",
    "central-ingest": "benchmarks.central_ingest",
    "centre-catch-up": "benchmarks.centre_catch_up",
    "dossier-copy": "benchmarks.dossier_copy",
    "centre-pixel": "benchmarks.centre_pixel",
    "central-halls": "benchmarks.central_halls",
}


def main(argv: list[str]) -> int:
    names = [] if argv in (["--report"], ["--publish"]) else argv or list(ALL)
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"no benchmark called {', '.join(unknown)}; there are: {', '.join(ALL)}", file=sys.stderr)
        return 2
    page, failed = write_page(ALL), list[str]()
    for name in names:
        begun = time.monotonic()
        try:
            figures = import_module(ALL[name]).measure()
        except Exception:
            # What was measured before it, and what comes after, took hours.
            logging.exception("%s broke off, and is measured again by its name", name)
            failed.append(name)
            continue
        keep(name, figures, time.monotonic() - begun)
        print(f"\n## {name}\n\n{table(figures)}", flush=True)
        page = write_page(ALL)
    print(f"\nall that was measured, with charts: {page}")
    if argv == ["--publish"]:
        print(f"and as it is published: {publish(page)}")
    if failed:
        print(f"not measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
