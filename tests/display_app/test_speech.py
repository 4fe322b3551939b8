"""Whether this board speaks, and what: the cases of docs/decisions/0006 as small stories."""

from __future__ import annotations

import pytest

from display_app.board import Board, Check, Report, Speak, VoiceEnded, Woke
from display_app.speech import CHECK_EVERY, CLIPS_EVERY, IN_TOUCH
from display_app.state import HERO_AT_LEAST, SHORT_AT_LEAST, wake_at
from hall_core.domain.plan_times import Level
from hall_core.domain.speaking import SHORT_WITHIN, SPEECH_AT_MOST
from hall_core.mqtt.heard import LinkDown, LinkUp
from tests.conftest import NINE_IN_THE_MORNING
from tests.display_app.conftest import BOARD, Hand, call, living, uid

SECOND = 1_000
OTHER = "bang-khac"
DELAY = 60 * SECOND


def ends(hand: Hand, n: int, *, whole: bool = True, after: int = HERO_AT_LEAST) -> None:
    hand.now += after
    hand.beat(NINE_IN_THE_MORNING + hand.now)
    hand.hear(VoiceEnded(uid(n), whole))


def test_a_board_that_was_not_named_shows_and_does_not_speak(hand: Hand):
    hand.name(OTHER)
    hand.call(call(1))
    assert hand.board.hero is not None
    assert hand.spoken == []


@pytest.mark.parametrize("speaker", [None, OTHER])
def test_a_board_waits_until_its_hub_has_named_it(speaker: str | None):
    hand = Hand()
    hand.speaker = speaker
    hand.hear(LinkUp())
    hand.beat()
    hand.beat()
    hand.found()
    hand.call(call(1))
    assert hand.spoken == []
    hand.name(BOARD, call(1))
    assert hand.spoken == ["A001"]


def test_a_board_whose_clips_are_not_made_yet_speaks_when_they_are():
    hand = Hand()
    hand.hear(LinkUp())
    hand.beat()
    hand.beat()
    hand.zone()
    hand.call(call(1))
    assert hand.spoken == []
    hand.found()
    assert hand.spoken == ["A001"]


def test_who_takes_over_says_what_nobody_has_said_whole_though_it_stood_large_here_already(hand: Hand):
    hand.name(OTHER)
    for n in (1, 2, 3):
        hand.call(call(n))
        hand.now += HERO_AT_LEAST
        hand.hear(Woke())
    hand.name(BOARD, call(1), call(2), call(3), spoken=[1])
    ends(hand, 2)
    ends(hand, 3)
    assert hand.spoken == ["A002", "A003"]


def test_who_takes_over_leaves_old_calls_alone(hand: Hand):
    hand.name(OTHER)
    hand.call(call(1))
    hand.now += 31 * SECOND
    hand.beat(NINE_IN_THE_MORNING + 31 * SECOND)
    hand.name(BOARD, call(1))
    assert hand.spoken == []


def test_a_call_names_its_speaker_itself_whatever_became_of_the_zone_state(hand: Hand):
    hand.speaker = OTHER
    hand.call(call(1))
    hand.speaker = BOARD
    hand.call(call(2))
    hand.now += HERO_AT_LEAST
    hand.hear(Woke())
    assert hand.spoken == ["A002"]


def test_a_call_that_was_overtaken_by_a_newer_state_does_not_take_the_voice_back(hand: Hand):
    hand.name(OTHER, call(1))
    hand.speaker = BOARD
    hand.call(call(1))
    assert hand.spoken == []


def test_by_a_call_alone_a_board_does_not_know_what_others_have_said_before(hand: Hand):
    """The state that named it was lost; the next one tells."""
    hand.name(OTHER)
    hand.call(call(1))
    hand.speaker, hand.named_at = BOARD, 9
    hand.call(call(2))
    hand.now += HERO_AT_LEAST
    hand.hear(Woke())
    assert hand.spoken == ["A002"]
    hand.zone(call(1), call(2), spoken=[])
    ends(hand, 2)
    assert hand.spoken == ["A002", "A001"]


def test_a_failed_voice_is_reported_the_card_looked_for_and_nothing_said_until_the_hub_knows(hand: Hand):
    hand.call(call(1))
    hand.call(call(2))
    hand.now += HERO_AT_LEAST
    assert hand.hear(VoiceEnded(uid(1), whole=False)) == [Report("sound", present=True), Check()]
    assert hand.found() == [Report("sound", present=False)]
    hand.zone(call(1), call(2))
    assert hand.spoken == ["A001"], "this naming may be from before the failure"
    hand.name(BOARD, call(1), call(2))
    assert hand.spoken == ["A001", "A002"], "and never one twice"
    assert hand.told == []


def test_a_card_that_is_gone_is_looked_for_now_and_then_and_at_each_call(hand: Hand):
    hand.found(well=False)
    assert wake_at(hand.board, hand.now) == hand.now + CHECK_EVERY
    hand.now += CHECK_EVERY
    assert hand.hear(Woke()) == [Check()]
    assert hand.hear(Woke()) == [], "it is being looked for"
    hand.found(well=False)
    assert hand.call(call(1)) == [Check()]


