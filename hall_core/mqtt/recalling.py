"""Holds the answers that this device gets, and tells a hub that was put back from a copy what it holds of the lost
ledger: a message at a time, each until it is answered."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from hall_core.contract.messages import HallState, Reply
from hall_core.domain.commands import Command, TellHeld
from hall_core.domain.names import Millis, Uid
from hall_core.mqtt.heard import Answered, Heard, StateHeard
from hall_core.mqtt.memory import Memory
from hall_core.mqtt.outbox import OutboxError

AGAIN = 2.0
"""Seconds until a message is told again, after nobody answered or the hub refused."""
log = logging.getLogger(__name__)


class Recalling:
    """For the station's thread, but for :meth:`asks`. Times are monotonic seconds. ``now``: milliseconds since 1970."""

    def __init__(self, path: Path, ask: Callable[[TellHeld], Uid], now: Callable[[], Millis]) -> None:
        self._memory = Memory(path)
        self._ask = ask
        self._now = now
        self._hall: HallState | None = None
        self._told = 0
        """The epoch of the hub that has been told all."""
        self._left: deque[TellHeld] = deque()
        self._under_way: Uid | None = None
        self._due = 0.0

    def asks(self, id: Uid, command: Command) -> None:
        """The answer to it is to be held. From any thread."""
        self._memory.asks(id, command)

    def hears(self, heard: Heard) -> bool:
        """Holds an answer before anybody acts upon it. Whether it was for us alone."""
        match heard:
            case Answered(reply):
                return self._answer(reply)
            case StateHeard(state=HallState() as hall):
                if self._hall is not None and hall.epoch != self._hall.epoch:
                    self._left.clear()
                self._hall = hall
            case _:
                pass
        return False

    def tend(self, now: float) -> None:
        """Begins, or goes on."""
        hall = self._hall
        if hall is None or hall.restored is None or hall.epoch == self._told or self._under_way or now < self._due:
            return
        if not self._left:
            try:
                self._left.extend(self._memory.portions(hall.epoch, hall.restored))
            except OutboxError as error:
                log.error("what the hub has lost cannot be told: %s", error)  # noqa: TRY400
                self._due = now + AGAIN
                return
            count = sum(len(portion.held) for portion in self._left)
            log.warning("the hub was put back from a copy: telling it %d answers that this box holds", count)
        self._under_way = self._ask(self._left[0])

    def unanswered(self, id: Uid, now: float) -> bool:
        """Whether it was for us."""
        if id != self._under_way:
            return False
        self._again(now)
        return True

    def close(self) -> None:
        self._memory.close()

    def _answer(self, reply: Reply) -> bool:
        try:
            self._memory.take(reply, self._now())
        except OutboxError as error:
            # Whoever waits for it gets it all the same: only if the hub's disk dies as well does nobody know of it.
            log.error("an answer is not held: %s", error)  # noqa: TRY400
        if reply.to != self._under_way:
            return False
        if reply.refusal is not None:
            log.warning("the hub does not take what this box holds: %s", reply.refusal.reason)
            self._again(time.monotonic())
            return True
        self._under_way = None
        if self._left and self._left.popleft().last and self._hall is not None:
            self._told = self._hall.epoch
        return True

    def _again(self, now: float) -> None:
        """The same message, a little later: a hub that is told much at once asks for patience."""
        self._under_way = None
        self._due = now + AGAIN
