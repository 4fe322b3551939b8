"""What the people of a simulated hall talk to: the rules alone, or a real hub behind a real broker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hall_core.contract.limits import COMMAND_GIVE_UP
from hall_core.contract.messages import CallMade, Reply
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.names import Day, Millis, Slug, Uid
from hall_core.domain.plan import Service

GIVES_UP = int(COMMAND_GIVE_UP * 1_000)
"""Milliseconds after which whoever stands before a box is told that nobody answered."""
Answered = Callable[[Reply | None], None]
"""None: nobody answered in time, and no answer is heard any more."""


class Ears(Protocol):
    """The people, as far as the hall speaks to all of them."""

    def waiting(self, service: Slug, people: int) -> None:
        """So many wait for a service now."""
        ...

    def called(self, board: Slug, call: CallMade) -> None:
        """A board that is well has heard a call."""
        ...


class Face(Protocol):
    """Each device by its id, as its program would stand between the person and the hall."""

    def listen(self, ears: Ears) -> None: ...

    def wish(self, device: Slug, command: c.Command, id: Uid, then: Answered, patience: Millis = GIVES_UP) -> None: ...

    def fact(self, device: Slug, fact: f.Fact) -> None:
        """True now; told as soon as the device reaches the hub, with how long ago it was."""
        ...

    def reserve(self, kiosk: Slug, service: Service, made: Callable[[int, Day], f.IssuedHere]) -> f.IssuedHere | None:
        """The kiosk gives out the next number of its own band, which it tells like a fact; None: it is spent."""
        ...

    def away(self, device: Slug) -> bool:
        """Whether the device knows that the hub is not there."""
        ...

    def link(self, device: Slug, *, up: bool) -> None:
        """Its cable. A board without one shows nothing either."""
        ...

    def power(self, *, on: bool) -> None:
        """Of the hub's box."""
        ...
