"""Millimetres to pixels, and what cannot be read is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hall_core.domain.plan_devices import Panel
from hall_core.ui import tokens
from hall_core.ui.tokens import (
    ROLES,
    SPACES,
    IllegibleError,
    board_scale,
    can_enlarge,
    can_lower,
    kiosk_scale,
    lowered,
    within_reach,
)
from kiosk_app.layout import layout

DESK = Panel(width_px=1280, height_px=800, width_mm=476)
SMALL = Panel(width_px=800, height_px=480, width_mm=154)
TALL = Panel(width_px=1080, height_px=1920, width_mm=344, rotate=90, bottom_mm=700)
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
    for role in ROLES:
        assert kiosk_scale(SMALL).row(role) >= 1.35 * kiosk_scale(SMALL).font(role)


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


@pytest.mark.parametrize("panel", [DESK, TALL])
def test_larger_text_has_capitals_of_7_3_mm_and_more_and_every_role_grows(panel: Panel) -> None:
    ordinary, larger = kiosk_scale(panel), kiosk_scale(panel, larger=True)
    assert larger.capital_mm("caption") >= 7.3
    growth = [larger.capital_mm(role) / ordinary.capital_mm(role) for role in ROLES]
    assert growth[0] == pytest.approx(7.3 / 4.8)
    assert all(more > less for more, less in pairwise(growth)), "what is large already grows less"
    assert growth[-1] > 1


@pytest.mark.parametrize("name", SPACES)
def test_larger_text_takes_no_larger_spaces(name: tokens.Space) -> None:
    assert kiosk_scale(DESK, larger=True).space(name) == kiosk_scale(DESK).space(name)


def test_larger_text_is_offered_where_pages_have_room_for_it() -> None:
    assert can_enlarge(DESK, layout)
    assert can_enlarge(TALL, layout)
    assert not can_enlarge(SMALL, layout)


@pytest.mark.parametrize("larger", [False, True])
@pytest.mark.parametrize("panel", [DESK, TALL, SMALL])
def test_what_is_touched_holds_a_finger_and_its_words(panel: Panel, larger: bool) -> None:
    scale = kiosk_scale(panel, larger=larger)
    assert scale.mm(scale.tile) >= tokens.TILE_MM
    assert scale.tile >= scale.row("body") + scale.row("caption")
    assert scale.mm(scale.primary) >= tokens.PRIMARY_MM
    assert scale.primary >= scale.row("action")
    assert scale.mm(scale.least) >= tokens.TOUCH_MM
    assert scale.least >= scale.row("body")


def test_type_grows_with_the_distance_and_what_is_touched_does_not_until_it_must() -> None:
    near, far = kiosk_scale(SMALL), kiosk_scale(SMALL, distance_m=0.9)
    assert far.capital_mm("caption") == pytest.approx(near.capital_mm("caption") * 1.5)
    assert far.distance_m == 0.9
    slightly = kiosk_scale(SMALL, distance_m=0.61)
    assert (slightly.tile, slightly.primary, slightly.least) == (near.tile, near.primary, near.least)


def test_a_tall_panel_is_lowered_until_its_top_is_within_reach() -> None:
    scale = kiosk_scale(TALL)
    top_mm = 700 + scale.mm(1920)
    assert scale.mm(lowered(scale, 700)) == pytest.approx(top_mm - 1220, abs=0.4)
    low = within_reach(scale, 700)
    assert low.height == 1920 - lowered(scale, 700)
    assert 700 + low.mm(low.height) <= 1220
    assert low.font("body") == scale.font("body")
    assert can_lower(scale, 700, layout)


def test_nothing_is_lowered_when_all_is_within_reach() -> None:
    scale = kiosk_scale(SMALL)
    assert lowered(scale, 1000) == 0
    assert within_reach(scale, 1000) == scale
    assert not can_lower(scale, 1000, layout)


def test_lowering_is_not_offered_when_too_little_is_within_reach() -> None:
    scale = kiosk_scale(TALL)
    assert lowered(scale, 1150) > 0
    assert not can_lower(scale, 1150, layout)
    assert within_reach(scale, 2000).height == 0
