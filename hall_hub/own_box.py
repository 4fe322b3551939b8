"""What the doctor of the hub's own box found, for the hub's presence; the console shows all of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from hall_core.contract.doctor import PROBLEMS, Report, problems
from hall_core.contract.messages import Problem

LOOK_EVERY = 5.0
"""Seconds."""
log = logging.getLogger(__name__)


class OwnBox:
    def __init__(self, report: Path) -> None:
        """``report`` is the file; on what is no box there is none."""
        self._report = report
        self._due = 0.0
        self._seen = 0

    def look(self, report: Callable[[Problem, str, str | None], object], now: float) -> None:
        """Reports each problem that a doctor may find, with its words or None where there is none, when he has been
        there again. ``now``: seconds of a clock that nobody sets."""
        for problem, words in self._news(now):
            report(problem, "doctor", words)

    def _news(self, now: float) -> list[tuple[Problem, str | None]]:
        if now < self._due:
            return []
        self._due = now + LOOK_EVERY
        try:
            seen = self._report.stat().st_mtime_ns
            if seen == self._seen:
                return []
            self._seen = seen
            ill = problems(msgspec.json.decode(self._report.read_bytes(), type=Report))
        except FileNotFoundError:  # the doctor has not been here yet, or this is no box
            return []
        except (OSError, msgspec.DecodeError) as error:
            log.error("%s: %s", self._report, error)  # noqa: TRY400 - the message says it all
            return []
        return [(problem, ill.get(problem)) for problem in PROBLEMS.values()]
