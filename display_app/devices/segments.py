"""The line protocol of seven-segment displays on RS-485, as docs/signs.md describes it. Pure.

The first byte of a frame, and no other one, has its highest bit set: whoever has lost the thread finds it there.
"""

from __future__ import annotations

from binascii import crc_hqx

from msgspec import Struct

from display_app.devices.sign_language import Answer
from display_app.signs.view import Face
from hall_core.domain.plan_devices import SignDisplay
from hall_core.domain.seven_segments import cells
from hall_core.domain.sign_line import GAP

START = 0x80
SHOW, ACK, NAK = 0x01, 0x41, 0x42
EVERYBODY = 255
"""The address that all displays hear and none answers."""
BLINK = 0x01
LEVELS = 15
HEAD, TAIL = 5, 3
"""Bytes before and behind the payload."""
LONGEST = 21
"""Bytes of payload: flags and twenty cells."""


class Frame(Struct, frozen=True):
    kind: int
    address: int
    number: int
    payload: bytes = b""


def encode(frame: Frame) -> bytes:
    body = bytes(
        (START | frame.kind, frame.address >> 7, frame.address & 0x7F, frame.number, len(frame.payload), *frame.payload)
    )
    crc = crc_hqx(body, 0xFFFF)  # CRC-16/CCITT-FALSE
    return body + bytes((crc >> 14, crc >> 7 & 0x7F, crc & 0x7F))


class Reader:
    """Frames out of a stream of bytes, whatever else is in it."""

    def __init__(self) -> None:
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
        if length > LONGEST or high > 1:
            self._begun.clear()
            return None
        if len(self._begun) < HEAD + length + TAIL:
            return None
        frame = Frame(kind & ~START, high << 7 | low, number, bytes(self._begun[HEAD : HEAD + length]))
        whole = bytes(self._begun)
        self._begun.clear()
        return frame if encode(frame) == whole else None


class Segments:
    """A SignLanguage."""

    answers = True
    pause = GAP

    def __init__(self) -> None:
        self._reader = Reader()

    def show(self, display: SignDisplay, face: Face, before: Face | None, number: int) -> list[bytes]:
        del before  # each frame says everything
        shown = cells(face.text[-display.digits :].rjust(display.digits))
        level = max(1, round(face.level * LEVELS / 100)) if face.level else 0
        payload = bytes((level << 1 | (BLINK if face.blinks else 0),)) + shown
        return [encode(Frame(SHOW, display.address, number, payload))]

    def dark(self) -> bytes:
        return encode(Frame(SHOW, EVERYBODY, 0, bytes((0,))))

    def hear(self, data: bytes) -> list[Answer]:
        heard = self._reader.feed(data)
        return [Answer(frame.address, frame.number, frame.kind == ACK) for frame in heard if frame.kind in (ACK, NAK)]
