"""``./run bench [NAME ...]``: measures, prints and keeps the figures."""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.report import write

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
    "scale": "benchmarks.scale",
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
    unknown = [name for name in argv if name not in ALL]
    if unknown:
        print(f"no benchmark called {', '.join(unknown)}; there are: {', '.join(ALL)}", file=sys.stderr)
        return 2
    for name in argv or ALL:
        figures = import_module(ALL[name]).measure()
        print(f"\n## {name}\n\n{write(name, figures)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
