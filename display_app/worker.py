"""A thread that does one thing after another, away from the screen's."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from queue import SimpleQueue
from typing import Generic, TypeVar

Item = TypeVar("Item")
log = logging.getLogger(__name__)


class Worker(Generic[Item]):
    """``workshop`` is entered on the thread, gives what is done with each item, and is left at the end. Items may
    be put in before it has started. What goes wrong with one item is logged and does not touch the next."""

    def __init__(
        self,
        name: str,
        workshop: AbstractContextManager[Callable[[Item], None]],
        closed: Callable[[], None] = lambda: None,
        hush: Callable[[], None] = lambda: None,
    ) -> None:
        """``closed`` is called, on the thread, when the workshop could not be entered; ``hush`` by whoever stops it:
        what is being done need not come to its end."""
        self._workshop = workshop
        self._closed = closed
        self._hush = hush
        self._items: SimpleQueue[Item | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, item: Item) -> None:
        """From any thread; returns at once."""
        self._items.put(item)

    def stop(self, seconds: float) -> None:
        """Ends it after what is in the queue, waiting no longer than that many seconds."""
        self._hush()
        self._items.put(None)
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            with self._workshop as do:
                self._work(do)
        except Exception:
            log.exception("%s cannot work", self._thread.name)
            self._closed()

    def _work(self, do: Callable[[Item], None]) -> None:
        while (item := self._items.get()) is not None:
            try:
                do(item)
            except Exception:
                log.exception("%s: failed with %r", self._thread.name, item)
