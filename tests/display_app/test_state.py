from __future__ import annotations

from display_app.board import Board, DossiersHeard, Drawn, Speak, Stale, Tell, VoiceEnded, Woke
from display_app.state import HERO_AT_LEAST, HERO_AT_MOST, LISTED, wake_at
from hall_core.domain.dossier_board import DossierBoard, LateRow
from hall_core.domain.facts import ApologiesShown
from hall_core.mqtt.heard import HubBack, HubQuiet, LinkDown, LinkUp, StateHeard
from tests.conftest import NINE_IN_THE_MORNING
from tests.display_app.conftest import Hand, call, living, service_state, uid

SECOND = 1_000


def finish(hand: Hand, n: int, after: int = HERO_AT_LEAST) -> None:
    """The voice of call ``n`` ends ``after`` milliseconds from now."""
    hand.now += after
    hand.hear(VoiceEnded(uid(n), whole=True))


def test_a_call_stands_large_and_is_spoken_at_once(hand: Hand):
    assert hand.call(call(1)) == [Speak(call(1))]
    assert hand.board.hero is not None
    assert hand.board.hero.call == call(1)


def test_two_calls_at_once_are_both_listed_and_spoken_whole_one_after_the_other(hand: Hand):
    hand.call(call(1))
    hand.call(call(2))
    assert [c.number for c in hand.board.calls] == ["A002", "A001"]
    assert hand.spoken == ["A001"]
    hand.now += HERO_AT_LEAST
    hand.hear(Woke())
    assert hand.spoken == ["A001"], "the voice still speaks"
    finish(hand, 1, 2 * SECOND)
    assert hand.spoken == ["A001", "A002"]


def test_a_short_voice_does_not_shorten_the_time_a_call_stands_large(hand: Hand):
    hand.call(call(1))
    hand.call(call(2))
    finish(hand, 1, 2 * SECOND)
    assert hand.spoken == ["A001"]
    assert wake_at(hand.board, hand.now) == 1_000 + HERO_AT_LEAST
    hand.now += 3 * SECOND
    hand.hear(Woke())
    assert hand.spoken == ["A001", "A002"]


def test_a_repeated_message_is_silent(hand: Hand):
    hand.call(call(1))
    assert hand.call(call(1)) == []
    finish(hand, 1)
    assert hand.call(call(1)) == []
    assert hand.zone(call(1)) == []


def test_a_recall_is_a_call_of_its_own(hand: Hand):
    hand.call(call(1, "A001"))
    hand.call(call(2, "A001"))
    finish(hand, 1)
    assert hand.spoken == ["A001", "A001"]


def test_an_old_call_is_only_listed(hand: Hand):
    assert hand.call(call(1), age_s=31) == []
    assert hand.board.hero is None
    assert [c.id for c in hand.board.calls] == [uid(1)]


def test_a_call_is_told_painted_when_its_frame_is_on_the_glass_and_only_once(hand: Hand):
    hand.call(call(1))
    assert hand.told == []
    hand.hear(Drawn(frozenset({uid(1)})))
    hand.hear(Drawn(frozenset({uid(1)})))
    assert hand.told == [(uid(1), "painted")]


def test_a_call_is_told_spoken_when_its_voice_has_ended(hand: Hand):
    hand.call(call(1))
    finish(hand, 1)
    assert hand.told == [(uid(1), "spoken")]


def test_a_board_without_a_voice_goes_on_after_the_shortest_time():
    hand = living(Board(voice=False))
    hand.call(call(1))
    hand.call(call(2))
    hand.now += HERO_AT_LEAST
    hand.hear(Woke())
    assert hand.board.hero is not None
    assert hand.board.hero.call == call(2)
    assert hand.spoken == []


def test_a_call_that_nothing_follows_joins_the_list(hand: Hand):
    hand.call(call(1))
    finish(hand, 1, 6 * SECOND)
    assert wake_at(hand.board, hand.now) == 1_000 + HERO_AT_MOST
    hand.now = 1_000 + HERO_AT_MOST
    hand.hear(Woke())
    assert hand.board.hero is None
    assert wake_at(hand.board, hand.now) is None
    assert [c.number for c in hand.board.calls] == ["A001"]


def test_no_call_that_waits_for_its_turn_leaves_the_glass(hand: Hand):
    for n in range(1, 40):
        hand.call(call(n))
    assert {c.sequence for c in hand.board.calls} == set(range(1, 40))


def test_the_list_keeps_what_the_hub_keeps():
    hand = living(Board(voice=False))
    for n in range(1, 40):
        hand.call(call(n), age_s=60)
    assert [c.sequence for c in hand.board.calls] == list(range(39, 39 - LISTED, -1))


def test_after_an_outage_young_calls_are_spoken_in_order_and_old_ones_listed(hand: Hand):
    hand.call(call(1))
    finish(hand, 1)
    hand.hear(LinkDown())
    hand.now += 60 * SECOND
    hub = NINE_IN_THE_MORNING + 65 * SECOND
    missed = [call(2, at=hub - 50 * SECOND), call(3, at=hub - 20 * SECOND), call(4, at=hub - 10 * SECOND)]
    hand.hear(LinkUp())
    hand.beat(hub - 4 * SECOND)
    hand.zone(call(1), *missed, at=hub - 10 * SECOND)
    assert hand.spoken == ["A001"], "what the broker had kept proves nothing"
    hand.beat(hub)
    finish(hand, 3)
    assert hand.spoken == ["A001", "A003", "A004"]
    assert [c.sequence for c in hand.board.calls] == [4, 3, 2, 1]


