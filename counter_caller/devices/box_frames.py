"""What is said between this program and the boxes on a line (docs/buttons.md). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from counter_caller.patterns import Blink, Lamp, Tone
from hall_core.device.line_frame import Frame

POLL, LAMPS, TONE, WHO = 0x02, 0x03, 0x04, 0x05
"""From here to a box. ``number`` of a poll is that of the last movement that was taken from it."""
HERE, MOVED, TAKEN, I_AM, STARTED = 0x43, 0x44, 0x45, 0x46, 0x47
"""From a box."""
ANSWERS = {POLL: {HERE, MOVED, STARTED}, LAMPS: {TAKEN}, TONE: {TAKEN}, WHO: {I_AM}}
UNIT = 20
"""Milliseconds in which spans are counted."""
MOST = 127
"""What a byte of the payload can hold."""
SPANS = 8
"""Of one rhythm."""
SLOTS, SLOT = 8, 0.010
"""How many boxes with one address can be told apart, and the seconds each has for its name."""


class KeyMoved(Struct, frozen=True):
    """``age`` in milliseconds, as the box has counted it."""

    button: int
    value: int
    age: int


def poll(address: int, taken: int) -> Frame:
    return Frame(POLL, address, taken)


def lamps(address: int, number: int, lamp: Lamp) -> Frame:
    """Rhythms of the four lights in their order, each its count of spans and the spans."""
    payload = b"".join(_counted(beat) for beat in (lamp.ready, lamp.busy, lamp.fault, lamp.lone))
    return Frame(LAMPS, address, number, payload)


def tone(address: int, number: int, sound: Tone) -> Frame:
    return Frame(TONE, address, number, bytes((min(MOST, sound.hz // UNIT),)) + _counted(sound.beat))


def who(address: int, but: bytes = b"") -> Frame:
    """Asks whoever has this address for its name; but for the one called so."""
    return Frame(WHO, address, 0, but)


def read_moved(frame: Frame) -> KeyMoved | None:
    """None when it says nothing that can be."""
    if len(frame.payload) != 3 or frame.payload[1] > 1 or not frame.payload[0]:
        return None
    button, value, age = frame.payload
    return KeyMoved(button, value, age * UNIT)


def read_lamps(payload: bytes) -> list[Blink]:
    """The four rhythms in milliseconds; ValueError when it is none."""
    beats: list[Blink] = []
    rest = payload
    while rest:
        count, rest = rest[0], rest[1:]
        if count > min(SPANS, len(rest)):
            raise ValueError(payload.hex())
        beats.append(tuple(span * UNIT for span in rest[:count]))
        rest = rest[count:]
    if len(beats) != 4:
        raise ValueError(payload.hex())
    return beats


def _counted(beat: Sequence[int]) -> bytes:
    assert len(beat) <= SPANS, "the table of patterns was tested"
    return bytes((len(beat), *(min(MOST, span // UNIT) for span in beat)))
