"""Keeps the kiosk's catalogue the hub's: what was fetched, in a file; that, to who asks.

The edition in use stays open and searched until the next one is whole on the disk.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from hall_core.contract.edition import PROCEDURES
from hall_core.contract.questions import Question
from hall_core.domain.names import Uid
from hall_core.mqtt.keeping import Keeper
from kiosk_app.catalogue.building import BuildError, build
from kiosk_app.catalogue.store import Store, StoreError, open_newest

log = logging.getLogger(__name__)

FILE = "catalogue.sqlite"
"""Within the kiosk's data folder."""


def catalogue_keeper(
    data: Path,
    ask: Callable[[Question], Uid],
    changed: Callable[[Store], None],
    trouble: Callable[[bool], None],
) -> Keeper[Store]:
    """Who is given an edition by ``changed`` closes the one before. ``trouble`` is told whether the newest edition
    could not be kept here; on the keeper's thread."""
    file = data / FILE

    def take(edition: bytes) -> Store | None:
        try:
            build(edition, file)
            store = Store(file)
        except (BuildError, StoreError) as error:
            log.error("%s", error)  # noqa: TRY400 - the message says it all
            trouble(True)
            return None
        log.info('catalogue: edition "%s" with %d procedures is in use', store.edition, store.count)
        trouble(False)
        return store

    first = open_newest(file)
    return Keeper(PROCEDURES, ask, first, first.digest if first else None, take, changed)
