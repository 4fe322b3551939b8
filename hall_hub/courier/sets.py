"""The centre's sets in the hall: what comes down is put where the hub reads it, and what differs is asked for.

Whether the hall's copy is the centre's is told by digests alone. Changes and parts may come late, twice, in any order
or never, and a courier may be killed between any two: what they leave has another digest, and is mended.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import Bucket, Changes, Differs, Position, Stands
from hall_core.contract.centre.packing import PackingError
from hall_core.contract.centre.sets import bucket_of
from hall_core.domain.names import Day, Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import SetName
from hall_hub.courier.face import OfSets
from hall_hub.courier.sets_made import BoardMaking, CatalogueMaking
from hall_hub.courier.sets_store import SetsStore
from hall_hub.courier.sets_talk import Talk
from hall_hub.feeds.worker import Worker
from hall_hub.store.schema import throw_away
from hall_hub.store.sound import is_spoilt

log = logging.getLogger(__name__)

COPIES = "copies.sqlite"
"""Within the hub's data folder."""
AGAIN = 5.0
"""Seconds until a disk that refused is tried once more."""
REST = 10.0
"""Seconds without a message, after which what was deleted leaves the disk."""


class CentreSets:
    """:class:`hall_hub.courier.face.Sets`. ``data`` is the hub's data folder; ``today`` tells the running business
    day of the hall, None while nobody knows it. Belongs to one thread."""

    def __init__(self, plan: Plan, data: Path, today: Callable[[], Day | None]) -> None:
        brings: list[SetName] = [] if plan.centre is None else list(plan.centre.brings)
        self._talks: dict[SetName, Talk] = {name: Talk() for name in brings}
        self._copies = data / COPIES
        self._worker = Worker(data)
        self._board = BoardMaking(plan, today)
        self._catalogue = CatalogueMaking(plan, data, self._copies, self._worker.do)
        self._store: SetsStore | None = None
        self._trouble = ""
        self._now = self._open_at = 0.0
        self._rest_at: float | None = None
        self._open()

    def positions(self) -> dict[SetName, Position]:
        if self._store is None:
            return {}
        try:
            return {name: self._store.held(name).position for name in self._talks}
        except sqlite3.Error as error:
            self._failed(error)
            return {}

    def hear(self, message: OfSets, at: Millis) -> list[Differs]:
        talk = self._talks.get(message.set)
        if self._store is None or talk is None:
            return []
        self._rest_at = self._now + REST
        try:
            match message:
                case Stands():
                    self._stands(self._store, talk, message, at)
                case Changes():
                    self._changes(self._store, talk, message, at)
                case Bucket():
                    self._bucket(self._store, talk, message)
            self._board.make(self._store, self._as_of(self._store))
            return self._said(self._store)
        except PackingError as error:
            log.warning("%s of the set %s: %s", type(message).__name__, message.set, error)
        except sqlite3.Error as error:
            self._failed(error)
        return []

    def tend(self, now: float) -> list[Differs]:
        self._now = now
        try:
            if self._store is not None and self._store.replaced:
                self._store.close()
                self._store = None
            if self._store is None and now >= self._open_at:
                self._open()
            self._catalogue.tend(now)
            if self._store is None:
                return []
            self._board.make(self._store, self._as_of(self._store))
            if self._rest_at is not None and now >= self._rest_at:
                self._rest_at = None
                self._store.rest()
            return self._said(self._store)
        except sqlite3.Error as error:
            self._failed(error)
            return []

    def trouble(self) -> str:
        return self._trouble

    def close(self) -> None:
        self._worker.close()
        if self._store is not None:
            self._store.close()

    def _stands(self, store: SetsStore, talk: Talk, message: Stands, at: Millis) -> None:
        position = message.position
        talk.target, talk.target_at = position, at
        held = store.held(message.set)
        if held.agrees(position):
            with store.change(message.set) as change:
                change.at(position.epoch, position.seq)
                change.told(at)
            self._agreed(message.set, talk, position, changed=not held.whole)
        else:
            behind = held.epoch == position.epoch and held.seq < position.seq
            talk.differs(self._now, proven=not behind)

    def _changes(self, store: SetsStore, talk: Talk, message: Changes, at: Millis) -> None:
        held = store.held(message.set)
        if message.epoch != held.epoch:
            # From the beginning of a set they are right for everybody; what the hall has besides shows in the digest.
            if message.after or not talk.expects(message.epoch, message.epoch):
                talk.differs(self._now, proven=True)
                return
            talk.begun_anew()
        elif message.upto <= held.seq:
            return
        elif message.after > held.seq:
            talk.differs(self._now, proven=False)
            return
        # Some of them the hall may have: the last value of each key is the same then.
        items = packing.items.unpack(message.packed)
        position = Position(epoch=message.epoch, seq=message.upto, digest=message.digest)
        with store.change(message.set) as change:
            for item in items:
                change.put(item.key, item.value)
                talk.changed(bucket_of(item.key), message.upto)
            change.at(message.epoch, message.upto)
            agrees = message.whole and change.held.agrees(position)
            if agrees:
                change.told(at)
        if agrees:
            self._agreed(message.set, talk, position, changed=True)
        elif message.whole:
            talk.differs(self._now, proven=True)
        else:
            talk.comes(self._now)

    def _bucket(self, store: SetsStore, talk: Talk, message: Bucket) -> None:
        held = store.held(message.set)
        if not talk.expects(message.epoch, held.epoch):
            return
        if message.epoch != held.epoch:
            talk.begun_anew()
        talk.comes(self._now)
        packed = talk.gathered(message)
        if packed is None:
            return
        items = {item.key: item.value for part in packed for item in packing.items.unpack(part)}
        if any(bucket_of(key) != message.bucket for key in items):
            raise PackingError(f"there are keys of others in part {message.bucket}")
        target = talk.target
        with store.change(message.set) as change:
            change.put_bucket(message.bucket, {key: value for key, value in items.items() if value is not None})
            talk.changed(message.bucket, message.seq)
            # All that differed is sent as of this change, so whatever follows it is right from here on.
            change.at(message.epoch, message.seq if message.epoch != held.epoch else max(held.seq, message.seq))
            agrees = target is not None and change.held.agrees(target)
            if target is not None and agrees:
                change.at(target.epoch, target.seq)
                change.told(talk.target_at)
        if target is not None and agrees:
            self._agreed(message.set, talk, target, changed=True)

    def _agreed(self, name: SetName, talk: Talk, position: Position, *, changed: bool) -> None:
        talk.agrees()
        if name == "dossiers":
            self._board.agreed(changed=changed)
        elif name == "catalogue":
            self._catalogue.agreed(position.digest)

    def _said(self, store: SetsStore) -> list[Differs]:
        differing: list[SetName] = [name for name, talk in self._talks.items() if talk.says(self._now)]
        for name in differing:
            log.info("the copy of the set %s is not what the centre has; asking for what differs", name)
            if self._talks[name].in_vain:
                store.recount(name)
        return [Differs(set=name, buckets=store.held(name).digest.buckets()) for name in differing]

    def _as_of(self, store: SetsStore) -> Millis | None:
        """Of the dossiers, while the copy is whole: what is half mended is no board's business."""
        return store.as_of("dossiers") if "dossiers" in self._talks and store.held("dossiers").whole else None

    def _open(self) -> None:
        self._open_at = self._now + AGAIN
        try:
            store = self._store = SetsStore(self._copies)
            whole = {name: store.held(name) for name in self._talks}
        except (sqlite3.Error, OSError) as error:
            self._failed(error)
            return
        if self._trouble:
            log.info("the hall's copies can be written again")
        self._trouble = ""
        if "catalogue" in whole and whole["catalogue"].whole:
            self._catalogue.agreed(whole["catalogue"].digest.text)

    def _failed(self, error: sqlite3.Error | OSError) -> None:
        words = f"{self._copies.name} cannot be used: {error}"
        if words != self._trouble:
            log.error("%s", words)
        self._trouble = words
        if self._store is not None:
            self._store.close()
            self._store = None
        if is_spoilt(error):
            throw_away(self._copies)
