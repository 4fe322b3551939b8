"""What both screens draw with, looked at in pixels."""

from __future__ import annotations

from pathlib import Path

import pytest
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from PIL import Image

from hall_core.ui import colours
from hall_core.ui.theme import theme
from hall_core.ui.tokens import ROLES
from hall_core.ui.widgets.header.header import Header
from hall_core.ui.widgets.icon.icon import ICONS, Icon
from hall_core.ui.widgets.notice.notice import KINDS, Notice
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.qr_code.qr_code import QrCode
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.tile.tile import Tile
from hall_core.ui.window import picture
from tests.screens_support import PANELS, Glass


def inked(glass: Glass, path: Path, box: tuple[float, float, float, float]) -> tuple[int, int, int, int] | None:
    """The box of what is darker than mid-grey inside ``box`` (x, y, width, height, y upwards), as (left, bottom,
    right, top) in the same pixels; None when nothing is."""
    glass.frames()
    picture(path)
    x, y, width, height = map(int, box)
    with Image.open(path) as image:
        top = image.height - y - height
        part = image.convert("L").crop((x, top, x + width, top + height)).point(lambda p: 255 if p < 128 else 0)
    found = part.getbbox()
    return None if found is None else (x + found[0], y + height - found[3], x + found[2], y + height - found[1])


def block(glass: Glass, text: str, **properties: object) -> TextBlock:
    shown = TextBlock(text=text, size_hint=(None, None), pos=(100, 300), **properties)
    shown.size = (1000, 200)
    page = FloatLayout()
    page.add_widget(shown)
    glass.show(page)
    return shown


@pytest.mark.parametrize("role", ROLES)
def test_the_base_line_stays_whatever_marks_the_letters_carry(glass: Glass, tmp_path: Path, role: str) -> None:
    feet = set()
    for text in ("H", "Ẳ", "ẾH"):
        shown = block(glass, text, role=role, weight="bold")
        ink = inked(glass, tmp_path / "p.png", (*shown.pos, *shown.size))
        assert ink is not None
        feet.add(ink[1])
    assert len(feet) == 1


@pytest.mark.parametrize("role", ROLES)
def test_no_mark_is_cut_off(glass: Glass, tmp_path: Path, role: str) -> None:
    block(glass, "ẲỵH", role=role, weight="bold")
    ink = inked(glass, tmp_path / "p.png", (0, 200, 1280, 400))
    assert ink is not None
    size = theme.font[role]
    # As high as the font's outlines are, less the grey of their edges.
    assert ink[3] - ink[1] >= 1.44 * size - 4


def test_a_capital_is_as_high_as_its_role_asks(glass: Glass, tmp_path: Path) -> None:
    for role in ROLES:
        shown = block(glass, "H", role=role)
        ink = inked(glass, tmp_path / "p.png", (*shown.pos, *shown.size))
        assert ink is not None
        assert theme.scale.mm(ink[3] - ink[1] + 1) >= theme.scale.capital_mm(role)


def test_text_that_has_no_room_takes_a_smaller_role_before_it_is_cut(glass: Glass) -> None:
    whole = "Chứng thực bản sao từ bản chính giấy tờ"
    shown = block(glass, whole, role="action")
    shown.width = shown.natural_width * 0.9
    glass.frames()
    assert shown.shown.endswith("bản chính…")
    assert shown.content_height == theme.row.action
    shown.lines = 2
    glass.frames()
    assert shown.shown == "Chứng thực bản sao từ bản chính\ngiấy tờ"
    assert shown.content_height == theme.row.action * 2
    shown.lines, shown.alternatives = 1, ["body", "caption"]
    glass.frames()
    assert shown.shown == whole
    assert shown.content_height == theme.row.body, "the first role that has room"


def test_the_longest_procedure_name_is_cut_at_once(glass: Glass) -> None:
    shown = block(glass, "Thủ tục hành chính " * 60, role="body", alternatives=["caption"], lines=2)
    assert shown.shown.endswith("…")
    assert shown.shown.count("\n") < 4


def test_a_qr_code_is_drawn_in_whole_pixels_with_its_quiet_zone(glass: Glass, tmp_path: Path) -> None:
    page = BoxLayout()
    page.add_widget(QrCode(content="MOTCUA:1:DEMO:20261121:A012"))
    glass.show(page)
    path = tmp_path / "qr.png"
    picture(path)
    with Image.open(path) as image:
        colours_used = image.getcolors()
    assert colours_used is not None
    assert {colour for _, colour in colours_used} == {(0, 0, 0), (255, 255, 255), (246, 244, 239)}


@pytest.mark.parametrize("name", [name for name in ICONS if name])
def test_every_icon_stays_in_its_square(glass: Glass, tmp_path: Path, name: str) -> None:
    page = FloatLayout()
    page.add_widget(Icon(name=name, size_hint=(None, None), size=(120, 120), pos=(300, 300)))
    glass.show(page)
    ink = inked(glass, tmp_path / "icon.png", (200, 200, 320, 320))
    assert ink is not None, "nothing is drawn"
    assert 300 <= ink[0] < ink[2] <= 420
    assert 300 <= ink[1] < ink[3] <= 420


@pytest.mark.parametrize("theme_name", colours.THEMES)
def test_every_widget_can_be_drawn_in_every_theme(glass: Glass, theme_name: str) -> None:
    glass.use(PANELS["1280x800"], colours.THEMES[theme_name])
    page = BoxLayout(orientation="vertical", spacing=theme.space.s)
    page.add_widget(Header(hall="Trung tâm Phục vụ hành chính công", clock="07:45", language="English"))
    row = BoxLayout(spacing=theme.space.s)
    row.add_widget(Tile(title="Đất đai", detail="12 người đang chờ", detail_icon="people"))
    row.add_widget(Tile(title="Hộ tịch", detail="Đã phát hết số hôm nay", detail_icon="warning", disabled=True))
    row.add_widget(Tile(title="Lấy số", detail="Chạm vào đây", icon="ticket", main=True, centred=True))
    page.add_widget(row)
    for kind in KINDS:
        page.add_widget(Notice(text="Máy in hết giấy.", kind=kind, icon="printer"))
    buttons = BoxLayout(size_hint_y=None, height=theme.touch.primary, spacing=theme.space.s)
    buttons.add_widget(PushButton(text="Quay lại", icon="back"))
    buttons.add_widget(PushButton(text="Sau", icon="next", icon_last=True, main=True))
    page.add_widget(buttons)
    glass.show(page)
    with Image.open(glass.picture(f"widgets-{theme_name}")) as image:
        assert image.getpixel((5, 60)) is not None
        ground = tuple(round(part * 255) for part in colours.channels(colours.THEMES[theme_name].ground))
        assert image.getpixel((640, image.height - 1 - int(theme.touch.primary) - 2)) == ground


def test_a_header_says_which_language_is_wanted(glass: Glass) -> None:
    wanted: list[object] = []
    header = Header(hall="Trung tâm", language="English", meaning="en")
    header.bind(on_switch=lambda _header, meaning: wanted.append(meaning))
    page = BoxLayout()
    page.add_widget(header)
    glass.show(page)
    glass.tap(glass.find(PushButton, text="English"))
    assert wanted == ["en"]


def test_a_header_without_a_language_has_nothing_to_tap(glass: Glass) -> None:
    header = Header(hall="Trung tâm")
    page = BoxLayout()
    page.add_widget(header)
    glass.show(page)
    assert glass.find(PushButton).disabled
