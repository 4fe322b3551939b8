"""The line protocol of seven-segment displays, against displays that know only docs/signs.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display_app.devices.segments import LONGEST, Segments
from display_app.devices.sign_language import Answer
from display_app.signs.view import Face
from hall_core.device.line_frame import Frame, FrameReader, encode
from hall_core.domain.plan_devices import SignDisplay

from .hardware import Decoder, answer, read_cell

FRAMES = st.builds(
    Frame,
    kind=st.sampled_from([0x01, 0x41, 0x42]),
    address=st.integers(1, 255),
    number=st.integers(0, 127),
    payload=st.lists(st.integers(0, 127), max_size=21).map(bytes),
)
NUMBERS = st.from_regex(r"[A-FHJLNOPRTUY]{0,2}[0-9]{1,5}", fullmatch=True)


def display(digits: int = 7, address: int = 3) -> SignDisplay:
    return SignDisplay(address=address, counter="quay-1", digits=digits)


def decoded(data: bytes) -> list[tuple[int, int, int, bytes]]:
    decoder = Decoder()
    return [frame for byte in data if (frame := decoder.take(byte)) is not None]


def shown(face: Face, digits: int = 7) -> str:
    (frame,) = Segments().show(display(digits), face, None, 5)
    ((_, _, _, payload),) = decoded(frame)
    return "".join(map(read_cell, payload[1:]))


def test_the_bytes_are_these() -> None:
    assert Segments().show(display(digits=4), Face("A012", blinks=True), None, 5) == [
        bytes.fromhex("81 00 03 05 05 1f 77 3f 06 5b 01 05 4c")
    ]


@given(NUMBERS)
def test_every_number_is_read_as_it_was_called(number: str) -> None:
    assert shown(Face(number)) == number.rjust(7)


@pytest.mark.parametrize(("called", "read"), [("S012", "_012"), ("Z1", "_1"), ("KG007", "__007"), ("BO9", "BO9")])
def test_a_letter_that_cannot_be_shown_is_the_lowest_segment_and_never_a_digit(called: str, read: str) -> None:
    assert shown(Face(called)).strip() == read


def test_no_text_is_all_cells_dark() -> None:
    assert shown(Face(), 3) == "   "


@pytest.mark.parametrize(("percent", "level"), [(100, 15), (50, 8), (1, 1), (0, 0)])
def test_brightness_is_in_fifteen_steps_of_which_the_lowest_is_still_lit(percent: int, level: int) -> None:
    (frame,) = Segments().show(display(), Face("1", level=percent), None, 0)
    ((_, _, _, payload),) = decoded(frame)
    assert payload[0] >> 1 == level


@given(FRAMES)
def test_what_is_sent_is_what_is_heard(frame: Frame) -> None:
    assert FrameReader(LONGEST).feed(encode(frame)) == [frame]
    assert decoded(encode(frame)) == [(frame.kind, frame.address, frame.number, frame.payload)]


@given(FRAMES)
def test_only_the_first_byte_of_a_frame_has_the_highest_bit(frame: Frame) -> None:
    first, *rest = encode(frame)
    assert first >= 0x80
    assert max(rest) < 0x80


@given(st.binary(max_size=60), FRAMES)
def test_after_any_noise_the_next_frame_is_heard(noise: bytes, frame: Frame) -> None:
    assert FrameReader(LONGEST).feed(noise + encode(frame))[-1] == frame
    assert decoded(noise + encode(frame))[-1] == (frame.kind, frame.address, frame.number, frame.payload)


@given(FRAMES, st.sets(st.integers(0, 29 * 8 - 1), min_size=1, max_size=3))
def test_up_to_three_wrong_bits_never_make_another_frame(frame: Frame, wrong: set[int]) -> None:
    data = bytearray(encode(frame))
    places = {bit % (len(data) * 8) for bit in wrong}
    for bit in places:
        data[bit // 8] ^= 1 << bit % 8
    assert FrameReader(LONGEST).feed(bytes(data)) == []
    assert decoded(bytes(data)) == []


@given(FRAMES, FRAMES, st.data())
def test_lost_bytes_never_make_another_frame(first: Frame, second: Frame, data: st.DataObject) -> None:
    """Of two frames one behind the other, a stretch is lost that cuts into both or one of them."""
    whole = encode(first) + encode(second)
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, min(len(whole), start + 12)))
    heard = FrameReader(LONGEST).feed(whole[:start] + whole[end:])
    assert all(frame in (first, second) for frame in heard)


@given(st.binary(max_size=400))
def test_noise_alone_is_no_frame(noise: bytes) -> None:
    assert FrameReader(LONGEST).feed(noise) == []


@given(st.integers(1, 254), st.integers(0, 127), st.integers(0, 8))
def test_an_answer_is_heard_in_pieces_and_behind_the_echo_of_ones_own_words(
    address: int, number: int, cut: int
) -> None:
    segments = Segments()
    echo = segments.show(display(address=address), Face("A012"), None, number)[0]
    data = echo + answer(0x41, address, number)
    at = len(echo) + cut
    assert segments.hear(data[:at]) + segments.hear(data[at:]) == [Answer(address, number, taken=True)]


def test_a_display_may_say_that_it_cannot() -> None:
    assert Segments().hear(answer(0x42, 3, 9)) == [Answer(3, 9, taken=False)]
