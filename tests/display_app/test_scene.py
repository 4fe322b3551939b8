"""Whose turn it is: nobody is passed over, an empty part takes no turn, a call interrupts, and time is exact."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from display_app.board import Board, Hero, Queued
from display_app.parts.calls.view import LIST_PAGE
from display_app.parts.waiting.view import PAGE
from display_app.scene import PAGES_A_TURN, REST_AT_LEAST, Cue, move_on
from display_app.turns import Turns
from hall_core.domain.plan_devices import Panel
from tests.conftest import make_plan
from tests.display_app.conftest import Watched, about_of, call, linked, service_state, uid

PANEL = Panel(width_px=1920, height_px=1080, width_mm=1210)
SECOND = 1_000


def em(text: str, weight: str) -> float:
    return 0.6 * len(text)


class Turned:
    """The turns of one place, seen whenever something is to change."""

    def __init__(self, *pages: tuple[int, ...]) -> None:
        self.pages: list[tuple[int, ...]] = list(pages)
        self.cue = Cue(next=(0,) * len(pages))
        self.now = 0
        self.until: int | None = None

    def look(self, urgent: int | None = None) -> tuple[int, int]:
        """(part, page) on the glass."""
        turns = Turns(self.now)
        self.cue, part = move_on(self.cue, self.pages, urgent, turns)
        self.until = turns.until
        return part, self.cue.page if part == self.cue.turn else self.cue.next[part]

    def wait(self) -> tuple[int, int]:
        assert self.until is not None
        assert self.until > self.now
        self.now = self.until
        return self.look()


def test_each_part_has_its_turn_with_all_its_pages_in_the_order_of_the_hall_file():
    turned = Turned((8_000,), (5_000, 6_000), (4_000,))
    seen = [turned.look(), *(turned.wait() for _ in range(5))]
    assert seen == [(0, 0), (1, 0), (1, 1), (2, 0), (0, 0), (1, 0)]
    assert turned.now == 8_000 + 5_000 + 6_000 + 4_000 + 8_000


def test_an_empty_part_takes_no_turn():
    turned = Turned((8_000,), (), (4_000,))
    assert [turned.look(), turned.wait(), turned.wait()] == [(0, 0), (2, 0), (0, 0)]


def test_what_is_alone_and_does_not_change_sets_no_timer():
    turned = Turned((8_000,), ())
    assert turned.look() == (0, 0)
    assert turned.until is None


def test_a_part_that_has_something_to_show_at_last_comes_when_the_other_has_had_its_time():
    turned = Turned((8_000,), ())
    turned.look()
    turned.now = 3_000
    turned.pages[1] = (4_000,)
    assert turned.look() == (0, 0)
    assert turned.until == 8_000
    turned.now = 60_000
    assert turned.look() == (1, 0)


def test_a_part_that_has_nothing_left_makes_room_at_once():
    turned = Turned((8_000,), (4_000,))
    turned.look()
    turned.wait()
    turned.pages[1] = ()
    turned.now += 1_000
    assert turned.look() == (0, 0)


def test_when_nobody_has_anything_the_first_stands_there():
    turned = Turned((), ())
    assert turned.look() == (0, 0)
    assert turned.until is None


def test_a_long_part_gives_way_and_goes_on_where_it_was():
    many = (2_000,) * (PAGES_A_TURN + 2)
    turned = Turned((8_000,), many)
    seen = [turned.look(), *(turned.wait() for _ in range(PAGES_A_TURN + 4))]
    assert seen[1 : PAGES_A_TURN + 1] == [(1, page) for page in range(PAGES_A_TURN)]
    assert seen[PAGES_A_TURN + 1 :] == [(0, 0), (1, PAGES_A_TURN), (1, PAGES_A_TURN + 1), (1, 0)]


def test_what_was_interrupted_stands_for_the_rest_of_its_time():
    turned = Turned((8_000,), (10_000,))
    turned.look()
    turned.wait()
    turned.now += 4_000
    assert turned.look(urgent=0) == (0, 0)
    turned.now += 30_000
    assert turned.look() == (1, 0)
    assert turned.until == turned.now + 6_000


def test_however_little_was_left_there_is_time_to_read_on():
    turned = Turned((8_000,), (10_000,))
    turned.look()
    turned.wait()
    turned.now += 9_900
    turned.look(urgent=0)
    turned.now += 5_000
    turned.look()
    assert turned.until == turned.now + REST_AT_LEAST


def test_what_comes_to_a_part_that_had_stood_alone_begins_with_its_first_page_for_its_whole_time():
    for before in ((), (5_000,)):
        turned = Turned(before)
        assert turned.look() == (0, 0)
        turned.now = 3_600_000
        turned.pages = [(5_000, 6_000)]
        assert (turned.look(), turned.until) == ((0, 0), 3_605_000)
        assert turned.wait() == (0, 1)


def test_somebody_who_looks_late_misses_no_page():
    turned = Turned((8_000,), (4_000, 4_000))
    turned.look()
    seen: list[tuple[int, int]] = []
    for _ in range(4):
        turned.now += 3_600_000
        seen.append(turned.look())
    assert seen == [(1, 0), (1, 1), (0, 0), (1, 0)]


@given(
    st.lists(st.lists(st.integers(1_000, 20_000), max_size=9).map(tuple), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 25_000), st.sampled_from([None, None, None, 0])), max_size=40),
)
def test_looking_again_at_the_same_moment_changes_nothing_and_time_lies_ahead(
    pages: list[tuple[int, ...]], looks: list[tuple[int, int | None]]
):
    turned = Turned(*pages)
    for span, urgent in looks:
        turned.now += span
        seen = turned.look(urgent)
        assert turned.until is None or turned.until > turned.now
        assert turned.look(urgent) == seen


@given(st.lists(st.lists(st.integers(1_000, 20_000), min_size=1, max_size=9).map(tuple), min_size=2, max_size=4))
def test_everybody_comes_with_every_page(pages: list[tuple[int, ...]]):
    turned = Turned(*pages)
    seen = {turned.look(), *(turned.wait() for _ in range(6 * sum(map(len, pages))))}
    assert seen == {(part, page) for part, own in enumerate(pages) for page in range(len(own))}


# --- real parts ------------------------------------------------------------------------------------------------------

WAITS = {"khai-sinh": service_state("khai-sinh", 12)}


def watched(*shows: str, **more: object) -> Watched:
    return Watched(about_of(make_plan(), PANEL, 4.0, em, shows=shows, **more))  # pyright: ignore[reportArgumentType]


def names(watched: Watched, board: Board, now: int) -> list[str]:
    return [part for part, _ in watched(board, now).parts]


def test_a_call_has_the_glass_in_the_frame_it_is_heard():
    glass, quiet = watched("calls", "waiting"), linked(services=WAITS)
    assert names(glass, quiet, 0) == ["calls"]
    assert names(glass, quiet, LIST_PAGE) == ["waiting"]
    made = call(1)
    called = linked(services=WAITS, hero=Hero(made, LIST_PAGE + 10, True), calls=(made,), unpainted=frozenset({uid(1)}))
    view = glass(called, LIST_PAGE + 10)
    assert [part for part, _ in view.parts] == ["calls"]
    assert view.shows == {uid(1)}
    assert names(glass, quiet, LIST_PAGE + 20_000) == ["waiting"]


def test_calls_keep_the_glass_while_one_waits_for_its_turn():
    glass = watched("waiting", "calls")
    queue = (Queued(call(2), 0),)
    assert names(glass, linked(services=WAITS, calls=(call(2),), queue=queue), 0) == ["calls"]


def test_side_by_side_the_first_part_stays_and_a_call_interrupts_nobody_there():
    glass = watched("calls", "waiting", arrange="beside")
    for now in range(0, 120_000, 7_000):
        assert names(glass, linked(services=WAITS), now) == ["calls", "waiting"]


def test_nobody_waits_so_the_waiting_board_takes_no_turn():
    glass = watched("calls", "waiting")
    for now in range(0, 60_000, 5_000):
        assert names(glass, linked(services={"khai-sinh": service_state("khai-sinh", 0, staffed=1)}), now) == ["calls"]


def test_the_waiting_board_gives_the_glass_back_when_its_page_has_stood():
    glass, quiet = watched("calls", "waiting"), linked(services=WAITS)
    glass(quiet, 0)
    view = glass(quiet, LIST_PAGE)
    assert view.until is not None
    assert view.until <= LIST_PAGE + PAGE
    assert names(glass, quiet, LIST_PAGE + PAGE) == ["calls"]
