"""The line protocol of seven-segment displays on RS-485, as docs/signs.md describes it. Pure."""

from __future__ import annotations

from display_app.devices.sign_language import Answer
from display_app.signs.view import Face
from hall_core.device.line_frame import Frame, FrameReader, encode
from hall_core.domain.plan_devices import SignDisplay
from hall_core.domain.seven_segments import cells
from hall_core.domain.sign_line import GAP

SHOW, ACK, NAK = 0x01, 0x41, 0x42
EVERYBODY = 255
"""The address that all displays hear and none answers."""
BLINK = 0x01
LEVELS = 15
LONGEST = 21
"""Bytes of payload: flags and twenty cells."""


class Segments:
    """A SignLanguage."""

    answers = True
    pause = GAP

    def __init__(self) -> None:
        self._reader = FrameReader(LONGEST)

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
