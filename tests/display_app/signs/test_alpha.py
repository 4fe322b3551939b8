"""The Alpha protocol against an independent maker of its packets (alphasignpy) and a sign that reads them."""

from __future__ import annotations

import pytest
from alphasign.commands.special import WriteSpecialFunction
from alphasign.commands.text import WriteText
from alphasign.packet import Packet
from alphasign.protocol import DELAY, DisplayMode, DisplayPosition
from hypothesis import given
from hypothesis import strategies as st

from display_app.devices.alpha import Alpha, set_brightness, write_text
from display_app.signs.view import Face
from hall_core.domain.plan_devices import SignDisplay

NUMBERS = st.from_regex(r"[A-Z]{0,2}[0-9]{1,5}", fullmatch=True)
DISPLAY = SignDisplay(address=26, counter="quay-1", digits=7)


def theirs(address: int, command: WriteText | WriteSpecialFunction) -> bytes:
    # Its mark for a pause, which packets of one command need not have, never reaches a line.
    return Packet(b"Z", f"{address:02X}").add(command).to_bytes().replace(DELAY, b"")


@given(st.integers(0, 254), NUMBERS, st.booleans())
def test_a_number_is_written_as_others_write_it(address: int, number: str, flashes: bool) -> None:
    mode = DisplayMode.FLASH if flashes else DisplayMode.HOLD
    other = WriteText(number, label="0", position=DisplayPosition.MIDDLE_LINE, mode=mode)
    assert write_text(address, number, flashes=flashes) == theirs(address, other)


@given(st.integers(0, 254), st.integers(0, 100))
def test_brightness_is_set_as_others_set_it(address: int, percent: int) -> None:
    assert set_brightness(address, percent) == theirs(address, WriteSpecialFunction.set_dimming_register(0, percent))


def test_what_seven_bits_cannot_spell_loses_its_marks_and_nothing_else() -> None:
    assert b"QUAY 3: DONG ?" in write_text(1, "QUẦY 3: ĐÓNG …")


def test_no_text_is_a_blank_since_an_empty_file_would_bring_the_signs_own_texts_back() -> None:
    assert b"A0\x1b b \x03" in write_text(1, "")


def test_a_sign_that_is_never_dimmed_is_sent_nothing_but_text() -> None:
    assert len(Alpha(dims=False).show(DISPLAY, Face("A012", level=100), None, 0)) == 1


def test_brightness_goes_with_the_first_text_and_then_only_when_it_changes() -> None:
    alpha, bright, dim = Alpha(dims=True), Face("A012"), Face("A012", level=44)
    assert len(alpha.show(DISPLAY, bright, None, 0)) == 2
    assert len(alpha.show(DISPLAY, bright, bright, 0)) == 1
    assert alpha.show(DISPLAY, dim, bright, 0)[1:] == [set_brightness(26, 44)]


@pytest.mark.parametrize("said", [b"\x06", b"\x15" * 40, b""])
def test_nothing_that_comes_back_is_taken_for_an_answer(said: bytes) -> None:
    assert Alpha(dims=True).hear(said) == []
