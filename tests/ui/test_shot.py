"""A picture of the screen that a head asked for."""

from __future__ import annotations

import io
import random
import threading

import pytest
from PIL import Image

from hall_core.contract.doctor import PICTURE_MOST
from hall_core.ui.shot import LONGEST, packed

RED, BLUE = b"\xff\x00\x00", b"\x00\x00\xff"


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_it_is_upright_and_not_larger_than_somebody_needs_to_see_whether_it_is_right() -> None:
    """The bottom row comes first, as OpenGL has it."""
    picture = opened(packed(1920, 1080, BLUE * (1920 * 540) + RED * (1920 * 540)))
    assert picture.format == "JPEG"
    assert picture.size == (LONGEST, 720)
    top, bottom = picture.getpixel((640, 50)), picture.getpixel((640, 650))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200, top[2] < 50) == (True, True)
    assert (bottom[2] > 200, bottom[0] < 50) == (True, True)


def test_whatever_stands_there_it_is_small_enough() -> None:
    noise = random.Random(1).randbytes(1280 * 800 * 3)
    assert len(packed(1280, 800, noise)) <= PICTURE_MOST
    small = packed(1280, 800, noise, most=20_000)
    assert len(small) <= 20_000
    assert max(opened(small).size) >= 160


@pytest.mark.screens
def test_what_is_on_the_glass_is_what_is_given(glass: object) -> None:
    from hall_core.ui.shot import take

    given: list[object] = []
    came = threading.Event()
    take(lambda answer: (given.append(answer), came.set()))
    assert came.wait(20)
    [picture] = given
    assert isinstance(picture, bytes)
    from kivy.core.window import Window

    width, height = Window.size
    shown = opened(picture).size
    assert abs(shown[0] / shown[1] - width / height) < 0.02
