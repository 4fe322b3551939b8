"""The board in every state on its panels, drawn to tests/pictures/out and measured.

What no measure tells is looked at by a person; what one does tell (heights of real capitals, text that leaves its
place or its panel) is here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PIL import Image

from display_app.board import Board, Hero, HubClock, Queued, Stale
from display_app.layout import Layout, lay_out
from display_app.texts import WIDEST_DIGIT, texts_of
from display_app.view import BoardView, Views
from hall_core.contract.messages import CallMade, HallState, ServiceState
from hall_core.device.hall_file import load
from hall_core.domain.names import Language, Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Panel
from hall_core.ui import colours, fonts
from hall_core.ui.translate import Words
from tests.conftest import NINE_IN_THE_MORNING
from tests.screens_support import Glass

pytestmark = pytest.mark.screens

HALLS = Path(__file__).parents[2] / "halls"
LANDSCAPE = Panel(width_px=1920, height_px=1080, width_mm=1210)
PORTRAIT = Panel(width_px=1080, height_px=1920, width_mm=680)
# (name, hall file, zone, panel, metres)
GLASSES = [
    ("ward-8m", "ward.toml", "sanh", LANDSCAPE, 8.0),
    ("ward-10m", "ward.toml", "sanh", LANDSCAPE, 10.0),
    ("ward-4m", "ward.toml", "sanh", LANDSCAPE, 4.0),
    ("ward-portrait", "ward.toml", "sanh", PORTRAIT, 8.0),
    ("province-a", "province.toml", "khu-a", replace(LANDSCAPE, width_mm=1430.0), 10.0),
    ("province-c", "province.toml", "khu-c", LANDSCAPE, 8.0),
]
NOW = 100_000
HOUR = 3_600_000
OPEN = HallState(epoch=1, version=1, day="2026-11-21", open=True, changes_at=None)
# As long as the longest procedure name in the country, 1,094 characters.
LONGEST = ("Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất; " * 12)[:1094]


def call(n: int, number: str, counter: int, language: Language = "vi") -> CallMade:
    return CallMade(
        id=f"00000000-0000-7000-8000-{n:012d}",
        zone="sanh",
        sequence=n,
        number=number,
        counter=f"quay-{counter}",
        counter_number=counter,
        language=language,
        at=NINE_IN_THE_MORNING,
        again=False,
    )


def waiting(plan: Plan) -> dict[str, ServiceState]:
    return {
        service.id: ServiceState(
            epoch=1,
            version=1,
            service=service.id,
            waiting=(127, 3, 0, 41)[n % 4],
            oldest=None,
            estimate_minutes=None,
            issuing="open",
        )
        for n, service in enumerate(plan.services)
    }


def every_state(plan: Plan, zone: str, words: Words) -> Iterator[tuple[str, Board]]:
    texts = texts_of(plan, zone, [words.into("vi")])
    counters = [counter.number for counter in plan.counters if counter.zone == zone]
    calls = [call(n, texts.numbers[n % len(texts.numbers)], counters[n % len(counters)]) for n in range(1, 13)]
    # The widest digits are for measuring; a hall calls other numbers.
    calls = tuple(replace(c, number=c.number.replace(WIDEST_DIGIT * 3, f"{c.sequence:03d}")) for c in reversed(calls))
    clock = HubClock(NINE_IN_THE_MORNING, NOW, True)
    linked = Board(voice=True, hall=OPEN, beats=2, stale=None, clock=clock, services=waiting(plan), turned=NOW)
    newest = Hero(calls[0], NOW, True)
    widest = call(99, max(texts.numbers, key=len), max(counters), "en")
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


class Shown:
    def __init__(self, glass: Glass, plan: Plan, zone: str, panel: Panel, distance_m: float, words: Words) -> None:
        from display_app.screens.calls.text_line import em

        fonts.register()
        self.glass = glass
        self.layout: Layout = lay_out(panel, distance_m, texts_of(plan, zone, [words.into("vi"), words.into("en")]), em)
        glass.use(self.layout.scale, colours.DARK)
        self.views = Views(plan, zone, self.layout, words, em)
        self.screen: Any = None

    def show(self, state: Board) -> BoardView:
        from display_app.screens.calls.calls import CallsScreen

        view = self.views(state, NOW)
        self.screen = CallsScreen(self.layout, view)
        self.glass.show(self.screen)
        return view

    def faults(self) -> list[str]:
        """Text that leaves its place, or is drawn over other text."""
        from display_app.screens.calls.text_line import TextLine

        lines = [widget for widget in self.screen.walk() if isinstance(widget, TextLine) and widget.text]
        found = [f"{line.text!r} is wider than its place" for line in lines if line.ink_width > line.width + 1]
        boxes = [(line.text, line.ink_box) for line in lines]
        for place, (text, (x, y, right, top)) in enumerate(boxes):
            if not (x >= 0 and y >= 0 and right <= self.layout.scale.width and top <= self.layout.scale.height):
                found.append(f"{text!r} leaves the glass")
            for other, (x2, y2, right2, top2) in boxes[place + 1 :]:
                if x < right2 and x2 < right and y < top2 and y2 < top:
                    found.append(f"{text!r} is over {other!r}")
        return found


@pytest.mark.parametrize(("name", "file", "zone", "panel", "metres"), GLASSES, ids=[g[0] for g in GLASSES])
def test_every_state_is_drawn_with_all_text_in_its_place(
    glass: Glass, english_too: Words, name: str, file: str, zone: str, panel: Panel, metres: float
):
    plan = load(HALLS / file)
    shown = Shown(glass, plan, zone, panel, metres, english_too)
    for state, board in every_state(plan, zone, english_too):
        shown.show(board)
        glass.picture(f"board-{name}-{state}")
        assert shown.faults() == [], f"{name} {state}"


def test_the_longest_names_are_cut_between_words_and_stay_in_their_place(glass: Glass, english_too: Words):
    plan = load(HALLS / "ward.toml")
    long = Name(vi=LONGEST, en=LONGEST)
    plan = replace(
        plan, hall=replace(plan.hall, name=long), services=[replace(service, name=long) for service in plan.services]
    )
    shown = Shown(glass, plan, "sanh", LANDSCAPE, 8.0, english_too)
    states = dict(every_state(plan, "sanh", english_too))
    for state in ("many", "quiet"):
        view = shown.show(states[state])
        glass.picture(f"board-longest-{state}")
        assert shown.faults() == []
        assert all(card.lines[-1].endswith("…") for card in view.cards if card.count)


@pytest.mark.parametrize("metres", [4.0, 8.0, 10.0])
def test_the_capitals_on_the_glass_are_as_high_as_the_distance_asks(glass: Glass, english_too: Words, metres: float):
    """Measured on the picture: rows of pixels that the digits of number, counter and list really take."""
    plan = load(HALLS / "ward.toml")
    shown = Shown(glass, plan, "sanh", LANDSCAPE, metres, english_too)
    state = dict(every_state(plan, "sanh", english_too))["one-dark"]
    ones = replace(
        state, hero=Hero(call(1, "A111", 1), NOW - 700, True), calls=(call(2, "B111", 1), call(1, "A111", 1))
    )
    shown.show(ones)
    picture = Image.open(glass.picture(f"board-capitals-{metres:g}m")).convert("RGB")
    layout, mm = shown.layout, 1 / shown.layout.scale.px_per_mm
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
