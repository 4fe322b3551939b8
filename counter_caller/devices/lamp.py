"""The keypad's own lights and beeper, through evdev; a terminal's bell where it has no beeper."""

from __future__ import annotations

from collections.abc import Callable

from evdev import ecodes

from counter_caller.devices.keypad import Keypad

READY, BUSY, FAULT = ecodes.LED_NUML, ecodes.LED_CAPSL, ecodes.LED_SCROLLL


class Lamp:
    """Lights and sounds as they are at this moment; the rhythm is the caller's."""

    def __init__(self, keypad: Keypad, bell: Callable[[int, bool], None] | None = None) -> None:
        """``bell`` takes what :meth:`tone` takes."""
        self._keypad = keypad
        self._bell = bell

    def lights(self, ready: bool, busy: bool, fault: bool, lone: bool) -> None:
        """All three where the keypad has them; otherwise whatever it has shows ``lone``."""
        there = self._keypad.can(ecodes.EV_LED)
        if {READY, BUSY, FAULT} <= set(there):
            self._keypad.write(ecodes.EV_LED, [(READY, ready), (BUSY, busy), (FAULT, fault)])
        elif there:
            self._keypad.write(ecodes.EV_LED, [(code, lone) for code in there])

    def tone(self, hz: int, brief: bool) -> None:
        """Begins a tone, or ends it (0); ``brief`` is a click that only says "felt"."""
        there = self._keypad.can(ecodes.EV_SND)
        if ecodes.SND_TONE in there:
            self._keypad.write(ecodes.EV_SND, [(ecodes.SND_TONE, hz)])
        elif ecodes.SND_BELL in there:
            self._keypad.write(ecodes.EV_SND, [(ecodes.SND_BELL, 1 if hz else 0)])
        elif self._bell is not None:
            self._bell(hz, brief)
