"""The ways to have the screen: reached from everywhere, leading back to what was left, gone with who wanted them."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace
from PIL import Image

from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.ui import colours
from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.entry.pages import Entry
from kiosk_app.jobs.home.pages import Modes, Toggle
from kiosk_app.jobs.tickets import pages as tickets
from kiosk_app.kiosk import IDLE, LEAVE, Home, Kiosk, Manner, Page, show
from kiosk_app.looks import Looks
from kiosk_app.view import view
from tests.kiosk_app.conftest import Hand
from tests.pictures.test_kiosk_pictures import NOW, every_page
from tests.screens_support import PANELS, Glass, plan_in

SWITCHES: tuple[Any, ...] = ("larger", "contrast", "low", "spoken")


@pytest.fixture
def able(hand: Hand) -> Hand:
    """On a panel that can do all of it."""
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, tiles_larger=4, can_lower=True))
    return hand


def test_from_an_inner_page_and_back_with_everything_as_it_was(able: Hand) -> None:
    able.tap(tickets.Begin(), tickets.ChooseField("dat-dai"), m.TurnTo(1))
    before, trail = able.kiosk.page, able.kiosk.trail
    able.tap(m.OpenModes())
    assert able.kiosk.page == Modes()
    for switch in SWITCHES:
        able.tap(Toggle(switch))
    able.tap(m.GoBack())
    assert (able.kiosk.page, able.kiosk.trail) == (before, trail)
    assert able.kiosk.manner == Manner(larger=True, contrast=True, low=True, spoken=True)


def test_what_was_typed_is_still_there(able: Hand) -> None:
    from kiosk_app.jobs.dossiers.pages import BeginLookup

    able.tap(BeginLookup())
    assert isinstance(able.kiosk.page, Entry)
    for key in "H12":
        able.hear(m.Key(key))
    typed = able.kiosk.page
    able.tap(m.OpenModes(), Toggle("larger"), m.GoBack())
    assert able.kiosk.page == typed


def test_a_page_that_back_does_not_lead_to_offers_no_way_to_lose_it(able: Hand) -> None:
    able.ask()
    asking = able.kiosk.page
    able.tap(m.OpenModes())
    assert able.kiosk.page == asking


def test_a_tap_on_a_button_that_is_not_offered_changes_nothing(hand: Hand) -> None:
    hand.tap(Toggle("larger"), Toggle("low"))
    assert hand.kiosk.manner == Manner()


@pytest.mark.parametrize("way", ["home button", "idle", "back"])
def test_with_who_wanted_it_it_is_gone(able: Hand, way: str) -> None:
    able.tap(m.Speak("en"), *(Toggle(switch) for switch in SWITCHES))
    able.tap(tickets.Begin())
    if way == "home button":
        able.tap(m.GoHome())
    else:
        if way == "back":
            able.tap(m.GoBack())
            assert able.kiosk.manner.larger, "whoever goes back is still there"
        able.wait(IDLE)
        able.hear(m.Woke())
        able.wait(LEAVE)
        able.hear(m.Woke())
    assert able.kiosk.page == Home()
    assert able.kiosk.manner == Manner()


# --- On the glass -----------------------------------------------------------------------------------------------


def pages_of(panel: str) -> list[tuple[str, Kiosk]]:
    from kiosk_app.jobs.staff import pages as staff

    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    tiles = looks.of(Manner()).layout.tiles
    all_pages = list(every_page(plan_in("ward.toml"), tiles))
    open_kiosk = dict(all_pages)["home"]
    inner: list[Page] = [Modes(), staff.Pin("123"), staff.Corner(), staff.Checks(), staff.NoPin()]
    return all_pages + [(type(page).__name__, show(open_kiosk, page, NOW)) for page in inner]


def stage_on(glass: Glass, panel: str) -> Any:
    from kiosk_app.stage import Stage

    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    glass.use(looks.plain)
    return Stage(looks.of, lambda _tap: None)


def draw(glass: Glass, stage: Any, kiosk: Kiosk, manner: Manner, words: Words) -> None:
    kiosk = replace(kiosk, manner=manner)
    stage.show(view(kiosk, words.into(manner.language), NOW), manner)
    glass.show(stage)


def colours_on(glass: Glass) -> set[str]:
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    glass.window.dispatch("on_draw")
    pixels = bytes(glReadPixels(0, 0, *glass.window.size, GL_RGB, GL_UNSIGNED_BYTE))
    seen = Image.frombytes("RGB", glass.window.size, pixels).getcolors(1 << 24) or []
    return {f"#{bytes(colour).hex()}" for _, colour in seen if isinstance(colour, tuple)}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("panel", ["1280x800", "800x480"])
def test_in_high_contrast_nothing_of_the_light_colours_is_left(glass: Glass, english_too: Words, panel: str) -> None:
    """Each page is drawn in the light first, on the same stage."""
    high = {getattr(colours.HIGH_CONTRAST, role) for role in colours.Theme.__struct_fields__}
    light = {getattr(colours.LIGHT, role) for role in colours.Theme.__struct_fields__} - high
    stage = stage_on(glass, panel)
    for name, kiosk in pages_of(panel):
        draw(glass, stage, kiosk, Manner(), english_too)
        draw(glass, stage, kiosk, Manner(contrast=True), english_too)
        assert not colours_on(glass) & light, name


@pytest.mark.parametrize(("panel", "manner"), list(product(PANELS, [Manner(larger=True), Manner(contrast=True)])))
def test_after_another_manner_a_page_is_pixel_for_pixel_what_it_was(
    glass: Glass, english_too: Words, panel: str, manner: Manner
) -> None:
    stage = stage_on(glass, panel)
    kiosk = dict(pages_of(panel))["home"]
    draw(glass, stage, kiosk, Manner(), english_too)
    before = glass.picture(f"manner-{panel}-before").read_bytes()
    draw(glass, stage, kiosk, manner, english_too)
    between = glass.picture(f"manner-{panel}-between").read_bytes()
    draw(glass, stage, kiosk, Manner(), english_too)
    assert glass.picture(f"manner-{panel}-after").read_bytes() == before
    if manner.contrast or Looks(Device(id="kiosk-1", panel=PANELS[panel])).larger:
        assert between != before


@pytest.mark.parametrize(("panel", "offered"), [("1280x800", True), ("1080x1920", True), ("800x480", False)])
def test_the_button_is_on_the_inner_pages_of_a_large_panel(
    glass: Glass, english_too: Words, panel: str, offered: bool
) -> None:
    from hall_core.ui.widgets.push_button.push_button import PushButton

    stage = stage_on(glass, panel)
    draw(glass, stage, dict(pages_of(panel))["fields"], Manner(), english_too)
    heard: list[object] = []
    stage._tapped = heard.append
    buttons = [w for w in stage.walk() if isinstance(w, PushButton) and w.text == "Aa" and w.meaning == m.OpenModes()]
    assert bool(buttons) is offered
    for button in buttons:
        glass.tap(button)
    assert heard == [m.OpenModes()] * offered
