"""The board in every state on its panels, drawn to tests/pictures/out and measured.

What no measure tells is looked at by a person; what one does tell (heights of real capitals, text that leaves its
place or its panel) is here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PIL import Image

from display_app.board import Board, Hero, HubClock, Queued, Stale
from display_app.parts.calls.layout import Layout
from display_app.texts import WIDEST_DIGIT, numbers_of
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Panel
from hall_core.ui import colours
from hall_core.ui.translate import Words
from tests.conftest import NINE_IN_THE_MORNING
from tests.pictures.board_shown import LANDSCAPE, LONGEST, NOW, OPEN, PORTRAIT, Shown, call, waiting
from tests.screens_support import Glass, plan_in

pytestmark = pytest.mark.screens

# (name, hall file, zone, panel, metres)
GLASSES = [
    ("ward-8m", "ward.toml", "sanh", LANDSCAPE, 8.0),
    ("ward-10m", "ward.toml", "sanh", LANDSCAPE, 10.0),
    ("ward-4m", "ward.toml", "sanh", LANDSCAPE, 4.0),
    ("ward-portrait", "ward.toml", "sanh", PORTRAIT, 8.0),
    ("province-a", "province.toml", "khu-a", replace(LANDSCAPE, width_mm=1430.0), 10.0),
    ("province-c", "province.toml", "khu-c", LANDSCAPE, 8.0),
    ("province-b-ultra", "province.toml", "khu-b", Panel(width_px=3840, height_px=2160, width_mm=1880), 10.0),
    ("ward-small", "ward.toml", "sanh", Panel(width_px=800, height_px=480, width_mm=217), 1.5),
]
HOUR = 3_600_000


def every_state(plan: Plan, zone: str) -> Iterator[tuple[str, Board]]:
    numbers = numbers_of(plan, zone)
    counters = [counter.number for counter in plan.counters if counter.zone == zone]
    calls = [call(n, numbers[n % len(numbers)], counters[n % len(counters)]) for n in range(1, 13)]
    # The widest digits are for measuring; a hall calls other numbers.
    calls = tuple(replace(c, number=c.number.replace(WIDEST_DIGIT * 3, f"{c.sequence:03d}")) for c in reversed(calls))
    clock = HubClock(NINE_IN_THE_MORNING, NOW, True)
    linked = Board(voice=True, hall=OPEN, beats=2, stale=None, clock=clock, services=waiting(plan), turned=NOW)
    newest = Hero(calls[0], NOW, True)
    widest = call(99, max(numbers, key=len), max(counters), "en")
    yield "connecting", Board(voice=True)
    yield "empty", replace(linked, services={})
    yield "closed", replace(linked, hall=replace(OPEN, open=False, changes_at=NINE_IN_THE_MORNING + 46 * HOUR))
    yield "one", replace(linked, hero=newest, calls=calls[:1])
    yield "one-dark", replace(linked, hero=Hero(calls[0], NOW - 700, True), calls=calls[:1])
    queue = (Queued(calls[1], NOW), Queued(calls[0], NOW))
    yield "many", replace(linked, hero=Hero(calls[2], NOW, True), calls=calls, queue=queue)
    yield "quiet", replace(linked, calls=calls)
    yield "stale", replace(linked, hero=newest, calls=calls, stale=Stale(NINE_IN_THE_MORNING - HOUR))
    yield "english", replace(linked, hero=Hero(widest, NOW, True), calls=(widest, *calls))


@pytest.mark.parametrize(("name", "file", "zone", "panel", "metres"), GLASSES, ids=[g[0] for g in GLASSES])
def test_every_state_is_drawn_with_all_text_in_its_place(
    glass: Glass, english_too: Words, name: str, file: str, zone: str, panel: Panel, metres: float
):
    plan = plan_in(file)
    shown = Shown(glass, plan, zone, panel, metres, english_too)
    for state, board in every_state(plan, zone):
        shown.show(board)
        glass.keep(f"board-{name}-{state}")
        assert shown.faults() == [], f"{name} {state}"


def test_the_longest_names_are_cut_between_words_and_stay_in_their_place(glass: Glass, english_too: Words):
    plan = plan_in("ward.toml")
    long = Name(vi=LONGEST, en=LONGEST)
    plan = replace(
        plan, hall=replace(plan.hall, name=long), services=[replace(service, name=long) for service in plan.services]
    )
    shown = Shown(glass, plan, "sanh", LANDSCAPE, 8.0, english_too)
    states = dict(every_state(plan, "sanh"))
    for state in ("many", "quiet"):
        view = dict(shown.show(states[state]).parts)["calls"]
        glass.keep(f"board-longest-{state}")
        assert shown.faults() == []
        assert all(card.lines[-1].endswith("…") for card in view.cards if card.count)


@pytest.mark.parametrize("metres", [4.0, 8.0, 10.0])
def test_the_capitals_on_the_glass_are_as_high_as_the_distance_asks(glass: Glass, english_too: Words, metres: float):
    """Measured on the picture: rows of pixels that the digits of number, counter and list really take."""
    plan = plan_in("ward.toml")
    shown = Shown(glass, plan, "sanh", LANDSCAPE, metres, english_too)
    state = dict(every_state(plan, "sanh"))["one-dark"]
    ones = replace(
        state, hero=Hero(call(1, "A111", 1), NOW - 700, True), calls=(call(2, "B111", 1), call(1, "A111", 1))
    )
    shown.show(ones)
    picture = Image.open(glass.picture(f"board-capitals-{metres:g}m")).convert("RGB")
    layout, mm = shown.layout.parts["calls"], 1 / shown.layout.scale.px_per_mm
    hero, first = layout.hero, layout.list
    below_label = layout.label * 1.1
    number = ink(picture, layout, hero.x, hero.right, hero.y, hero.top - below_label, colours.DARK.figure)
    row = (first.height - layout.label) / layout.rows
    listed = ink(
        picture,
        layout,
        first.x,
        first.right,
        first.top - layout.label - row,
        first.top - below_label,
        colours.DARK.figure,
    )
    assert number * mm >= metres * 1000 / 80
    assert listed * mm >= metres * 1000 / 150


def ink(picture: Image.Image, layout: Layout, left: float, right: float, bottom: float, top: float, colour: str) -> int:
    """Height in pixels of what is drawn in ``colour`` between these edges (from the lower left corner)."""
    height = layout.scale.height
    part = picture.crop((int(left), int(height - top), int(right), int(height - bottom)))
    wanted = tuple(round(channel * 255) for channel in colours.channels(colour))
    rows = [y for y in range(part.height) if any(part.getpixel((x, y)) == wanted for x in range(0, part.width, 2))]
    return rows[-1] - rows[0] + 1
