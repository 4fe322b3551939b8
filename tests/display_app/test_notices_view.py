"""The part ``notices``: its place, its pages, its times."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from display_app.board import Board, BoardNotice, HubClock
from display_app.box import Box
from display_app.parts.notices.layout import ASKED, Layout, Place
from display_app.parts.notices.page import Composer
from display_app.parts.notices.view import NoticesView, Views
from display_app.parts.part import About
from display_app.sizes import Level, Sizes
from display_app.turns import Turns
from hall_core.device.hall_file import load
from hall_core.domain.business_day import MINUTE, moment_of
from hall_core.domain.notice import Notice, NoticeFile, Span
from hall_core.domain.plan_devices import Panel
from hall_core.ui.tokens import board_scale
from tests.display_app.conftest import Watched, about_of, call, linked, scene_layout

HALL = Path(__file__).parents[2] / "halls" / "ward.toml"
PANEL = Panel(width_px=1920, height_px=1080, width_mm=1210)
MONDAY = moment_of(datetime(2026, 11, 23, 8, 0))
PICTURE = NoticeFile(digest="0" * 64, kind="picture", size=9, width=1_600, height=900)
FILM = replace(PICTURE, kind="video", seconds=17)


def em(text: str, weight: str) -> float:
    return len(text) * 0.55


def about() -> About:
    return about_of(load(HALL), PANEL, 6.0, em, shows=("notices",))


def views() -> Views:
    made = about()
    return Views(made, scene_layout(made).parts["notices"])


def board(*notices: Notice, at: int = MONDAY, trusted: bool = True, path: str = "", **more: Any) -> Board:
    """Whose own clock is at nought when the hub's says ``at``."""
    shown = tuple(BoardNotice(notice, path if notice.file else "") for notice in notices)
    return linked(notices=shown, clock=HubClock(at, 0, trusted), **more)


def titles(made: Views, state: Board, now: int = 0) -> list[str]:
    """Of all pages, once all are set."""
    turns = Turns(now)
    pages = made.pages(state, turns)
    while turns.until == now + 1:
        turns = Turns(now)
        pages = made.pages(state, turns)
    return [title(made(state, Turns(now), page)) for page in range(len(pages))]


def title(view: NoticesView) -> str:
    return " ".join(line.text for line in view.lines if line.weight == "Bold")


WORDS = Notice(id="a", title_vi="Xin chào")


def test_notices_follow_one_another_in_the_order_of_the_list():
    state = board(*(Notice(id=f"n{n}", title_vi=f"Số {n}") for n in range(5)))
    assert titles(views(), state) == [f"Số {n}" for n in range(5)]


def test_only_one_notice_is_set_at_a_time_so_that_a_call_never_waits_for_many():
    made, state = views(), board(WORDS, Notice(id="b", title_vi="Hai"))
    turns = Turns(0)
    assert len(made.pages(state, turns)) == 1
    assert turns.until == 1
    turns = Turns(1)
    assert len(made.pages(state, turns)) == 2
    assert turns.until is None


def test_nothing_to_show_takes_no_turn_and_says_so_when_it_stands_alone():
    made, state = views(), board()
    assert list(made.pages(state, Turns(0))) == []
    view = made(state, Turns(0), 0)
    assert [line.text for line in view.lines] == ["Hiện không có thông báo"]


def test_a_scheduled_notice_comes_and_goes_by_the_hubs_clock():
    made = views()
    state = board(replace(WORDS, hours=(Span("08:10", "08:20"),)))
    turns = Turns(0)
    assert list(made.pages(state, turns)) == []
    assert turns.until == 10 * MINUTE
    assert titles(made, state, 10 * MINUTE) == ["Xin chào"]
    assert titles(made, state, 20 * MINUTE) == []


@pytest.mark.parametrize("clock", [None, HubClock(MONDAY, 0, False), HubClock(MONDAY, -(25 * 60 * MINUTE), True)])
def test_without_a_time_to_trust_only_notices_without_a_schedule_are_shown(clock: HubClock | None):
    state = replace(board(WORDS, Notice(id="b", title_vi="Hai", days=("mon",))), clock=clock)
    assert titles(views(), state) == ["Xin chào"]


def test_english_follows_vietnamese():
    assert titles(views(), board(replace(WORDS, title_en="Welcome"))) == ["Xin chào", "Welcome"]


