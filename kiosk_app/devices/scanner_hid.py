"""A scanner that types like a keyboard, read from the kernel (evdev) for itself alone: nothing of it reaches a
screen, a console or an input method, which would make other words of a card. Knows evdev."""

from __future__ import annotations

import errno

from evdev import InputDevice, ecodes

from kiosk_app.devices.scanner_keys import Keys


class HidLine:
    """The scanner at the input device ``path``. OSError when it is not there, or another program has it."""

    def __init__(self, path: str) -> None:
        device = InputDevice(path)
        try:
            device.grab()
        except OSError:
            device.close()
            raise
        self._device = device
        self._keys = Keys()
        self.name = device.name
        self.fd = device.fd

    def read(self) -> bytes | None:
        """What was typed, each code ended by a line feed. None: the kernel had to throw away a part of it. OSError
        when the scanner is gone."""
        try:
            events = list(self._device.read())
        except BlockingIOError:
            return b""
        if not events:  # as an end of file, which a kernel device does not have
            raise OSError(errno.ENODEV, "No such device")
        if any((event.type, event.code) == (ecodes.EV_SYN, ecodes.SYN_DROPPED) for event in events):
            self._keys.forget()
            return None
        return "".join(self._keys.moved(e.code, e.value) for e in events if e.type == ecodes.EV_KEY).encode()

    def close(self) -> None:
        self._device.close()
