"""A set at a centre that is played: it changes, keeps some of its changes, and answers as the carrier does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import BUCKETS, Bucket, Changes, Differs, Position, Stands
from hall_core.contract.centre.sets import Digest, Item, bucket_of, digest_of, item
from hall_core.domain.plan_centre import SetName

Down = Stands | Changes | Bucket


class PlayedShelf:
    """``kept``: how many of its last changes it still has."""

    def __init__(self, name: SetName, epoch: int = 7, kept: int = 10_000) -> None:
        self.name: SetName = name
        self.epoch, self.seq, self.kept = epoch, 0, kept
        self.items: dict[str, bytes] = {}
        self.buckets: list[dict[str, bytes]] = [{} for _ in range(BUCKETS)]
        self.digest = Digest()
        self.log: list[tuple[int, Item, str]] = []
        """Each change, and the set's digest after it."""

    def put(self, values: Mapping[str, bytes | None]) -> None:
        for key, value in values.items():
            self.digest.put(key, self.items.get(key), value)
            if value is None:
                self.items.pop(key, None)
                self.buckets[bucket_of(key)].pop(key, None)
            else:
                self.items[key] = self.buckets[bucket_of(key)][key] = value
            self.seq += 1
            self.log.append((self.seq, item(key, value), self.digest.text))
        del self.log[: -self.kept]

    def begin_anew(self) -> None:
        """As after a loss of its store: the same items, counted from the beginning."""
        self.epoch, self.seq, self.log = self.epoch + 1, len(self.items), []

    @property
    def position(self) -> Position:
        return Position(epoch=self.epoch, seq=self.seq, digest=self.digest.text)

    def stands(self) -> Stands:
        return Stands(set=self.name, position=self.position)

    def changes(self, after: int, upto: int | None = None, *, whole: bool = True) -> Iterator[Changes]:
        """From there on, if it still has them."""
        last = self.seq if upto is None else upto
        wanted = [change for change in self.log if after < change[0] <= last]
        if not wanted or wanted[0][0] != after + 1:
            return
        at = after
        for taken, packed in packing.items.packed([one for _, one, _ in wanted]):
            end = at + len(taken)
            digest = next(digest for seq, _, digest in wanted if seq == end)
            yield Changes(
                set=self.name,
                epoch=self.epoch,
                after=at,
                upto=end,
                packed=packed,
                digest=digest,
                whole=whole or end == last,
            )
            at = end

    def answer_hello(self, position: Position) -> Iterator[Down]:
        yield self.stands()
        if position.epoch in (self.epoch, 0):
            yield from self.changes(position.seq if position.epoch else 0)

    def answer_differs(self, differs: Differs) -> Iterator[Down]:
        mine = self.digest.buckets()
        for bucket in range(BUCKETS):
            if mine[bucket] != differs.buckets[bucket]:
                yield from self.bucket(bucket)
        yield self.stands()

    def bucket(self, bucket: int, least: int = 1) -> list[Bucket]:
        """In one part for each message, but in at least so many."""
        values = [item(key, value) for key, value in sorted(self.buckets[bucket].items())]
        cuts = [values[start::least] for start in range(least)]
        parts = [packed for cut in cuts for packed in _packed(cut)]
        return [
            Bucket(
                set=self.name,
                epoch=self.epoch,
                seq=self.seq,
                bucket=bucket,
                part=part,
                parts=len(parts),
                packed=packed,
            )
            for part, packed in enumerate(parts)
        ]


def _packed(values: list[Item]) -> Iterable[str]:
    """A bucket without anything in it is told too."""
    found = [packed for _, packed in packing.items.packed(values)]
    return found or [_NOTHING]


def _empty() -> str:
    import base64
    import zlib

    return base64.b64encode(zlib.compress(b"[]")).decode()


_NOTHING = _empty()


def same(items: Iterable[tuple[str, bytes]], shelf: PlayedShelf) -> bool:
    rows = list(items)
    return dict(rows) == shelf.items and digest_of(rows).text == shelf.digest.text
