"""What there is to bring, in messages: packed once for all halls that are at the same place."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from msgspec import Struct

from central_gateway.carrier.way import WINDOW
from central_gateway.store import carrying
from central_gateway.store.carrying import Difference, Place
from central_gateway.store.connection import Db
from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import Bucket, Changes, Position
from hall_core.contract.centre.sets import item
from hall_core.domain.plan_centre import SetName

READ = 400
"""Changes that are read at a time: of dossiers some 60 go into one message, of a catalogue 8."""
KEPT = 128
"""Places in sets of which the messages are kept, each up to 64 kB: a new edition finds most halls at one place."""
BUCKETS_READ = 8
"""Of a set of 74,000 dossiers each has 290, and goes into 5 messages."""

_Key = tuple[int, Position, int]


class Loads:
    def __init__(self, db: Db) -> None:
        self._db = db
        self._kept: OrderedDict[_Key, list[Changes]] = OrderedDict()

    def changes(self, place: Place, after: int) -> list[Changes]:
        """The next of them, as many messages as may be under way at most; none: they are not kept any more."""
        key = place.shelf, place.here, after
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._read(place, after)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found

    def _read(self, place: Place, after: int) -> list[Changes]:
        read = carrying.changes(self._db, place.shelf, place.here.epoch, after, READ)
        made: list[Changes] = []
        for taken, packed in packing.items.packed([item(change.key, change.body) for change in read]):
            last = read[len(taken) - 1]
            made.append(
                Changes(
                    set=place.set,
                    epoch=place.here.epoch,
                    after=after,
                    upto=last.seq,
                    packed=packed,
                    whole=last.whole is not None,
                    # Of a part of an edition nobody asks what it is; it is on its way to this.
                    digest=last.whole or place.here.digest,
                )
            )
            after, read = last.seq, read[len(taken) :]
            if len(made) == WINDOW:
                break
        return made


class Repair(Struct):
    """A hall's copy that differs is mended bucket by bucket, all of them as of one change: what follows is brought as
    changes. (A bucket that has changed meanwhile is sent as it is by then, and those changes once more.)"""

    difference: Difference
    left: list[int]
    there: Position
    """What the hall had when the last messages were sent."""
    again_at: float

    def page(self, db: Db, set: SetName, shelf: int) -> list[Bucket]:
        """The next messages, about as many as may be under way; none when all were given."""
        made: list[Bucket] = []
        while self.left and len(made) < WINDOW:
            buckets, self.left = self.left[:BUCKETS_READ], self.left[BUCKETS_READ:]
            for bucket, items in carrying.in_buckets(db, shelf, buckets).items():
                made += self._messages(set, bucket, items)
        return made

    def _messages(self, set: SetName, bucket: int, items: list[tuple[str, bytes]]) -> Iterator[Bucket]:
        texts = [text for _, text in packing.items.packed([item(key, body) for key, body in items])] or [
            packing.NONE_PACKED
        ]
        for part, packed in enumerate(texts):
            yield Bucket(
                set=set,
                epoch=self.difference.epoch,
                seq=self.difference.seq,
                bucket=bucket,
                part=part,
                parts=len(texts),
                packed=packed,
            )
