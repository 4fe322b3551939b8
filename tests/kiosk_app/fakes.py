"""A line and a printer with the face of the real ones and a record that can be read."""

from __future__ import annotations

import threading

from hall_core.contract.messages import Problem
from hall_core.domain.commands import Command
from hall_core.domain.facts import Fact
from kiosk_app.devices.ticket import TicketFace


class FakeStation:
    """Gives each command an id and keeps it; ``told`` is filled on whatever thread tells."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Command]] = []
        self.told: list[Fact] = []
        self.told_on: set[int] = set()
        self.reported: list[tuple[Problem, bool]] = []
        self.stopped = False

    def ask(self, command: Command) -> str:
        id = f"018f0000-0000-7000-8000-{len(self.asked):012x}"
        self.asked.append((id, command))
        return id

    def tell(self, fact: Fact) -> None:
        assert not self.stopped, "told after the line was closed"
        self.told_on.add(threading.get_ident())
        self.told.append(fact)

    def report(self, problem: Problem, present: bool) -> None:
        self.reported.append((problem, present))


class FakePrinter:
    def __init__(self) -> None:
        self.submitted: list[tuple[str, TicketFace]] = []

    def submit(self, ticket: str, face: TicketFace) -> None:
        self.submitted.append((ticket, face))