def test_a_board_that_starts_beside_a_dead_hub_speaks_nothing_of_yesterday():
    hand = Hand()
    yesterday = NINE_IN_THE_MORNING
    hand.beat(yesterday)
    hand.zone(call(1, at=yesterday - SECOND), at=yesterday)
    hand.now += 3600 * SECOND
    hand.hear(HubQuiet(yesterday))
    hand.now += 3600 * SECOND
    later = yesterday + 7200 * SECOND
    hand.hear(HubBack())
    hand.beat(later)
    assert hand.spoken == []
    assert [c.sequence for c in hand.board.calls] == [1]


def test_a_call_is_spoken_once_whether_its_message_or_the_zone_comes_first(hand: Hand):
    hand.zone(call(1))
    hand.call(call(1))
    hand.call(call(2))
    hand.zone(call(1), call(2))
    finish(hand, 1)
    finish(hand, 2)
    assert hand.spoken == ["A001", "A002"]


def test_before_the_hub_is_known_to_live_a_call_is_still_spoken_at_once():
    hand = Hand()
    hand.hear(LinkUp())
    hand.found()
    hand.zone(call(1))
    assert hand.call(call(1)) == [Speak(call(1))]


def test_a_zone_state_that_is_behind_does_not_take_a_call_off_the_glass(hand: Hand):
    hand.call(call(5), age_s=40)
    hand.zone(call(3), call(4))
    assert [c.sequence for c in hand.board.calls] == [5, 4, 3]


def test_a_new_day_begins_with_an_empty_list(hand: Hand):
    hand.call(call(7), age_s=40)
    hand.beat(day="2026-11-22")
    hand.zone()
    assert hand.board.calls == ()


def test_a_new_day_does_not_cut_off_the_call_that_is_being_spoken(hand: Hand):
    hand.call(call(7))
    hand.call(call(8))
    hand.beat(day="2026-11-22")
    hand.zone()
    finish(hand, 7)
    assert hand.spoken == ["A007", "A008"]


def test_the_board_says_since_when_it_is_old(hand: Hand):
    hand.now += 7 * SECOND
    hand.hear(LinkDown())
    assert hand.board.stale == Stale(NINE_IN_THE_MORNING + 7 * SECOND)
    hand.hear(HubQuiet(NINE_IN_THE_MORNING + 5 * SECOND))
    assert hand.board.stale == Stale(NINE_IN_THE_MORNING + 5 * SECOND), "the station knows it better"
    hand.hear(LinkUp())
    hand.beat()
    assert hand.board.stale is not None, "this may be what the broker had kept"
    hand.beat()
    assert hand.board.stale is None


def test_a_hub_that_comes_back_on_a_standing_line_is_believed_at_once(hand: Hand):
    hand.hear(HubQuiet(NINE_IN_THE_MORNING))
    hand.hear(HubBack())
    assert hand.board.stale is None


def test_losing_the_link_takes_nothing_off_the_glass(hand: Hand):
    hand.hear(StateHeard(service_state("khai-sinh", 4), NINE_IN_THE_MORNING, True))
    hand.call(call(1))
    hand.hear(LinkDown())
    assert hand.board.services["khai-sinh"].waiting == 4
    assert hand.board.hero is not None


def apologies(*refs: str, day: str = "2026-11-21") -> DossiersHeard:
    late = [
        LateRow(code="•••001", procedure="A", agency="B", due="2026-11-11", new_due="2026-12-04", ref=x) for x in refs
    ]
    return DossiersHeard(
        DossierBoard(as_of=NINE_IN_THE_MORNING, day=day, ready=[], ready_all=0, late=late, figures=None)
    )


def told(hand: Hand, *refs: str) -> list[list[str]]:
    """What the board tells once these are on the glass."""
    effects = hand.hear(Drawn(frozenset(refs)))
    return [x.fact.refs for x in effects if isinstance(x, Tell) and isinstance(x.fact, ApologiesShown)]


ONE, OTHER = "0" * 16, "1" * 16


def test_an_apology_is_told_of_once_it_is_on_the_glass_and_once_a_day(hand: Hand):
    hand.hear(apologies(ONE, OTHER))
    assert told(hand) == []
    assert told(hand, ONE) == [[ONE]]
    hand.hear(apologies(ONE, OTHER))
    assert told(hand, ONE, OTHER) == [[OTHER]], "a newer edition of the same day tells nothing twice"
    hand.hear(apologies(ONE, day="2026-11-22"))
    assert told(hand, ONE) == [[ONE]], "another day"


def test_what_is_no_apology_of_this_board_is_not_told(hand: Hand):
    hand.hear(apologies(ONE))
    assert told(hand, OTHER, "") == []
