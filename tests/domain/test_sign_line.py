"""Where the line of a sign is, and how long it takes to tell all displays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display_app.devices.alpha import set_brightness, write_text
from display_app.devices.segments import Segments
from display_app.signs.view import Face
from hall_core.device.line_frame import Frame, encode
from hall_core.domain.plan_devices import Sign, SignDisplay
from hall_core.domain.plan_times import Level
from hall_core.domain.sign_line import (
    ALPHA_BYTES,
    ALPHA_DIM_BYTES,
    REPLY_BYTES,
    SHOW_BYTES,
    Protocol,
    SerialLine,
    SignLineError,
    all_told,
    read_sign_line,
)

ANY = "write serial:/dev/NAME?baud=9600, and parity=none, even or odd behind an & if it must be"
ANY_SPEED = "use one of 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200"


@pytest.mark.parametrize(
    ("url", "protocol", "expected"),
    [
        ("serial:/dev/ttyUSB0", "segments", SerialLine("/dev/ttyUSB0", 9_600, "none", 8)),
        ("serial:/dev/ttyUSB0", "alpha", SerialLine("/dev/ttyUSB0", 9_600, "even", 7)),
        ("serial:/dev/ttyS1?baud=19200&parity=even", "segments", SerialLine("/dev/ttyS1", 19_200, "even", 8)),
        ("serial:/dev/ttyS1?parity=none", "alpha", SerialLine("/dev/ttyS1", 9_600, "none", 8)),
        (
            "serial:/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0",
            "segments",
            SerialLine("/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0", 9_600, "none", 8),
        ),
        ("serial:/dev/ttyS1?parity=odd&baud=1200", "alpha", SerialLine("/dev/ttyS1", 1_200, "odd", 7)),
    ],
)
def test_a_line_is_read_and_the_rest_is_as_from_the_factory(url: str, protocol: Protocol, expected: SerialLine) -> None:
    assert read_sign_line(url, protocol) == expected


@pytest.mark.parametrize(
    ("url", "wrong", "right"),
    [
        ("tcp://1.2.3.4", "names no serial device such as /dev/ttyUSB0", ANY),
        ("serial:ttyUSB0", "names no serial device such as /dev/ttyUSB0", ANY),
        ("serial:/dev/ttyUSB0?speed=9600", "has more behind the '?' than baud and parity", ANY),
        ("serial:/dev/ttyUSB0?baud=9600&baud=1200", "has more behind the '?' than baud and parity", ANY),
        ("serial:/dev/ttyUSB0?baud=9601", "has the speed 9601", ANY_SPEED),
        ("serial:/dev/ttyUSB0?baud=", "has the speed nothing", ANY_SPEED),
        ("serial:/dev/ttyUSB0?parity=mark", "has the parity mark", "use none, even or odd"),
        ("serial:/dev/ttyUSB0?parity=", "has the parity nothing", "use none, even or odd"),
    ],
)
def test_a_line_that_is_none_is_refused_with_what_is_wrong_and_what_would_be_right(
    url: str, wrong: str, right: str
) -> None:
    with pytest.raises(SignLineError) as refused:
        read_sign_line(url, "segments")
    assert (refused.value.wrong, refused.value.right) == (wrong, right)
    assert str(refused.value) == f'line "{url}" {wrong}; {right}'


@given(st.integers(1, 254), st.integers(3, 20), st.booleans())
def test_no_frame_is_longer_than_the_promise_reckons_with(address: int, digits: int, blinks: bool) -> None:
    display, face = SignDisplay(address=address, counter="quay-1", digits=digits), Face("8" * digits, blinks=blinks)
    (frame,) = Segments().show(display, face, None, 127)
    assert len(frame) == SHOW_BYTES + digits
    assert len(encode(Frame(0x41, address, 127))) == REPLY_BYTES
    assert len(write_text(address, face.text, flashes=blinks)) == ALPHA_BYTES + digits
    assert len(set_brightness(address, 44)) == ALPHA_DIM_BYTES


def sign(count: int, protocol: Protocol = "segments", **more: Any) -> Sign:
    displays = [SignDisplay(address=n, counter="quay-1") for n in range(1, count + 1)]
    return Sign(id="bien-1", zone="sanh", line="serial:/dev/ttyUSB0", protocol=protocol, displays=displays, **more)


def seconds(sign: Sign) -> float:
    return round(all_told(read_sign_line(sign.line, sign.protocol), sign), 3)


def test_the_promise_for_sixteen_counters_at_the_usual_speed() -> None:
    # 17 exchanges of 21 bytes (10 bits each at 9600 baud), 30 ms for the answer and 5 ms of rest
    assert seconds(sign(16)) == round(17 * (21 * 10 / 9_600 + 0.035), 3) == 0.967


def test_alpha_signs_take_longer_and_dimming_them_longer_still() -> None:
    assert seconds(sign(4, "alpha")) == round(5 * (25 * 10 / 9_600 + 0.1), 3)
    dims = seconds(sign(4, "alpha", brightness=[Level(at="18:00", percent=44)])) - seconds(sign(4, "alpha"))
    assert round(dims, 3) == round(22 * 10 / 9_600 + 0.1, 3)
