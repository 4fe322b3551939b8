"""What the centre needs of a broker, whichever it is: take what halls send, shared among workers, and send to a hall.

Nothing is trusted to the broker but to carry: what it loses the halls send again, what it doubles is taken once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from msgspec import Struct

from hall_core.errors import MotcuaError


class EngineError(MotcuaError):
    """The broker cannot be reached or refuses; the message says which one and what to do."""

    key = "broker"


class Heard(Struct, frozen=True):
    hall: str
    way: str
    """The last level of the topic, which is the kind of message."""
    payload: bytes
    token: Any = None
    """The engine's own, by which it knows the message again."""


class Engine(Protocol):
    """Belongs to the thread that made it. EngineError from each when the broker is away for good; short absences it
    bears by itself."""

    def take(self, most: int, wait: float) -> list[Heard]:
        """Up to ``most`` messages; none after ``wait`` seconds without any."""
        ...

    def done(self, heard: Iterable[Heard]) -> None:
        """These need not come again. What is neither done nor :meth:`later` comes to another worker after a while."""
        ...

    def later(self, heard: Heard, seconds: float) -> None:
        """It comes again after that time, here or at another worker."""
        ...

    def send(self, hall: str, way: str, payload: bytes) -> None:
        """At most once, to the hall's bridge if it stands just now."""
        ...

    def close(self) -> None: ...
