"""What was not taken: counted, and told in the log once for each kind and hall."""

from __future__ import annotations

import logging
from collections import Counter

log = logging.getLogger(__name__)

EXAMPLE = 200
"""Characters of one that are kept."""
KINDS = 10_000
"""So many kinds are told apart at most: enough for each hall to have each fault, and no way to fill the memory."""


class Refusals:
    def __init__(self) -> None:
        self._logged: set[tuple[str, str]] = set()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], str] = {}

    def count(self, hall: str, why: str, example: object, *, known: bool = True) -> None:
        """One was not taken, because of ``why`` (a word), as ``example`` tells closer."""
        if (hall, why) not in self._logged and len(self._logged) < KINDS:
            self._logged.add((hall, why))
            log.warning(
                'a message of hall "%s" was not taken (%s): %s; more of these are only counted', hall, why, example
            )
        key = (hall if known else "", why)
        self._counts[key] += 1
        self._examples[key] = (f"{example}" if known else f"{hall}: {example}").replace("\0", "")[:EXAMPLE]

    def counts(self) -> list[tuple[str, str, int, str]]:
        """(hall, or "" for those not known; why; how many since they were kept last; the last of them)."""
        return [(hall, why, times, self._examples[hall, why]) for (hall, why), times in self._counts.items()]

    def kept(self) -> None:
        """Those :meth:`counts` are in the table."""
        self._counts.clear()
