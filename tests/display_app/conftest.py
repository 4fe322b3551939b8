"""Calls, states and clips for the board's tests."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from display_app.board import Board, Effect, HubClock, Message, Report, SoundChecked, Speak, Speech, Tell
from display_app.parts.find import place_of
from display_app.parts.part import About
from display_app.scene import BoardView, Scene
from display_app.scene_layout import SceneLayout, lay_out
from display_app.sizes import Em
from display_app.state import step
from display_app.voice.clips import CHIME
from hall_core.contract.messages import (
    BoardMessage,
    CallMade,
    CounterState,
    HallState,
    ServiceState,
    TicketInHand,
    ZoneState,
)
from hall_core.domain import plan_devices
from hall_core.domain.announcement import WORDS
from hall_core.domain.names import Language
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import BoardPart, Panel
from hall_core.mqtt.heard import CallHeard, LinkUp, StateHeard
from hall_core.ui.sound.samples import RATE, Samples, write_wav
from hall_core.ui.translate import Words
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


BOARD = "bang"
"""The id of the board that is tested."""


def zone(*calls: CallMade, spoken: Sequence[int] = (), speaker: str | None = BOARD, named_at: int = 1) -> ZoneState:
    """The state of a zone whose last calls are these, oldest first; ``spoken`` are numbers of calls."""
    last = calls[-1].sequence if calls else 0
    return ZoneState(
        epoch=1,
        version=last,
        zone="sanh",
        sequence=last,
        calls=list(reversed(calls)),
        spoken=[uid(n) for n in spoken],
        speaker=speaker,
        named_at=named_at,
    )


def hall_state(*, open: bool = True, day: str = "2026-11-21", changes_at: int | None = None) -> HallState:
    return HallState(epoch=1, version=1, day=day, open=open, changes_at=changes_at)


def service_state(service: str, waiting: int, **more: Any) -> ServiceState:
    known: dict[str, Any] = {"oldest": None, "estimate_minutes": None, "issuing": "open", **more}
    return ServiceState(epoch=1, version=1, service=service, waiting=waiting, **known)


def counter_state(counter: str = "quay-3", number: str = "", **more: Any) -> CounterState:
    """A counter with somebody, or nobody, who was called there at nine."""
    ticket = None
    if number:
        at, state = more.pop("at", NINE_IN_THE_MORNING), more.pop("state", "called")
        ticket = TicketInHand(
            id=uid(900), number=number, state=state, since=at, calls=1, service="khai-sinh", priority=None
        )
    known: dict[str, Any] = {"revision": 1, "status": "open", "reason": "", "since": NINE_IN_THE_MORNING, **more}
    return CounterState(epoch=1, version=1, counter=counter, ticket=ticket, seen=None, **known)


def about_of(
    plan: Plan,
    panel: Panel,
    distance_m: float,
    em: Em,
    *,
    words: Words | None = None,
    zone: str = "sanh",
    shows: tuple[BoardPart, ...] = ("calls",),
    **more: Any,
) -> About:
    """What a board of ``plan`` is made for; ``more`` are further keys of the device."""
    keys: dict[str, Any] = {"id": "bang", "zone": zone, "shows": list(shows), "panel": panel, "distance_m": distance_m}
    return About(plan, plan_devices.Board(**keys, **more), words or Words(), em)


def scene_layout(about: About) -> SceneLayout:
    return lay_out(about, {part: place_of(part, about) for part in about.board.shows})


class Watched:
    """A board's glass as somebody sees it who never looks away."""

    def __init__(self, about: About) -> None:
        self.scene = Scene(about, scene_layout(about))
        self.layout = self.scene.layout
        self._cues = self.scene.cues(0)

    def __call__(self, board: Board, now: int) -> BoardView:
        self._cues, view = self.scene(board, self._cues, now)
        return view


class Hand:
    """Hands messages to a board and turns its clock; ``done`` are all effects so far, with their time."""

    def __init__(self, board: Board | None = None) -> None:
        self.board = board or Board(id=BOARD, voice=True)
        self.now = 1_000
        self.speaker: str | None = BOARD
        """Whom the hub names in its calls and states."""
        self.named_at = 1
        self.done: list[tuple[int, Effect]] = []
        self._messages: list[BoardMessage] = []

    def hear(self, message: Message) -> list[Effect]:
        self.board, effects = step(self.board, message, self.now)
        self.done += [(self.now, effect) for effect in effects]
        return effects

    def call(self, call: CallMade, age_s: float = 0.0) -> list[Effect]:
        return self.hear(CallHeard(replace(call, speaker=self.speaker), age_s))

    def beat(self, at: int = NINE_IN_THE_MORNING, *, trusted: bool = True, **hall: object) -> list[Effect]:
        return self.hear(StateHeard(hall_state(**hall), at, trusted))  # pyright: ignore[reportArgumentType]

    def zone(self, *calls: CallMade, at: int = NINE_IN_THE_MORNING, spoken: Sequence[int] = ()) -> list[Effect]:
        state = zone(*calls, spoken=spoken, speaker=self.speaker, named_at=self.named_at)
        return self.hear(StateHeard(replace(state, messages=self._messages), at, True))

    def messages(self, *messages: BoardMessage) -> list[Effect]:
        """The zone says these from now on, newest first; its calls are as they were."""
        self._messages = list(messages)
        at = self.board.clock.at(self.now) if self.board.clock else NINE_IN_THE_MORNING
        return self.zone(*reversed(self.board.calls), at=at, spoken=[])

    def name(self, speaker: str | None, *calls: CallMade, spoken: Sequence[int] = ()) -> list[Effect]:
        """The hub names another board, or this one anew."""
        self.speaker, self.named_at = speaker, self.named_at + 1
        at = self.board.clock.at(self.now) if self.board.clock else NINE_IN_THE_MORNING
        return self.zone(*calls, at=at, spoken=spoken)

    def found(self, *, well: bool = True, whole: bool = True) -> list[Effect]:
        return self.hear(SoundChecked(well, whole))

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
    """A board that has heard from a living hub, which has named it; its sound is well."""
    return living()


def living(board: Board | None = None) -> Hand:
    hand = Hand(board)
    hand.hear(LinkUp())
    hand.beat()
    hand.beat()
    hand.zone()
    if hand.board.voice:
        hand.found()
    return hand


def linked(**more: object) -> Board:
    """A board that hears its hub, whose clock said nine when ours said one second."""
    clock = HubClock(NINE_IN_THE_MORNING, 1_000, True)
    # The zone's state is newer than any call, which then names nobody.
    speech = Speech(speaker=BOARD, named_at=1, sequence=10_000, linked=True, heard=1_000, sound="well", able=True)
    known = {"id": BOARD, "voice": True, "speech": speech}
    return Board(**{**known, "hall": hall_state(), "beats": 2, "stale": None, "clock": clock, **more})  # pyright: ignore[reportArgumentType]


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
