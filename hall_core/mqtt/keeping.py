"""What a box keeps of the hub: its newest edition, or the last good one while the hub is away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

from hall_core.contract.messages import CatalogueHead
from hall_core.contract.questions import Question
from hall_core.domain.names import Digest, Slug, Uid
from hall_core.mqtt.fetching import Fetcher
from hall_core.mqtt.heard import Heard, StateHeard, Told, Unanswered

Value = TypeVar("Value")


class Keeper(Generic[Value]):
    """``name``: the edition's in its topic and in questions. ``first`` was kept from before, and ``have`` is its
    digest. ``take`` keeps the bytes of a new one and makes a value of them; None when it cannot, then they are fetched
    again when the hub names them anew. ``changed`` is given each value. Both are called on a thread of the keeper's,
    or on that of :meth:`start`, never on the station's: a call must not wait for a disk."""

    def __init__(
        self,
        name: Slug,
        ask: Callable[[Question], Uid],
        first: Value | None,
        have: Digest | None,
        take: Callable[[bytes], Value | None],
        changed: Callable[[Value], None],
    ) -> None:
        self._name = name
        self._first = first
        self._take = take
        self._changed = changed
        self._fetched: SimpleQueue[bytes | None] = SimpleQueue()
        self._fetcher = Fetcher(name, ask, self._fetched.put, have)
        self._dropped = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=name, daemon=True)

    @property
    def missing(self) -> int | None:
        """How many parts are still to come; None when nobody knows yet, 0 when nothing is being fetched."""
        return self._fetcher.missing

    def start(self) -> Callable[[], None]:
        """Hands out what was kept from before; gives what stops the keeper."""
        if self._first is not None:
            self._changed(self._first)
            self._first = None
        self._thread.start()
        return self._stop

    def hear(self, heard: Heard) -> bool:
        """Takes what concerns this edition, always on the same thread; False: it is for somebody else."""
        match heard:
            case StateHeard(state=CatalogueHead(digest=digest), name=name) if name == self._name:
                if self._dropped.is_set():
                    self._dropped.clear()
                    self._fetcher.dropped()
                self._fetcher.head(digest)
                return True
            case Told(answer):
                return self._fetcher.told(answer)
            case Unanswered(command):
                return self._fetcher.unanswered(command)
            case _:
                return False

    def _stop(self) -> None:
        self._fetched.put(None)
        self._thread.join()

    def _keep(self) -> None:
        while (data := self._fetched.get()) is not None:
            value = self._take(data)
            if value is None:
                self._dropped.set()
            else:
                self._changed(value)
