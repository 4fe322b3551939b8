"""What is wrong with the hub's own box, for the hub's presence: what its doctor found, and how the ledger's copy is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from hall_core.contract.doctor import PROBLEMS, Report, problems
from hall_core.contract.messages import Problem
from hall_hub.backup.watch import CopyWatch

LOOK_EVERY = 5.0
"""Seconds."""
log = logging.getLogger(__name__)


class OwnBox:
    def __init__(self, report: Path, copy: CopyWatch) -> None:
        """``report`` is the file; on what is no box there is none. ``copy`` looks after the ledger's copy."""
        self._report = report
        self._copy = copy
        self._due = 0.0
        self._seen = 0

    def look(self, report: Callable[[Problem, str, str | None], object], now: float) -> None:
        """Reports each problem that a doctor may find, with its words or None where there is none, when he has been
        there again. ``now``: seconds of a clock that nobody sets."""
        if now < self._due:
            return
        self._due = now + LOOK_EVERY
        self._copy.look(report)
        for problem, words in self._news():
            report(problem, "doctor", words)

    def _news(self) -> list[tuple[Problem, str | None]]:
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
