"""Sets of keys with values, alike on both sides of the line: their digests, and how their items travel. Pure.

The digest of a set is the sum of its items' hashes: it needs no order, and a change is one subtraction and one
addition, however large the set. 128 bits of SHA-256 guard against mistakes and against whoever could write items, for
that is the centre alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from hall_core.contract.centre.messages import BUCKETS

KEY_MOST = 80
_WHOLE, _PART = 1 << 128, 1 << 64


class Item(Struct, frozen=True, array_like=True):
    """``body`` is JSON, in the order and spelling of whoever made it; ``null``: the key is gone."""

    key: Annotated[str, Meta(min_length=1, max_length=KEY_MOST)]
    body: msgspec.Raw

    @property
    def value(self) -> bytes | None:
        """None: the key is gone."""
        body = bytes(self.body)
        return None if body == b"null" else body


def item(key: str, value: bytes | None) -> Item:
    return Item(key, msgspec.Raw(b"null" if value is None else value))


def bucket_of(key: str) -> int:
    """From 0 to 255; about as many keys in each."""
    return hashlib.sha256(key.encode()).digest()[0] % BUCKETS


def hash_of(key: str, body: bytes) -> int:
    """128 bits."""
    return int.from_bytes(hashlib.sha256(key.encode() + b"\0" + body).digest()[:16])


class Digest(Struct):
    """Of a set; ``parts`` are those of its buckets."""

    whole: int = 0
    parts: list[int] = msgspec.field(default_factory=lambda: [0] * BUCKETS)

    def put(self, key: str, old: bytes | None, new: bytes | None) -> None:
        """The value of ``key`` was ``old`` and is ``new`` now; None: there is none."""
        change = (0 if new is None else hash_of(key, new)) - (0 if old is None else hash_of(key, old))
        self.whole = (self.whole + change) % _WHOLE
        bucket = bucket_of(key)
        self.parts[bucket] = (self.parts[bucket] + change) % _PART

    @property
    def text(self) -> str:
        return f"{self.whole:032x}"

    def buckets(self) -> list[str]:
        return [f"{part:016x}" for part in self.parts]


EMPTY = Digest().text


def digest_of(items: Iterable[tuple[str, bytes]]) -> Digest:
    digest = Digest()
    for key, body in items:
        digest.put(key, None, body)
    return digest
