"""A change of colours or sizes at run time leaves nothing of the old ones behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget
from PIL import Image

from hall_core.ui import colours
from hall_core.ui.theme import change, theme
from hall_core.ui.tokens import kiosk_scale
from hall_core.ui.widgets.check_chip.check_chip import CheckChip
from hall_core.ui.widgets.face.face import Faces
from hall_core.ui.widgets.header.header import Header
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.notice.notice import Notice
from hall_core.ui.widgets.pin_dots.pin_dots import PinDots
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.row.row import ResultRow
from hall_core.ui.widgets.tabs.tabs import Tabs
from hall_core.ui.widgets.tile.tile import Tile
from hall_core.ui.window import picture
from tests.screens_support import PANELS, Glass

ORDINARY, LARGER = (kiosk_scale(PANELS["1280x800"], larger=larger) for larger in (False, True))


def page() -> Widget:
    """One of each widget."""
    root = BoxLayout(orientation="vertical", spacing=theme.space.s)
    root.add_widget(Header(hall="Trung tâm", clock="07:45", language="English"))
    root.add_widget(Tabs(tabs=[("search", "Thủ tục", 1), ("folder", "Hồ sơ", 2)], chosen=2))
    root.add_widget(Tile(title="Đất đai", detail="12 người", detail_icon="people"))
    root.add_widget(ResultRow(title="Khai sinh", detail="1.001193", icon="document", badge="Mới"))
    root.add_widget(Faces(faces=[(4, "Rất hài lòng", 4), (1, "Không hài lòng", 1)], chosen=4))
    foot = BoxLayout(size_hint_y=None, height=theme.touch.primary, spacing=theme.space.s)
    for widget in (
        Notice(text="Chú ý"),
        CheckChip(text="Đúng hẹn", chosen=True),
        PinDots(typed=3),
        Icon(name="globe"),
        PushButton(text="Lấy số", icon="ticket", main=True),
    ):
        foot.add_widget(widget)
    root.add_widget(foot)
    return root


def drawn(glass: Glass, path: Path) -> Image.Image:
    glass.show(page())
    picture(path)
    with Image.open(path) as image:
        return image.copy()


@pytest.mark.parametrize(("name", "larger"), [("dark", False), ("high-contrast", True), ("light", True)])
def test_a_page_made_after_a_change_is_as_if_nothing_had_been_before(
    glass: Glass, tmp_path: Path, name: str, larger: bool
) -> None:
    wanted = LARGER if larger else ORDINARY
    change(wanted, colours.THEMES[name])
    first = drawn(glass, tmp_path / "first.png")
    change(ORDINARY, colours.LIGHT)
    before = drawn(glass, tmp_path / "before.png")
    change(wanted, colours.THEMES[name])
    again = drawn(glass, tmp_path / "again.png")
    assert again.tobytes() == first.tobytes() != before.tobytes()


def test_a_change_colours_the_ground_of_the_window(glass: Glass) -> None:
    for name, look in colours.THEMES.items():
        change(ORDINARY, look)
        assert tuple(glass.window.clearcolor[:3]) == colours.channels(look.ground), name


def test_a_change_gives_other_sizes(glass: Glass) -> None:
    before = theme.font.body, theme.row.body, theme.touch.least
    change(LARGER, colours.LIGHT)
    assert all(now > was for now, was in zip((theme.font.body, theme.row.body, theme.touch.least), before, strict=True))
    change(ORDINARY, colours.LIGHT)
    assert before == (theme.font.body, theme.row.body, theme.touch.least)


def test_a_size_that_is_no_token_is_named(glass: Glass) -> None:
    with pytest.raises(AttributeError, match="no 'huge', only caption, body"):
        theme.font.huge  # noqa: B018
