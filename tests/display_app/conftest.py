"""Calls, states and clips for the board's tests."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from display_app.board import Board, Effect, HubClock, Message, Report, Speak, Tell
from display_app.state import step
from display_app.voice.clips import CHIME
from hall_core.contract.messages import CallMade, HallState, ServiceState, ZoneState
from hall_core.domain.announcement import WORDS
from hall_core.domain.names import Language
from hall_core.mqtt.heard import CallHeard, StateHeard
from hall_core.ui.sound.samples import RATE, Samples, write_wav
from tests.conftest import NINE_IN_THE_MORNING
from tests.screens_support import _glass, glass

__all__ = ["_glass", "glass"]


def uid(n: int) -> str:
    return f"00000000-0000-7000-8000-{n:012d}"


def call(
    n: int, number: str = "", counter: int = 3, *, language: Language = "vi", at: int = NINE_IN_THE_MORNING
) -> CallMade:
    """The zone's call number ``n``."""
    return CallMade(
        id=uid(n),
        zone="sanh",
        sequence=n,
        number=number or f"A{n:03d}",
        counter=f"quay-{counter}",
        counter_number=counter,
        language=language,
        at=at,
        again=False,
    )


def zone(*calls: CallMade) -> ZoneState:
    """The state of a zone whose last calls are these, oldest first."""
    last = calls[-1].sequence if calls else 0
    return ZoneState(epoch=1, version=last, zone="sanh", sequence=last, calls=list(reversed(calls)))


def hall_state(*, open: bool = True, day: str = "2026-11-21", changes_at: int | None = None) -> HallState:
    return HallState(epoch=1, version=1, day=day, open=open, changes_at=changes_at)


def service_state(service: str, waiting: int) -> ServiceState:
    return ServiceState(
        epoch=1,
        version=1,
        service=service,
        waiting=waiting,
        oldest=None,
        estimate_minutes=None,
        issuing="open",
    )


class Hand:
    """Hands messages to a board and turns its clock; ``done`` are all effects so far, with their time."""

    def __init__(self, board: Board | None = None) -> None:
        self.board = board or Board(voice=True)
        self.now = 1_000
        self.done: list[tuple[int, Effect]] = []

    def hear(self, message: Message) -> list[Effect]:
        self.board, effects = step(self.board, message, self.now)
        self.done += [(self.now, effect) for effect in effects]
        return effects

    def call(self, call: CallMade, age_s: float = 0.0) -> list[Effect]:
        return self.hear(CallHeard(call, age_s))

    def beat(self, at: int = NINE_IN_THE_MORNING, *, trusted: bool = True, **hall: object) -> list[Effect]:
        return self.hear(StateHeard(hall_state(**hall), at, trusted))  # pyright: ignore[reportArgumentType]

    def zone(self, *calls: CallMade, at: int = NINE_IN_THE_MORNING) -> list[Effect]:
        return self.hear(StateHeard(zone(*calls), at, True))

    @property
    def spoken(self) -> list[str]:
        """Numbers in the order in which their voice began."""
        return [effect.call.number for _, effect in self.done if isinstance(effect, Speak)]

    @property
    def told(self) -> list[tuple[str, str]]:
        """(call, how) in the order told."""
        return [(effect.fact.call, effect.fact.how) for _, effect in self.done if isinstance(effect, Tell)]

    @property
    def reports(self) -> list[bool]:
        return [effect.present for _, effect in self.done if isinstance(effect, Report)]


@pytest.fixture
def hand() -> Hand:
    """A board that has heard from a living hub."""
    hand = Hand()
    hand.beat()
    hand.beat()
    return hand


def linked(**more: object) -> Board:
    """A board that hears its hub, whose clock said nine when ours said one second."""
    clock = HubClock(NINE_IN_THE_MORNING, 1_000, True)
    return Board(**{"voice": True, "hall": hall_state(), "beats": 2, "stale": None, "clock": clock, **more})  # pyright: ignore[reportArgumentType]


def tone(hertz: float, seconds: float = 0.06, level: float = 0.4) -> Samples:
    """A sine that begins and ends at zero."""
    count = round(seconds * RATE)
    envelope = [min(1.0, n / 200, (count - n) / 200) for n in range(count)]
    return array(
        "h", (round(32_767 * level * e * math.sin(2 * math.pi * hertz * n / RATE)) for n, e in enumerate(envelope))
    )


@pytest.fixture
def record() -> Callable[[Path], dict[str, float]]:
    """Records every clip as a short tone of its own: gives clip to hertz."""

    def make(folder: Path) -> dict[str, float]:
        folder.mkdir(parents=True, exist_ok=True)
        pitches = {clip: 400.0 + 40 * place for place, clip in enumerate([CHIME, *WORDS])}
        for clip, hertz in pitches.items():
            write_wav(folder / f"{clip}.wav", tone(hertz))
        return pitches

    return make
