"""Buttons, lights and a buzzer on the pins of this computer. The only module that knows gpiozero.

A button closes its pin to ground; the pin's own resistor pulls it up. A light or a buzzer is on while its pin is high.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from typing import Any

from hall_core.domain.plan_devices import LightName
from hall_core.errors import MotcuaError

log = logging.getLogger(__name__)


class PinsError(MotcuaError):
    """This computer cannot do what the hall file asks of its pins; the message says what is missing."""

    key = "pins"


class PinButtons:
    """Tells ``moved(pin, value, at)`` for each movement (1 pressed, 0 let go), from gpiozero's own thread."""

    def __init__(self, pins: Iterable[str], *, now: Callable[[], int], moved: Callable[[str, int, int], None]) -> None:
        self._pins, self._now, self._moved = list(pins), now, moved

    def start(self) -> Callable[[], None]:
        """Takes the pins; returns what gives them back. PinsError when it cannot."""
        gpiozero = _gpiozero()
        with ExitStack() as undo:
            for pin in self._pins:
                # No bounce_time: what a bounce is, the decider knows, for all kinds of buttons.
                button = _made(pin, lambda pin=pin: gpiozero.Button(pin, pull_up=True))
                undo.callback(button.close)
                button.when_pressed = lambda pin=pin: self._moved(pin, 1, self._now())
                button.when_released = lambda pin=pin: self._moved(pin, 0, self._now())
            return undo.pop_all().close


class PinLights:
    """Lights and a beeper, as they are at this moment."""

    def __init__(self, lights: Mapping[LightName, str], buzzer: str) -> None:
        """A light that has no pin is left out; where there is ``lone`` alone, it shows that."""
        self._pins, self._buzzer_pin = dict(lights), buzzer
        self._lights: dict[LightName, Any] = {}
        self._buzzer: Any = None

    def start(self) -> Callable[[], None]:
        """Takes the pins; returns what gives them back. PinsError when it cannot."""
        gpiozero = _gpiozero()
        with ExitStack() as undo:
            for name, pin in self._pins.items():
                self._lights[name] = _made(pin, lambda pin=pin: gpiozero.LED(pin))
                undo.callback(self._lights[name].close)
            if self._buzzer_pin:
                self._buzzer = _made(self._buzzer_pin, lambda: gpiozero.Buzzer(self._buzzer_pin))
                undo.callback(self._buzzer.close)
            return undo.pop_all().close

    def lights(self, ready: bool, busy: bool, fault: bool, lone: bool) -> None:
        wanted: dict[LightName, bool] = {"ready": ready, "busy": busy, "fault": fault, "lone": lone}
        for name, light in self._lights.items():
            (light.on if wanted[name] else light.off)()

    def tone(self, hz: int, brief: bool) -> None:
        """It knows one pitch alone."""
        del brief
        if self._buzzer is not None:
            (self._buzzer.on if hz else self._buzzer.off)()


def _gpiozero() -> Any:
    try:
        import gpiozero
    except ImportError as error:
        packages = "python3-gpiozero and python3-lgpio of Debian, or motcua[gpio]"
        raise PinsError(f"buttons on pins need the package gpiozero: install {packages} ({error})") from error
    return gpiozero


def _made(pin: str, make: Callable[[], Any]) -> Any:
    from gpiozero.exc import BadPinFactory, GPIOZeroError

    try:
        return make()
    except BadPinFactory as error:
        why = "this computer has no pins, or the package lgpio (python3-lgpio of Debian) is missing"
        raise PinsError(f"{pin}: {why} ({error})") from error
    except (GPIOZeroError, OSError) as error:
        raise PinsError(f"{pin}: {error or 'is in use by another program'}") from error
