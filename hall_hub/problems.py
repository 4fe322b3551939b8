"""What is wrong with the hub's own box and with what is fed to it, for its presence and its alerts."""

from __future__ import annotations

from hall_core.contract.doctor import PROBLEMS
from hall_core.contract.messages import Alert, Problem
from hall_core.domain.names import WORDS_MOST, Millis, Slug

OURS: tuple[Problem, ...] = ("storage", "clock", "catalogue-refused", "flood", "ledger-copy", *PROBLEMS.values())
"""What the hub may report; an alert of these that was left by an earlier run is taken back."""


class Problems:
    """Each problem may have several sources (two files), and is solved when none has it any more."""

    def __init__(self) -> None:
        self._words: dict[Problem, dict[str, str]] = {}
        self._since: dict[Problem, Millis] = {}
        self.changed: set[Problem] = set()
        """What has to be said anew; the one who does so empties it."""

    def put(self, problem: Problem, source: str, words: str | None, at: Millis) -> bool:
        """``words`` None: this source no longer has it. Whether anything changed."""
        sources = self._words.setdefault(problem, {})
        if sources.get(source) == words:
            return False
        if words is None:
            del sources[source]
        else:
            sources[source] = words
            self._since.setdefault(problem, at)
        if not sources:
            del self._since[problem]
        self.changed.add(problem)
        return True

    def present(self) -> list[Slug]:
        return [problem for problem in OURS if self._words.get(problem)]

    def alert(self, problem: Problem) -> Alert | None:
        sources = self._words.get(problem)
        if not sources:
            return None
        return Alert(problem=problem, since=self._since[problem], words="; ".join(sources.values())[:WORDS_MOST])
