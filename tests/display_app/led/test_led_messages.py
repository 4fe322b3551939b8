"""What the head of the centre says to everybody, on a matrix of lamps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display_app.board import Woke
from display_app.led.draw import WHITE, draw
from display_app.led.view import Called, LedView, Line
from display_app.state import HERO_AT_MOST
from hall_core.contract.messages import BoardMessage
from hall_core.domain.plan import Plan
from hall_core.mqtt.heard import HubQuiet
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.display_app.conftest import call, uid
from tests.display_app.led.matrices import Watched, led_of


@pytest.fixture
def matrix(plan: Plan) -> Watched:
    return Watched(plan, led_of())


def message(vi: str, en: str = "", n: int = 1) -> BoardMessage:
    return BoardMessage(id=uid(500 + n), vi=vi, en=en)


def words(view: LedView) -> str:
    return " ".join(line.text for line in view.lines if isinstance(line, Line))


def shown(matrix: Watched, pages: int) -> list[LedView]:
    """What stands there from now on, so many pages."""
    found: list[LedView] = []
    for _ in range(pages):
        found.append(matrix.look())
        assert matrix.until is not None
        matrix.hand.now = matrix.until
    return found


def rest(matrix: Watched) -> None:
    matrix.hand.now += HERO_AT_MOST
    matrix.hand.hear(Woke())


def test_a_message_begins_at_once_and_takes_turns_with_what_the_hall_says_of_itself(matrix: Watched):
    matrix.look(1_234)
    matrix.hand.messages(message("Mời sang", "Please go", 2), message("Tạm nghỉ"))
    hall = ["Trung tâm Thử", "09:00"]
    assert [words(view) for view in shown(matrix, 7)] == ["Mời sang", "Please go", *hall, "Tạm nghỉ", *hall]
    matrix.hand.messages()
    assert set(map(words, shown(matrix, 4))) == set(hall), "nothing of it is left"


def test_between_calls_the_list_comes_first_and_no_more_than_one_message_before_it_comes_again(matrix: Watched):
    matrix.hand.messages(message("Tin mới", n=2), message("Tin cũ"))
    matrix.hand.call(call(1))
    rest(matrix)
    pages = [words(view) or "list" for view in shown(matrix, 5)]
    assert pages == ["list", "Tin mới", "list", "Tin cũ", "list"]


def test_a_call_has_the_matrix_for_itself_whatever_is_said(matrix: Watched):
    matrix.hand.messages(message("Tạm nghỉ"))
    matrix.look()
    matrix.hand.call(call(1, "A012", 3))
    for after in (0, 1_000, 5_000, 20_000):
        assert [type(line) for line in matrix.look(after).lines] == [Called]


def test_english_that_would_be_torn_or_take_too_long_is_left_out(plan: Plan):
    narrow = Watched(plan, led_of("96x32"))
    narrow.hand.messages(message("Mời sang", "inconvenience"), message("Tạm nghỉ", "We apologise " * 12, n=2))
    said = " ".join(map(words, shown(narrow, 8)))
    assert {"Mời", "sang", "Tạm", "nghỉ"} <= set(said.split())
    assert "inconv" not in said
    assert "apologise" not in said


def test_sixteen_rows_have_no_room_for_words(plan: Plan):
    matrix = Watched(plan, led_of("64x16"))
    matrix.hand.messages(message("Tạm nghỉ"))
    assert matrix.look().lines == (Line("09:00", figures=True),)


def test_a_matrix_at_a_counter_keeps_to_its_number(plan: Plan):
    matrix = Watched(plan, led_of(counter="quay-3"))
    matrix.hand.messages(message("Tạm nghỉ"))
    assert words(matrix.look()) == "Quầy 3"
    assert matrix.until is None


def test_a_message_is_white_and_carries_the_mark_of_old_facts(matrix: Watched):
    matrix.hand.messages(message("Tạm nghỉ"))
    lit = {colour for _, colour in draw(matrix.look(), matrix.layout).getcolors() or []} - {(0, 0, 0)}
    assert lit == {WHITE}
    matrix.hand.hear(HubQuiet(NINE_IN_THE_MORNING))
    pages = shown(matrix, 4)
    assert all(page.stale for page in pages)
    assert {"Tạm nghỉ", "Lúc 09:00"} <= set(map(words, pages))


TEXTS = st.text(st.sampled_from("abgh đêộẵ"), min_size=1, max_size=160).map(lambda t: " ".join(t.split())).filter(bool)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(["96x32", "192x32", "192x64"]))
@settings(deadline=None, max_examples=30)
def test_every_word_of_every_message_comes_within_one_round(texts: list[str], size: str):
    matrix = Watched(make_plan(), led_of(size))
    matrix.hand.beat(trusted=False)
    matrix.hand.messages(*(message(text, n=n) for n, text in enumerate(texts)))
    wanted, seen = "".join(texts).replace(" ", ""), ""
    while len(seen) < len(wanted):
        view = matrix.look()
        told = [line for line in view.lines if isinstance(line, Line) and line.tone == "told"]
        assert all(matrix.measure(line.text) <= matrix.layout.width for line in told)
        seen += "".join(line.text for line in told).replace(" ", "")
        assert matrix.until is not None or seen == wanted
        matrix.hand.now = matrix.until or matrix.hand.now
    assert seen == wanted
