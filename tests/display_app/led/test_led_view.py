from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from display_app.board import Board, Drawn, Woke
from display_app.led.view import CALLS_PAGE, GLANCE, PULSE, WORDS_PAGE, Called, LedView, Line
from display_app.state import HERO_AT_LEAST, HERO_AT_MOST
from hall_core.contract.messages import CounterState, TicketInHand
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_times import Level
from hall_core.mqtt.heard import HubQuiet, LinkDown, StateHeard
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.display_app.conftest import Hand, call, uid
from tests.display_app.led.matrices import Watched, led_of

HOUR = 3_600_000


@pytest.fixture
def matrix(plan: Plan) -> Watched:
    return Watched(plan, led_of())


def numbers(view: LedView) -> list[str]:
    return [line.number for line in view.lines if isinstance(line, Called)]


def texts(view: LedView) -> list[str]:
    return [line.text for line in view.lines if isinstance(line, Line)]


def rest(matrix: Watched) -> None:
    """Until no call stands large any more."""
    while matrix.hand.board.hero is not None:
        matrix.hand.now += HERO_AT_MOST
        matrix.hand.hear(Woke())


def at_the_counter(number: str | None, n: int = 3) -> StateHeard:
    ticket = number and TicketInHand(
        id=uid(9), number=number, state="serving", since=0, calls=1, service="khai-sinh", priority=None
    )
    state = CounterState(
        epoch=1, version=1, counter=f"quay-{n}", revision=1, status="open", reason="", since=0, ticket=ticket, seen=None
    )
    return StateHeard(state, NINE_IN_THE_MORNING, True)


def test_a_call_has_the_matrix_for_itself_in_the_view_that_follows_it(matrix: Watched):
    matrix.hand.call(call(1, "A012", 3))
    view = matrix.look()
    assert (view.lines, view.large) == ((Called("A012", "3", "lit"),), True)
    assert view.shows == {uid(1)}


def test_a_call_pulses_once_a_second_for_five_seconds_and_then_stands_still(matrix: Watched):
    matrix.hand.call(call(1))
    tones = [matrix.look(after).lines[0].tone for after in (0, PULSE, PULSE, PULSE)]
    assert tones == ["lit", "plain", "lit", "plain"]
    matrix.look(4 * 1_000)
    assert matrix.look().lines[0].tone == "plain"
    assert matrix.until is None


def test_three_calls_at_once_are_all_seen_before_the_officer_is_told_that_none_was(matrix: Watched):
    for n in (1, 2, 3):
        matrix.hand.call(call(n))
    start, seen = matrix.hand.now, {}
    while matrix.hand.now < start + 3_000:
        for number in numbers(matrix.look()):
            seen.setdefault(number, matrix.hand.now - start)
        assert matrix.until is not None
        matrix.hand.now = matrix.until
    assert list(seen) == ["A001", "A002", "A003"]
    assert max(seen.values()) == 2 * GLANCE


def test_after_a_glance_at_the_next_call_the_one_whose_turn_it_is_stands_again(matrix: Watched):
    matrix.hand.call(call(1))
    matrix.look()
    matrix.look(GLANCE)
    matrix.hand.call(call(2))
    assert [numbers(matrix.look(after)) for after in (0, GLANCE - 1, 1)] == [["A002"], ["A002"], ["A001"]]


def test_each_call_has_its_own_turn_after_the_other(matrix: Watched):
    matrix.hand.call(call(1))
    matrix.hand.call(call(2))
    for after in (0, GLANCE, GLANCE):
        matrix.look(after)
    matrix.hand.now += HERO_AT_LEAST
    matrix.hand.hear(Woke())
    assert numbers(matrix.look()) == ["A002"]


@given(st.lists(st.integers(0, 1_500), min_size=1, max_size=8))
def test_every_call_is_painted_within_a_glance_for_each_that_is_called_with_it(pauses: list[int]):
    matrix = Watched(make_plan(), led_of())
    heard: dict[str, int] = {}

    def look_until(end: int) -> None:
        matrix.look()
        while matrix.until is not None and matrix.until <= end:
            matrix.hand.now = matrix.until
            matrix.hand.hear(Woke())
            matrix.look()
        matrix.hand.now = end

    for n, pause in enumerate(pauses, start=1):
        look_until(matrix.hand.now + pause)
        matrix.hand.call(call(n))
        heard[uid(n)] = matrix.hand.now
        matrix.look()
    look_until(matrix.hand.now + (len(pauses) + 2) * GLANCE)
    told = {effect.fact.call: at for at, effect in matrix.hand.done if hasattr(effect, "fact")}
    assert told.keys() == heard.keys()
    assert all(told[id] - heard[id] <= len(pauses) * GLANCE for id in heard)


def test_earlier_calls_stand_page_by_page_each_number_once(matrix: Watched):
    matrix.hand.call(call(1, "A001"))
    matrix.hand.call(call(2, "A002"))
    matrix.hand.call(call(3, "A001", 2))
    rest(matrix)
    shown = [matrix.look(after).lines for after in (0, CALLS_PAGE, CALLS_PAGE)]
    assert sorted(line.number for [line] in shown[:2]) == ["A001", "A002"]
    assert shown[2] == shown[0]


def test_two_rows_hold_two_earlier_calls(plan: Plan):
    matrix = Watched(plan, led_of("192x64"))
    matrix.hand.call(call(1))
    matrix.hand.call(call(2))
    rest(matrix)
    assert numbers(matrix.look()) == ["A002", "A001"]


def test_a_hall_where_nobody_was_called_shows_its_name_and_the_time_by_turns(matrix: Watched):
    pages = [matrix.look(after) for after in (0, WORDS_PAGE, WORDS_PAGE)]
    assert {"Trung tâm Thử", "09:00"} <= {text for page in pages for text in texts(page)}


