"""The line display over a real pseudo-terminal in the place of its serial line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from counter_caller.devices.line_display import LineDisplay, LineDisplayError, address, picture

from .hardware import PATIENCE, Screen


@pytest.fixture
def missing() -> SimpleQueue[bool]:
    return SimpleQueue()


@pytest.fixture
def make(tmp_path: Path, missing: SimpleQueue[bool]) -> Iterator[Callable[[], LineDisplay]]:
    stops: list[Callable[[], None]] = []

    def started() -> LineDisplay:
        display = LineDisplay(f"serial:{tmp_path / 'line'}?baud=9600", missing=missing.put)
        stops.append(display.start())
        return display

    yield started
    for stop in stops:
        stop()


def test_both_lines_appear_without_accents(tmp_path: Path, make: Callable[[], LineDisplay]) -> None:
    screen = Screen(tmp_path / "line")
    display = make()
    display.show("MỜI A012      CHỜ 12", "CHỜ CÔNG DÂN ĐẾN")
    assert screen.shows("MOI A012      CHO 12", "CHO CONG DAN DEN")
    display.show("QUẦY 3 ĐÓNG", "")
    assert screen.shows("QUAY 3 DONG", "")


def test_the_same_lines_again_do_not_make_it_flicker(tmp_path: Path, make: Callable[[], LineDisplay]) -> None:
    screen = Screen(tmp_path / "line")
    display = make()
    display.show("QUẦY 3", "")
    assert screen.shows("QUAY 3", "")
    before = screen.pictures
    for _ in range(20_000):  # long enough for its thread to have its turns
        display.show("QUẦY 3", "")
    display.show("QUẦY 3 MỞ", "")
    assert screen.shows("QUAY 3 MO", "")
    assert screen.pictures == before + 1


def test_a_stopped_program_leaves_the_display_dark(tmp_path: Path, missing: SimpleQueue[bool]) -> None:
    screen = Screen(tmp_path / "line")
    display = LineDisplay(f"serial:{tmp_path / 'line'}", missing=missing.put)
    stop = display.start()
    display.show("QUẦY 3 MỞ", "")
    assert screen.shows("QUAY 3 MO", "")
    stop()
    assert screen.shows("", "")


def test_a_display_pulled_out_is_told_and_shows_the_newest_lines_when_it_is_back(
    tmp_path: Path, make: Callable[[], LineDisplay], missing: SimpleQueue[bool]
) -> None:
    """Nothing is written in between: the hang-up alone is noticed."""
    screen = Screen(tmp_path / "line")
    display = make()
    display.show("MỘT", "")
    assert screen.shows("MOT", "")
    assert missing.get(timeout=PATIENCE) is False
    screen.plugged_in_alone()
    screen.unplug()
    assert missing.get(timeout=PATIENCE) is True
    display.show("HAI", "")
    display.show("BA", "")
    again = Screen(tmp_path / "line")
    assert again.shows("BA", "")
    told = missing.get(timeout=PATIENCE)
    while told:
        told = missing.get(timeout=PATIENCE)


def test_a_display_that_is_not_there_at_the_start_is_told_and_looked_for(
    tmp_path: Path, make: Callable[[], LineDisplay], missing: SimpleQueue[bool]
) -> None:
    display = make()
    display.show("QUẦY 3", "")
    assert missing.get(timeout=PATIENCE) is True
    assert Screen(tmp_path / "line").shows("QUAY 3", "")


def test_a_display_missing_for_days_never_makes_the_box_wait(make: Callable[[], LineDisplay]) -> None:
    """More changes than any pipe holds, and nobody to take them."""
    display = make()
    for turn in range(70_000):
        display.show(f"{turn}", "")


def test_the_bytes_are_these() -> None:
    assert picture("QUẦY 3 MỞ", "BẤM MỜI TIẾP") == b"\x0cQUAY 3 MO\r\nBAM MOI TIEP"
    assert picture("x" * 25, "–") == b"\x0c" + b"x" * 20 + b"\r\n?"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("serial:/dev/ttyUSB0?baud=19200", ("/dev/ttyUSB0", 19_200)),
        ("serial:/dev/serial/by-id/usb-x-if00", ("/dev/serial/by-id/usb-x-if00", 9_600)),
    ],
)
def test_the_address_of_a_display(url: str, expected: tuple[str, int]) -> None:
    assert address(url) == expected


@pytest.mark.parametrize("url", ["/dev/ttyUSB0", "serial:", "serial:/dev/ttyUSB0?baud=fast", "tcp://1.2.3.4:9100"])
def test_anything_else_is_no_address_and_says_what_would_be_one(url: str) -> None:
    with pytest.raises(LineDisplayError, match=r"serial:/dev/ttyUSB0\?baud=9600"):
        address(url)
