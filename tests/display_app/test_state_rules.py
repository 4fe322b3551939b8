"""Whatever is called, lost, repeated and broken in whatever order, these hold."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from display_app.board import Check, Drawn, Speak, Tell, VoiceEnded, Woke
from display_app.state import SHORT_AT_LEAST, VOICE_AT_MOST, wake_at
from hall_core.contract.messages import CallMade
from hall_core.domain.plan_devices import Panel
from hall_core.domain.speaking import SHORT_WITHIN
from hall_core.mqtt.heard import HubBack, HubQuiet, LinkDown, LinkUp
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.display_app.conftest import BOARD, Watched, about_of, call, living, uid

pytestmark = pytest.mark.timeout(60)  # many days, on a machine that others use as well

PLAN = make_plan()


def em(text: str, weight: str) -> float:
    return 0.6 * len(text)


PANEL = Panel(width_px=1920, height_px=1080, width_mm=1210)
ABOUT = about_of(PLAN, PANEL, 8, em)
VOICE_TAKES = st.sampled_from([0, 3_000, 7_000, 17_000, None])
"""Milliseconds of an announcement; None: it never ends."""


DELAY = 60_000
LATEST = DELAY + SHORT_WITHIN
"""Milliseconds after which no call has its turn any more."""


class AnyDay(RuleBasedStateMachine):
    """A board with its screen, its loudspeaker and its hub, all out of hand."""

    def __init__(self) -> None:
        super().__init__()
        self.hand = living()
        self.views = Watched(ABOUT)
        self.made: list[CallMade] = []
        self.heard: dict[str, int] = {}
        """Young calls in the order in which they were first heard live, and when."""
        self.voice_ends: int | None = None
        self.speaking: Speak | None = None
        self.trouble = False
        """Whether the sound failed or the line was cut: then some call may have grown too old to be said."""

    @property
    def hub_now(self) -> int:
        return NINE_IN_THE_MORNING + self.hand.now

    def new_call(self, number: int, ago: int = 0) -> CallMade:
        made = call(len(self.made) + 1, f"A{number:03d}", number % 3 + 1, at=self.hub_now - ago)
        self.made.append(made)
        return made

    def after(self, length: int | None) -> None:
        """The loudspeaker takes up what it was given; the screen draws what it is to show."""
        for at, effect in self.hand.done[self.seen :]:
            if isinstance(effect, Check):
                self.hand.found()
                self.trouble = True
                self.hand.name(BOARD, *self.made[-12:], spoken=self.said)
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
        self.hand.call(made, 0.2)
        self.after(length)

    @property
    def said(self) -> list[int]:
        """The numbers of the calls that were said whole."""
        told = {id for id, how in self.hand.told if how != "painted"}
        return [made.sequence for made in self.made if made.id in told]

    @rule(number=st.integers(1, 5), length=VOICE_TAKES)
    def a_call_comes_much_too_late(self, number: int, length: int | None) -> None:
        self.hand.call(self.new_call(number, ago=40_000), 40.0)
        self.after(length)

    @precondition(lambda self: self.made)
    @rule(which=st.integers(0, 3), length=VOICE_TAKES)
    def a_message_is_repeated(self, which: int, length: int | None) -> None:
        made = self.made[-1 - which % len(self.made)]
        self.hand.call(made, 0.4)
        self.after(length)

    @rule(length=VOICE_TAKES)
    def the_zone_is_said_again(self, length: int | None) -> None:
        self.hand.zone(*self.made[-12:], at=self.hub_now, spoken=self.said)
        self.after(length)

    @rule(news=st.sampled_from([LinkDown(), LinkUp(), HubQuiet(1), HubBack()]), length=VOICE_TAKES)
    def the_line_wavers(self, news: object, length: int | None) -> None:
        self.trouble |= isinstance(news, LinkDown)
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
        self.hand.beat(self.hub_now)
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
        """When all is quiet again, each call heard in time was spoken, in order and within the bound, unless sound or
        line had failed; and each was painted, unless a newer call of the same number had taken its place."""
        self.hand.hear(LinkUp())
        for _ in range(10_000):
            if not self.turn(whole=True, length=7_000):
                break
        spoken = {effect.call.id: at for at, effect in self.hand.done if isinstance(effect, Speak)}
        in_time = [id for id in self.heard if id in spoken]
        assert in_time == list(spoken)
        if not self.trouble:
            last = max(spoken.values(), default=0)
            for id, at in self.heard.items():
                assert spoken.get(id, 0) <= at + LATEST
                assert id in spoken or last > at + LATEST - VOICE_AT_MOST
        painted = {effect.fact.call for _, effect in self.hand.done if isinstance(effect, Tell)}
        assert set(spoken) <= painted


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(
    max_examples=120, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_sixteen_calls_at_once_are_all_seen_within_seconds_and_spoken_in_order():
    hand, views = living(), Watched(ABOUT)
    began = hand.now
    for n in range(1, 17):
        hand.call(call(n))
    hand.hear(Drawn(views(hand.board, hand.now).shows))
    assert len(hand.told) == views.layout.parts["calls"].rows + 1, "at once: the large one and a page of the list"
    while len([1 for _, how in hand.told if how == "painted"]) < 16:
        until = views(hand.board, hand.now).until
        assert until is not None
        hand.now = until
        hand.hear(Woke())
        hand.hear(Drawn(views(hand.board, hand.now).shows))
    assert hand.now - began <= 10_000
    assert {id for id, how in hand.told if how == "painted"} == {uid(n) for n in range(1, 17)}


@given(
    burst=st.integers(1, 10),
    gaps=st.lists(st.integers(SHORT_AT_LEAST, 12_000), max_size=40),
    length=st.sampled_from([5_000, 7_000, 13_000, 22_000]),
)
def test_with_one_call_in_three_seconds_beyond_a_burst_each_has_its_turn_within_the_bound(
    burst: int, gaps: list[int], length: int
):
    """The bound of docs/decisions/0006: longest delay + one announcement + 3 s for each call of the burst."""
    hand = living()
    comes = [1_000] * burst
    for gap in gaps:
        comes.append(comes[-1] + gap)
    ends = None
    while comes or hand.board.queue or ends:
        wakes = [at for at in (ends, wake_at(hand.board, hand.now), comes[0] if comes else None) if at is not None]
        hand.now = max(hand.now, min(wakes))
        hand.beat(NINE_IN_THE_MORNING + hand.now)
        if comes and comes[0] <= hand.now:
            comes.pop(0)
            n = sum(1 for known in hand.done if known[1] == "called") + 1
            hand.done.append((hand.now, "called"))  # pyright: ignore[reportArgumentType]
            hand.call(call(n, at=NINE_IN_THE_MORNING + hand.now))
        elif ends is not None and ends <= hand.now and hand.board.hero is not None:
            hand.hear(VoiceEnded(hand.board.hero.call.id, whole=True, chimed=hand.board.hero.short))
            ends = None
        else:
            hand.hear(Woke())
        begun = [(at, effect) for at, effect in hand.done if isinstance(effect, Speak)]
        if begun and hand.board.hero is not None and hand.board.hero.speaking:
            ends = begun[-1][0] + (2_000 if begun[-1][1].short else length)
    called = [at for at, what in hand.done if what == "called"]
    turns = [at for at, effect in hand.done if isinstance(effect, Speak)]
    assert len(turns) == len(called)
    bound = DELAY + length + SHORT_AT_LEAST * burst
    assert all(turn - at <= bound for at, turn in zip(called, turns, strict=True))
