"""Frames on a serial line of small boxes, as docs/signs.md and docs/buttons.md describe them. Pure.

The first byte of a frame, and no other one, has its highest bit set: whoever has lost the thread finds it there.
"""

from __future__ import annotations

from binascii import crc_hqx

from msgspec import Struct

START = 0x80
HEAD, TAIL = 5, 3
"""Bytes before and behind the payload."""
LONGEST = 40
"""Bytes of payload, unless a protocol has fewer."""


class Frame(Struct, frozen=True):
    """``number`` and the bytes of the payload are 0 to 127, the address 0 to 255."""

    kind: int
    address: int
    number: int = 0
    payload: bytes = b""


def encode(frame: Frame) -> bytes:
    body = bytes(
        (START | frame.kind, frame.address >> 7, frame.address & 0x7F, frame.number, len(frame.payload), *frame.payload)
    )
    crc = crc_hqx(body, 0xFFFF)  # CRC-16/CCITT-FALSE
    return body + bytes((crc >> 14, crc >> 7 & 0x7F, crc & 0x7F))


class FrameReader:
    """Frames of at most ``longest`` bytes of payload out of a stream of bytes, whatever else is in it."""

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._begun = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        frames: list[Frame] = []
        for byte in data:
            if byte & START:
                self._begun.clear()
            elif not self._begun:
                continue
            self._begun.append(byte)
            if (frame := self._whole()) is not None:
                frames.append(frame)
        return frames

    def _whole(self) -> Frame | None:
        if len(self._begun) < HEAD:
            return None
        kind, high, low, number, length = self._begun[:HEAD]
        if length > self._longest or high > 1:
            self._begun.clear()
            return None
        if len(self._begun) < HEAD + length + TAIL:
            return None
        frame = Frame(kind & ~START, high << 7 | low, number, bytes(self._begun[HEAD : HEAD + length]))
        whole = bytes(self._begun)
        self._begun.clear()
        return frame if encode(frame) == whole else None
