"""Whatever is called, lost, repeated and broken in whatever order, these hold."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from display_app.board import Drawn, Speak, Tell, VoiceEnded, Woke
from display_app.layout import lay_out
from display_app.state import TURN_WITHIN, VOICE_AT_MOST, wake_at
from display_app.texts import texts_of
from display_app.view import Views
from hall_core.contract.messages import CallMade
from hall_core.domain.plan_devices import Panel
from hall_core.mqtt.heard import CallHeard, HubBack, HubQuiet, LinkDown, LinkUp
from hall_core.ui.translate import Words
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.display_app.conftest import Hand, call, uid

PLAN = make_plan()
WORDS = Words()


def em(text: str, weight: str) -> float:
    return 0.6 * len(text)


PANEL = Panel(width_px=1920, height_px=1080, width_mm=1210)
LAYOUT = lay_out(PANEL, 8, texts_of(PLAN, "sanh", [WORDS.into("vi")]), em)
VOICE_TAKES = st.sampled_from([0, 3_000, 7_000, 17_000, None])
"""Milliseconds of an announcement; None: it never ends."""


class AnyDay(RuleBasedStateMachine):
    """A board with its screen, its loudspeaker and its hub, all out of hand."""

    def __init__(self) -> None:
        super().__init__()
        self.hand = Hand()
        self.views = Views(PLAN, "sanh", LAYOUT, WORDS, em)
        self.made: list[CallMade] = []
        self.heard: dict[str, int] = {}
        """Young calls in the order in which they were first heard live, and when."""
        self.voice_ends: int | None = None
        self.speaking: Speak | None = None
        self.hand.beat(self.hub_now)
        self.hand.beat(self.hub_now)

    @property
    def hub_now(self) -> int:
        return NINE_IN_THE_MORNING + self.hand.now

    def new_call(self, number: int) -> CallMade:
        made = call(len(self.made) + 1, f"A{number:03d}", number % 3 + 1, at=self.hub_now)
        self.made.append(made)
        return made

    def after(self, length: int | None) -> None:
        """The loudspeaker takes up what it was given; the screen draws what it is to show."""
        for at, effect in self.hand.done[self.seen :]:
            if isinstance(effect, Speak):
                assert self.speaking is None or at >= self.begun + VOICE_AT_MOST, "two voices at once"
                self.speaking, self.begun = effect, at
                self.voice_ends = None if length is None else at + length
        self.seen = len(self.hand.done)
        view = self.views(self.hand.board, self.hand.now)
        assert view.until is None or view.until > self.hand.now
        self.hand.hear(Drawn(view.shows))
        self.seen = len(self.hand.done)

    seen = 0
    begun = 0

    @rule(number=st.integers(1, 5), length=VOICE_TAKES)
    def a_person_is_called(self, number: int, length: int | None) -> None:
        made = self.new_call(number)
        self.heard[made.id] = self.hand.now
        self.hand.hear(CallHeard(made, 0.2))
        self.after(length)

    @rule(number=st.integers(1, 5), length=VOICE_TAKES)
    def a_call_comes_much_too_late(self, number: int, length: int | None) -> None:
        self.hand.hear(CallHeard(self.new_call(number), 31.0))
        self.after(length)

    @precondition(lambda self: self.made)
    @rule(which=st.integers(0, 3), length=VOICE_TAKES)
    def a_message_is_repeated(self, which: int, length: int | None) -> None:
        made = self.made[-1 - which % len(self.made)]
        self.hand.hear(CallHeard(made, 0.4))
        self.after(length)

    @rule(length=VOICE_TAKES)
    def the_zone_is_said_again(self, length: int | None) -> None:
        self.hand.zone(*self.made[-12:], at=self.hub_now)
        self.after(length)

    @rule(news=st.sampled_from([LinkDown(), LinkUp(), HubQuiet(1), HubBack()]), length=VOICE_TAKES)
    def the_line_wavers(self, news: object, length: int | None) -> None:
        self.hand.hear(news)  # pyright: ignore[reportArgumentType]
        self.hand.beat(self.hub_now)
        self.after(length)

    @rule(whole=st.booleans(), length=VOICE_TAKES)
    def time_goes_on_to_the_next_thing(self, whole: bool, length: int | None) -> None:
        self.turn(whole, length)

    def turn(self, whole: bool, length: int | None) -> bool:
        """To the end of the voice or the next time the board wants to be woken; False when there is neither."""
        moments = [at for at in (self.voice_ends, wake_at(self.hand.board, self.hand.now)) if at is not None]
        if not moments:
            return False
        self.hand.now = max(self.hand.now, min(moments))
        if self.voice_ends is not None and self.voice_ends <= self.hand.now and self.speaking is not None:
            ended, self.speaking, self.voice_ends = self.speaking, None, None
            self.hand.hear(VoiceEnded(ended.call.id, whole))
        else:
            self.hand.hear(Woke())
        self.after(length)
        return True

    @invariant()
    def nothing_is_told_or_spoken_twice(self) -> None:
        assert len(set(self.hand.told)) == len(self.hand.told)
        spoken = [effect.call.id for _, effect in self.hand.done if isinstance(effect, Speak)]
        assert len(set(spoken)) == len(spoken)

    @invariant()
    def what_waits_for_its_turn_is_on_the_list(self) -> None:
        listed = {known.id for known in self.hand.board.calls}
        assert {queued.call.id for queued in self.hand.board.queue} <= listed

    def teardown(self) -> None:
        """When all is quiet again, each call heard in time was spoken, in order, or had waited too long for its
        turn; and each was painted, unless a newer call of the same number had taken its place."""
        for _ in range(10_000):
            if not self.turn(whole=True, length=7_000):
                break
        spoken = {effect.call.id: at for at, effect in self.hand.done if isinstance(effect, Speak)}
        in_time = [id for id in self.heard if id in spoken]
        assert in_time == list(spoken)
        last = max(spoken.values(), default=0)
        for id, at in self.heard.items():
            assert id in spoken or last > at + TURN_WITHIN - VOICE_AT_MOST
        painted = {effect.fact.call for _, effect in self.hand.done if isinstance(effect, Tell)}
        assert set(spoken) <= painted


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)


def test_sixteen_calls_at_once_are_all_seen_within_seconds_and_spoken_in_order():
    hand, views = Hand(), Views(PLAN, "sanh", LAYOUT, WORDS, em)
    hand.beat()
    hand.beat()
    began = hand.now
    for n in range(1, 17):
        hand.call(call(n))
    hand.hear(Drawn(views(hand.board, hand.now).shows))
    assert len(hand.told) == LAYOUT.rows + 1, "at once: the large one and a page of the list"
    while len([1 for _, how in hand.told if how == "painted"]) < 16:
        until = views(hand.board, hand.now).until
        assert until is not None
        hand.now = until
        hand.hear(Woke())
        hand.hear(Drawn(views(hand.board, hand.now).shows))
    assert hand.now - began <= 10_000
    assert {id for id, how in hand.told if how == "painted"} == {uid(n) for n in range(1, 17)}
