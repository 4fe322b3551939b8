"""One JSON value as it travels compressed, between bounds that nothing which arrives can exceed."""

from __future__ import annotations

import zlib
from typing import Generic, TypeVar

import msgspec

from hall_core.contract.edition import EditionError

Value = TypeVar("Value")


class PackedJson(Generic[Value]):
    """Of values of ``type``: at most ``largest`` bytes that unpack to at most ``unpacked_most``."""

    def __init__(self, type: type[Value], largest: int, unpacked_most: int) -> None:
        self._largest = largest
        self._unpacked_most = unpacked_most
        self._encode = msgspec.json.Encoder(order="deterministic").encode
        self._decode = msgspec.json.Decoder(type).decode

    def pack(self, value: Value) -> bytes:
        """The same bytes for the same value."""
        return zlib.compress(self._encode(value), 9)

    def unpack(self, data: bytes) -> Value:
        """EditionError when the bytes are no whole value of this type, or break the bounds."""
        if len(data) > self._largest:
            raise EditionError(f"has {len(data)} bytes, at most {self._largest} are allowed")
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(data, self._unpacked_most)
            if not unpacker.eof or unpacker.unused_data:
                raise EditionError(f"is not whole, or unpacks to more than {self._unpacked_most} bytes")
            return self._decode(text)
        except (zlib.error, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise EditionError(f"cannot be read: {error}") from error
