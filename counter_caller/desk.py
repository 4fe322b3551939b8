"""One counter as a box serves it: its state, what it shows, and where. Knows no queue and no thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from counter_caller.messages import Ask, Beep, Command, Effect, Message, Note, Report, Sent
from counter_caller.panel import Panel
from counter_caller.patterns import TONES, Lamp, Tone
from counter_caller.state import CallerState, step
from counter_caller.view import View, view
from hall_core.contract.messages import Problem
from hall_core.domain.names import Language, Slug
from hall_core.domain.plan import Counter

log = logging.getLogger(__name__)

Screen = Callable[[View], None]


class Line(Protocol):
    """What a desk needs of the box it belongs to."""

    def ask(self, command: Command, /) -> str: ...
    def report(self, counter: Slug, problem: Problem, present: bool, words: str, /) -> None: ...


class Desk:
    """``panels`` may be shared with other desks: the one whose key went down last has the lights of such a one."""

    def __init__(
        self,
        counter: Counter,
        officer: Slug,
        *,
        panels: Sequence[Panel] = (),
        screens: Sequence[Screen] = (),
        language: Language = "vi",
        named: bool = False,
    ) -> None:
        """``named``: the log says at each line which counter it is about."""
        self.counter = counter.id
        self.panels = list(panels)
        self._screens = list(screens)
        self._language: Language = language
        self._prefix = f"{counter.id}: " if named else ""
        self._state = CallerState(
            counter=counter.id, counter_number=counter.number, officer=officer, serves=frozenset(counter.serves)
        )
        self._view = view(self._state, language)

    @property
    def busy(self) -> bool:
        """Whether a command is under way."""
        return self._state.pending is not None

    @property
    def due(self) -> int | None:
        """When it wants to be told the time."""
        return self._state.due

    @property
    def lamp(self) -> Lamp:
        return self._view.lamp

    def begin(self) -> None:
        for screen in self._screens:
            screen(self._view)

    def take(self, message: Message, line: Line) -> list[Tone]:
        """Decides and carries out; what is to be heard of it."""
        self._state, effects = step(self._state, message)
        tones = [tone for effect in effects if (tone := self._do(effect, line)) is not None]
        seen = view(self._state, self._language)
        if seen != self._view:
            self._view = seen
            self.begin()
        return tones

    def _do(self, effect: Effect, line: Line) -> Tone | None:
        match effect:
            case Ask(command):
                self._state, _ = step(self._state, Sent(line.ask(command)))
            case Beep(signal):
                return TONES[signal]
            case Report(problem, present, words):
                line.report(self.counter, problem, present, words)
            case Note(words):
                log.info("%s%s", self._prefix, words)
        return None
