"""``motcua board``, watched from inside: the same program, which also answers questions on its standard input.

Each line that comes in is answered with one line ``inside {…}`` in the log: memory after a search for garbage, threads,
open files but for fonts, frames drawn and processor used so far. With ``MOTCUA_TRACE=1`` the line ``trace`` is answered
with the places in the code whose memory has grown most since the last one.

``MOTCUA_LARGE_MS``: milliseconds a call stands large, in place of the real ones, and no pauses between its words: a
day's calls in minutes.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import sys
import threading
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import display_app.led.display as matrix
from display_app import __main__ as program
from display_app import state
from display_app.voice import joined
from hall_core.ui import memory, window

LARGE, TRACE = "MOTCUA_LARGE_MS", "MOTCUA_TRACE"
GROWN = 15
"""Places told."""
log = logging.getLogger("inside")
drawn = Counter[str]()
"""Pictures put on the glass or the lamps."""


def main(argv: list[str]) -> int:
    if os.environ.get(TRACE):
        tracemalloc.start(8)
    if large := os.environ.get(LARGE):
        state.HERO_AT_LEAST = state.SHORT_AT_LEAST = state.HERO_AT_MOST = int(large)
        for pause in ("BEFORE", "AFTER_CHIME", "BETWEEN_WORDS", "BETWEEN_PHRASES", "AFTER"):
            setattr(joined, pause, 0.0)
    _count_frames()
    threading.Thread(target=_answer, daemon=True).start()
    return program.main(argv)


def _count_frames() -> None:
    run, draw = window.run, matrix.draw

    def counted_run(*given: Any) -> None:
        from kivy.core.window import Window

        Window.bind(on_flip=_one_more)  # before the program's own, which ends the event
        run(*given)

    def counted_draw(*given: Any) -> Any:
        _one_more()
        return draw(*given)

    window.run, matrix.draw = counted_run, counted_draw


def _one_more(*_: object) -> None:
    drawn["pictures"] += 1


def _answer() -> None:
    before: tracemalloc.Snapshot | None = None
    for line in sys.stdin:
        gc.collect()
        if line.strip() == "tidy":
            memory.tidy()
        if line.strip() == "trace":
            now = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(False, tracemalloc.__file__)])
            if before is not None:
                for grown in now.compare_to(before, "traceback")[:GROWN]:
                    where = " < ".join(grown.traceback.format())
                    log.info("%+d bytes, %+d: %s", grown.size_diff, grown.count_diff, where)
            before = now
        used = resource.getrusage(resource.RUSAGE_SELF)
        inside = {
            "rss": _resident(),
            "threads": threading.active_count(),
            "files": sum(1 for _ in _open_files()),
            "objects": len(gc.get_objects()),
            "drawn": drawn["pictures"],
            "cpu": used.ru_utime + used.ru_stime,
        }
        log.info("inside %s", json.dumps(inside))


def _open_files() -> Iterator[str]:
    """But for fonts: Kivy keeps one open for each size that it has drawn, up to 64."""
    for file in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # that of the looking itself
            name = str(file.readlink())
            if not name.endswith(".ttf"):
                yield name


def _resident() -> int:
    """Bytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
