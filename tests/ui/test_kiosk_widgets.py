"""What the kiosk's pages choose, read and tick with."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget
from PIL import Image

from hall_core.ui.paged import Block, pages
from hall_core.ui.shown import shown
from hall_core.ui.theme import theme
from hall_core.ui.tokens import GAP_MM, ROLES, TOUCH_MM, kiosk_scale
from hall_core.ui.widgets.calibration.calibration import Calibration
from hall_core.ui.widgets.check_chip.check_chip import CheckChip
from hall_core.ui.widgets.face.face import FaceCard, Faces
from hall_core.ui.widgets.pin_dots.pin_dots import PinDots
from hall_core.ui.widgets.row.row import ResultRow
from hall_core.ui.widgets.section.section import Section, metrics
from hall_core.ui.widgets.tabs.tabs import Tab, Tabs
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.touchable import Touchable
from tests.screens_support import PANELS, Glass

FACES = [(4, "Rất hài lòng", 4), (3, "Hài lòng", 3), (2, "Bình thường", 2), (1, "Không hài lòng", 1)]
FOUR_TABS = [
    ("document", "Giấy tờ", "a"),
    ("money", "Phí, lệ phí", "b"),
    ("place", "Nộp ở đâu", "c"),
    ("", "Khác", "d"),
]


def on_page(glass: Glass, widget: Widget) -> None:
    page = BoxLayout(orientation="vertical")
    page.add_widget(widget)
    if widget.size_hint_y is None:
        page.add_widget(Widget())
    glass.show(page)
    glass.frames()


def listening(widget: Any) -> list[Any]:
    taps: list[Any] = []
    widget.bind(on_tap=lambda _widget, meaning: taps.append(meaning))
    return taps


def words(widget: Widget) -> list[str]:
    return [part.text for part in widget.walk(restrict=True) if isinstance(part, TextBlock) and part.text]


class TestResultRow:
    def test_it_is_one_thing_to_tap_with_all_its_words(self, glass: Glass) -> None:
        row = ResultRow(title="Khai sinh", detail="1.001193", badge="Mới", icon="folder", meaning="x")
        taps = listening(row)
        on_page(glass, row)
        (tap,) = shown(row, glass.window.size)["taps"]
        assert tap["words"] == "Khai sinh 1.001193 Mới"
        glass.tap(row)
        assert taps == ["x"]

    def test_one_without_a_title_is_neither_seen_nor_tapped(self, glass: Glass) -> None:
        row = ResultRow(meaning="x")
        taps = listening(row)
        on_page(glass, row)
        glass.tap(row)
        assert (taps, row.opacity) == ([], 0)
        row.title = "Khai sinh"
        glass.tap(row)
        assert (taps, row.opacity) == (["x"], 1)

    @pytest.mark.parametrize("larger", [False, True])
    @pytest.mark.parametrize("lines", [1, 2])
    def test_it_has_room_for_its_rows_of_text(self, glass: Glass, lines: int, larger: bool) -> None:
        glass.use(kiosk_scale(PANELS["1280x800"], larger=larger))
        row = ResultRow(title="Ẳ quyền sử dụng đất " * 20, detail="Ế " * 9, lines=lines)
        on_page(glass, row)
        title, detail = (part for part in row.walk() if isinstance(part, TextBlock) and part.text)
        assert title.shown.count("\n") == lines - 1
        assert row.y <= detail.y < detail.top <= title.y < title.top <= row.top

    def test_filled_anew_it_shows_the_new_and_nothing_of_the_old(self, glass: Glass) -> None:
        row = ResultRow(title="Khai sinh", detail="1.001193", badge="Mới", icon="folder")
        on_page(glass, row)
        row.title, row.detail, row.badge, row.icon = "Khai tử", "", "", ""
        glass.frames()
        assert words(row) == ["Khai tử"]


class TestTabs:
    def test_a_tap_on_a_tab_tells_its_meaning_and_the_page_chooses(self, glass: Glass) -> None:
        tabs = Tabs(tabs=FOUR_TABS, chosen="a")
        taps = listening(tabs)
        on_page(glass, tabs)
        glass.tap(glass.find(Tab, text="Nộp ở đâu"))
        assert taps == ["c"]
        assert glass.find(Tab, chosen=True).text == "Giấy tờ"
        tabs.chosen = "c"
        glass.frames()
        assert glass.find(Tab, chosen=True).text == "Nộp ở đâu"

    @pytest.mark.parametrize("count", [3, 4, 5, 6])
    @pytest.mark.parametrize(
        ("panel", "larger"),
        [("1280x800", False), ("1280x800", True), ("1080x1920", False), ("1080x1920", True), ("800x480", False)],
    )
    def test_every_word_is_whole_and_every_tab_large_enough(
        self, glass: Glass, panel: str, larger: bool, count: int
    ) -> None:
        glass.use(kiosk_scale(PANELS[panel], larger=larger))
        six = [*FOUR_TABS, ("clock", "Trình tự", "e"), ("globe", "Căn cứ", "f")]
        tabs = Tabs(tabs=six[:count], chosen="a")
        on_page(glass, tabs)
        all_tabs = [tab for tab in tabs.walk() if isinstance(tab, Tab)]
        assert len(all_tabs) == count
        for tab in all_tabs:
            word = tab.ids.word
            assert word.shown == tab.text
            assert tab.x <= word.x < word.right <= tab.right
            assert tab.y <= word.y < word.top <= tab.top
            assert theme.scale.mm(min(tab.size)) >= TOUCH_MM
        for one, other in combinations(all_tabs, 2):
            apart = max(one.x - other.right, other.x - one.right, one.y - other.top, other.y - one.top)
            assert apart >= theme.scale.px(GAP_MM) - 1

    def test_the_chosen_one_is_marked_by_a_line_and_not_by_colour_alone(self, glass: Glass) -> None:
        on_page(glass, Tabs(tabs=FOUR_TABS, chosen="b"))
        with Image.open(glass.picture("tabs-chosen")) as image:
            line = [round(part * 255) for part in theme.colour.on_accent[:3]]
            found = {}
            for tab in (tab for tab in glass.window.children[0].walk() if isinstance(tab, Tab)):
                y = image.height - 1 - int(tab.y + theme.edge * 1.5)
                across = range(int(tab.x + theme.radius * 3), int(tab.right - theme.radius * 3))
                grounds = {image.getpixel((x, y - theme.edge * 2)) for x in across}
                found[tab.text] = {image.getpixel((x, y)) for x in across} == {tuple(line)} and tuple(
                    line
                ) not in grounds
        assert found == {"Giấy tờ": False, "Phí, lệ phí": True, "Nộp ở đâu": False, "Khác": False}

    def test_other_tabs_take_their_place(self, glass: Glass) -> None:
        tabs = Tabs(tabs=FOUR_TABS, chosen="a")
        on_page(glass, tabs)
        tabs.tabs = FOUR_TABS[:3]
        glass.frames()
        assert words(tabs) == ["Giấy tờ", "Phí, lệ phí", "Nộp ở đâu"]
        tabs.tabs = []
        glass.frames()
        assert words(tabs) == []


class TestFaces:
    @pytest.mark.parametrize(("panel", "columns"), [("1280x800", 4), ("1080x1920", 2), ("800x480", 4)])
    def test_they_stand_in_one_row_or_two_with_whole_words_of_one_size(
        self, glass: Glass, panel: str, columns: int
    ) -> None:
        glass.use(PANELS[panel])
        faces = Faces(faces=FACES)
        on_page(glass, faces)
        cards = [card for card in faces.walk() if isinstance(card, FaceCard)]
        assert faces.cols == columns
        assert len({card.role for card in cards}) == 1
        assert [" ".join(card.ids.words.shown.split()) for card in cards] == [text for _, text, _ in FACES]
        least = 40 if panel != "800x480" else TOUCH_MM
        assert all(theme.scale.mm(min(card.size)) >= least for card in cards)

    def test_a_tap_tells_the_level_and_the_page_chooses(self, glass: Glass) -> None:
        faces = Faces(faces=FACES)
        taps = listening(faces)
        on_page(glass, faces)
        glass.tap(glass.find(FaceCard, level=2))
        assert taps == [2]
        faces.chosen = 2
        glass.frames()
        assert glass.find(FaceCard, chosen=True).level == 2

    def test_they_differ_without_their_colour_and_words(self, glass: Glass) -> None:
        on_page(glass, Faces(faces=[(level, "", level) for level, _, _ in FACES]))
        cards = [card for card in glass.window.children[0].walk() if isinstance(card, FaceCard)]
        with Image.open(glass.picture("faces-alone")) as image:
            grey, height = image.convert("1"), image.height
            pictures = {
                grey.crop((int(card.x), int(height - card.top), int(card.x) + 200, int(height - card.y))).tobytes()
                for card in cards
            }
        assert len(pictures) == 4


class TestCheckChip:
    def test_it_is_high_enough_and_its_box_is_ticked_when_chosen(self, glass: Glass) -> None:
        chip = CheckChip(text="Thái độ lịch sự", meaning="polite")
        taps = listening(chip)
        on_page(glass, chip)
        assert theme.scale.mm(chip.height) >= TOUCH_MM
        glass.tap(chip)
        assert (taps, chip.chosen) == (["polite"], False)
        chip.chosen = True
        glass.frames()
        assert chip.children[1].name == "box-checked"

    def test_its_natural_width_holds_its_words(self, glass: Glass) -> None:
        chip = CheckChip(text="Thái độ lịch sự", size_hint_x=None)
        on_page(glass, chip)
        chip.width = chip.natural_width
        glass.frames()
        assert chip.ids.words.shown == chip.text


def test_pin_dots_show_how_many_digits_are_typed_and_no_digit(glass: Glass) -> None:
    dots = PinDots(count=6)
    on_page(glass, dots)
    filled = []
    for typed in (0, 2, 6):
        dots.typed = typed
        with Image.open(glass.picture("pin-dots")) as image:
            accent = tuple(round(part * 255) for part in theme.colour.accent[:3])
            side, apart = theme.font.body, theme.space.m
            left = dots.center_x - (6 * (side + apart) - apart) / 2 + side / 2
            y = image.height - 1 - int(dots.center_y)
            filled.append([image.getpixel((int(left + n * (side + apart)), y)) == accent for n in range(6)])
    assert filled == [[False] * 6, [True] * 2 + [False] * 4, [True] * 6]
    assert words(dots) == []


class TestSection:
    BLOCKS = [
        Block("heading", "Thành phần hồ sơ"),
        *[Block("item", "Giấy chứng sinh do cơ sở y tế nơi trẻ sinh ra cấp. " * 3, f"{n}.") for n in range(1, 15)],
        Block("fact", "Miễn lệ phí khi đăng ký đúng hạn.", "Lệ phí"),
    ]

    @pytest.mark.parametrize("larger", [False, True])
    def test_every_page_of_it_has_room_and_shows_all_of_its_words(self, glass: Glass, larger: bool) -> None:
        glass.use(kiosk_scale(PANELS["1280x800"], larger=larger))
        dealt = pages(self.BLOCKS, 1280, 800, metrics())
        assert len(dealt) > 1
        section = Section()
        on_page(glass, section)
        for page in dealt:
            section.blocks = page
            glass.frames()
            blocks = [part for part in section.walk() if isinstance(part, TextBlock)]
            assert all(block.shown.split() == block.text.split() for block in blocks), "nothing is cut"
            assert all(block.y >= -1 and block.right <= 1281 for block in blocks)
            assert words(section) == [text for block in page for text in (block.mark, block.text) if text]


class TestCalibration:
    @pytest.mark.parametrize("panel", PANELS)
    def test_the_frame_is_on_the_outermost_pixels_and_the_ruler_has_its_length(self, glass: Glass, panel: str) -> None:
        glass.use(PANELS[panel])
        on_page(glass, Calibration(hint="Chạm bốn góc", close="Đóng"))
        with Image.open(glass.picture("calibration")) as image:
            ink = tuple(round(part * 255) for part in theme.colour.ink[:3])
            width, height = image.size
            for x, y in ((0, height // 2), (width - 1, height // 2), (width // 2, 0), (width // 2, height - 1)):
                assert image.getpixel((x, y)) == ink
            base = height - 1 - theme.space.s - theme.row.caption
            inked = [x for x in range(1, width - 1) if image.getpixel((x, base)) == ink]
        assert max(inked) - min(inked) + 1 == theme.scale.px(100)

    def test_a_corner_is_ticked_when_it_was_hit(self, glass: Glass) -> None:
        picture = Calibration(close="Đóng", meaning="away")
        taps = listening(picture)
        on_page(glass, picture)
        glass.tap(picture.targets["ne"])
        assert {corner for corner, target in picture.targets.items() if target.hit} == {"ne"}
        assert picture.targets["ne"].mark.name == "check"
        assert taps == []

    def test_it_is_left_by_its_button(self, glass: Glass) -> None:
        picture = Calibration(close="Đóng", meaning="away")
        taps = listening(picture)
        on_page(glass, picture)
        glass.tap(glass.find(Touchable, meaning="away"))
        assert taps == ["away"]

    def test_it_shows_every_role(self, glass: Glass) -> None:
        picture = Calibration()
        on_page(glass, picture)
        samples = {text.role for column in picture._samples for text in column}
        assert samples == set(ROLES)


def test_no_widget_fails_while_its_size_is_not_known_yet(glass: Glass) -> None:
    page = FloatLayout()
    for widget in (Tabs(tabs=FOUR_TABS), Faces(faces=FACES), Section(blocks=[Block("text", "a")]), Calibration()):
        widget.size_hint, widget.size = (None, None), (1, 1)
        page.add_widget(widget)
    glass.show(page)
    assert len(page.children) == 4
