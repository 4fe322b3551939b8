"""The field beside the keyboard: the end of the text is always in sight."""

from __future__ import annotations

from pathlib import Path

from kivy.uix.floatlayout import FloatLayout
from PIL import Image

from hall_core.ui.theme import theme
from hall_core.ui.widgets.text_block.text_block import TextBlock, measure
from hall_core.ui.widgets.text_field.text_field import TextField
from hall_core.ui.window import picture
from tests.screens_support import Glass

LONG = "cấp lại giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở"


def field(glass: Glass, text: str, width: float = 600) -> TextField:
    made = TextField(text=text, placeholder="Gõ tên thủ tục", size_hint_x=None, width=width, pos=(100, 300))
    page = FloatLayout()
    page.add_widget(made)
    glass.show(page)
    return made


def test_a_text_that_has_room_is_whole(glass: Glass) -> None:
    shown = field(glass, "khai sinh")
    assert shown.shown == "khai sinh"
    assert glass.find(TextBlock).shown == "khai sinh"


def test_without_text_the_placeholder_says_what_to_type(glass: Glass) -> None:
    shown = field(glass, "")
    assert glass.find(TextBlock).text == "Gõ tên thủ tục"
    shown.text = "k"
    assert glass.find(TextBlock).text == "k"


def test_a_long_text_shows_its_end(glass: Glass) -> None:
    shown = field(glass, LONG)
    assert shown.shown.startswith("…")
    assert shown.shown.endswith("quyền sở hữu nhà ở")
    assert LONG.endswith(shown.shown[1:])
    assert glass.find(TextBlock).shown == shown.shown, "and nothing of it is cut a second time"
    fewer = LONG[: -len(shown.shown) + 1]
    assert measure("action", "regular")("…" + fewer[-1] + shown.shown[1:]) > 600 - 2 * shown.margin - 2 * theme.edge


def test_the_caret_stands_behind_the_last_letter_and_moves_with_a_space(glass: Glass, tmp_path: Path) -> None:
    shown = field(glass, "a")
    after_letter = shown.shown_width
    shown.text = "a "
    assert shown.shown_width > after_letter
    glass.frames()
    picture(tmp_path / "p.png")
    focus = tuple(round(part * 255) for part in theme.colour.focus[:3])
    with Image.open(tmp_path / "p.png") as image:
        x = int(shown.x + shown.margin + shown.shown_width)
        assert image.getpixel((x, image.height - int(shown.center_y))) == focus


def test_a_field_too_narrow_for_a_letter_shows_none(glass: Glass) -> None:
    assert field(glass, "ư" * 5, width=30).shown == ""
