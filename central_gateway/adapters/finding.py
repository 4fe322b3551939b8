"""Asks those systems that can be asked for a dossier that nobody has told of, all at once, while somebody waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import cast

from msgspec import Struct

from central_gateway.adapters import mapping
from central_gateway.adapters.face import AdapterError, Finder, TryLater, Unclear
from central_gateway.adapters.mapping import LeftOut
from central_gateway.adapters.table import Table
from central_gateway.store.told import ToldDossier
from hall_core.domain.names import DossierCode, Slug

log = logging.getLogger(__name__)

AT_ONCE = 16
"""Questions under way; who comes when there are more is told that nobody knows just now."""
REST = 30.0
"""Seconds in which one that has not answered is not asked: a hall full of people would each wait for it in vain."""
LATE = 15.0
"""Seconds for a system's answer. Who asked has gone long before; what it says is of use to whoever comes next."""


class Found(Struct, frozen=True):
    source: Slug
    told: ToldDossier


def one_of(rows: object, code: DossierCode, table: Table, known: mapping.Told, name: str) -> ToldDossier | None:
    """Of what a system answers, one row or a list of them, the one with that code: some search for what begins alike.
    Unclear when there is none, and one that may be it could not be read."""
    why = ""
    for row in cast("list[object]", rows) if isinstance(rows, list) else [rows]:
        if not row:
            continue
        match mapping.read(table, row, known):
            case LeftOut(said):
                why = said
            case told if told.code == code:
                return told
            case _:
                pass
    if why:
        raise Unclear(f"{name}: what it answers cannot be used: {why}")
    return None


class Finding:
    def __init__(
        self,
        finders: Mapping[Slug, Finder],
        late: Callable[[Found], None],
        *,
        believed: Callable[[Slug, ToldDossier], bool] = lambda _source, _told: True,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``late`` is given what was found after :meth:`find` had given it up, in a thread of ours. Who is not
        ``believed`` about a dossier has as good as none of this code."""
        self._finders = finders
        self._late = late
        self._believed = believed
        self._now = now
        self._rests: dict[Slug, float] = {}
        self._room = threading.BoundedSemaphore(AT_ONCE)
        self._pool = ThreadPoolExecutor(AT_ONCE, "finding")

    def close(self) -> None:
        """Nobody is asked any more; whoever has not answered yet is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def find(self, code: DossierCode, within: float) -> Found | None:
        """What the first of them says that has it. None: all say that they have none of this code. TryLater: none has
        it, and one could not be asked or has not answered within so many seconds."""
        end = self._now() + within
        asked = {future: source for source in self._finders if (future := self._ask(source, code)) is not None}
        silent = len(asked) < len(self._finders)
        waiting = set(asked)
        while waiting and (left := end - self._now()) > 0:
            done, waiting = wait(waiting, left, FIRST_COMPLETED)
            for future in done:
                try:
                    found = self._found(asked[future], future)
                except AdapterError:
                    silent = True
                    continue
                if found is not None:
                    return found
        for future in waiting:
            self._give_up(asked[future], future)
        if silent or waiting:
            raise TryLater("nobody can say just now whether there is such a dossier")
        return None

    def _ask(self, source: Slug, code: DossierCode) -> Future[ToldDossier | None] | None:
        if self._rests.get(source, 0.0) > self._now() or not self._room.acquire(blocking=False):
            return None
        return self._pool.submit(self._asked, source, code)

    def _asked(self, source: Slug, code: DossierCode) -> ToldDossier | None:
        try:
            return self._finders[source].find(code, LATE)
        except Unclear as error:
            log.warning("%s", error)  # about this code alone: others may be asked for
            raise
        except AdapterError as error:
            after = error.after if isinstance(error, TryLater) else None
            self._rest(source, str(error), max(REST, after or 0.0))
            raise
        finally:
            self._room.release()

    def _found(self, source: Slug, future: Future[ToldDossier | None]) -> Found | None:
        told = future.result()
        return Found(source, told) if told is not None and self._believed(source, told) else None

    def _give_up(self, source: Slug, future: Future[ToldDossier | None]) -> None:
        self._rest(source, f"{source}: is slow", REST)

        def hear(future: Future[ToldDossier | None]) -> None:
            if future.cancelled() or future.exception() is not None:
                return  # told where it was raised
            if (found := self._found(source, future)) is not None:
                self._late(found)

        future.add_done_callback(hear)

    def _rest(self, source: Slug, why: str, seconds: float) -> None:
        until = self._rests.get(source, 0.0)
        if until <= self._now():
            log.warning("%s; is not asked for %.0f s", why, seconds)
        self._rests[source] = max(until, self._now() + seconds)
