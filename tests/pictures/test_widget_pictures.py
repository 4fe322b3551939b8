"""The widgets as pages use them: in every theme, in ordinary and larger text, on three panels; drawn to
tests/pictures/out and measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.stacklayout import StackLayout
from kivy.uix.widget import Widget

from hall_core.ui import colours
from hall_core.ui.paged import Block, pages
from hall_core.ui.theme import theme
from hall_core.ui.tokens import TOUCH_MM, Scale, kiosk_scale
from hall_core.ui.widgets.calibration.calibration import Calibration
from hall_core.ui.widgets.check_chip.check_chip import CheckChip
from hall_core.ui.widgets.face.face import MOUTHS, Faces
from hall_core.ui.widgets.header.header import Header
from hall_core.ui.widgets.notice.notice import KINDS, Notice
from hall_core.ui.widgets.pin_dots.pin_dots import PinDots
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.row.row import ResultRow
from hall_core.ui.widgets.section.section import Section, metrics
from hall_core.ui.widgets.tabs.tabs import Tabs
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.tile.tile import Tile
from hall_core.ui.widgets.touchable import Touchable
from tests.screens_support import PANELS, Glass

GLASSES = [(panel, larger) for panel in PANELS for larger in (False, True) if not (panel == "800x480" and larger)]
"""The seven-inch panel has no room for larger text (see test_tokens)."""
TABS = [
    ("document", "Giấy tờ", "papers"),
    ("money", "Phí, lệ phí", "fee"),
    ("place", "Nộp ở đâu", "where"),
    ("info", "Căn cứ", "basis"),
]
RESULTS = [
    ("Đăng ký khai sinh", "1.001193 · Hộ tịch · Ủy ban nhân dân cấp xã", "folder", "Không thu phí", "good"),
    ("Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất lần đầu",
     "1.012753 · Đất đai · Sở Nông nghiệp và Môi trường", "folder", "", "calm"),
    ("H56.12-261121-0042", "Hẹn trả 26/11/2026", "document", "Đang giải quyết", "caution"),
    ("H56.12-261102-0007", "Hẹn trả 16/11/2026, nay là 30/11/2026", "document", "Quá hạn", "alarm"),
]  # fmt: skip
BLOCKS = [
    Block("heading", "Thành phần hồ sơ"),
    Block("item", "Tờ khai đăng ký khai sinh theo mẫu: 01 bản chính.", "1."),
    Block("item", "Giấy chứng sinh do cơ sở y tế nơi trẻ sinh ra cấp. Trường hợp không có giấy chứng sinh thì nộp văn "
          "bản của người làm chứng xác nhận về việc sinh: 01 bản chính.", "2."),
    Block("item", "Văn bản ủy quyền được chứng thực, nếu ủy quyền cho người khác đi đăng ký.", "3."),
    Block("heading", "Thời hạn và lệ phí"),
    Block("fact", "Ngay trong ngày làm việc; sau 15 giờ thì trả kết quả vào ngày làm việc tiếp theo.", "Thời hạn"),
    Block("fact", "Miễn lệ phí khi đăng ký đúng hạn.", "Lệ phí"),
    Block("text", "ẾỖẶẲ: người đi đăng ký xuất trình giấy tờ tùy thân có dán ảnh còn giá trị sử dụng."),
]  # fmt: skip
FACES = dict(zip(MOUTHS, ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng"), strict=True))
LOW_MM = 150
"""A panel lower than this has room for less on a page."""
REASONS = ("Hướng dẫn rõ ràng", "Thái độ lịch sự", "Giải quyết nhanh", "Đúng hẹn", "Phải chờ lâu", "Nộp thêm giấy tờ")


def list_page() -> Widget:
    page = _page()
    page.add_widget(Tabs(tabs=TABS, chosen="fee"))
    for place, (title, detail, icon, badge, kind) in enumerate(RESULTS[2:3] if _low() else RESULTS):
        row = ResultRow(title=title, detail=detail, icon=icon, badge=badge, badge_kind=kind, meaning=title)
        row.chosen = place == 1
        page.add_widget(row)
    page.add_widget(Widget())
    return page


def section_page() -> Widget:
    page, width = _page(), theme.scale.width - theme.space.l * 2
    first = pages(BLOCKS, width, theme.scale.height - theme.space.l * 2, metrics())[0]
    page.add_widget(Section(blocks=first))
    return page


def rating_page() -> Widget:
    page = _page()
    faces = Faces(faces=[(level, text, level) for level, text in FACES.items()], chosen=3)
    page.add_widget(faces)
    if _low():
        return page
    page.add_widget(_chips(REASONS))
    return page


def chips_page() -> Widget:
    page = _page()
    page.add_widget(_chips(REASONS[:3]))
    page.add_widget(Widget())
    return page


def _chips(texts: Sequence[str]) -> Widget:
    chips = StackLayout(spacing=theme.touch.gap, size_hint_y=None)
    chips.bind(minimum_height=chips.setter("height"))
    for place, text in enumerate(texts):
        chip = CheckChip(text=text, chosen=place in {0, 3}, meaning=text, size_hint_x=None)
        chip.bind(natural_width=chip.setter("width"))
        chip.width = chip.natural_width
        chips.add_widget(chip)
    return chips


def common_page() -> Widget:
    page = _page()
    if _low():
        page.padding = theme.space.s
    page.add_widget(Header(hall="Trung tâm Phục vụ hành chính công tỉnh", clock="07:45", language="English", meaning=1))
    tiles = GridLayout(rows=1, spacing=theme.touch.gap)
    tiles.add_widget(Tile(title="Lấy số", detail="Chạm vào đây", icon="ticket", main=True, centred=True, meaning=2))
    if not _low():
        tiles.add_widget(
            Tile(title="Tra cứu thủ tục", detail="12 người", detail_icon="people", icon="search", meaning=3)
        )
    page.add_widget(tiles)
    for kind in () if _low() else KINDS:
        page.add_widget(Notice(text="Máy in hết giấy.", kind=kind, icon="printer", role="caption"))
    if not _low():
        page.add_widget(PinDots(typed=2))
    buttons = BoxLayout(size_hint_y=None, height=theme.touch.primary, spacing=theme.touch.gap)
    buttons.add_widget(PushButton(text="Quay lại", icon="back", role="body", meaning=4))
    buttons.add_widget(PushButton(text="Tiếp theo", icon="next", icon_last=True, main=True, role="body", meaning=5))
    page.add_widget(buttons)
    return page


def calibration_page() -> Widget:
    return Calibration(hint="Chạm bốn góc, đo thước.", close="Đóng", meaning="close")


PAGES = {
    "list": list_page,
    "section": section_page,
    "rating": rating_page,
    "chips": chips_page,
    "common": common_page,
    "calibration": calibration_page,
}


def _low() -> bool:
    return theme.scale.mm(theme.scale.height) < LOW_MM


def _page() -> BoxLayout:
    return BoxLayout(orientation="vertical", padding=theme.space.l, spacing=theme.space.s)


def scale_of(panel: str, larger: bool) -> Scale:
    return kiosk_scale(PANELS[panel], larger=larger)


def faults(root: Widget, scale: Scale) -> list[str]:
    """What is too small to touch, and text outside its place."""
    found: list[str] = []
    for widget in root.walk():
        if isinstance(widget, Touchable) and widget.meaning is not None and min(widget.size) < scale.px(TOUCH_MM):
            found.append(f"{type(widget).__name__} is {scale.mm(min(widget.size)):.1f} mm")
        if isinstance(widget, TextBlock) and widget.text and widget.shown:
            (x, y), (width, height) = widget._ink.pos, widget._ink.size
            if x < 0 or y < 0 or x + width > scale.width or y + height > scale.height:
                found.append(f"outside the glass: {widget.shown!r}")
            if width > widget.width + 1:
                found.append(f"wider than its place: {widget.shown!r}")
    return found


@pytest.mark.parametrize("look", colours.THEMES)
@pytest.mark.parametrize(("panel", "larger"), GLASSES)
@pytest.mark.parametrize("page", PAGES)
def test_widgets_have_room_on_every_panel_in_every_mode(
    glass: Glass, page: str, panel: str, larger: bool, look: str
) -> None:
    scale = scale_of(panel, larger)
    glass.use(scale, colours.THEMES[look])
    root: Any = PAGES[page]()
    glass.show(root)
    glass.keep(f"widgets-{page}-{panel}-{'larger-' if larger else ''}{look}")
    assert faults(root, scale) == []
