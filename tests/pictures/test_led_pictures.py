"""Every page of every matrix, lamp by lamp, to be looked at: tests/pictures/out/led-<size>.png, a state a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from display_app.board import Board, Woke
from display_app.led.command import wiring_picture
from display_app.led.view import CALLS_PAGE, PULSE, WORDS_PAGE
from display_app.state import HERO_AT_MOST
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_core.mqtt.heard import HubQuiet, LinkDown
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.display_app.conftest import Hand, call
from tests.display_app.led.matrices import MATRICES, Watched, lamps, led_of

OUT = Path(__file__).parent / "out"
GAP = 12
LONG = "Trung tâm Phục vụ hành chính công phường Ỷ La, tỉnh Tuyên Quang"


def long_plan() -> Plan:
    plan = make_plan(34)
    return replace(plan, hall=replace(plan.hall, name=Name(vi=LONG, en=LONG)))


def pages(size: str) -> Iterator[Image.Image]:
    """What a matrix shows on a long day, in order."""
    plan = long_plan()
    away = Watched(plan, led_of(size), Hand(Board(id="led-1", voice=False)))
    away.hand.hear(LinkDown())
    yield from turned(away, WORDS_PAGE)
    matrix = Watched(plan, led_of(size))
    yield from turned(matrix, WORDS_PAGE)
    matrix.hand.call(call(1, "A012", 3))
    for after in (0, PULSE):
        matrix.look(after)
        yield matrix.image()
    rest(matrix)
    for n, (number, counter) in enumerate([("B13", 7), ("A444", 34), ("A899", 20)], start=2):
        matrix.hand.call(call(n, number, counter))
        yield matrix.image()
        rest(matrix)
    yield from turned(matrix, CALLS_PAGE)
    matrix.hand.hear(HubQuiet(NINE_IN_THE_MORNING))
    yield from turned(matrix, CALLS_PAGE)
    desk = Watched(plan, led_of(size, counter="quay-3"))
    yield desk.image()
    desk.hand.call(call(1, "A012", 3))
    yield desk.image()
    yield wiring_picture(led_of(size).matrix.width, led_of(size).matrix.height)


def turned(matrix: Watched, period: int) -> Iterator[Image.Image]:
    """Each page that comes with time, once."""
    seen: set[bytes] = set()
    while (image := matrix.image()).tobytes() not in seen:
        seen.add(image.tobytes())
        yield image
        matrix.look(period)


def rest(matrix: Watched) -> None:
    matrix.hand.now += HERO_AT_MOST
    matrix.hand.hear(Woke())


@pytest.mark.parametrize("size", MATRICES)
def test_every_page_of_a_matrix_is_drawn(size: str):
    images = [lamps(image) for image in pages(size)]
    high = max(image.height for image in images) + GAP
    sheet = Image.new("RGB", (images[0].width, high * len(images)), (90, 90, 90))
    for place, image in enumerate(images):
        sheet.paste(image, (0, place * high))
    OUT.mkdir(parents=True, exist_ok=True)
    sheet.save(OUT / f"led-{size}.png")
    dark = [image for image in images if image.getextrema() == ((8, 24),) * 3]
    assert len(dark) == (size == "64x16"), "dark is only a counter of which nothing is to be told in figures"
