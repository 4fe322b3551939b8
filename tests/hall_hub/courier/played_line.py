"""A centre that is played at the other end of a real broker: the line stands when it says so, and may be a bad one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from hall_core.contract.centre.messages import Hello, Records
from hall_core.contract.codec import Envelope
from hall_hub.courier.tellings import STREAMS
from tests.hall_hub.courier.played_centre import PlayedCentre
from tests.played_end import PlayedEnd

PATIENCE = 60.0
"""Seconds, on a machine however busy."""


class PlayedLine(PlayedEnd):
    """``loses``: the share of messages that get lost, either way."""

    def __init__(self, broker: tuple[str, int], loses: float = 0.0) -> None:
        super().__init__(broker)
        self.centre = PlayedCentre()
        self.loses = loses
        self.hellos = 0
        self._random = Random(1)
        self._changed = threading.Condition()
        self.begin()

    def until(self, so: Callable[[PlayedCentre], bool]) -> None:
        """Waits until that is so of the centre."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while not so(self.centre):
                assert self._changed.wait(deadline - time.monotonic()), "the centre never had all of it"

    def forget(self, share: float) -> None:
        with self._changed:
            self.centre.forget("transactions", share)

    def hear(self, envelope: Envelope[Any]) -> None:
        with self._changed:
            self._take(envelope.body)
            self._changed.notify_all()

    def _take(self, body: object) -> None:
        if self._random.random() < self.loses:
            return
        match body:
            case Hello():
                self.hellos += 1
                answers = [self.centre.recorded(stream) for stream in STREAMS]
            case Records():
                answers = [self.centre.take(body)]
            case _:
                answers = []
        for answer in answers:
            if self._random.random() >= self.loses:
                self.say("recorded", answer)


@contextmanager
def played(broker: tuple[str, int], loses: float = 0.0) -> Iterator[PlayedLine]:
    line = PlayedLine(broker, loses)
    try:
        line.stands(so=True)
        yield line
    finally:
        line.close()
