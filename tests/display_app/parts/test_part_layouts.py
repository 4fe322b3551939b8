"""On whatever panel, from however far: nothing under the rule, nothing over another, everything inside, or a refusal
that tells what would be enough."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from PIL import ImageFont

from display_app.box import Box
from display_app.scene_layout import SceneLayout
from hall_core.device.hall_file import load
from hall_core.domain.plan_devices import BoardPart, Panel
from hall_core.ui import fonts
from hall_core.ui.tokens import CAPITAL, IllegibleError
from tests.display_app.conftest import about_of, scene_layout

HALLS = Path(__file__).parents[3] / "halls"
PROVINCE = load(HALLS / "province.toml")
FONTS = {weight: ImageFont.truetype(str(fonts.path(weight)), 200) for weight in fonts.WEIGHTS}
OWN: list[tuple[BoardPart, ...]] = [
    ("waiting",),
    ("counter",),
    ("calls", "waiting"),
    ("calls", "waiting", "counter"),
    ("waiting", "calls"),
]
PANELS = st.builds(
    lambda size, width_mm: Panel(width_px=size[0], height_px=size[1], width_mm=width_mm),
    st.sampled_from([(1920, 1080), (1080, 1920), (3840, 2160), (800, 480), (1280, 1024), (480, 1920)]),
    st.floats(150, 2000),
)


@lru_cache(maxsize=10_000)
def em(text: str, weight: fonts.Weight) -> float:
    return FONTS[weight].getlength(text) / 200


def laid_out(panel: Panel, distance_m: float, shows: tuple[BoardPart, ...], **more: Any) -> SceneLayout:
    more = {"counter": "quay-27", **more} if "counter" in shows else more
    return scene_layout(about_of(PROVINCE, panel, distance_m, em, zone="khu-c", shows=shows, **more))


def boxes_of(layout: Any) -> list[Box]:
    """Boxes of one part that stand beside one another."""
    if hasattr(layout, "hero"):
        return [layout.hero, layout.list, *([layout.strip] if layout.strip_cards else [])]
    if hasattr(layout, "desk"):
        return [layout.desk, layout.call]
    return [layout.box]


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.top and b.y < a.top


def check(scene: SceneLayout, distance_m: float) -> None:
    mm = CAPITAL / scene.scale.px_per_mm
    assert scene.scale.font("caption") * mm >= distance_m * 1000 / 200
    assert scene.scale.font("body") * mm >= distance_m * 1000 / 150
    body = Box(0, 0, scene.scale.width, scene.frame.header.y)
    places: list[list[Box]] = []
    for group in scene.groups:
        for part in group:
            layout = scene.parts[part]
            assert isinstance(layout, Struct)
            boxes = boxes_of(layout)
            for place, box in enumerate(boxes):
                assert min(box.x, box.y) >= 0
                assert (box.right, box.top) <= (body.right, box.top)
                assert box.top <= body.top
                assert not any(overlap(box, other) for other in boxes[place + 1 :])
            for name in ("hero_px", "desk_px", "call_px"):
                assert getattr(layout, name, 10_000) * mm >= distance_m * 1000 / 80
            if part == group[0]:
                places.append(boxes)
    for place, boxes in enumerate(places):
        for others in places[place + 1 :]:
            assert not any(overlap(one, other) for one in boxes for other in others)


@given(PANELS, st.floats(0.8, 12), st.sampled_from(OWN), st.booleans())
@settings(max_examples=150)
def test_what_is_not_refused_can_be_read(panel: Panel, distance_m: float, shows: tuple[BoardPart, ...], beside: bool):
    arrange = "beside" if beside and len(shows) > 1 else "turns"
    try:
        scene = laid_out(panel, distance_m, shows, arrange=arrange)
    except IllegibleError as refused:
        assert "panel" in str(refused)
        return
    check(scene, distance_m)


@given(st.sampled_from([("waiting",), ("counter",)]), st.floats(2, 10), st.booleans())
@settings(max_examples=40)
def test_the_panel_that_a_refusal_asks_for_is_enough(shows: tuple[BoardPart, ...], distance_m: float, tall: bool):
    small = Panel(width_px=600 if tall else 1200, height_px=1200 if tall else 600, width_mm=60 if tall else 120)
    with pytest.raises(IllegibleError, match=rf'^"{shows[0]}": .* needs ') as refused:
        laid_out(small, distance_m, shows)
    found = re.search(r"needs (\d+) x (\d+) mm", str(refused.value))
    assert found is not None
    width, height = (int(mm) + 3 for mm in found.groups())
    per_mm = 7_600 / max(width, height)
    panel = Panel(width_px=round(width * per_mm), height_px=round(height * per_mm), width_mm=float(width))
    check(laid_out(panel, distance_m, shows), distance_m)


def test_a_refusal_names_the_part_and_what_its_place_beside_the_others_has():
    with pytest.raises(IllegibleError, match=r'"calls": .* needs \d+ x \d+ mm to be read at 8 m, but its place'):
        laid_out(Panel(width_px=1920, height_px=1080, width_mm=1210), 8.0, ("calls", "waiting"), arrange="beside")


def test_two_parts_side_by_side_have_their_places_and_the_first_the_larger_one():
    scene = laid_out(Panel(width_px=3840, height_px=2160, width_mm=1880), 5.0, ("calls", "waiting"), arrange="beside")
    calls, waiting = scene.parts["calls"], scene.parts["waiting"]
    assert max(calls.list.right, calls.hero.right) < waiting.box.x
    assert waiting.box.width < scene.scale.width / 2


def test_only_the_parts_that_the_hall_file_names_are_imported():
    look = (
        "import sys; from tests.display_app.parts.test_part_layouts import laid_out; "
        "from hall_core.domain.plan_devices import Panel; "
        "laid_out(Panel(width_px=1920, height_px=1080, width_mm=1210), 5.0, ('calls',)); "
        "assert 'display_app.parts.calls.layout' in sys.modules; "
        "assert not [m for m in sys.modules if m.startswith('display_app.parts.') and m.split('.')[2] in "
        "('waiting', 'counter', 'dossiers', 'notices')]; assert 'kivy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", look], check=True, cwd=Path(__file__).parents[3])
