"""A button whose word, icon, state and room change, as on a page that is made before it is wanted."""

from __future__ import annotations

from typing import Any

import pytest
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from hall_core.ui.theme import theme
from tests.screens_support import Glass


@pytest.fixture
def button(glass: Glass) -> Any:
    from hall_core.ui.widgets.push_button.push_button import PushButton

    page = FloatLayout()
    button = PushButton(size_hint=(None, None), size=(300, 60), pos=(40, 40))
    page.add_widget(button)
    glass.show(page)
    return button


def word(button: Any) -> Any:
    return next(part for part in button.children if hasattr(part, "shown"))


def icon(button: Any) -> Any:
    return next(part for part in button.children if hasattr(part, "side"))


def drawn(button: Any) -> float:
    """Width of the letters on the glass."""
    return word(button)._ink.size[0]


def test_a_word_that_comes_later_is_drawn(button: Any, glass: Glass) -> None:
    assert drawn(button) == 0
    button.text, button.icon = "Quay lại", "back"
    glass.frames(1)
    assert word(button).shown == "Quay lại"
    assert drawn(button) > 0
    assert icon(button).name == "back"


def test_a_word_that_had_no_room_is_drawn_once_there_is_room(button: Any, glass: Glass) -> None:
    button.text, button.icon = "Quay lại", "back"
    button.width = theme.touch.least / 2
    glass.frames(1)
    assert drawn(button) == 0
    button.width = 300
    glass.frames(1)
    assert word(button).shown == "Quay lại"
    assert drawn(button) > 0


def test_a_word_is_still_there_after_a_while_off_the_page(button: Any, glass: Glass) -> None:
    button.text, page = "Quay lại", button.parent
    glass.frames(1)
    page.remove_widget(button)
    button.text = ""
    glass.frames(1)
    button.text = "Quay lại"
    page.add_widget(button)
    glass.frames(1)
    assert drawn(button) > 0


def test_it_is_as_wide_as_word_icon_and_margins_at_once(button: Any) -> None:
    button.text = "Quay lại"
    alone = button.natural_width
    button.icon = "back"
    assert button.natural_width == alone + theme.font.action + theme.space.s
    assert alone > theme.space.m * 2


@pytest.mark.parametrize("last", [False, True])
def test_icon_and_word_stand_together_in_the_middle(button: Any, glass: Glass, last: bool) -> None:
    button.text, button.icon, button.icon_last = "Sau", "next", last
    glass.frames(1)
    left, right = (word(button), icon(button)) if last else (icon(button), word(button))
    assert left.right == pytest.approx(right.x)
    assert left.x - button.x == pytest.approx(button.right - right.right)


def test_its_colours_follow_its_state_in_the_next_picture(button: Any, glass: Glass) -> None:
    button.text = "Sau"
    for name, tone in (("main", "on_accent"), ("disabled", "quiet")):
        setattr(button, name, True)
        glass.frames(1)
        assert word(button).tone == tone
        setattr(button, name, False)
        glass.frames(1)
        assert word(button).tone == "ink"


def test_what_moves_in_every_round_of_a_layout_is_drawn_where_it_stays(glass: Glass) -> None:
    from kivy.clock import Clock

    from hall_core.ui.widgets.settling import Settling

    class Mark(Settling):
        def __init__(self) -> None:
            self.drawn: list[float] = []
            super().__init__()
            self.fbind("pos", self._draw_soon)

        def _draw(self) -> None:
            self.drawn.append(self.x)

    mark, page = Mark(), Widget()
    page.add_widget(mark)
    glass.show(page)
    mark.drawn.clear()

    def push(_seconds: float) -> None:
        if mark.x < 5:
            mark.x += 1
            move()

    move = Clock.create_trigger(push, -1)
    move()
    glass.frames(1)
    assert mark.drawn == [5]
