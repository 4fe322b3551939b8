"""A finger on the panel is heard at once, and not with the next frame: that is up to 33 ms later."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.input.factory import MotionEventFactory

PANEL = "mtdev"
"""Kivy's name for touch panels of the kernel."""


class _Heard(deque[tuple[str, Any]]):
    """What fingers did and Kivy has not taken yet."""

    def __init__(self, wake: Callable[[], Any]) -> None:
        super().__init__()
        self._wake = wake

    def append(self, item: tuple[str, Any], /) -> None:
        super().append(item)
        # A finger that only moves, a hundred times a second, is early enough with the next frame.
        if item[0] != "update":
            self._wake()


def wake_on_touch() -> None:
    """Has touch panels end the wait between two frames; before Kivy's loop, which starts them, and with
    ``KIVY_CLOCK=interrupt``, whose wait can be ended."""
    panel: Any = MotionEventFactory.get(PANEL)
    if panel is None:  # no libmtdev, and so no touch panel
        return
    # Nothing is to be done: the loop takes the touches whenever it goes round.
    wake: Callable[[], Any] = Clock.create_trigger(lambda _seconds: None, -1)

    class WakingPanel(panel):
        def _thread_run(self, **kwargs: Any) -> None:
            self.queue = _Heard(wake)
            super()._thread_run(**{**kwargs, "queue": self.queue})

    MotionEventFactory.register(PANEL, WakingPanel)
