"""Text is drawn when it changes and not otherwise, and its rows never touch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kivy.uix.floatlayout import FloatLayout
from PIL import Image

from hall_core.ui.theme import theme
from hall_core.ui.tokens import ROLES, kiosk_scale
from hall_core.ui.widgets.text_block import text_block
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.window import picture
from tests.screens_support import PANELS, Glass


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The texts that were made into a texture."""
    texts: list[str] = []

    class Counted(text_block.Rendered):  # type: ignore[misc,valid-type]
        def refresh(self) -> Any:
            texts.append(self.text)
            return super().refresh()

    monkeypatch.setattr(text_block, "Rendered", Counted)
    yield texts


def on_page(glass: Glass, *blocks: TextBlock) -> None:
    page = FloatLayout()
    for block in blocks:
        page.add_widget(block)
    glass.show(page)


def block(text: str, **properties: Any) -> TextBlock:
    return TextBlock(text=text, size_hint=(None, None), size=(600, 80), pos=(100, 300), **properties)


def test_the_same_text_costs_nothing(glass: Glass, drawn: list[str]) -> None:
    shown = block("Đăng ký khai sinh")
    on_page(glass, shown)
    assert drawn == ["Đăng ký khai sinh"]
    shown.text = "Đăng ký khai sinh"
    glass.frames()
    assert len(drawn) == 1


def test_another_place_size_or_colour_draws_no_letter_again(glass: Glass, drawn: list[str]) -> None:
    shown = block("Đăng ký khai sinh")
    on_page(glass, shown)
    shown.pos, shown.size, shown.tone = (50, 60), (700, 90), "quiet"
    glass.frames()
    assert len(drawn) == 1
    assert tuple(shown._tint.rgba) == pytest.approx(theme.colour.quiet)
    shown.width = shown.natural_width / 2
    glass.frames()
    assert len(drawn) == 2, "it ends in an ellipsis now"


def test_several_changes_at_once_are_drawn_once(glass: Glass, drawn: list[str]) -> None:
    shown = block("Đăng ký khai sinh")
    on_page(glass, shown)
    shown.text, shown.role, shown.weight, shown.align = "Khai tử", "action", "strong", "right"
    glass.frames()
    assert drawn == ["Đăng ký khai sinh", "Khai tử"]


def test_a_text_that_goes_leaves_nothing_and_may_come_back(glass: Glass, drawn: list[str]) -> None:
    shown = block("Khai tử")
    on_page(glass, shown)
    shown.text = ""
    glass.frames()
    assert (shown._ink.size, shown.content_height) == ((0, 0), 0)
    shown.text = "Khai tử"
    glass.frames()
    assert shown._ink.size[0] > 0


def rows_of_ink(glass: Glass, path: Path, texts: list[str], role: str, weight: str) -> list[tuple[int, int]]:
    """(highest, lowest) row of pixels with ink of each text, as it stands in a stack of rows; y downwards."""
    row, found = theme.row[role], []
    for place, text in enumerate(texts):
        shown = block(text, role=role, weight=weight)
        shown.size, shown.pos = (1000, row), (20, 700 - row * (place + 1))
        on_page(glass, shown)
        picture(path)
        with Image.open(path) as image:
            box = image.convert("L").point(lambda p: 255 if p < 128 else 0).getbbox()
        assert box is not None
        found.append((box[1], box[3]))
    return found


@pytest.mark.parametrize("larger", [False, True])
@pytest.mark.parametrize("weight", ["regular", "strong", "bold"])
def test_stacked_capitals_stay_clear_of_the_row_above(glass: Glass, tmp_path: Path, weight: str, larger: bool) -> None:
    glass.use(kiosk_scale(PANELS["1280x800"], larger=larger))
    for role in ROLES:
        (_, tails), (marks, _) = rows_of_ink(glass, tmp_path / "p.png", ["ỵgợ", "ẾỖẶẲ"], role, weight)
        assert tails <= marks, f"{role}: the tails end at {tails}, the marks begin at {marks}"
