"""What halls ask for and no set has: who waits, until when, and what is found meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from central_gateway.store import questions
from central_gateway.store.connection import Db, store_errors
from central_gateway.store.questions import OPEN_FOR
from hall_core.contract.centre.messages import Told
from hall_core.domain.names import DossierCode, Millis, Slug, Uid

LOOK_AGAIN = 0.1
"""Seconds between two looks at whether there is an answer."""
WAIT_MOST = 512
"""Who wait at once with one worker."""


class Asked(Struct, frozen=True):
    hall: Slug
    id: Uid
    """Of the message that asked."""
    code: DossierCode


class Asking:
    """Who is not answered here hears in his hall that the centre has not answered; only the centre itself says that
    there is no such dossier. A worker that is killed answers nobody, which is the same."""

    def __init__(self, db: Db, now: Callable[[], float] = time.monotonic) -> None:
        self._db = db
        self._now = now
        self._waiting: list[tuple[float, Asked]] = []

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def ask(self, asked: Iterable[Asked]) -> None:
        """StoreAway, StoreError."""
        for each in asked:
            if len(self._waiting) < WAIT_MOST:
                with store_errors():
                    known = questions.ask(self._db, each.code)
                if known is None or known.what != "away":
                    self._waiting.append((self._now() + OPEN_FOR, each))

    def answers(self, now: Millis) -> Iterator[tuple[Slug, Told]]:
        """Those that there are by now, each once. StoreAway, StoreError."""
        if not self._waiting:
            return
        with store_errors():
            found = questions.answers(self._db, {asked.code for _, asked in self._waiting})
        answered = [asked for _, asked in self._waiting if asked.code in found]
        self._waiting = [
            (until, asked) for until, asked in self._waiting if asked.code not in found and self._now() < until
        ]
        for asked in answered:
            answer = found[asked.code]
            if answer.what != "away":
                yield asked.hall, Told(to=asked.id, dossier=answer.dossier, as_of=now)
