"""What the stage does while nobody touches the glass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.ui.translate import Words
from kiosk_app import stage as stages
from kiosk_app.jobs.rating.pages import Idle
from kiosk_app.jobs.tickets.pages import Fields
from kiosk_app.kiosk import Home, Manner, Page
from kiosk_app.looks import Looks
from kiosk_app.view import view
from kiosk_app.views import HomeView
from tests.kiosk_app.conftest import Hand
from tests.screens_support import PANELS, Glass

Show = Callable[..., Any]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds of the stage's clock, which stands still unless it is put on; it rests only when it is told to."""
    seconds = [100.0]
    monkeypatch.setattr(stages, "BETWEEN", 3_600)
    monkeypatch.setattr(stages, "monotonic", lambda: seconds[0])
    return seconds


@pytest.fixture(params=list(PANELS))
def show(request: pytest.FixtureRequest, glass: Glass, hand: Hand, english_too: Words, now: list[float]) -> Show:
    from msgspec.structs import replace

    looks = Looks(Device(id="kiosk-1", panel=PANELS[request.param]))
    glass.use(looks.plain)
    stage = stages.Stage(looks.of, lambda _tap: None)
    glass.show(stage)

    def on_glass(page: Page, manner: Manner = stages.PLAIN) -> stages.Stage:
        kiosk = replace(hand.kiosk, page=page, manner=manner)
        stage.show(view(kiosk, english_too.into("vi"), hand.now), manner, personal=page.personal)
        glass.frames()
        return stage

    return on_glass


def rest(stage: stages.Stage, glass: Glass, times: int = 1) -> None:
    for _ in range(times):
        stage._rest(0)
        glass.frames()


def cold(stage: stages.Stage, first: type[Any] = HomeView) -> int:
    return sum(kind not in stage._screens for kind in stages.WARM[first])


def test_on_the_first_page_one_screen_after_the_other_is_made(show: Show, glass: Glass, now: list[float]) -> None:
    stage = show(Home())
    now[0] += stages.QUIET
    before = cold(stage)
    rest(stage, glass)
    assert cold(stage) == before - 1
    rest(stage, glass, before)
    assert cold(stage) == 0


def test_a_pad_makes_its_own(show: Show, glass: Glass, now: list[float]) -> None:
    stage = show(Idle("quay-1"))
    now[0] += stages.QUIET
    rest(stage, glass, 9)
    assert cold(stage, type(stage.view)) == 0
    assert cold(stage, HomeView) == len(stages.WARM[HomeView])


@pytest.mark.parametrize("show", ["1280x800"], indirect=True)
class TestRest:
    def test_nothing_is_made_soon_after_a_touch(self, show: Show, glass: Glass, now: list[float]) -> None:
        stage = show(Home())
        now[0] += 100
        before = cold(stage)
        glass.finger().down(1, 1).up()
        now[0] += stages.QUIET - 0.1
        rest(stage, glass)
        assert cold(stage) == before

    def test_nor_on_another_page(self, show: Show, glass: Glass, now: list[float]) -> None:
        stage = show(Fields())
        now[0] += 100
        before = cold(stage)
        rest(stage, glass)
        assert cold(stage) == before

    def test_a_screen_made_so_is_the_one_that_is_shown(self, show: Show, glass: Glass, now: list[float]) -> None:
        from kiosk_app.jobs.procedures.pages import Search

        stage = show(Home())
        now[0] += stages.QUIET
        rest(stage, glass, len(stages.WARM[HomeView]))
        made = dict(stage._screens)
        show(Search())
        assert stage.children == [made[type(stage.view)]]

    def test_another_manner_has_its_own_screens(self, show: Show, glass: Glass, now: list[float]) -> None:
        stage = show(Home())
        now[0] += stages.QUIET
        rest(stage, glass, 9)
        show(Home(), Manner(contrast=True))
        assert cold(stage) == len(stages.WARM[HomeView])
        rest(stage, glass, 9)
        assert cold(stage) == 0

    def test_who_asked_for_another_look_finds_its_screens_made_without_waiting_for_quiet(
        self, show: Show, glass: Glass, now: list[float]
    ) -> None:
        stage = show(Home())
        finger = glass.finger().down(1, 1)
        finger.up()
        show(Home(), Manner(larger=True))
        rest(stage, glass, 9)
        assert cold(stage) == 0

    def test_but_none_is_made_under_a_finger(self, show: Show, glass: Glass, now: list[float]) -> None:
        stage = show(Home())
        show(Home(), Manner(larger=True))
        before = cold(stage)
        finger = glass.finger().down(1, 1)
        rest(stage, glass, 3)
        assert cold(stage) == before
        finger.up()
        rest(stage, glass)
        assert cold(stage) == before - 1

    def test_a_finger_whose_lift_was_lost_holds_nothing_up_for_long(
        self, show: Show, glass: Glass, now: list[float]
    ) -> None:
        stage = show(Home())
        show(Home(), Manner(larger=True))
        glass.finger().down(1, 1)
        now[0] += stages.QUIET
        rest(stage, glass, 9)
        assert cold(stage) == 0

    def test_no_other_screen_is_made_before_the_picture_of_the_new_look(
        self, show: Show, glass: Glass, now: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stage = show(Home())
        monkeypatch.setattr(stage._rest_soon, "timeout", 0)  # as after a long picture: due at once
        stage._rest_soon()
        made: list[int] = []
        glass.window.bind(on_flip=lambda *_: made.append(cold(stage)))
        show(Home(), Manner(larger=True))
        assert made[0] == len(stages.WARM[HomeView])

    def test_what_was_thrown_away_is_collected_when_it_is_quiet(
        self, show: Show, glass: Glass, now: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stage = show(Fields())
        collected: list[bool] = []
        monkeypatch.setattr(stages, "tidy", lambda: collected.append(True))
        rest(stage, glass)
        assert collected == []
        now[0] += stages.QUIET
        rest(stage, glass, 3)
        assert collected == [True]
