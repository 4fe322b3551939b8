"""What strangers' bytes come to, and what must hold there whatever they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


class Door(Protocol):
    """Of one program, one reader or one line. Any exception out of :meth:`give`, :meth:`well` or :meth:`end` is a fault
    found; so is one that the program has caught and logged as a mistake of its own."""

    grows: float
    """Python objects by which it may grow with each input: what it records. Most grow by nothing."""

    def make(self, rng: Random) -> Any:
        """The next input; its ``repr`` tells what it was."""
        ...

    def give(self, input: Any) -> None:
        """Raises AssertionError when something is so that must not be."""
        ...

    def well(self) -> None:
        """A good input is answered as ever."""
        ...

    def end(self) -> None:
        """What must hold when all is over; lets everything go."""
        ...


class Reader(Generic[T]):
    """A function that makes something of what came, or says no by ``refuses``."""

    grows = 0.05

    def __init__(
        self,
        read: Callable[[Any], T],
        make: Callable[[Random], Any],
        refuses: tuple[type[Exception], ...] = (),
        good: tuple[Any, Callable[[T], bool]] | None = None,
        holds: Callable[[T], bool] = lambda _: True,
    ) -> None:
        """``good``: an input and what must come of it; ``holds``: what must be true of whatever comes."""
        self._read, self.make, self._refuses, self._good, self._holds = read, make, refuses, good, holds

    def give(self, input: Any) -> None:
        try:
            read = self._read(input)
        except self._refuses:
            return
        assert self._holds(read), read

    def well(self) -> None:
        if self._good is not None:
            given, such = self._good
            read = self._read(given)
            assert such(read), read

    def end(self) -> None:
        pass


Opened = Callable[[Path], Door]
"""Opens a door; whatever it writes is in the folder."""
