"""How a page is divided: everything can be touched and read, or the panel is refused."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain.plan_devices import Kiosk, Panel
from hall_core.ui.tokens import GAP_MM, REACH_MM, TILE_MM, IllegibleError, can_lower, kiosk_scale
from kiosk_app.kiosk import Manner
from kiosk_app.layout import MOST_TILES, layout
from kiosk_app.looks import Looks
from tests.screens_support import PANELS

MORE = {
    "1920x1080": Panel(width_px=1920, height_px=1080, width_mm=476),
    "1080x1920 narrow": Panel(width_px=1080, height_px=1920, width_mm=268),
    "1366x768": Panel(width_px=1366, height_px=768, width_mm=344),
    "1024x600": Panel(width_px=1024, height_px=600, width_mm=223),
}


@pytest.mark.parametrize("panel", [*PANELS.values(), *MORE.values()], ids=[*PANELS, *MORE])
def test_every_tile_is_as_high_as_a_finger_needs_and_all_have_room(panel: Panel) -> None:
    scale = kiosk_scale(panel)
    divided = layout(scale)
    assert scale.mm(divided.tile_height) >= TILE_MM
    assert divided.tallest >= divided.tile_height
    assert scale.mm(divided.gap) >= GAP_MM
    assert 2 <= divided.tiles <= MOST_TILES
    used = divided.rows * divided.tile_height + (divided.rows - 1) * divided.gap
    room = scale.height - divided.header - divided.title - divided.margin - divided.bottom
    assert used <= room


@pytest.mark.parametrize(("name", "tiles"), [("1280x800", (2, 4)), ("1080x1920", (1, 8)), ("800x480", (1, 2))])
def test_a_landscape_has_two_columns_a_portrait_one_and_a_small_panel_two_tiles(
    name: str, tiles: tuple[int, int]
) -> None:
    divided = layout(kiosk_scale(PANELS[name]))
    assert (divided.columns, divided.rows) == tiles


def test_a_small_panel_is_compact() -> None:
    assert layout(kiosk_scale(PANELS["800x480"])).compact
    assert not layout(kiosk_scale(PANELS["1280x800"])).compact


@pytest.mark.parametrize(
    "panel",
    [
        Panel(width_px=800, height_px=480, width_mm=108),
        Panel(width_px=480, height_px=320, width_mm=74),
        Panel(width_px=1920, height_px=480, width_mm=300),
    ],
    ids=["5 inch", "3.5 inch", "a bar"],
)
def test_a_panel_without_room_is_refused_with_what_is_needed(panel: Panel) -> None:
    with pytest.raises(IllegibleError, match=r"needs \d+ x \d+ mm to be read at 0\.6 m, but the panel has"):
        layout(kiosk_scale(panel))


# --- larger text, and lowered --------------------------------------------------------------------------------------


def test_tiles_of_larger_text_have_room_for_names_of_two_rows() -> None:
    for panel in ("1280x800", "1080x1920"):
        scale = kiosk_scale(PANELS[panel], larger=True)
        divided = layout(scale)
        assert divided.tile_height >= scale.row("body", 2) + scale.row("caption")
        assert divided.tiles < layout(kiosk_scale(PANELS[panel])).tiles


@pytest.mark.parametrize(("panel", "larger", "tall"), [("1080x1920", False, True), ("1080x1920", True, False)])
def test_the_code_stands_below_the_facts_only_where_all_of_it_has_room(panel: str, larger: bool, tall: bool) -> None:
    assert layout(kiosk_scale(PANELS[panel], larger=larger)).tall is tall


@pytest.mark.parametrize("panel", ["1280x800", "800x480"])
def test_a_landscape_is_never_tall(panel: str) -> None:
    assert not layout(kiosk_scale(PANELS[panel])).tall


def test_lowered_pages_take_the_part_of_the_glass_that_is_within_reach() -> None:
    looks = Looks(Kiosk(id="kiosk-1", panel=PANELS["1080x1920"]))
    assert looks.low
    assert looks.of(Manner()).share == 1
    low = looks.of(Manner(low=True))
    assert low.share == pytest.approx((REACH_MM - 700) / (1920 * 344 / 1080), abs=0.01)


def test_lowering_is_offered_only_where_larger_text_has_room_there_too() -> None:
    """A person who needs both gets both."""
    offers: list[list[bool]] = []
    for bottom_mm in range(700, REACH_MM, 20):
        panel = replace(PANELS["1080x1920"], bottom_mm=bottom_mm)
        sizes = [can_lower(kiosk_scale(panel, larger=larger), bottom_mm, layout) for larger in (False, True)]
        assert Looks(Kiosk(id="kiosk-1", panel=panel)).low is all(sizes)
        offers.append(sizes)
    assert [True, True] in offers
    assert [True, False] in offers


def test_a_ticket_has_room_on_every_page_that_is_offered() -> None:
    for panel in [*PANELS.values(), *MORE.values()]:
        looks = Looks(Kiosk(id="kiosk-1", panel=panel))
        for manner in (Manner(), Manner(larger=True), Manner(low=True), Manner(larger=True, low=True)):
            assert looks.of(manner).layout.tiles >= 2
