"""What one counter's board tells: who is called there, who is served, or why nobody is."""

from __future__ import annotations

from typing import Any

from display_app.board import Board, Stale
from display_app.parts.counter.view import CALLED_FOR, CounterView
from display_app.turns import PULSE, PULSES_FOR
from hall_core.domain.plan_devices import BoardPart, Panel
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.display_app.conftest import Watched, about_of, call, counter_state, hall_state, linked, service_state, uid

PANEL = Panel(width_px=1920, height_px=1080, width_mm=1210)
SMALL = Panel(width_px=800, height_px=480, width_mm=217)
MINUTE = 60_000


def em(text: str, weight: str) -> float:
    return 0.6 * len(text)


def watched(*shows: BoardPart, panel: Panel = PANEL, distance_m: float = 5.0) -> Watched:
    return Watched(about_of(make_plan(), panel, distance_m, em, shows=shows or ("counter",), counter="quay-3"))


def view(now: int = 1_000, board: Watched | None = None, **known: Any) -> CounterView:
    return dict((board or watched())(linked(**known), now).parts)["counter"]


def said(seen: CounterView) -> str:
    assert seen.words is not None
    assert seen.number == ""
    return " ".join(seen.words.rows)


def counters(*args: Any, **more: Any) -> dict[str, Any]:
    return {"quay-3": counter_state("quay-3", *args, **more)}


def test_a_call_heard_stands_there_before_the_counter_has_told_of_itself():
    seen = view(calls=(call(1, "A012", 3),))
    assert (seen.desk, seen.label, seen.number, seen.shows) == ("3", "Mời số", "A012", {uid(1)})


def test_calls_to_other_counters_are_not_its_business():
    seen = view(calls=(call(2, "A013", 1),), counters=counters("A012", state="serving"))
    assert (seen.number, seen.shows) == ("A012", frozenset())


def test_the_newer_of_call_and_counter_counts():
    later = NINE_IN_THE_MORNING + MINUTE
    served = counters(since=later)
    assert view(calls=(call(1, "A012", 3),), counters=served).number == "", "the counter has ended it"
    called = call(2, "A014", 3, at=later + 1)
    assert view(calls=(called,), counters=served).number == "A014"


def test_a_new_call_pulses_for_five_seconds_from_when_it_was_made():
    board = watched()
    lit: list[bool] = []
    for now in range(1_000, 1_000 + 2 * PULSES_FOR, PULSE):
        lit.append(view(now, board, calls=(call(1, "A012", 3),)).lit)
    assert lit[:10] == [True, False] * 5
    assert not any(lit[10:])


def test_a_call_is_in_the_language_of_its_ticket():
    seen = view(calls=(call(1, "A012", 3, language="en"),))
    assert seen.label != ""
    assert seen.desk_label == "Quầy"


def test_who_is_served_stands_there_without_a_pulse():
    seen = view(counters=counters("A012", state="serving"))
    assert (seen.label, seen.number, seen.lit) == ("Đang phục vụ", "A012", False)


def test_a_free_counter_asks_to_wait_for_the_call():
    assert said(view(counters=counters())) == "Mời quý vị chờ gọi số"


def test_a_paused_counter_gives_its_reason():
    assert said(view(counters=counters(status="paused", reason="Đi họp"))) == "Tạm ngừng phục vụ Đi họp"


def test_a_closed_counter_says_so_and_in_a_closed_hall_when_it_opens():
    closed = counters(status="closed")
    assert said(view(counters=closed)) == "Quầy đang đóng"
    shut = hall_state(open=False, changes_at=NINE_IN_THE_MORNING - 90 * MINUTE)
    assert said(view(counters=closed, hall=shut)) == "Ngoài giờ làm việc Mở cửa lúc 07:30"


def test_words_that_have_no_room_come_page_by_page():
    board = watched(panel=SMALL, distance_m=3.0)
    paused = counters(status="paused", reason="Cán bộ đi họp, mời quý vị sang quầy số hai")
    pages = [said(view(now, board, counters=paused)) for now in range(0, 40_000, 4_000)]
    assert "Tạm ngừng phục vụ" in " ".join(pages[:4])
    assert len(set(pages)) > 1


def test_a_board_without_a_header_says_itself_how_old_its_facts_are():
    board = watched(panel=SMALL, distance_m=3.0)
    assert board.layout.frame.lines == 0
    old: dict[str, Any] = {"counters": counters("A012", state="serving"), "stale": Stale(NINE_IN_THE_MORNING)}
    seen = [view(now, board, **old) for now in (0, 5_000, 10_000)]
    assert [known.number for known in seen] == ["A012", "", "A012"]
    assert [known.kind for known in seen] == ["usual", "age", "usual"]
    assert "09:00" in said(seen[1])


def test_a_number_that_is_not_on_the_glass_is_not_told_as_shown():
    board = watched(panel=SMALL, distance_m=3.0)
    old: dict[str, Any] = {"calls": (call(1, "A012", 3),), "stale": Stale(NINE_IN_THE_MORNING)}
    assert [view(now, board, **old).shows for now in (0, 5_000)] == [{uid(1)}, frozenset()]


def parts(board: Watched, state: Board, now: int) -> list[str]:
    return [part for part, _ in board(state, now).parts]


def test_a_call_to_the_counter_interrupts_what_else_the_board_shows_for_half_a_minute():
    board = watched("waiting", "counter")
    waiting = {"khai-sinh": service_state("khai-sinh", 3)}
    quiet = linked(services=waiting, counters=counters())
    assert parts(board, quiet, 1_000) == ["waiting"]
    called = linked(services=waiting, counters=counters("A012"), calls=(call(1, "A012", 3),))
    assert parts(board, called, 1_001) == ["counter"]
    assert parts(board, called, 1_000 + CALLED_FOR - 1) == ["counter"]
    assert parts(board, called, 1_000 + CALLED_FOR) == ["waiting"]


def test_a_call_elsewhere_interrupts_nothing_here():
    board = watched("waiting", "counter")
    elsewhere = linked(services={"khai-sinh": service_state("khai-sinh", 3)}, calls=(call(1, "A012", 1),))
    assert parts(board, elsewhere, 1_000) == ["waiting"]
