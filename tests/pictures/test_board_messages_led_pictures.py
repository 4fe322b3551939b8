"""The head's messages on matrices of lamps, every page: tests/pictures/out/led-message-<size>.png, to be looked at."""

from __future__ import annotations

import pytest
from PIL import Image

from display_app.led.view import LedView, Line
from hall_core.mqtt.heard import HubQuiet
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.display_app.conftest import call
from tests.display_app.led.matrices import MATRICES, Watched, lamps, led_of
from tests.pictures.test_board_messages_pictures import LONGEST, SHORT
from tests.pictures.test_led_pictures import GAP, OUT, rest

WITH_WORDS = [size for size in MATRICES if size != "64x16"]


def pages(matrix: Watched) -> list[tuple[LedView, Image.Image]]:
    """One round of what stands there while nobody is called."""
    found: list[tuple[LedView, Image.Image]] = []
    while (view := matrix.look()) not in [known for known, _ in found]:
        found.append((view, matrix.image()))
        assert matrix.until is not None
        matrix.hand.now = matrix.until
    return found


@pytest.mark.parametrize("size", WITH_WORDS)
def test_every_page_of_a_message_is_drawn_between_the_calls(size: str):
    matrix = Watched(make_plan(34), led_of(size))
    for n in range(1, 4):
        matrix.hand.call(call(n))
        rest(matrix)
    matrix.hand.messages(SHORT, LONGEST)
    drawn = pages(matrix)
    matrix.hand.messages(SHORT)
    matrix.hand.hear(HubQuiet(NINE_IN_THE_MORNING))
    drawn += pages(matrix)
    images = [lamps(image) for _, image in drawn]
    columns, high, wide = 2, images[0].height + GAP, images[0].width + GAP
    sheet = Image.new("RGB", (wide * columns, high * -(-len(images) // columns)), (90, 90, 90))
    for place, image in enumerate(images):
        sheet.paste(image, (place % columns * wide, place // columns * high))
    OUT.mkdir(parents=True, exist_ok=True)
    sheet.save(OUT / f"led-message-{size}.png")
    for view, image in drawn:
        told = [line for line in view.lines if isinstance(line, Line) and line.tone == "told"]
        assert all(matrix.measure(line.text) <= matrix.layout.width for line in told), "nothing is cut"
        assert image.getbbox() is not None
