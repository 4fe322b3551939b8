"""A box with a keeper of an edition, beside a hub that has another one: only the line between them is stood in for."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Generic, TypeVar

from hall_core.contract.edition import digest
from hall_core.contract.ids import new_id
from hall_core.contract.messages import CatalogueHead
from hall_core.contract.questions import Answer, AskPart, CannotTell, Part, Question
from hall_core.mqtt.heard import Heard, StateHeard, Told
from hall_core.mqtt.keeping import Keeper

Value = TypeVar("Value")
Make = Callable[[Callable[[Question], str], Callable[[Value], None]], Keeper[Value]]


def head(name: str, data: bytes) -> Heard:
    """The hub says that it has this."""
    return StateHeard(CatalogueHead(epoch=1, version=1, digest=digest(data)), 0, True, name)


class BesideHub(Generic[Value]):
    """``make`` makes its keeper at each start, of what it asks and whom it tells."""

    def __init__(self, name: str, make: Make[Value]) -> None:
        self._name, self._make = name, make
        self.changed: queue.Queue[Value] = queue.Queue()
        self.asked: list[tuple[str, AskPart]] = []
        self.start()

    def start(self) -> None:
        self.keeper = self._make(self._ask, self.changed.put)
        self.stop: Callable[[], None] = self.keeper.start()

    def _ask(self, question: Question) -> str:
        assert isinstance(question, AskPart)
        self.asked.append((new_id(), question))
        return self.asked[-1][0]

    def hub_has(self, data: bytes, part: Callable[[AskPart], Part | CannotTell]) -> int:
        """The hub says so, and answers all questions by ``part``; how many there were at first."""
        assert self.keeper.hear(head(self._name, data))
        asked = len(self.asked)
        while self.asked:
            id, question = self.asked.pop(0)
            assert self.keeper.hear(Told(Answer(to=id, body=part(question))))
        return asked
