"""The touch panel: the kiosk's alone, and heard at once, not with the next frame, up to 33 ms later."""

from __future__ import annotations

import fcntl
import logging
import os
import struct
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from kivy.clock import Clock
from kivy.input.factory import MotionEventFactory

PANEL = "mtdev"
"""Kivy's name for touch panels of the kernel."""
GRAB = 0x40044590
"""The kernel's EVIOCGRAB (linux/input.h): from now on nobody else hears the device."""
SLOTS = 0x8000450A
"""Its EVIOCGMTSLOTS, without the size of what is asked: what stands in every slot of a panel."""
END, AXIS = 0, 3
"""Its kinds of events: one that ends a report, and a place."""
SLOT, X, Y, CONTACT = 0x2F, 0x35, 0x36, 0x39
"""Its numbers (linux/input-event-codes.h) of ABS_MT_SLOT, …_POSITION_X, …_POSITION_Y and …_TRACKING_ID. A contact below
0 is none."""
LOOK_AGAIN = 1.0
"""Seconds between two looks for a panel that is not there."""
log = logging.getLogger(__name__)


def _grab_panels() -> None:
    """Kivy opens them by this class, at the start and when one is back."""
    from kivy.input.providers import mtdev
    from kivy.lib.mtdev import input_event

    class Grabbed(mtdev.Device):
        """Begins with what stood on the panel when it was opened. The kernel tells of what changes alone: who takes a
        new reader for a new panel has a finger that comes down where one was lifted before nowhere."""

        def __init__(self, filename: str) -> None:
            super().__init__(filename)
            try:
                fcntl.ioctl(self._fd, GRAB, 1)
            except OSError as error:
                # It is read all the same: as long as another program has it, nothing of it is heard here.
                log.error("the touch panel %s is not ours alone: %s", filename, error.strerror)  # noqa: TRY400
            self._stood: deque[Any] = deque()
            known = self._device.caps
            if not known.has_slot:  # an older kind of panel, which says all of every finger each time
                return
            try:
                stood = _standing(self._fd, known.slot.maximum + 1, known.slot.value)
                self._stood += [input_event(type=kind, code=code, value=value) for kind, code, value in stood]
            except OSError as error:
                log.warning("the touch panel %s does not say where it was touched last: %s", filename, error.strerror)

        def __del__(self) -> None:
            # Of a reader that ended by an error: it would keep the panel from the next one.
            self.close()

        def idle(self, ms: int) -> bool:
            return not self._stood and super().idle(ms)

        def get(self) -> Any:
            return self._stood.popleft() if self._stood else super().get()

    mtdev.Device = Grabbed


def _standing(panel: int, slots: int, now: int) -> Iterator[tuple[int, int, int]]:
    """Kind, code and value of every event of a report that brings a reader to where an open ``panel`` is, ``now`` its
    present slot."""
    lines = struct.Struct(f"I{slots}i")
    asked = SLOTS | lines.size << 16

    def of(code: int) -> list[int]:
        return list(lines.unpack(fcntl.ioctl(panel, asked, lines.pack(code, *[0] * slots))))[1:]

    for slot, x, y, contact in zip(range(slots), of(X), of(Y), of(CONTACT), strict=True):
        yield AXIS, SLOT, slot
        yield AXIS, X, x
        yield AXIS, Y, y
        if contact >= 0:
            yield AXIS, CONTACT, contact
    yield AXIS, SLOT, now
    yield END, 0, 0


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
                except Exception as error:  # Kivy's own, of a panel that is pulled while it is opened, has no kind
                    said = getattr(error, "strerror", None) or repr(error)
                    log.warning("the touch panel %s: %s; it is opened again", kwargs["input_fn"], said)
                time.sleep(LOOK_AGAIN)

    MotionEventFactory.register(PANEL, WakingPanel)
