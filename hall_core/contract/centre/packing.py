"""Many values in one message of the usual size: JSON, compressed, in base64."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from hall_core.contract.centre.records import Record
from hall_core.contract.centre.sets import Item
from hall_core.errors import MotcuaError

PACKED_MOST = 7_400
"""Characters: with the envelope a message stays under the 8 kB of the contract."""
UNPACKED_MOST = 512_000
"""Bytes that one message may unpack to: a hundred times what it weighs, and nothing that hurts a small box."""
AT_ONCE = 100
"""Values in one message at most."""
NONE_PACKED = base64.b64encode(zlib.compress(b"[]")).decode()
"""A list without anything in it."""
_BYTES = PACKED_MOST * 3 // 4

Value = TypeVar("Value")


class PackingError(MotcuaError):
    """What came is not what was packed, or what is to be packed is too large for a message."""

    key = "malformed"


class Packing(Generic[Value]):
    def __init__(self, type: Any) -> None:
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(list[type]).decode

    def unpack(self, packed: str) -> list[Value]:
        """PackingError when it is no list of these values, or too much."""
        unpacker = zlib.decompressobj()
        try:
            data = unpacker.decompress(base64.b64decode(packed, validate=True), UNPACKED_MOST)
            if not unpacker.eof or unpacker.unused_data:
                raise PackingError(f"it is not whole, or unpacks to more than {UNPACKED_MOST} bytes")
            return self._decode(data)
        except (ValueError, zlib.error, msgspec.DecodeError, RecursionError) as error:
            raise PackingError(f"it cannot be unpacked: {error}") from error

    def packed(self, values: Sequence[Value]) -> Iterator[tuple[list[Value], str]]:
        """All values in order, as many in each message as have room. PackingError when a single one has none."""
        rest = list(values)
        fits = AT_ONCE
        while rest:
            taken = rest[: min(fits, AT_ONCE)]
            data = zlib.compress(self._encode(taken), 6)
            if len(data) > _BYTES:
                if len(taken) == 1:
                    raise PackingError(f"one value has {len(data)} bytes compressed, at most {_BYTES} have room")
                # What had room before is a good guess for what has room now.
                fits = max(1, len(taken) * _BYTES // len(data) - 1)
                continue
            yield taken, base64.b64encode(data).decode()
            rest = rest[len(taken) :]
            fits = max(len(taken) + 8, fits)


records = Packing[Record](Record)
items = Packing[Item](Item)
