"""The one way from another thread to the screen: what is posted is delivered on Kivy's thread, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from kivy.clock import Clock

Message = TypeVar("Message")


class UiThread(Generic[Message]):
    """Hands each posted message to ``deliver`` between two frames. Nothing is lost or reordered.

    ``deliver`` is called on the thread that runs Kivy's loop. With ``KIVY_CLOCK=interrupt`` a post wakes the
    loop at once; with the default clock it waits for the next frame.
    """

    def __init__(self, deliver: Callable[[Message], None]) -> None:
        self._deliver = deliver
        self._inbox: deque[Message] = deque()
        # -1: before the next frame is drawn, so that it already shows what came in.
        self._wake: Callable[[], Any] = Clock.create_trigger(self._drain, -1)

    def post(self, message: Message) -> None:
        """From any thread."""
        self._inbox.append(message)
        # Kivy clears the trigger before it calls _drain, so this either is seen there or sets it again.
        self._wake()

    def drain(self) -> None:
        """Deliver what is still there, when Kivy's loop is over; on the thread that ran it."""
        while self._inbox:
            self._deliver(self._inbox.popleft())

    def _drain(self, _seconds: float) -> None:
        # Only what is here now: a flood must leave the loop time to draw and to read touches.
        for _ in range(len(self._inbox)):
            self._deliver(self._inbox.popleft())
        if self._inbox:
            self._wake()
