"""A line and a printer with the face of the real ones and a record that can be read."""

from __future__ import annotations

import threading

from hall_core.contract.messages import Problem
from hall_core.domain.commands import Command
from hall_core.domain.facts import Fact
from hall_core.domain.names import Language
from kiosk_app.devices.slip import Slip
from kiosk_app.voice import Voice


class FakeStation:
    """Keeps what it is asked and told; ``told`` is filled on whatever thread tells."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Command]] = []
        self.told: list[Fact] = []
        self.told_on: set[int] = set()
        self.reported: list[tuple[Problem, bool]] = []
        self.stopped = False

    def ask(self, command: Command, id: str) -> None:
        self.asked.append((id, command))

    def tell(self, fact: Fact) -> None:
        assert not self.stopped, "told after the line was closed"
        self.told_on.add(threading.get_ident())
        self.told.append(fact)

    def report(self, problem: Problem, present: bool) -> None:
        self.reported.append((problem, present))


class FakePrinter:
    def __init__(self) -> None:
        self.submitted: list[tuple[str, Slip]] = []
        self.after: list[threading.Event] = []
        """What each of them was to wait for."""

    def submit(self, ticket: str, face: Slip, *, after: threading.Event | None = None) -> None:
        self.submitted.append((ticket, face))
        if after is not None:
            self.after.append(after)


class FakeVoice(Voice):
    """Keeps what is to be said: (text, language, whether it may be kept on the disk), ``None`` for silence."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Language, bool] | None] = []
        self.chimes = 0

    def say(self, text: str, language: Language, *, keep: bool = True) -> None:
        self.said.append((text, language, keep))

    def hush(self) -> None:
        self.said.append(None)

    def chime(self) -> None:
        self.chimes += 1
