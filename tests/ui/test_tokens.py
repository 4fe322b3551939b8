"""Millimetres to pixels, and what cannot be read is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hall_core.domain.plan import Panel
from hall_core.ui import tokens
from hall_core.ui.tokens import ROLES, IllegibleError, board_scale, kiosk_scale

DESK = Panel(width_px=1280, height_px=800, width_mm=476)
SMALL = Panel(width_px=800, height_px=480, width_mm=154)
TV_55 = Panel(width_px=1920, height_px=1080, width_mm=1210)


def test_the_smallest_kiosk_capital_is_4_8_mm_on_a_small_panel_and_grows_with_a_large_one() -> None:
    assert kiosk_scale(SMALL).capital_mm("caption") == 4.8
    assert kiosk_scale(DESK).capital_mm("caption") == pytest.approx(800 / (1280 / 476) / 60)


@pytest.mark.parametrize("panel", [DESK, SMALL, TV_55])
def test_each_role_is_a_third_larger_and_its_capitals_are_not_lower_than_asked(panel: Panel) -> None:
    scale = kiosk_scale(panel)
    for smaller, larger in pairwise(ROLES):
        assert scale.capital_mm(larger) / scale.capital_mm(smaller) == pytest.approx(4 / 3)
    for role in ROLES:
        drawn = scale.font(role) * tokens.CAPITAL / scale.px_per_mm
        assert scale.capital_mm(role) <= drawn < scale.capital_mm(role) + 1.5 / scale.px_per_mm


@pytest.mark.parametrize("distance", [5.0, 8.0, 10.0, 15.0])
def test_on_a_board_lists_take_body_and_called_numbers_title(distance: float) -> None:
    scale = board_scale(TV_55, distance)
    assert scale.capital_mm("caption") >= distance * 1000 * tokens.BOARD_SMALLEST
    assert scale.capital_mm("body") >= distance * 1000 * tokens.BOARD_LIST
    assert scale.capital_mm("title") >= distance * 1000 * tokens.BOARD_CALL - 1e-9
    assert scale.capital_mm("action") < distance * 1000 * tokens.BOARD_CALL, "a role too small for a called number"


def test_a_row_holds_capitals_with_two_marks_and_the_lowest_tail() -> None:
    scale = kiosk_scale(DESK)
    for role in ROLES:
        assert scale.row(role) >= scale.font(role) * (tokens.STACKED + tokens.TAIL)
        assert scale.row(role, 3) == 3 * scale.row(role)
        assert scale.figures(role) > scale.font(role) * tokens.CAPITAL


def test_lines_of_text_are_at_least_1_35_apart() -> None:
    assert tokens.LEADING >= 1.35


def test_s_on_the_spacing_ladder_is_the_least_gap_between_two_things_to_touch() -> None:
    for panel in (DESK, SMALL):
        scale = kiosk_scale(panel)
        assert scale.space("s") >= scale.px(tokens.GAP_MM)


def test_pixels_are_never_fewer_than_the_millimetres_ask() -> None:
    scale = kiosk_scale(DESK)
    assert scale.px(25) == 68
    assert scale.mm(scale.px(25)) >= 25
    assert scale.px(scale.mm(68)) == 68, "no pixel is added by rounding"


def test_a_panel_with_too_few_pixels_is_refused_with_what_would_do() -> None:
    with pytest.raises(IllegibleError) as refused:
        board_scale(Panel(width_px=640, height_px=320, width_mm=4000), 10)
    assert "640 x 320 pixels, 4000 mm wide" in str(refused.value)
    assert "10 m" in str(refused.value)
    assert "at least 683 pixels across" in str(refused.value)


def test_a_page_without_room_is_refused_with_panel_distance_and_need() -> None:
    scale = board_scale(TV_55, 15)
    scale.require("a page", width=1920, height=1080)
    with pytest.raises(IllegibleError) as refused:
        scale.require("one call and four lines", width=1000, height=1081)
    said = str(refused.value)
    assert "one call and four lines needs 630 x 681 mm" in said
    assert "15 m" in said
    assert "1210 x 681 mm (1920 x 1080 pixels)" in said