def test_clips_that_are_missing_are_looked_for_now_and_then_once_there_is_a_card(hand: Hand):
    hand.found(well=True, whole=False)
    assert wake_at(hand.board, hand.now) == hand.now + CLIPS_EVERY
    hand.now += CLIPS_EVERY
    assert hand.hear(Woke()) == [Check(clips=True)]
    assert hand.hear(Woke()) == [], "they are being looked for"
    assert hand.found(well=True, whole=True) == [Report("clips-missing", present=False)]
    assert wake_at(hand.board, hand.now) is None


def test_a_voice_that_never_ends_is_given_up(hand: Hand):
    hand.call(call(1))
    hand.now += SPEECH_AT_MOST
    assert hand.hear(Woke()) == [Report("sound", present=True), Check()]
    assert hand.hear(VoiceEnded(uid(1), whole=True)) == [], "too late to count"


def test_missing_sound_and_missing_clips_are_two_things():
    hand = Hand()
    assert hand.found(well=False, whole=False) == [Report("sound", True), Report("clips-missing", True)]
    assert hand.found(well=False, whole=False) == []
    assert hand.found(whole=False) == [Report("sound", False)]


def test_a_board_that_lacks_words_and_is_named_all_the_same_rings(hand: Hand):
    hand.found(whole=False)
    hand.name(BOARD)
    assert hand.call(call(1)) == [Speak(call(1))]
    hand.hear(VoiceEnded(uid(1), whole=True, chimed=True))
    assert hand.told == [(uid(1), "chimed")]


def test_off_the_line_nothing_is_begun_and_what_is_young_is_said_afterwards(hand: Hand):
    hand.call(call(1))
    hand.call(call(2))
    hand.hear(LinkDown())
    ends_at = hand.now + HERO_AT_LEAST
    hand.now = ends_at
    hand.hear(VoiceEnded(uid(1), whole=True))
    assert hand.spoken == ["A001"], "whoever does not hear the hub may have lost its voice to another"
    hand.hear(LinkUp())
    hand.zone(call(1), call(2), spoken=[1])
    assert hand.spoken == ["A001", "A002"]


def test_beside_a_hub_that_is_silent_too_long_nothing_is_begun(hand: Hand):
    hand.call(call(1))
    hand.call(call(2))
    hand.now += IN_TOUCH + 1
    hand.hear(VoiceEnded(uid(1), whole=True))
    assert hand.spoken == ["A001"]
    hand.beat(NINE_IN_THE_MORNING + hand.now)
    assert hand.spoken == ["A001", "A002"]


def test_a_call_that_has_waited_longer_than_the_longest_delay_gets_chime_and_screen(hand: Hand):
    for n in range(1, 9):
        hand.call(call(n))
    for n in range(1, 9):
        ends(hand, n, after=16 * SECOND)
    speaks = [effect for _, effect in hand.done if isinstance(effect, Speak)]
    assert [speak.short for speak in speaks] == [False] * 4 + [True] * 4
    assert [speak.call.sequence for speak in speaks] == list(range(1, 9))


def test_while_behind_a_call_stands_large_for_three_seconds(hand: Hand):
    for n in (1, 2, 3):
        hand.call(call(n))
    hand.now += DELAY + 1
    hand.beat(NINE_IN_THE_MORNING + hand.now)
    hand.hear(VoiceEnded(uid(1), whole=True))
    assert hand.board.hero is not None
    assert hand.board.hero.short
    hand.hear(VoiceEnded(uid(2), whole=True, chimed=True))
    assert wake_at(hand.board, hand.now) == hand.now + SHORT_AT_LEAST


def test_what_comes_in_floods_is_only_listed_in_the_end(hand: Hand):
    for n in range(1, 60):
        hand.call(call(n))
    for _ in range(200):
        if hand.board.hero is None or not hand.board.hero.speaking:
            break
        ends(hand, hand.board.hero.call.sequence, after=7 * SECOND)
    begun = [at for at, effect in hand.done if isinstance(effect, Speak)]
    assert DELAY < max(begun) - 1_000 <= DELAY + SHORT_WITHIN
    assert {known.sequence for known in hand.board.calls} >= set(range(48, 60))


EVENING = [Level(at="07:00", percent=80), Level(at="10:00", percent=40), Level(at="22:00", percent=0)]


def loud(hours: int, *, trusted: bool = True) -> list[int]:
    """How loud a call is said so many hours after nine."""
    hand = living(Board(id=BOARD, voice=True, volume=tuple(EVENING)))
    at = NINE_IN_THE_MORNING + hours * 3_600_000
    hand.beat(at, trusted=trusted)
    hand.call(call(1, at=at))
    return [effect.volume for _, effect in hand.done if isinstance(effect, Speak)]


def test_the_hour_says_how_loud():
    assert [loud(0), loud(1), loud(14)] == [[80], [40], []]


def test_without_the_time_it_is_as_loud_as_by_day():
    assert loud(14, trusted=False) == [80]
