"""Keeps the kiosk's catalogue the hub's: what is heard, to the fetcher; what was fetched, to a file; that, to who asks.

The edition in use stays open and searched until the next one is whole on the disk.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from hall_core.contract.edition import PROCEDURES
from hall_core.contract.messages import CatalogueHead
from hall_core.contract.questions import Question
from hall_core.domain.names import Uid
from hall_core.mqtt.fetching import Fetcher
from hall_core.mqtt.heard import Heard, StateHeard, Told, Unanswered
from kiosk_app.catalogue.building import BuildError, build
from kiosk_app.catalogue.store import Store, StoreError, open_newest

log = logging.getLogger(__name__)

FILE = "catalogue.sqlite"
"""Within the kiosk's data folder."""


class Keeper:
    """``changed`` is given each newly opened edition, on a thread of the keeper's or on that of :meth:`start`; who is
    given one closes the one before. ``trouble`` is told whether the newest edition could not be kept here."""

    def __init__(
        self,
        data: Path,
        ask: Callable[[Question], Uid],
        changed: Callable[[Store], None],
        trouble: Callable[[bool], None],
    ) -> None:
        self._file = data / FILE
        self._changed = changed
        self._trouble = trouble
        self._fetched: SimpleQueue[bytes | None] = SimpleQueue()
        self._first = open_newest(self._file)
        self._fetcher = Fetcher(PROCEDURES, ask, self._fetched.put, self._first.digest if self._first else None)
        self._dropped = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="catalogue", daemon=True)

    @property
    def missing(self) -> int | None:
        """How many parts are still to come; None when nobody knows yet, 0 when nothing is being fetched."""
        return self._fetcher.missing

    def start(self) -> Callable[[], None]:
        """Hands out what was kept from before; gives what stops the keeper."""
        if self._first is not None:
            self._changed(self._first)
        self._thread.start()
        return self._stop

    def hear(self, heard: Heard) -> bool:
        """Takes what concerns the catalogue, always on the same thread; False: it is for somebody else."""
        match heard:
            case StateHeard(state=CatalogueHead(digest=digest), name=name) if name == PROCEDURES:
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
            try:
                build(data, self._file)
                store = Store(self._file)
            except (BuildError, StoreError) as error:
                log.error("%s", error)  # noqa: TRY400 - the message says it all
                self._dropped.set()
                self._trouble(True)
                continue
            log.info('catalogue: edition "%s" with %d procedures is in use', store.edition, store.count)
            self._trouble(False)
            self._changed(store)
