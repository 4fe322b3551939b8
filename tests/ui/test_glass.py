"""What a screen program draws on, whose card and whose screen may come after it."""

import logging
import threading
from pathlib import Path

import pytest

from hall_core.screens import SYS
from hall_core.ui.glass import SCREENS, SETTLED, find_glass, wait_for_card
from tests.played_screens import PlayedScreens


@pytest.fixture
def screens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlayedScreens:
    played = PlayedScreens(tmp_path)
    monkeypatch.setenv(SCREENS, str(played.sys))
    return played


def test_a_program_waits_for_its_graphics_card(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    coming = threading.Timer(0.2, (tmp_path / "card1").touch)
    coming.start()
    try:
        assert wait_for_card(tmp_path)
    finally:
        coming.join()
    assert "it is waited for" in caplog.text


def test_one_that_never_comes_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert not wait_for_card(tmp_path / "dri", seconds=0.1)
    assert "no graphics card" in caplog.text
    assert str(tmp_path / "dri") in caplog.text


def test_without_a_screen_it_is_dark_and_says_which_sockets_are_empty(screens: PlayedScreens) -> None:
    glass = find_glass(seconds=0)
    assert (glass.dark, glass.words) == (True, "HDMI-A-1, HDMI-A-2")


def test_a_screen_at_any_socket_is_drawn_on(screens: PlayedScreens) -> None:
    screens.plug("HDMI-A-2", there=True)
    assert not find_glass(seconds=0).dark


def test_a_screen_that_is_found_while_the_program_starts_is_waited_for(screens: PlayedScreens) -> None:
    coming = threading.Timer(0.2, lambda: screens.plug(there=True))
    coming.start()
    try:
        assert not find_glass(seconds=20).dark
    finally:
        coming.join()


def test_a_screen_that_comes_and_one_that_goes_are_believed_when_they_stay(screens: PlayedScreens) -> None:
    for dark in (True, False):
        screens.plug(there=not dark)
        glass = find_glass(seconds=0)
        assert glass.dark == dark
        screens.plug(there=dark)
        assert not any(glass.is_another() for _ in range(SETTLED - 1))
        screens.plug(there=not dark)
        assert not glass.is_another(), "a television that changes its input is away for a moment"
        screens.plug(there=dark)
        assert [glass.is_another() for _ in range(SETTLED)] == [False] * (SETTLED - 1) + [True]


def test_of_two_screens_the_one_counts_that_is_drawn_on(screens: PlayedScreens) -> None:
    for output in ("HDMI-A-1", "HDMI-A-2"):
        screens.plug(output, there=True)
    glass = find_glass(seconds=0)
    screens.plug("HDMI-A-2", there=False)
    assert not any(glass.is_another() for _ in range(2 * SETTLED))
    screens.plug("HDMI-A-2", there=True)
    screens.plug("HDMI-A-1", there=False)
    assert [glass.is_another() for _ in range(SETTLED)][-1]


def test_the_first_is_the_one_that_the_kernel_names_first(screens: PlayedScreens) -> None:
    screens.number(first="HDMI-A-2", then="HDMI-A-1")
    for output in ("HDMI-A-1", "HDMI-A-2"):
        screens.plug(output, there=True)
    glass = find_glass(seconds=0)
    assert glass.words == "HDMI-A-2, HDMI-A-1"
    screens.plug("HDMI-A-1", there=False)
    assert not any(glass.is_another() for _ in range(2 * SETTLED))
    screens.plug("HDMI-A-2", there=False)
    screens.plug("HDMI-A-1", there=True)
    assert [glass.is_another() for _ in range(SETTLED)][-1]


def test_on_a_desk_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SCREENS, raising=False)
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    monkeypatch.setattr("hall_core.screens.SYS", SYS / "not-there")
    glass = find_glass(seconds=0)
    assert not glass.dark
    assert not any(glass.is_another() for _ in range(2 * SETTLED))