def test_a_picture_that_is_not_here_gives_way_to_its_words_and_without_words_to_nothing():
    made, state = views(), board(replace(WORDS, file=PICTURE), Notice(id="b", file=PICTURE))
    assert titles(made, state) == ["Xin chào"]
    assert made(state, Turns(0), 0).picture is None


def test_a_picture_keeps_its_shape_inside_its_place():
    made, state = views(), board(replace(WORDS, file=PICTURE), path="/x")
    picture = made(state, Turns(0), 0).picture
    assert picture is not None
    assert picture.box.width / picture.box.height == pytest.approx(16 / 9, abs=0.01)


def test_a_video_stands_for_its_length_and_is_shown_once_however_many_languages_it_has():
    made, state = views(), board(replace(WORDS, title_en="Welcome", file=FILM), path="/x")
    assert list(made.pages(state, Turns(0))) == [17_000]


def test_the_seconds_of_the_clerk_hold():
    assert list(views().pages(board(replace(WORDS, seconds=33)), Turns(0))) == [33_000]


def test_a_notice_takes_turns_with_calls_and_a_call_interrupts_it_in_the_frame_it_is_heard():
    watched = Watched(about_of(load(HALL), PANEL, 6.0, em, shows=("calls", "notices")))
    state = board(WORDS)
    now = 0
    while "notices" not in dict(watched(state, now).parts):
        now += 1_000
    from display_app.board import Hero

    called = replace(state, calls=(call(1),), hero=Hero(call(1), now, False))
    assert dict(watched(called, now).parts).keys() == {"calls"}
    assert dict(watched(state, now + 5_000).parts).keys() == {"notices"}


words = st.text(st.sampled_from("abc đêểỗ\n "), max_size=900)


@given(words.map(str.strip), words.map(lambda text: " ".join(text.split())[:160]), st.sampled_from([0, 1, 2]))
def test_every_word_is_shown_once_in_its_place_in_type_that_is_large_enough(text: str, heading: str, shape: int):
    compose, layout = COMPOSED[shape]
    pages = compose(BoardNotice(Notice(id="a", title_vi=heading, text_vi=text)))
    body = [line for page in pages for line in page.lines if line.weight == "Regular"]
    assert "".join(line.text for line in body).replace(" ", "") == "".join(text.split())
    for line in (line for page in pages for line in page.lines):
        assert line.role in ("caption", "body", "action", "title")
        assert layout.content.x <= line.box.x
        assert line.box.right <= layout.content.right
        assert layout.content.y <= line.box.y
        assert line.box.top <= layout.content.top
        assert em(line.text, "Bold") * layout.scale.font(line.role) <= line.box.width
    assert all(len(page.lines) <= layout.lines for page in pages)


def _composed() -> list[tuple[Composer, Layout]]:
    made = about()
    found: list[tuple[Composer, Layout]] = []
    for box in (Box(0, 0, 1_900, 800), Box(0, 0, 960, 800), Box(10, 10, 1_000, 1_500)):
        layout = Place(made)(Sizes(board_scale(PANEL, 6.0), em), box, Level.TIGHT)
        assert layout is not None
        found.append((Composer(layout, em), layout))
    return found


COMPOSED = _composed()


@given(st.integers(200, 2_500), st.integers(150, 2_500), st.sampled_from(list(Level)))
def test_a_box_has_room_for_what_its_level_asks_or_is_refused(width: int, height: int, level: Level):
    sizes = Sizes(board_scale(PANEL, 5.0), em)
    layout = Place(about())(sizes, Box(0, 0, width, height), level)
    if layout is not None:
        room = layout.content.height - layout.scale.row("body") - layout.gap
        assert room >= layout.scale.row("caption", ASKED[level])


def test_what_is_told_to_be_needed_is_enough():
    sizes = Sizes(board_scale(PANEL, 5.0), em)
    place = Place(about())
    need = place.least(sizes, Box(0, 0, 100, 100))
    assert place(sizes, Box(0, 0, need.width, need.height), Level.TIGHT) is not None
    assert place(sizes, Box(0, 0, need.width - 1, need.height), Level.TIGHT) is None
    assert place(sizes, Box(0, 0, need.width, need.height - 1), Level.TIGHT) is None
