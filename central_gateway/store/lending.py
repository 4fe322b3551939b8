"""A few connections, lent to threads one piece of work at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from central_gateway.store.connection import Db, StoreAway, store_errors

Result = TypeVar("Result")


class Lending:
    """As many connections as there are threads that work at once; the one used last is used next, for it is warm.

    Whoever calls says how many threads that are: this has no limit of its own, and waits for nobody."""

    def __init__(self, open: Callable[[], Db]) -> None:
        self._open = open
        # What threads put on and take off one end of needs no lock.
        self._idle: deque[Db] = deque()

    def do(self, work: Callable[[Db], Result]) -> Result:
        """``work`` with a connection, all of it done when this returns; StoreAway, StoreError. A server that was
        started anew has cut connections that lay idle: then it is done once more with a new one, so ``work`` must be
        such that doing it twice does no harm."""
        db = self._take()
        if db is not None:
            try:
                return self._done(db, work)
            except StoreAway:
                if not db.closed:
                    raise
                self.close()
        return self._done(self._open(), work)

    def close(self) -> None:
        """Those that lie idle. Lending goes on with new ones."""
        while (db := self._take()) is not None:
            db.close()

    def _take(self) -> Db | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _done(self, db: Db, work: Callable[[Db], Result]) -> Result:
        try:
            with store_errors():
                result = work(db)
        except BaseException:
            if db.closed or db.broken:
                db.close()
            else:
                self._back(db)
            raise
        self._back(db)
        return result

    def _back(self, db: Db) -> None:
        self._idle.append(db)
