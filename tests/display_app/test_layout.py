from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import ImageFont

from display_app.box import Box
from display_app.frame import FrameLayout
from display_app.parts.calls.layout import FEWEST_CALLS, Layout
from display_app.parts.part import About
from display_app.texts import WIDEST_DIGIT, fit_words
from hall_core.device.hall_file import load
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Panel
from hall_core.ui import fonts
from hall_core.ui.tokens import CAPITAL, IllegibleError
from hall_core.ui.translate import Words
from tests.conftest import make_plan
from tests.display_app.conftest import about_of, scene_layout

HALLS = Path(__file__).parents[2] / "halls"
TV_55, TV_65, TV_85 = (Panel(width_px=1920, height_px=1080, width_mm=mm) for mm in (1210.0, 1430.0, 1880.0))
PORTRAIT = Panel(width_px=1080, height_px=1920, width_mm=680.0)
FONTS = {weight: ImageFont.truetype(str(fonts.path(weight)), 200) for weight in fonts.WEIGHTS}


def em(text: str, weight: fonts.Weight) -> float:
    return FONTS[weight].getlength(text) / 200


def both(panel: Panel, distance_m: float, plan: Plan | None = None, zone: str = "sanh") -> tuple[FrameLayout, Layout]:
    scene = scene_layout(about_of(plan or make_plan(40), panel, distance_m, em, zone=zone))
    return scene.frame, scene.parts["calls"]


def laid_out(panel: Panel, distance_m: float, plan: Plan | None = None) -> Layout:
    return both(panel, distance_m, plan)[1]


def boards() -> list[tuple[Plan, Board]]:
    plans = [load(HALLS / name) for name in ("demo.toml", "ward.toml", "province.toml")]
    return [(plan, device) for plan in plans for device in plan.devices if isinstance(device, Board)]


@pytest.mark.parametrize(("plan", "board"), boards(), ids=lambda value: getattr(value, "id", ""))
def test_every_board_of_the_shipped_halls_can_be_read_from_its_farthest_reader(plan: Plan, board: Board):
    scene = scene_layout(About(plan, board, Words(), em))
    mm = CAPITAL / scene.scale.px_per_mm
    assert scene.scale.font("body") * mm >= board.distance_m * 1000 / 150
    assert set(scene.parts) == set(board.shows)
    if "calls" in scene.parts:
        check_rules(scene.frame, scene.parts["calls"], board.distance_m)
        assert scene.parts["calls"].rows >= 4


@pytest.mark.parametrize("panel", [TV_55, TV_65, TV_85, PORTRAIT], ids=["55", "65", "85", "portrait"])
@pytest.mark.parametrize("distance_m", [2.0, 4.0, 5.0, 6.0, 8.0])
def test_the_capitals_are_as_high_as_the_distance_asks(panel: Panel, distance_m: float):
    check_rules(*both(panel, distance_m), distance_m)


def check_rules(frame: FrameLayout, layout: Layout, distance_m: float) -> None:
    """Called number and counter 1/80 of the distance, the list 1/150, nothing under 1/200."""
    mm = CAPITAL / layout.scale.px_per_mm
    assert layout.hero_px * mm >= distance_m * 1000 / 80
    assert layout.scale.font("body") * mm >= distance_m * 1000 / 150
    assert layout.scale.font("caption") * mm >= distance_m * 1000 / 200
    glass = Box(0, 0, layout.scale.width, layout.scale.height)
    parts = [frame.header, layout.hero, layout.list, *([layout.strip] if layout.strip_cards else [])]
    for part in [*parts, layout.quiet]:
        assert part.x >= 0
        assert part.y >= 0
        assert part.right <= glass.right
        assert part.top <= glass.top
    for place, part in enumerate(parts):
        assert not any(overlap(part, other) for other in parts[place + 1 :])
    assert not overlap(layout.quiet, layout.list)


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.top and b.y < a.top


def test_a_55_inch_set_at_ten_metres_has_one_large_call_and_four_lines():
    frame, layout = both(TV_55, 10.0, make_plan(4))
    assert layout.rows == 4
    check_rules(frame, layout, 10.0)


def test_numbers_of_seven_signs_find_room_at_eight_metres_on_a_large_set():
    plan = make_plan(40)
    service = plan.services[0]
    long = replace(service, numbers=replace(service.numbers, prefix="WW", digits=5))
    frame, layout = both(TV_85, 8.0, replace(plan, services=[long]))
    check_rules(frame, layout, 8.0)
    assert em("WW" + WIDEST_DIGIT * 5, "Bold") * layout.hero_px <= layout.hero.width - layout.pad * 2


def test_a_board_that_cannot_be_read_is_refused_with_what_it_would_need():
    with pytest.raises(IllegibleError, match=r"a list of 3 needs \d+ x \d+ mm to be read at 14 m") as refused:
        laid_out(TV_55, 14.0)
    assert "larger panel" in str(refused.value)


def test_what_it_would_need_is_enough():
    """The panel that the refusal asks for is then accepted."""
    with pytest.raises(IllegibleError) as refused:
        laid_out(TV_55, 14.0)
    found = re.search(r"needs (\d+) x (\d+) mm", str(refused.value))
    assert found is not None
    width, height = (int(mm) + 2 for mm in found.groups())
    panel = Panel(width_px=round(width * 1.6), height_px=round(height * 1.6), width_mm=float(width))
    frame, layout = both(panel, 14.0)
    assert layout.rows >= FEWEST_CALLS
    check_rules(frame, layout, 14.0)


def test_on_a_roomy_panel_everything_grows():
    near, far = laid_out(TV_85, 3.0), laid_out(TV_85, 8.0)
    assert near.scale.font("body") > far.scale.font("body") * 0.55
    assert near.scale.distance_m > 3.0


def test_four_times_the_pixels_are_the_same_picture():
    full, ultra = laid_out(TV_55, 8.0), laid_out(Panel(width_px=3840, height_px=2160, width_mm=1210.0), 8.0)
    assert (full.rows, full.strip_cards, full.beside) == (ultra.rows, ultra.strip_cards, ultra.beside)
    assert abs(ultra.hero_px - 2 * full.hero_px) <= 4


def test_no_digit_is_wider_than_the_one_layouts_are_made_for():
    assert max("0123456789", key=lambda digit: em(digit, "Bold")) == WIDEST_DIGIT


def test_a_long_name_is_cut_between_two_words():
    measure = len
    assert fit_words("Cấp Giấy chứng nhận quyền sử dụng đất", 20, 2, measure) == (
        "Cấp Giấy chứng nhận",
        "quyền sử dụng đất",
    )
    assert fit_words("Cấp Giấy chứng nhận quyền sử dụng đất", 14, 2, measure) == ("Cấp Giấy chứng", "nhận quyền sử…")
    assert fit_words("Đăng ký, khai sinh", 9, 1, measure) == ("Đăng ký…",)
