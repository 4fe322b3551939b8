"""A USB keypad read from the kernel (evdev), for itself alone: what is typed on it reaches no console.

Only the configured keys do anything. When the keypad is not there, or is pulled out, that is told once and it is
looked for every second under the same stable path, so that it works again when it is back.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import select
import threading
import time
from collections.abc import Callable, Iterable

from evdev import InputDevice, ecodes

from hall_core.device.waker import Waker
from hall_core.domain.plan_check import closest
from hall_core.errors import MotcuaError

log = logging.getLogger(__name__)

LOOK_AGAIN = 1.0
"""Seconds between two looks for a missing keypad: soon enough for who has just plugged it in."""


class KeypadError(MotcuaError):
    """The hall file names a key that the kernel does not know."""

    key = "keypad"


class Keypad:
    """Tells ``moved(key, value, at)`` for each movement of a known key, from a thread of its own; ``at`` is in
    milliseconds of ``now``, the value is the kernel's (1 pressed, 0 let go, 2 repeating). Tells ``missing(why)``
    when it is gone, and with an empty ``why`` when it is back."""

    def __init__(
        self,
        path: str,
        keys: Iterable[str],
        *,
        now: Callable[[], int],
        moved: Callable[[str, int, int], None],
        missing: Callable[[str], None],
    ) -> None:
        """KeypadError when ``keys`` (the kernel's names) has one that there is not."""
        self._path = path
        self._keys = codes_of(keys)
        self._now = now
        self._moved = moved
        self._missing = missing
        self._lock = threading.Lock()
        self._device: InputDevice[str] | None = None
        self._waker = Waker()
        self._complaint = ""
        self._write_failed = False
        self._thread = threading.Thread(target=self._run, name="keypad", daemon=True)

    def start(self) -> Callable[[], None]:
        """Starts reading; returns what stops it."""
        self._thread.start()
        return self._stop

    def can(self, kind: int) -> tuple[int, ...]:
        """The codes of an event type (lights, sounds) that the keypad has and lets us write; none while missing."""
        with self._lock:
            if self._device is None or not fcntl.fcntl(self._device.fd, fcntl.F_GETFL) & os.O_RDWR:
                return ()
            return tuple(self._device.capabilities(absinfo=False).get(kind, ()))

    def write(self, kind: int, values: Iterable[tuple[int, int]]) -> None:
        """Sets lights or sounds as (code, value). Nothing happens while the keypad is missing."""
        with self._lock:
            if self._device is None:
                return
            try:
                for code, value in values:
                    self._device.write(kind, code, value)
                self._device.syn()
                self._write_failed = False
            except OSError as error:
                # The reading thread finds out by itself when the keypad is gone; a light that blinks fails often.
                if not self._write_failed:
                    log.warning("keypad %s: cannot set its lights or sound: %s", self._path, error)
                self._write_failed = True

    def _run(self) -> None:
        while True:
            self._open()
            if self._device is not None:
                self._read_until_gone(self._device)
            if self._woken(LOOK_AGAIN):
                return

    def _open(self) -> None:
        device = None
        try:
            device = InputDevice(self._path)
            device.grab()
        except OSError as error:
            if device is not None:
                device.close()
            busy = error.errno == errno.EBUSY
            self._gone("is in use by another program" if busy else f"{error.strerror or error}")
            return
        with self._lock:
            self._device = device
        self._complaint = ""
        log.info("keypad %s: %s", self._path, device.name)
        self._missing("")

    def _read_until_gone(self, device: InputDevice[str]) -> None:
        why = "pulled out"
        # Nobody drains the waker: it ends this loop and then the outer one.
        while not self._woken(None, device.fd):
            try:
                events = list(device.read())
            except BlockingIOError:
                continue
            except OSError as error:
                why = f"{error.strerror or error}"
                break
            if not events:
                break
            for event in events:
                if event.type == ecodes.EV_KEY and event.code in self._keys:
                    self._moved(self._keys[event.code], event.value, self._when(event.timestamp()))
        else:
            why = ""
        with self._lock:
            self._device = None
            device.close()
        if why:
            self._gone(why)

    def _when(self, stamp: float) -> int:
        """The kernel's wall-clock stamp of an event in milliseconds of ``now``: a press keeps its own time, even
        when it is read late. Only its age counts, so a clock set meanwhile makes it young, or too old to act on."""
        return self._now() - max(0, int((time.time() - stamp) * 1000))

    def _gone(self, why: str) -> None:
        if why != self._complaint:
            log.warning("keypad %s: %s; looking for it every second", self._path, why)
            self._complaint = why
        self._missing(f"{self._path}: {why}")

    def _woken(self, wait: float | None, *fds: int) -> bool:
        """Waits for ``fds`` or ``wait`` seconds; True when it is time to stop."""
        return self._waker in select.select([self._waker, *fds], [], [], wait)[0]

    def _stop(self) -> None:
        self._waker.wake()
        self._thread.join(timeout=2)
        self._waker.close()


def codes_of(keys: Iterable[str]) -> dict[int, str]:
    """Kernel key codes to the names given. KeypadError with all names that do not exist."""
    names = list(keys)
    known = [name for name in ecodes.ecodes if name.startswith(("KEY_", "BTN_"))]
    wrong = [name for name in names if name not in known]
    if wrong:
        sentences = [f'no key is called "{name}"{_meant(name, known)}' for name in wrong]
        raise KeypadError("; ".join(sentences))
    return {ecodes.ecodes[name]: name for name in names}


def _meant(name: str, known: list[str]) -> str:
    close = closest(name, known)
    return f', did you mean "{close[0]}"?' if close else ", see linux/input-event-codes.h"
