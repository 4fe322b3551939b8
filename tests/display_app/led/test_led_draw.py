"""Lamp by lamp: nothing is half lit, nothing is cut, and a reader that nobody here wrote reads it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from display_app.led import letters
from display_app.led.command import wiring_picture
from display_app.led.draw import AMBER, DARK, GREEN, RED, WHITE, draw
from display_app.led.layout import MARK, Layout, place
from display_app.led.view import Called, LedView, Line
from tests.conftest import make_plan
from tests.display_app.led.matrices import MATRICES, led_of
from tests.kiosk_app.devices.reading import read_aloud

STACKED = "Ẳ Ế Ỗ Ặ ỵ"


def layout_of(size: str) -> Layout:
    return place(make_plan(34), led_of(size))


def views_of(layout: Layout) -> list[LedView]:
    """Each kind of page, full, with the widest numbers."""
    calls = tuple(Called("A444", "34") for _ in range(layout.rows))
    words = tuple(Line(STACKED[:5]) for _ in range(layout.word_rows))
    return [
        LedView(lines=(Called("A444", "34"),), large=True),
        LedView(lines=(Called("A444", "34", "lit"),), large=True),
        LedView(lines=(Called("A444", ""),), large=True),
        LedView(lines=(Line("20:44", figures=True),), large=True),
        LedView(lines=calls),
        LedView(lines=words),
        LedView(),
    ]


def ink(image: Image.Image) -> Image.Image:
    """White where a lamp is on."""
    return image.convert("L").point(lambda level: 255 if level else 0)


def enlarged(image: Image.Image) -> Image.Image:
    """As a reader of paper wants it: dark on white, with a margin."""
    big = ImageOps.invert(ink(image)).resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)
    return ImageOps.expand(big, 40, 255)


@pytest.mark.parametrize("size", MATRICES)
def test_every_lamp_is_dark_or_has_one_of_four_colours(size: str):
    layout = layout_of(size)
    for view in views_of(layout):
        image = draw(view, layout)
        assert image.size == (led_of(size).matrix.width, led_of(size).matrix.height)
        colours = {colour for _, colour in image.getcolors(maxcolors=1 << 16) or []}
        assert colours <= {DARK, WHITE, AMBER, GREEN, RED}


@pytest.mark.parametrize("size", MATRICES)
def test_nothing_is_cut_and_the_rows_of_the_mark_stay_free(size: str):
    layout = layout_of(size)
    around = 40
    for view in views_of(layout):
        image = draw(view, layout)
        kept = (0, layout.height, image.width, image.height)
        assert ink(image).crop(kept).getbbox() is None
        for line in view.lines:
            letters_lit = _lit(line, view, layout)
            wide = draw(view, Layout(**{**_fields(layout), "width": layout.width + 2 * around}))
            assert letters_lit
            assert _count(image) == _count(wide), "what is cut at a side would be whole on a wider matrix"


def _fields(layout: Layout) -> dict[str, object]:
    return {name: getattr(layout, name) for name in layout.__struct_fields__}


def _lit(line: Called | Line, view: LedView, layout: Layout) -> bool:
    return _count(draw(LedView(lines=(line,), large=view.large), layout)) > 0


def _count(image: Image.Image) -> int:
    return ink(image).histogram()[255]


@pytest.mark.parametrize("size", [size for size in MATRICES if size != "64x16"])
def test_stacked_letters_are_whole(size: str):
    """Every lamp that the letters light by themselves is lit on the matrix."""
    layout = layout_of(size)
    for text in ("ẲẾ", "ỖẶ", "ỵgq"):
        alone = letters.bitmap(text, layout.words, 100, 100)
        page = draw(LedView(lines=(Line(text),) * layout.word_rows), layout)
        assert _count(page) == layout.word_rows * alone.convert("L").histogram()[255]


@pytest.mark.parametrize("size", MATRICES)
def test_number_and_counter_are_as_large_as_the_matrix_holds(size: str):
    layout, led = layout_of(size), led_of(size)
    box = ink(draw(LedView(lines=(Called("A444", "34"),), large=True), layout)).getbbox()
    assert box is not None
    left, top, right, bottom = box
    across, down = (right - left) / led.matrix.width, (bottom - top) / layout.height
    assert max(across, down) > 0.85


@pytest.mark.parametrize("size", MATRICES)
def test_old_facts_have_a_red_line_below_them_and_nothing_else_changes(size: str):
    layout = layout_of(size)
    view = LedView(lines=(Called("A012", "3"),), large=True)
    plain, old = draw(view, layout), draw(LedView(lines=view.lines, large=True, stale=True), layout)
    above = (0, 0, plain.width, layout.height)
    assert plain.crop(above).tobytes() == old.crop(above).tobytes()
    below = old.crop((0, layout.height, old.width, layout.height + MARK))
    assert {colour for _, colour in below.getcolors() or []} == {DARK, RED}


def test_a_dark_view_lights_no_lamp():
    layout = layout_of("192x32")
    assert _count(draw(LedView(lines=(Called("A012", "3"),), large=True, stale=True, percent=0), layout)) == 0


def test_a_number_that_the_hall_file_does_not_know_is_smaller_and_whole():
    layout = layout_of("96x32")
    image = draw(LedView(lines=(Called("AB012345", "34"),), large=True), layout)
    box = ink(image).getbbox()
    assert box is not None
    assert box[2] - box[0] < image.width
    assert {AMBER, GREEN} <= {colour for _, colour in image.getcolors() or []}


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("size", "tone"), [*product(("96x32", "192x32", "192x64", "128x64"), ("plain", "lit"))])
def test_a_reader_reads_number_and_counter(size: str, tone: str, tmp_path: Path):
    layout = layout_of(size)
    image = draw(LedView(lines=(Called("A012", "34", tone),), large=True), layout)
    if layout.stacked:
        parts = [(0, 0, image.width, layout.height // 2), (0, layout.height // 2, image.width, layout.height)]
    else:
        parts = [(0, 0, image.width, layout.height)]
    only = ("--psm", "7", "-c", "tessedit_char_whitelist=A0123456789 ")
    said = " ".join(read_aloud(enlarged(_without_arrow(image.crop(part))), tmp_path, "eng", *only) for part in parts)
    assert said == "A012 34"


def _without_arrow(image: Image.Image) -> Image.Image:
    """An arrow is no letter: the widest piece of an image between two gaps that begins at the first green lamp, or is
    as high as none of the letters."""
    columns = [ink(image).crop((x, 0, x + 1, image.height)).getbbox() for x in range(image.width)]
    pieces: list[tuple[int, int]] = []
    for x, column in enumerate(columns):
        if column is None:
            continue
        if pieces and pieces[-1][1] == x:
            pieces[-1] = (pieces[-1][0], x + 1)
        else:
            pieces.append((x, x + 1))
    heights = [_height(image, piece) for piece in pieces]
    result = image.copy()
    for (left, right), height in zip(pieces, heights, strict=True):
        if height < 0.9 * max(heights):
            result.paste(DARK, (left, 0, right, image.height))
    return result


def _height(image: Image.Image, piece: tuple[int, int]) -> int:
    box = ink(image).crop((piece[0], 0, piece[1], image.height)).getbbox()
    return 0 if box is None else box[3] - box[1]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", ["Trung tâm Thử", "Cập nhật lúc 09:05", "Mất kết nối", "Quầy 3"])
def test_a_reader_reads_a_line_of_vietnamese(text: str, tmp_path: Path):
    layout = layout_of("192x32")
    image = draw(LedView(lines=(Line(text),)), layout)
    assert read_aloud(enlarged(image), tmp_path, "vie", "--psm", "7") == text


@pytest.mark.parametrize("size", MATRICES)
def test_the_picture_for_technicians_lights_the_outermost_lamps_all_around(size: str):
    matrix = led_of(size).matrix
    image = ink(wiring_picture(matrix.width, matrix.height))
    edge = [(x, y) for x in range(matrix.width) for y in (0, matrix.height - 1)]
    edge += [(x, y) for x in (0, matrix.width - 1) for y in range(matrix.height)]
    assert all(image.getpixel(lamp) == 255 for lamp in edge)
