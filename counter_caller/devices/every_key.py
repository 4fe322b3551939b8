"""All keypads of this computer at once, without taking them for itself: for the teaching mode. Knows evdev."""

from __future__ import annotations

import errno
import select
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from evdev import InputDevice, ecodes, list_devices

from hall_core.device.waker import Waker

STABLE = (Path("/dev/input/by-path"), Path("/dev/input/by-id"))
LOOK_AGAIN = 1.0
"""Seconds between two looks for keypads that were plugged in."""


class EveryKey:
    """Tells ``pressed(path, key, name)`` for each key that goes down, and ``busy(path)`` once for a keypad that another
    program keeps for itself."""

    def __init__(
        self, known: Iterable[str], *, pressed: Callable[[str, str, str], None], busy: Callable[[str], None]
    ) -> None:
        """``known`` are the paths in the hall file, by which their keypads are called."""
        self._known, self._pressed, self._busy = list(known), pressed, busy
        self._open: dict[str, InputDevice[str]] = {}
        self._told_busy: set[str] = set()
        self._waker = Waker()
        self._thread = threading.Thread(target=self._run, name="every key", daemon=True)

    def start(self) -> Callable[[], None]:
        self._thread.start()
        return self._stop

    def _stop(self) -> None:
        self._waker.wake()
        self._thread.join(timeout=2)
        self._waker.close()

    def _run(self) -> None:
        while True:
            self._look()
            readable, _, _ = select.select([self._waker, *self._open.values()], [], [], LOOK_AGAIN)
            if self._waker in readable:
                break
            for node in [node for node, device in self._open.items() if device in readable]:
                self._read(node)
        for device in self._open.values():
            device.close()

    def _look(self) -> None:
        nodes = {str(Path(path).resolve()) for path in self._known if Path(path).exists()} | set(list_devices())
        for node in sorted(nodes - set(self._open)):
            try:
                device = InputDevice(node)
            except OSError:  # gone again, or not for us: a technician is told to run this as root
                continue
            if not any(code < ecodes.BTN_MISC for code in device.capabilities().get(ecodes.EV_KEY, ())):
                device.close()
                continue
            self._open[node] = device
            self._look_whether_busy(node, device)

    def _look_whether_busy(self, node: str, device: InputDevice[str]) -> None:
        """Whoever has it for himself hears its keys alone. It is let go at once: it may be the technician's own."""
        try:
            device.grab()
            device.ungrab()
        except OSError as error:
            if error.errno == errno.EBUSY and node not in self._told_busy:
                self._told_busy.add(node)
                self._busy(self._called(node))

    def _read(self, node: str) -> None:
        device = self._open[node]
        try:
            events = list(device.read())
        except BlockingIOError:
            return
        except OSError:
            events = []
        if not events:  # pulled out
            del self._open[node]
            device.close()
            return
        for event in events:
            if event.type == ecodes.EV_KEY and event.value == 1:
                self._pressed(self._called(node), key_name(event.code), device.name)

    def _called(self, node: str) -> str:
        """As the hall file calls it; else by the plug it is in, by its make, or by the number it has until the next
        start."""
        links = (link for folder in STABLE if folder.is_dir() for link in sorted(folder.iterdir()))
        names = [*self._known, *map(str, links)]
        return next((name for name in names if str(Path(name).resolve()) == node), node)


def key_name(code: int) -> str:
    """``KEY_KP1``; of several names the first that is a key's own."""
    names = ecodes.keys.get(code, f"KEY_{code}")
    if isinstance(names, str):
        return names
    return next(name for name in names if name != "KEY_MIN_INTERESTING")
