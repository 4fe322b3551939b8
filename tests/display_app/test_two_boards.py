"""Two boards of a zone and their hub, whose messages come late, overtake one another and get lost: two voices at once
there are never, and no call is said twice."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from display_app.board import Board, Check, Effect, Message, Report, SoundChecked, Speak, Tell, VoiceEnded, Woke
from display_app.state import step
from hall_core.contract.messages import CallMade, ZoneState
from hall_core.domain.speaking import Naming, elect
from hall_core.mqtt.heard import CallHeard, LinkUp, StateHeard
from tests.conftest import NINE_IN_THE_MORNING
from tests.display_app.conftest import call, hall_state, uid

pytestmark = pytest.mark.timeout(60)  # many days, on a machine that others use as well

BOARDS = ("bang-1", "bang-2")
WAITS = 150_000
"""Milliseconds for which a call is awaited, as of speaking.awaited."""
LONGEST = 22_000
"""Milliseconds of an announcement at most."""
CHIME = 2_000


class Box:
    """A board, its loudspeaker, and the line from its hub: in order, but that a state may overtake calls."""

    def __init__(self, id: str) -> None:
        self.board = Board(id=id, voice=True)
        self.inbox: list[CallMade | ZoneState] = []
        self.to_hub: list[Tell | Report] = []
        self.saying: Speak | None = None
        self.ends = 0
        self.looking = False
        self.alive = True
        self.card = True

    def hear(self, message: Message, now: int) -> None:
        if not self.alive:
            return
        self.board, effects = step(self.board, message, now)
        for effect in effects:
            self._do(effect, now)

    def _do(self, effect: Effect, now: int) -> None:
        match effect:
            case Speak():
                assert self.saying is None, "one board speaks twice at once"
                self.saying, self.ends = effect, now + (CHIME if effect.short else LONGEST)
            case Check():
                self.looking = True
            case Tell() | Report():
                self.to_hub.append(effect)

    def deliver(self, overtakes: bool, now: int) -> None:
        place = 0
        if overtakes:
            place = next((n for n, message in enumerate(self.inbox) if isinstance(message, ZoneState)), 0)
        message = self.inbox.pop(place)
        at = NINE_IN_THE_MORNING + now
        self.hear(CallHeard(message, 0.1) if isinstance(message, CallMade) else StateHeard(message, at, True), now)


class TwoBoards:
    def __init__(self) -> None:
        self.now = 1_000
        self.calls: list[CallMade] = []
        self.spoken: set[str] = set()
        self.problems: dict[str, set[str]] = {id: set() for id in BOARDS}
        self.online: dict[str, bool] = dict.fromkeys(BOARDS, True)
        self.named = Naming()
        self.said_whole: list[tuple[str, str]] = []
        self.died: set[str] = set()
        self.boxes = {id: Box(id) for id in BOARDS}
        for box in self.boxes.values():
            self.begin(box)
        self.elect()
        self.publish()

    def begin(self, box: Box) -> None:
        box.hear(LinkUp(), self.now)
        self.beat()
        self.beat()
        box.hear(SoundChecked(well=box.card), self.now)

    def beat(self) -> None:
        for box in self.boxes.values():
            box.hear(StateHeard(hall_state(), NINE_IN_THE_MORNING + self.now, True), self.now)

    def elect(self) -> None:
        """As the hub does when it has heard of a board's state, and as time goes by."""
        at = NINE_IN_THE_MORNING + self.now
        voices = {id: True for id in BOARDS if self.online[id] and "sound" not in self.problems[id]}
        awaited = any(made.id not in self.spoken and at - made.at < WAITS for made in self.calls)
        self.named = elect(BOARDS, voices, self.named, at, awaited=awaited)

    def zone(self) -> ZoneState:
        last = self.calls[-12:]
        return ZoneState(
            epoch=1,
            version=len(self.calls),
            zone="sanh",
            sequence=len(self.calls),
            calls=list(reversed(last)),
            spoken=[made.id for made in last if made.id in self.spoken],
            speaker=self.named.board,
            named_at=self.named.since,
        )

    def publish(self) -> None:
        """The hub says the zone's state, some time after what changed it."""
        for box in self.boxes.values():
            box.inbox.append(self.zone())

    def somebody_is_called(self) -> None:
        made = call(len(self.calls) + 1, at=NINE_IN_THE_MORNING + self.now)
        self.calls.append(made)
        for box in self.boxes.values():
            box.inbox.append(replace(made, speaker=self.named.board))

    def a_message_arrives(self, id: str, overtakes: bool) -> None:
        if self.boxes[id].inbox:
            self.boxes[id].deliver(overtakes, self.now)

    def a_state_gets_lost(self, id: str) -> None:
        box = self.boxes[id]
        if box.inbox and isinstance(box.inbox[0], ZoneState):
            box.inbox.pop(0)

    def the_hub_hears(self, id: str) -> None:
        if not self.boxes[id].to_hub:
            return
        match self.boxes[id].to_hub.pop(0):
            case Report(problem, present):
                (self.problems[id].add if present else self.problems[id].discard)(problem)
            case Tell(fact):
                if fact.how != "painted":
                    self.spoken.add(fact.call)
        self.elect()

    def time_goes_on(self, ms: int) -> None:
        """No message is under way for seconds; a line on which one is, is cut."""
        if ms >= 3_000:
            self.all_arrives()
        for _ in range(0, ms, 4_000):
            self.now += min(ms, 4_000)
            self.beat()
            for id, box in self.boxes.items():
                if box.saying is not None and self.now >= box.ends:
                    self.voice_ends(id)
                box.hear(Woke(), self.now)
            self.elect()

    def a_voice_ends(self) -> None:
        for id in BOARDS:
            self.voice_ends(id)

    def voice_ends(self, id: str) -> None:
        box = self.boxes[id]
        if box.saying is not None and box.alive:
            ended, box.saying = box.saying, None
            if box.card:
                self.said_whole.append((id, ended.call.id))
            box.hear(VoiceEnded(ended.call.id, whole=box.card), self.now)

    def a_card_is_pulled_out_or_put_in(self, id: str) -> None:
        self.boxes[id].card = not self.boxes[id].card

    def a_card_is_looked_for(self, id: str) -> None:
        box = self.boxes[id]
        if box.looking:
            box.looking = False
            box.hear(SoundChecked(well=box.card), self.now)

    def a_board_is_killed(self, id: str) -> None:
        box = self.boxes[id]
        box.alive, box.saying = False, None
        self.died.add(id)

    def the_broker_tells_of_a_dead_board(self, id: str) -> None:
        if not self.boxes[id].alive:
            self.online[id] = False
            self.elect()

    def a_dead_board_starts_again(self, id: str) -> None:
        """A board whose death nobody has heard of finds what its hub last said."""
        if self.boxes[id].alive:
            return
        told = self.boxes[id].to_hub
        self.boxes[id] = box = Box(id)
        box.to_hub = [effect for effect in told if isinstance(effect, Tell)]  # its outbox is on the disk
        self.begin(box)
        self.online[id] = True
        self.problems[id] = {"sound"} if not box.card else set()
        self.elect()
        self.publish()

    def only_one_speaks(self) -> None:
        heard = [box for box in self.boxes.values() if box.saying is not None and box.card]
        assert len(heard) <= 1, "two voices at once"

    def no_call_is_said_whole_twice(self) -> None:
        """But by a board that has died meanwhile: nobody knows how much of it was heard."""
        by_the_living = [said for id, said in self.said_whole if id not in self.died]
        assert len(set(by_the_living)) == len(by_the_living)

    def settle(self) -> None:
        """All is told, and both boards are well."""
        for id in BOARDS:
            self.a_dead_board_starts_again(id)
            self.boxes[id].card = True
        for _ in range(30):
            self.publish()
            self.all_arrives()
            self.time_goes_on(8_000)
            self.a_voice_ends()

    def all_arrives(self) -> None:
        for id, box in self.boxes.items():
            while box.inbox:
                box.deliver(False, self.now)
            self.a_card_is_looked_for(id)
            while box.to_hub:
                self.the_hub_hears(id)

    def some_step(self, chance: random.Random) -> None:
        id = chance.choice(BOARDS)
        steps = (
            (14, lambda: self.a_message_arrives(id, chance.random() < 0.3)),
            (6, lambda: self.the_hub_hears(id)),
            (5, self.somebody_is_called),
            (5, self.publish),
            (5, self.a_voice_ends),
            (4, lambda: self.a_card_is_looked_for(id)),
            (4, lambda: self.time_goes_on(chance.choice((200, 3_000, 8_000)))),
            (1, lambda: self.time_goes_on(160_000)),
            (1, lambda: self.a_state_gets_lost(id)),
            (1, lambda: self.a_card_is_pulled_out_or_put_in(id)),
            (0.5, lambda: self.a_board_is_killed(id)),
            (2, lambda: self.the_broker_tells_of_a_dead_board(id)),
            (1, lambda: self.a_dead_board_starts_again(id)),
        )
        chance.choices([step for _, step in steps], [weight for weight, _ in steps])[0]()


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_two_boards_never_talk_over_one_another_nor_say_a_call_twice(seed: int):
    hall, chance = TwoBoards(), random.Random(seed)
    for _ in range(400):
        hall.some_step(chance)
        hall.only_one_speaks()
    hall.no_call_is_said_whole_twice()


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_whatever_happened_the_preferred_board_speaks_again_when_both_are_well(seed: int):
    hall, chance = TwoBoards(), random.Random(seed)
    for _ in range(200):
        hall.some_step(chance)
    hall.settle()
    before = len(hall.said_whole)
    hall.somebody_is_called()
    hall.all_arrives()
    hall.a_voice_ends()
    assert hall.said_whole[before:] == [(BOARDS[0], uid(len(hall.calls)))]
