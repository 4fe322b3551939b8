"""The touch panel: the kiosk's alone, and heard at once, not with the next frame, up to 33 ms later."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.input.factory import MotionEventFactory

PANEL = "mtdev"
"""Kivy's name for touch panels of the kernel."""
GRAB = 0x40044590
"""The kernel's EVIOCGRAB (linux/input.h): from now on nobody else hears the device."""
LOOK_AGAIN = 1.0
"""Seconds between two looks for a panel that is not there."""
log = logging.getLogger(__name__)


def _grab_panels() -> None:
    """Kivy opens them by this class, at the start and when one is back."""
    from kivy.input.providers import mtdev

    class Grabbed(mtdev.Device):
        def __init__(self, filename: str) -> None:
            super().__init__(filename)
            try:
                fcntl.ioctl(self._fd, GRAB, 1)
            except OSError as error:
                # It is read all the same: as long as another program has it, nothing of it is heard here.
                log.error("the touch panel %s is not ours alone: %s", filename, error.strerror)  # noqa: TRY400

    mtdev.Device = Grabbed


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


def take_touch() -> None:
    """Has Kivy take touch panels for itself alone and wait for one that is not there, and has them end the wait between
    two frames. Before Kivy's loop, which starts them, and with ``KIVY_CLOCK=interrupt``, whose wait can be ended."""
    panel: Any = MotionEventFactory.get(PANEL)
    if panel is None:  # no libmtdev, and so no touch panel
        return
    _grab_panels()
    # Nothing is to be done: the loop takes the touches whenever it goes round.
    wake: Callable[[], Any] = Clock.create_trigger(lambda _seconds: None, -1)

    class WakingPanel(panel):
        def _thread_run(self, **kwargs: Any) -> None:
            self.queue = _Heard(wake)
            while True:
                # The kernel makes the file before udev says whose it is; and Kivy gives up at the first refusal.
                while not os.access(kwargs["input_fn"], os.R_OK):
                    time.sleep(LOOK_AGAIN)
                try:
                    super()._thread_run(**{**kwargs, "queue": self.queue})
                except OSError as error:
                    log.warning("the touch panel %s: %s; it is opened again", kwargs["input_fn"], error.strerror)
                time.sleep(LOOK_AGAIN)

    MotionEventFactory.register(PANEL, WakingPanel)
