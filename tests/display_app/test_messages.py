"""What the head of the centre says to everybody: every kind of board hears it, shows it whole and in turn, and never in
place of a call."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display_app.board import Hero, HubClock, Queued, Stale
from display_app.frame import AGE_PAGE, MESSAGE_AT_LEAST, FrameView
from display_app.state import HERO_AT_MOST
from display_app.turns import LETTERS
from hall_core.contract.access import listens
from hall_core.contract.messages import BoardMessage
from hall_core.domain import plan_devices
from hall_core.domain.plan_devices import BoardPart, Panel
from hall_core.mqtt.heard import HubBack, HubQuiet, LinkDown
from tests.conftest import NINE_IN_THE_MORNING
from tests.display_app.conftest import (
    Hand,
    Watched,
    call,
    counter_state,
    linked,
    service_state,
    uid,
)
from tests.display_app.said import MESSAGES, MINUTE, PORTRAIT, SMALL, em, message, told, watched


def words(frame: FrameView) -> str:
    return " ".join(frame.header)


# --- what is heard ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", get_args(BoardPart))
def test_every_kind_of_board_listens_to_what_is_said_in_its_zone(part: BoardPart):
    board = plan_devices.Board(id="bang", zone="sanh", shows=[part], counter="quay-1" if part == "counter" else None)
    assert ("zone", "sanh") in listens(board)
    assert (("call", "sanh") in listens(board)) == (part in ("calls", "counter")), "calls are for those that show them"


def test_what_the_zone_says_is_known_newest_first_until_it_is_said_no_more(hand: Hand):
    first, second = message(n=1), message("Tạm nghỉ", n=2)
    hand.messages(second, first)
    assert hand.board.messages == (second, first)
    assert hand.board.told == hand.now
    hand.now += MINUTE
    hand.messages(first)
    assert hand.board.messages == (first,)
    assert hand.board.told == hand.now
    hand.messages()
    assert hand.board.messages == ()


def test_the_same_messages_said_again_turn_no_page(hand: Hand):
    hand.messages(message())
    since = hand.now
    hand.now += MINUTE
    hand.messages(message())
    hand.call(call(1))
    assert hand.board.told == since


def test_while_the_hub_is_not_heard_messages_stay_as_everything_else_does(hand: Hand):
    hand.messages(message())
    for news in (HubQuiet(NINE_IN_THE_MORNING), LinkDown()):
        hand.hear(news)
        assert hand.board.messages == (message(),)


def test_when_the_hub_falls_silent_and_is_heard_again_the_pages_begin_anew(hand: Hand):
    hand.messages(message())
    for news in (HubQuiet(NINE_IN_THE_MORNING), HubBack()):
        hand.now += 7_000
        hand.hear(news)
        assert hand.board.told == hand.now


def test_messages_call_nobody_and_say_nothing(hand: Hand):
    assert hand.messages(message()) == []
    assert hand.board.hero is None


# --- the header ------------------------------------------------------------------------------------------------------


def test_a_message_takes_the_place_of_the_halls_name_and_gives_it_back():
    board = watched()
    name = board(told(), 1_000).frame
    said = board(told(message("Mời sang quầy 4")), 1_001).frame
    assert (words(said), said.message, said.stale) == ("Mời sang quầy 4", True, False)
    assert board(told(), 1_002).frame == name
    assert not name.message


def test_english_follows_vietnamese_and_the_older_message_the_newer_one():
    board, state = watched(), told(message("Tin mới", "News", 2), message("Tin cũ", n=1))
    seen = [words(board(state, 1_000 + n * MESSAGE_AT_LEAST).frame) for n in range(4)]
    assert seen == ["Tin mới", "News", "Tin cũ", "Tin mới"]


def test_a_short_message_alone_redraws_nothing():
    board = watched()
    for now in range(1_000, 10 * MINUTE, 9_000):
        assert board(told(message()), now).until is None


def test_a_page_stands_as_long_as_it_takes_to_read():
    board = watched(panel=Panel(width_px=5760, height_px=1080, width_mm=3600))
    long = "Trung tâm nghỉ sửa điện " * 6
    seen = board(told(message(long)), 1_000)
    assert seen.until is not None
    assert seen.until - 1_000 == len("".join(seen.frame.header)) * 1_000 // LETTERS > MESSAGE_AT_LEAST


def test_a_page_that_another_one_follows_says_so():
    board = watched(panel=PORTRAIT, distance_m=8.0)
    state = told(message("Trung tâm nghỉ sửa điện chiều nay, mời quý vị trở lại"))
    first = board(state, 1_000).frame.header
    assert first[-1].endswith("…")
    pages = [board(state, 1_000 + n * MESSAGE_AT_LEAST).frame.header for n in range(1, 9)]
    last = pages[pages.index(first) - 1]
    assert last[-1].endswith("lại")


def test_the_clock_steps_aside_only_where_a_message_would_come_word_by_word():
    wide, narrow = watched(distance_m=5.0), watched(panel=PORTRAIT, distance_m=8.0)
    state = told(message(), clock=HubClock(NINE_IN_THE_MORNING, 1_000, True))
    assert wide(state, 1_000).frame.clock == "09:00"
    assert narrow(state, 1_000).frame.clock == ""
    assert narrow(linked(), 1_000).frame.clock == "09:00"


def test_old_facts_tell_their_age_before_each_message_and_keep_their_mark_beside_it():
    board = watched()
    stale = Stale(NINE_IN_THE_MORNING)
    clock = HubClock(NINE_IN_THE_MORNING, 1_000, True)
    state = told(message("Một", n=2), message("Hai", n=1), stale=stale, clock=clock)
    times = [0, AGE_PAGE, AGE_PAGE + MESSAGE_AT_LEAST, AGE_PAGE * 2 + MESSAGE_AT_LEAST]
    seen = [board(state, 1_000 + time).frame for time in times]
    assert [frame.message for frame in seen] == [False, True, False, True]
    assert [words(frame) for frame in seen if frame.message] == ["Một", "Hai"]
    assert all("09:00" in words(frame) for frame in seen if not frame.message)
    assert all(frame.stale for frame in seen)


GLASSES = [watched(), watched(panel=PORTRAIT, distance_m=8.0), watched("dossiers", panel=SMALL, distance_m=1.2)]


@given(MESSAGES, st.sampled_from(GLASSES), st.booleans())
@settings(deadline=None)
def test_one_round_of_pages_shows_every_word_of_every_message_in_order(
    messages: tuple[BoardMessage, ...], board: Watched, silent: bool
):
    wanted = "".join(said.vi + said.en for said in messages).replace(" ", "")
    state = told(*messages, stale=Stale(NINE_IN_THE_MORNING) if silent else None)
    layout, seen, now = board.layout.frame, "", 1_000
    while len(seen) < len(wanted):
        view = board(state, now)
        frame = view.frame
        if frame.message:
            seen += "".join(frame.header).replace("…", "").replace(" ", "")
            assert len(frame.header) <= layout.lines
            assert all(em(row, "SemiBold") * layout.caption <= layout.message.width for row in frame.header)
        assert view.until is not None or seen == wanted
        now = view.until or now
    assert seen == wanted


BOARDS: list[tuple[BoardPart, ...]] = [("calls",), ("calls", "notices"), ("notices", "calls"), ("waiting", "calls")]
CALLED = [watched(*shows) for shows in BOARDS]


@given(MESSAGES, st.sampled_from(CALLED), st.lists(st.integers(0, 40_000), min_size=1, max_size=20))
@settings(deadline=None)
def test_whatever_is_said_a_call_stands_large_from_the_moment_it_is_heard(
    messages: tuple[BoardMessage, ...], board: Watched, pauses: list[int]
):
    now, made = 1_000, call(1)
    quiet = told(*messages, services={"khai-sinh": service_state("khai-sinh", 2)})
    for pause in pauses:
        now += pause
        board(quiet, now)
        called = told(*messages, hero=Hero(made, now, True), calls=(made,), queue=(Queued(call(2), now),))
        for after in (0, HERO_AT_MOST - 1):
            view = board(called, now + after)
            assert uid(1) in view.shows
            assert dict(view.parts)["calls"].hero.number == made.number
        now += HERO_AT_MOST


# --- a small board at a counter, without a header --------------------------------------------------------------------


def bare(now: int, *messages: BoardMessage, number: str = "", **more: Any) -> Any:
    board = watched("counter", panel=SMALL, distance_m=3.0)
    assert board.layout.frame.lines == 0
    counters = {"quay-3": counter_state("quay-3", number, state="serving") if number else counter_state("quay-3")}
    return dict(board(told(*messages, counters=counters, **more), now).parts)["counter"]


def test_without_a_header_a_message_takes_turns_with_the_words_of_a_free_counter():
    kinds = {now: bare(now, message("Mời sang quầy 4")) for now in range(1_000, 20_000, 1_000)}
    assert kinds[1_000].kind == "message", "it begins"
    seen = {" ".join(view.words.rows) for view in kinds.values()}
    assert {"Mời sang", "quầy 4"} <= seen or "Mời sang quầy 4" in seen
    assert "usual" in {view.kind for view in kinds.values()}


def test_a_number_at_the_counter_is_never_covered_by_a_message():
    for now in range(1_000, 40_000, 1_500):
        view = bare(now, message(), number="A012")
        assert (view.number, view.words) == ("A012", None)


def test_without_a_header_and_a_hub_the_age_has_its_turn_beside_the_message():
    clock = HubClock(NINE_IN_THE_MORNING, 1_000, True)
    stale = Stale(NINE_IN_THE_MORNING)
    kinds = {bare(now, message(), stale=stale, clock=clock).kind for now in range(1_000, 40_000, 1_000)}
    assert kinds == {"message", "usual", "age"}