def test_a_name_that_would_be_torn_into_single_words_is_left_out(plan: Plan):
    name = "Trung tâm Phục vụ hành chính công phường Ỷ La"
    torn = replace(plan, hall=replace(plan.hall, name=Name(vi=name, en=name)))
    shown = {size: Watched(torn, led_of(size)) for size in ("96x32", "192x32")}
    pages = {
        size: {text for _ in range(9) for text in texts(matrix.look(WORDS_PAGE))} for size, matrix in shown.items()
    }
    assert pages["96x32"] == {"09:00"}
    assert "công phường Ỷ" in pages["192x32"]


def test_a_clock_that_is_not_trusted_is_not_shown(plan: Plan):
    matrix = Watched(plan, led_of())
    matrix.hand.beat(trusted=False)
    pages = [matrix.look(WORDS_PAGE) for _ in range(4)]
    assert {text for page in pages for text in texts(page)} == {"Trung tâm Thử"}


def test_sixteen_rows_show_figures_and_never_words(plan: Plan):
    matrix = Watched(plan, led_of("64x16"))
    pages = [matrix.look(WORDS_PAGE) for _ in range(4)]
    assert {line for page in pages for line in page.lines} == {Line("09:00", figures=True)}


def test_sixteen_rows_tell_old_facts_by_their_mark_alone(plan: Plan):
    matrix = Watched(plan, led_of("64x16"))
    matrix.hand.hear(HubQuiet(NINE_IN_THE_MORNING))
    pages = [matrix.look(WORDS_PAGE) for _ in range(4)]
    assert {(line, page.stale) for page in pages for line in page.lines} == {(Line("09:00", figures=True), True)}


def test_when_the_hub_is_silent_every_page_has_the_mark_and_one_says_since_when(matrix: Watched):
    matrix.hand.call(call(1))
    rest(matrix)
    matrix.hand.hear(HubQuiet(NINE_IN_THE_MORNING))
    pages = [matrix.look(CALLS_PAGE) for _ in range(2)]
    assert all(page.stale for page in pages)
    assert [text for page in pages for text in texts(page)] == ["Lúc 09:00"]


def test_a_matrix_that_never_heard_the_hub_says_that_it_connects(plan: Plan):
    matrix = Watched(plan, led_of(), Hand(Board(id="led-1", voice=False)))
    matrix.hand.hear(LinkDown())
    pages = [matrix.look(WORDS_PAGE) for _ in range(2)]
    assert "Đang kết nối" in [text for page in pages for text in texts(page)]


def test_at_one_counter_only_its_own_number_stands_and_waits_for_nobody(plan: Plan):
    matrix = Watched(plan, led_of(counter="quay-3"))
    matrix.hand.call(call(1, "A001", 1))
    assert numbers(matrix.look()) == []
    matrix.hand.call(call(2, "A002", 3))
    view = matrix.look()
    assert view.lines == (Called("A002", "", "lit"),)
    assert view.shows == {uid(2)}


def test_at_one_counter_the_number_that_is_served_there_stands_until_it_goes(plan: Plan):
    matrix = Watched(plan, led_of(counter="quay-3"))
    matrix.hand.hear(at_the_counter("A007"))
    assert numbers(matrix.look()) == ["A007"]
    matrix.hand.hear(at_the_counter(None))
    assert texts(matrix.look()) == ["Quầy 3"]


def test_the_newest_call_of_the_counter_is_the_one_that_counts(plan: Plan):
    matrix = Watched(plan, led_of(counter="quay-3"))
    matrix.hand.call(call(1, "A001", 3))
    matrix.hand.call(call(2, "A002", 3))
    assert numbers(matrix.look()) == ["A002"]


def test_brightness_follows_the_hours_of_the_hub(plan: Plan):
    levels = [Level(at="07:00", percent=90), Level(at="10:00", percent=40)]
    matrix = Watched(plan, led_of(brightness=levels))
    assert matrix.look().percent == 90
    assert matrix.look(HOUR - 1).percent == 90
    assert matrix.until == matrix.hand.now + 1
    assert matrix.look(1).percent == 40


def test_without_the_time_it_is_as_bright_as_at_the_brightest_hour(plan: Plan):
    matrix = Watched(plan, led_of(brightness=[Level(at="07:00", percent=90), Level(at="08:00", percent=0)]))
    matrix.hand.beat(trusted=False)
    assert matrix.look().percent == 90


def test_a_dark_matrix_has_shown_no_call_until_it_is_light_again(plan: Plan):
    levels = [Level(at="07:00", percent=0), Level(at="09:01", percent=50)]
    matrix = Watched(plan, led_of(brightness=levels))
    matrix.hand.call(call(1))
    assert matrix.look() == LedView(percent=0)
    assert matrix.hand.told == []
    matrix.look(60_000)
    assert matrix.hand.told == [(uid(1), "painted")]


def test_a_still_matrix_waits_for_nothing(plan: Plan):
    matrix = Watched(plan, led_of(counter="quay-3"))
    matrix.hand.hear(at_the_counter("A007"))
    matrix.look()
    assert matrix.until is None


def test_a_recall_that_looks_like_the_call_before_it_is_told_as_painted_too(matrix: Watched):
    matrix.hand.call(call(1, "A001"))
    matrix.look()
    matrix.hand.call(call(2, "A001"))
    matrix.look()
    assert matrix.hand.told == [(uid(1), "painted"), (uid(2), "painted")]
    assert matrix.hand.hear(Drawn(frozenset({uid(2)}))) == []
