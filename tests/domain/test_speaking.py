"""Which board of a zone speaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract.limits import CALL_EXPIRES
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.plan_devices import Board, BoardPart
from hall_core.domain.speaking import YOUNG, Naming, awaited, elect, speaking_boards
from tests.conftest import make_plan
from tests.domain.a_day import Day

A, B, C = "bang-1", "bang-2", "bang-3"
ALL = [A, B, C]


def after(voices: dict[str, bool], present: Naming, *, waits: bool = False, at: int = 9) -> Naming:
    return elect(ALL, voices, present, at, awaited=waits)


def test_the_first_board_of_the_hall_file_that_is_well_is_named():
    assert after({B: True, C: True}, Naming()) == Naming(B, 9)


def test_the_present_one_stays_while_it_is_well():
    present = Naming(B, 5)
    assert after({A: True, B: True}, present, waits=True) == present


def test_when_it_is_not_well_another_takes_over_at_once_though_a_call_waits():
    assert after({A: True, C: True}, Naming(B, 5), waits=True) == Naming(A, 9)


def test_the_preferred_one_gets_it_back_when_nothing_is_awaited():
    assert after({A: True, B: True}, Naming(B, 5)) == Naming(A, 9)


def test_when_none_is_well_none_speaks():
    assert after({}, Naming(B, 5)) == Naming(None, 9)
    assert after({}, Naming()) == Naming()


def test_a_board_that_lacks_words_speaks_only_where_none_has_them_all():
    assert after({A: False, B: True}, Naming()) == Naming(B, 9)
    assert after({A: False, C: False}, Naming()) == Naming(A, 9, False)


def test_one_that_got_worse_is_named_anew_even_when_there_is_no_other():
    """It has resigned, and waits for a naming made in knowledge of that."""
    assert after({A: False}, Naming(A, 5)) == Naming(A, 9, False)
    assert after({A: True}, Naming(A, 5, False)) == Naming(A, 5, True)


def test_no_two_namings_are_of_one_moment_even_on_a_clock_that_stands_still():
    lost = after({}, Naming(A, 9))
    assert (lost.since, after({A: True}, lost).since) == (10, 11)


@given(
    steps=st.lists(st.tuples(st.dictionaries(st.sampled_from(ALL), st.booleans()), st.booleans()), max_size=30),
)
def test_who_is_named_can_be_heard_and_changes_only_for_a_reason(steps: list[tuple[dict[str, bool], bool]]):
    present = Naming()
    for at, (voices, waits) in enumerate(steps):
        named = elect(ALL, voices, present, at, awaited=waits)
        assert (named.board is None) == (not voices)
        assert named.board is None or named.board in voices
        if named.board != present.board and present.board in voices and voices[present.board] == present.whole:
            assert not waits
        if not waits and any(voices.values()):
            assert named.board == next(board for board in ALL if voices.get(board))
        assert (named.board == present.board and named.since == present.since) or named.since > present.since
        present = named


def test_a_board_speaks_only_calls_that_it_shows():
    plan = make_plan()
    dossiers: list[BoardPart] = ["dossiers"]
    boards = [
        Board(id="ho-so", zone="sanh", shows=dossiers),
        Board(id="im", zone="sanh", voice=False),
        Board(id="tang-2", zone="tang-2"),
        Board(id="noi", zone="sanh"),
    ]
    assert speaking_boards(replace(plan, devices=[*boards, *plan.devices]), "sanh") == ["noi", "bang-1"]


def test_what_is_young_is_so_by_the_contract_too():
    assert YOUNG == CALL_EXPIRES * 1_000


def test_a_call_is_awaited_until_it_is_said_or_too_old_for_its_turn():
    day = Day()
    day.open()
    day.issue()
    day.ask(c.CallNext(counter="quay-1"))
    [call] = day.hall.calls
    assert awaited(day.hall, "sanh", day.at)
    assert awaited(day.hall, "sanh", day.at + 149_000)
    assert not awaited(day.hall, "sanh", day.at + 150_000)
    day.hear(f.CallWasShown(call=call, how="chimed"), "bang-1")
    assert not awaited(day.hall, "sanh", day.at)
