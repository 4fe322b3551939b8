"""The line of a sign over a real pseudo-terminal, with displays that know only docs/signs.md at its far end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from display_app.devices.sign_line import Missing, SignLine
from display_app.signs import order
from display_app.signs.view import Face
from hall_core.domain.plan_devices import Sign, SignDisplay
from hall_core.domain.plan_times import Level
from hall_core.domain.sign_line import SignLineError

from .hardware import AlphaSigns, Line, SegmentDisplays, within

pytestmark = pytest.mark.timeout(60)


class Told(list[Missing]):
    def comes_to(self, *wanted: Missing) -> bool:
        """Whether these were told, in order, whatever else in between."""

        def there() -> bool:
            rest = iter(list(self))
            return all(any(one == missing for missing in rest) for one in wanted)

        return within(there)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "line"


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def start(path: Path, told: Told) -> Iterator[Callable[..., SignLine]]:
    stops: list[Callable[[], None]] = []

    def make(*addresses: int, **more: object) -> SignLine:
        displays = [SignDisplay(address=address, counter=f"quay-{address}") for address in addresses]
        sign = Sign(id="bien-1", zone="sanh", line=f"serial:{path}?baud=115200", displays=displays, **more)  # pyright: ignore[reportArgumentType]
        line = SignLine(sign, missing=told.append)
        stops.append(line.start())
        return line

    yield make
    for stop in stops:
        stop()


@pytest.fixture
def plug(path: Path) -> Iterator[Callable[..., SegmentDisplays]]:
    plugged: list[SegmentDisplays] = []

    def make(*addresses: int) -> SegmentDisplays:
        plugged.append(SegmentDisplays(path, addresses))
        return plugged[-1]

    yield make
    for displays in plugged:
        displays.line.unplug()


A012, A013 = Face("A012", blinks=True), Face("A013")


def test_each_display_comes_to_show_its_own(
    start: Callable[..., SignLine], plug: Callable[..., SegmentDisplays], told: Told
) -> None:
    displays = plug(3, 4, 200)
    start(3, 4, 200).show([A012, Face("--"), Face("B7", level=40)])
    assert displays.show(a3="A012!", a4="--", a200="B7")
    assert displays.levels[200] == 6
    assert told.comes_to(Missing())


def test_a_dead_display_is_told_and_the_other_one_shows_all_the_same(
    start: Callable[..., SignLine], plug: Callable[..., SegmentDisplays], told: Told
) -> None:
    displays = plug(3, 4)
    displays.deaf = {3}
    line = start(3, 4)
    line.show([A012, A013])
    assert displays.show(a4="A013")
    assert told.comes_to(Missing(displays=frozenset({3})))
    line.show([A012, A012])
    assert displays.show(a4="A012!")
    displays.deaf = set()
    assert displays.show(a3="A012!")
    assert told.comes_to(Missing(displays=frozenset({3})), Missing())


def test_lost_bytes_cost_time_but_no_number(
    start: Callable[..., SignLine], plug: Callable[..., SegmentDisplays]
) -> None:
    displays = plug(3, 4)
    displays.loses = lambda place: place < 200 and place % 17 == 0
    start(3, 4).show([A012, A013])
    assert displays.show(a3="A012!", a4="A013")
    assert {text for _, text in displays.frames} == {"A012!", "A013"}


def test_garbage_that_comes_in_changes_nothing(
    start: Callable[..., SignLine], plug: Callable[..., SegmentDisplays], told: Told
) -> None:
    displays = plug(3)
    line = start(3)
    line.show([A013])
    assert displays.show(a3="A013")
    displays.line.say(bytes(range(256)) * 4)
    line.show([A012])
    assert displays.show(a3="A012!")
    assert Missing(line=True) not in told


def test_a_line_pulled_out_is_told_and_all_is_drawn_anew_when_it_is_back(
    start: Callable[..., SignLine], plug: Callable[..., SegmentDisplays], told: Told
) -> None:
    displays = plug(3, 4)
    line = start(3, 4)
    line.show([A012, A013])
    assert displays.show(a3="A012!", a4="A013")
    displays.line.unplug()
    assert told.comes_to(Missing(), Missing(line=True))
    line.show([Face("A014"), A013])
    displays.shown = {3: "", 4: ""}
    displays.plug_in_again()
    assert displays.show(a3="A014", a4="A013")
    assert told.comes_to(Missing(line=True), Missing())


def test_a_line_that_is_not_there_at_the_start_is_told_and_looked_for(
    start: Callable[..., SignLine], plug: Callable[..., SegmentDisplays], told: Told
) -> None:
    start(3).show([A012])
    assert told.comes_to(Missing(line=True))
    assert plug(3).show(a3="A012!")


def test_a_display_that_lost_its_power_is_told_again_before_anything_changes(
    start: Callable[..., SignLine], plug: Callable[..., SegmentDisplays], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "REFRESH_EVERY", 0.5)
    displays = plug(3)
    start(3).show([A013])
    assert displays.show(a3="A013")
    displays.power_cut(3)
    assert displays.show(a3="A013")


def test_a_program_that_ends_leaves_the_displays_dark(path: Path, plug: Callable[..., SegmentDisplays]) -> None:
    displays = plug(3, 4)
    places = [SignDisplay(address=3, counter="quay-1"), SignDisplay(address=4, counter="quay-2")]
    line = SignLine(Sign(id="b", zone="s", line=f"serial:{path}", displays=places), missing=lambda _: None)
    stop = line.start()
    line.show([A012, A013])
    assert displays.show(a3="A012!", a4="A013")
    stop()
    assert displays.show(a3="", a4="")


def test_alpha_signs_each_show_their_own_though_they_never_answer(
    start: Callable[..., SignLine], path: Path, told: Told
) -> None:
    signs = AlphaSigns(path, [3, 26])
    line = start(3, 26, protocol="alpha")
    line.show([A012, Face("--")])
    assert signs.show(a3="A012!", a26="--")
    line.show([A013, Face()])
    assert signs.show(a3="A013", a26="")
    assert told == [Missing()]
    assert signs.dimmed == []
    signs.line.unplug()


def test_alpha_signs_are_dimmed_where_the_hall_file_says_so(start: Callable[..., SignLine], path: Path) -> None:
    signs = AlphaSigns(path, [3])
    start(3, protocol="alpha", brightness=[Level(at="18:00", percent=44)]).show([Face("A012", level=44)])
    assert signs.line.comes_to(lambda: (3, "0004") in signs.dimmed)
    signs.line.unplug()


def test_where_nobody_answers_everything_is_said_twice(start: Callable[..., SignLine], path: Path) -> None:
    signs = AlphaSigns(path, [3])
    start(3, protocol="alpha").show([A012])
    assert signs.line.comes_to(lambda: signs.line.heard.count(b"A0\x1b cA012") == 2)
    signs.line.unplug()


def test_a_line_that_nobody_serves_says_so_instead_of_taking_what_it_will_never_show(path: Path) -> None:
    sign = Sign(id="b", zone="s", line=f"serial:{path}", displays=[SignDisplay(address=3, counter="quay-1")])
    with pytest.raises(SignLineError, match="no longer served"):
        SignLine(sign, missing=lambda _: None).show([A012])


def test_a_line_missing_for_days_never_makes_the_program_wait(start: Callable[..., SignLine]) -> None:
    """More changes than any pipe holds, and nobody to take them."""
    line = start(3)
    for turn in range(70_000):
        line.show([Face(f"{turn % 1000}")])


def test_an_echo_of_the_own_words_is_no_answer(start: Callable[..., SignLine], path: Path, told: Told) -> None:
    """As of an adapter that hears itself speak."""
    echo = Line(path, lambda byte: bytes((byte,)))
    start(3).show([A012])
    assert told.comes_to(Missing(displays=frozenset({3})))
    echo.unplug()
