"""What the head of the centre says to everybody, large among the notices."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from display_app.board import Board, BoardNotice, Hero
from display_app.parts.notices.page import WORDS_AT_LEAST
from display_app.parts.notices.view import NoticesView
from hall_core.domain.notice import Notice
from hall_core.domain.plan_devices import Panel
from tests.display_app.conftest import Watched, call
from tests.display_app.said import PANEL, PORTRAIT, TEXTS, em, message, told, watched


def notices(view: Any) -> NoticesView:
    return dict(view.parts)["notices"]


def said(view: Any) -> str:
    return " ".join(line.text for line in notices(view).lines)


def settled(board: Watched, state: Board, now: int) -> Any:
    """Once all pages are set, one a frame."""
    view = board(state, now)
    while view.until == now + 1:
        now += 1
        view = board(state, now)
    return view


CLOSED = BoardNotice(Notice(id="nghi", title_vi="Nghỉ sửa điện"))


def test_a_message_comes_before_the_notices_in_both_languages():
    board, state = watched("notices"), told(message("Mời sang quầy 4", "Please go to counter 4"), notices=(CLOSED,))
    view = settled(board, state, 1_000)
    seen = [said(view)]
    for _ in range(2):
        assert view.until is not None
        view = board(state, view.until)
        seen.append(said(view))
    assert seen == ["Mời sang quầy 4", "Please go to counter 4", "Nghỉ sửa điện"]
    assert not notices(view).message


def test_without_any_notice_the_message_is_the_only_page_and_redraws_nothing():
    board = watched("notices")
    view = board(told(message("Mời sang quầy 4")), 1_000)
    assert (said(view), notices(view).message, notices(view).pages) == ("Mời sang quầy 4", True, 1)
    assert view.until is None
    assert said(board(told(), 2_000)) == "Hiện không có thông báo"


def test_what_stands_large_is_not_said_by_the_header_too():
    board, state = watched("calls", "notices"), told(message("Mời sang quầy 4"))
    seen = [board(state, now) for now in range(1_000, 40_000, 500)]
    large = [view for view in seen if "notices" in dict(view.parts)]
    assert large
    assert all(notices(view).message and not view.frame.message for view in large)
    assert all(view.frame.message for view in seen if view not in large)


def test_a_new_message_is_at_once_the_page_that_stands():
    board, state = watched("notices"), told(notices=(CLOSED,))
    board(state, 1_000)
    view = settled(board, told(message(), notices=(CLOSED,)), 5_000)
    assert notices(view).message
    assert view.until == 5_000 + WORDS_AT_LEAST, "for its whole time"
    assert said(board(told(message(), notices=(CLOSED,)), 13_500)) == "Nghỉ sửa điện", "its turn"
    newer = message("Tin mới", n=2)
    view = settled(board, told(newer, message(), notices=(CLOSED,)), 15_000)
    assert (said(view), view.until) == ("Tin mới", 15_000 + WORDS_AT_LEAST)
    assert said(settled(board, told(notices=(CLOSED,)), 15_500)) == "Nghỉ sửa điện", "nothing of it is left"


def test_while_another_part_stands_a_new_message_is_what_the_notices_will_begin_with():
    board, many = (
        watched("calls", "notices"),
        (CLOSED, *(BoardNotice(Notice(id=f"n{n}", title_vi=f"Tin {n}")) for n in range(8))),
    )
    now, state = 1_000, told(notices=many)
    while not (parts := dict(board(state, now).parts)).get("notices"):
        now += 1_000
    while "notices" in parts:  # until it gives way in the midst of its notices
        now += 1_000
        parts = dict(board(state, now).parts)
    state = told(message(), notices=many)
    while "notices" not in dict((view := board(state, now)).parts):
        now += 1_000
    assert notices(view).message


def test_a_message_that_came_during_a_call_has_its_whole_time_afterwards():
    board, made = watched("notices", "calls"), call(1)
    board(told(notices=(CLOSED,)), 1_000)
    hero = Hero(made, 3_000, True)
    board(told(notices=(CLOSED,), hero=hero, calls=(made,)), 3_000)
    view = board(told(message(), notices=(CLOSED,), hero=hero, calls=(made,)), 4_000)
    assert [part for part, _ in view.parts] == ["calls"]
    view = settled(board, told(message(), notices=(CLOSED,), calls=(made,)), 33_000)
    assert notices(view).message
    assert view.until == 33_000 + WORDS_AT_LEAST


@given(TEXTS, TEXTS | st.just(""), st.sampled_from([PANEL, PORTRAIT]))
@settings(deadline=None, max_examples=50)
def test_every_word_of_a_message_stands_large_inside_its_place(vi: str, en: str, panel: Panel):
    board = watched("notices", panel=panel, distance_m=5.0)
    state, now, seen = told(message(vi, en)), 1_000, ""
    content = board.layout.parts["notices"].content
    wanted = (vi + en).replace(" ", "")
    while len(seen) < len(wanted):
        view = board(state, now)
        for line in notices(view).lines:
            seen += line.text.replace(" ", "")
            assert em(line.text, line.weight) * board.layout.scale.font(line.role) <= line.box.width
            assert content.y <= line.box.y < line.box.top <= content.top
        assert view.until is not None or seen == wanted
        now = view.until or now
    assert seen == wanted
