"""A hall's side of the sets, as the contract has it, without a disk: what the centre sends is applied, or asked for."""

from __future__ import annotations

from msgspec import Struct, field

from central_gateway.store import sets
from central_gateway.store.connection import Db
from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import Bucket, Changes, Down, Position, Stands
from hall_core.contract.centre.sets import Digest, bucket_of
from hall_core.domain.plan_centre import SetName

PATIENCE = 2


class PlayedSet(Struct):
    """``shown``: what somebody in the hall may see, the last that was whole."""

    epoch: int = 0
    seq: int = 0
    items: dict[str, bytes] = field(default_factory=dict[str, bytes])
    digest: Digest = field(default_factory=Digest)
    shown: dict[str, bytes] = field(default_factory=dict[str, bytes])
    wants: bool = False
    """It is to say what it has, bucket by bucket."""
    waited: int = 0
    """How often it heard that it is behind since something came that brought it on."""
    parts: dict[tuple[int, int, int], dict[int, str]] = field(
        default_factory=dict[tuple[int, int, int], dict[int, str]]
    )

    @property
    def position(self) -> Position:
        return Position(epoch=self.epoch, seq=self.seq, digest=self.digest.text)

    def put(self, key: str, new: bytes | None) -> None:
        self.digest.put(key, self.items.get(key), new)
        if new is None:
            self.items.pop(key, None)
        else:
            self.items[key] = new

    def hear(self, body: Stands | Changes | Bucket) -> None:
        match body:
            case Stands(position=position):
                self._agree(position, behind=(self.epoch, self.seq) < (position.epoch, position.seq))
            case Changes() if body.epoch == self.epoch and body.after <= self.seq < body.upto:
                for item in packing.items.unpack(body.packed):
                    self.put(item.key, item.value)
                self.seq, self.waited = body.upto, 0
                if body.whole:
                    self._agree(Position(epoch=body.epoch, seq=body.upto, digest=body.digest), behind=False)
            case Changes():
                self.wants |= body.epoch != self.epoch or body.after > self.seq
            case Bucket():
                self._part(body)

    def _part(self, body: Bucket) -> None:
        key = body.epoch, body.seq, body.bucket
        parts = self.parts.setdefault(key, {})
        parts[body.part] = body.packed
        if len(parts) < body.parts or (body.epoch, body.seq) < (self.epoch, self.seq):
            return
        del self.parts[key]
        new = {item.key: item.value for packed in parts.values() for item in packing.items.unpack(packed)}
        gone = [key for key in self.items if bucket_of(key) == body.bucket and key not in new]
        for key, value in [*new.items(), *((key, None) for key in gone)]:
            self.put(key, value)
        self.epoch, self.seq = body.epoch, body.seq

    def _agree(self, position: Position, *, behind: bool) -> None:
        if self.digest.text == position.digest:
            self.epoch, self.seq, self.wants = position.epoch, position.seq, False
            self.shown = dict(self.items)
        else:
            self.waited += 1
            self.wants |= not behind or self.epoch != position.epoch or self.waited > PATIENCE


class PlayedHall:
    """Says at once what it has, with the intake's own words to the tables."""

    def __init__(self, db: Db, id: str, names: list[SetName]) -> None:
        self.id = id
        self.sets: dict[SetName, PlayedSet] = {name: PlayedSet() for name in names}
        self.heard: list[Down] = []
        self._db = db

    def hear(self, body: Down) -> None:
        self.heard.append(body)
        if isinstance(body, Stands | Changes | Bucket) and body.set in self.sets:
            self.sets[body.set].hear(body)

    def hello(self) -> None:
        """And what differs, when it has seen that something does."""
        with self._db.transaction():
            self._db.execute("UPDATE hall SET seen = now() WHERE id = %s", (self.id,))
            sets.has(self._db, self.id, {name: each.position for name, each in self.sets.items()})
            for name, each in self.sets.items():
                if each.wants:
                    each.wants = False
                    sets.differs(self._db, self.id, name, each.digest.buckets())
            for name, position in sets.standing(self._db, self.id).items():
                if self.sets[name].position != position:
                    self.hear(Stands(set=name, position=position))
