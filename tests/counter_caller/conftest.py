"""What the call box's tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from counter_caller.messages import Effect, Message, Pressed
from counter_caller.state import CallerState, step
from hall_core.contract.messages import CounterState, Reply, TicketInHand
from hall_core.domain.button_box import Action, Duty
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.heard import Answered, LinkUp, StateHeard

from .chips import RASPBERRY_PI, Computer

COUNTER = "quay-3"
ID = "00000000-0000-7000-8000-00000000000a"
"""Of the command that was asked for."""


def counter_state(revision: int = 1, status: str = "open", ticket: str = "", **more: object) -> CounterState:
    """A counter as the hub tells it; ``ticket`` is ``A012 called`` or ``A012 called 2`` (calls)."""
    in_hand = None
    if ticket:
        number, state, *calls = ticket.split()
        in_hand = TicketInHand(
            id=f"00000000-0000-7000-8000-{int(number[1:]):012d}",
            number=number,
            state=state,  # pyright: ignore[reportArgumentType]
            since=0,
            calls=int(calls[0]) if calls else 1,
            service="khai-sinh",
            priority=None,
        )
    values = {"epoch": 1, "version": revision, "counter": COUNTER, "reason": "", "since": 0, "seen": None, **more}
    return CounterState(revision=revision, status=status, ticket=in_hand, **values)  # pyright: ignore


def heard(state: CounterState) -> StateHeard:
    return StateHeard(state, hub_at=0, clock_trusted=True)


def answered(refusal: str = "", about: str = "", counter: CounterState | None = None, to: str = ID) -> Answered:
    return Answered(Reply(to=to, refusal=Refusal(refusal, about) if refusal else None, counter=counter))  # pyright: ignore


def closed_box() -> CallerState:
    """Nothing heard yet."""
    return CallerState(counter=COUNTER, counter_number=3, officer="can-bo-3", serves=frozenset(["khai-sinh", "sao-y"]))


class Box:
    """A call box on which a test presses keys a second apart; keeps what it answered."""

    def __init__(self, *messages: Message) -> None:
        self.state = closed_box()
        self.now = 0
        self.effects: list[Effect] = []
        self.feed(*messages)

    def feed(self, *messages: Message) -> list[Effect]:
        self.effects = []
        for message in messages:
            self.state, effects = step(self.state, message)
            self.effects += effects
        return self.effects

    def press(self, action: Action, after: int = 1_000) -> list[Effect]:
        self.now += after
        return self.feed(Pressed(Duty(action), self.now, self.now))

    def some(self, kind: type) -> list[Effect]:
        return [effect for effect in self.effects if isinstance(effect, kind)]


@pytest.fixture
def pins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Computer:
    """Those of a Raspberry Pi, under real gpiod."""
    computer = Computer(monkeypatch, tmp_path)
    computer.has(RASPBERRY_PI)
    return computer


@pytest.fixture
def box() -> Callable[..., Box]:
    """Makes a linked box that has heard a counter such as ``box(revision=4, ticket="A012 called")``."""

    def make(**counter: object) -> Box:
        return Box(LinkUp(), heard(counter_state(**counter)))  # pyright: ignore[reportArgumentType]

    return make
