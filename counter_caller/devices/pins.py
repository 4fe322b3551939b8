"""Buttons, lights and a buzzer on the pins of this computer, from the kernel. The only module that knows gpiod.

A button closes its pin to ground; the pin's own resistor pulls it up. A light or a buzzer is on while its pin is high.
"""

from __future__ import annotations

import errno
import logging
import select
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hall_core.device.waker import Waker
from hall_core.domain.button_box import pin_of
from hall_core.domain.plan_devices import LightName
from hall_core.errors import MotcuaError

if TYPE_CHECKING:
    from gpiod import Chip, LineRequest

log = logging.getLogger(__name__)

DEVICES = Path("/dev")
CONSUMER = "motcua caller"
"""Whom the kernel names to others who want the same pin."""
OF_A_RASPBERRY_PI = ("pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1")
"""Labels of the chips (up to the Pi 3, Pi 4, Pi 5) whose line 17 is GPIO17, whatever it is called: the kernel names
some for their other use, such as SDA1 for GPIO2."""
LOOK_AGAIN = 1.0
"""Seconds between two looks for pins that have gone."""


class PinsError(MotcuaError):
    """This computer cannot do what the hall file asks of its pins; the message says what is missing."""

    key = "pins"


class PinButtons:
    """Tells ``moved(pin, value, at)`` for each movement (1 pressed, 0 let go), from a thread of its own; ``at`` is in
    milliseconds of ``now``. Tells ``missing(why)`` when the pins are gone, and with an empty ``why`` when they are
    back. A button that is held from before is told when it is let go."""

    def __init__(
        self,
        pins: Iterable[str],
        *,
        now: Callable[[], int],
        moved: Callable[[str, int, int], None],
        missing: Callable[[str], None],
    ) -> None:
        self._pins, self._now, self._moved, self._missing = list(pins), now, moved, missing

    def start(self) -> Callable[[], None]:
        """Takes the pins; returns what gives them back. PinsError when it cannot."""
        lines, waker = self._take(), Waker()
        thread = threading.Thread(target=self._run, args=(lines, waker), name="pins", daemon=True)
        thread.start()

        def stop() -> None:
            waker.wake()
            thread.join(timeout=2)
            waker.close()

        return stop

    def _take(self) -> dict[LineRequest, str]:
        with ExitStack() as undo:
            lines = {undo.enter_context(_taken(pin, output=False)): pin for pin in self._pins}
            undo.pop_all()
            return lines

    def _run(self, lines: dict[LineRequest, str], waker: Waker) -> None:
        told = ""
        while True:
            # By their fd: a LineRequest of gpiod 2.2, which Debian 13 has, is none itself.
            ready, _, _ = select.select([waker, *(line.fd for line in lines)], [], [], None if lines else LOOK_AGAIN)
            if waker in ready:  # nobody drains it: it is over
                break
            why = ""
            try:
                lines = lines or self._take()
                for line, pin in lines.items():
                    if line.fd in ready:
                        self._hear(line, pin)
            except PinsError as error:
                why = str(error)
                _release(lines)
                lines = {}
            if why != told:
                log.warning("%s", f"{why}; looking for the pins every second" if why else "the pins are back")
                self._missing(why)
                told = why
        _release(lines)

    def _hear(self, line: LineRequest, pin: str) -> None:
        try:
            events = line.read_edge_events()
        except OSError as error:
            raise PinsError(f"{pin}: {error.strerror}") from error
        for event in events:
            # Active is low here, so a rising edge is a press. It keeps its own time, even when it is read late.
            pressed = event.event_type is event.Type.RISING_EDGE
            age = (time.monotonic_ns() - event.timestamp_ns) // 1_000_000
            self._moved(pin, int(pressed), self._now() - max(0, age))


class PinLights:
    """Lights and a beeper, as they are at this moment. Dark and silent before the first word and after the last."""

    def __init__(self, lights: Mapping[LightName, str], buzzer: str) -> None:
        """A light that has no pin is left out; where there is ``lone`` alone, it shows that."""
        self._pins, self._buzzer_pin = dict(lights), buzzer
        self._lights: dict[LightName, _Output] = {}
        self._buzzer: _Output | None = None

    def start(self) -> Callable[[], None]:
        """Takes the pins; returns what gives them back. PinsError when it cannot."""
        with ExitStack() as undo:
            for name, pin in self._pins.items():
                self._lights[name] = _Output(pin)
                undo.callback(self._lights[name].close)
            if self._buzzer_pin:
                self._buzzer = _Output(self._buzzer_pin)
                undo.callback(self._buzzer.close)
            return undo.pop_all().close

    def lights(self, ready: bool, busy: bool, fault: bool, lone: bool) -> None:
        wanted: dict[LightName, bool] = {"ready": ready, "busy": busy, "fault": fault, "lone": lone}
        for name, light in self._lights.items():
            light.set(wanted[name])

    def tone(self, hz: int, brief: bool) -> None:
        """It knows one pitch alone."""
        del brief
        if self._buzzer is not None:
            self._buzzer.set(bool(hz))


class _Output:
    """A pin that is set; low when it is taken."""

    def __init__(self, pin: str) -> None:
        self._pin, self._line = pin, _taken(pin, output=True)
        self._failed = False

    def set(self, high: bool) -> None:
        from gpiod.line import Value

        try:
            self._line.set_value(self._line.offsets[0], Value.ACTIVE if high else Value.INACTIVE)
            self._failed = False
        except OSError as error:
            if not self._failed:  # a light that blinks fails often
                log.warning("%s: cannot be set: %s", self._pin, error.strerror)
            self._failed = True

    def close(self) -> None:
        self.set(False)  # some chips would leave a pin as it was last
        self._line.release()


def _taken(pin: str, *, output: bool) -> LineRequest:
    """The pin, for this program alone. PinsError when it cannot be had."""
    try:
        from gpiod import LineSettings
        from gpiod.line import Bias, Direction, Edge
    except ImportError as error:  # also of gpiod 1, which knows no LineSettings
        packages = "python3-libgpiod of Debian 13, or motcua[gpio]"
        raise PinsError(f"buttons on pins need the package gpiod 2: install {packages} ({error})") from error
    settings = LineSettings(direction=Direction.OUTPUT)
    if not output:
        # No debounce_period: what a bounce is, the decider knows, for all kinds of buttons.
        settings = LineSettings(direction=Direction.INPUT, bias=Bias.PULL_UP, edge_detection=Edge.BOTH, active_low=True)
    with ExitStack() as undo:
        chips = [undo.enter_context(_chip(path)) for path in sorted(DEVICES.glob("gpiochip*"))]
        chip, offset = _line_of(pin, chips)
        try:
            return chip.request_lines({offset: settings}, consumer=CONSUMER)
        except (OSError, ValueError, NotImplementedError) as error:  # gpiod gives an errno in either
            why = error.args[-1]
            if isinstance(error, OSError) and error.errno == errno.EBUSY:
                why = f"is in use by {chip.get_line_info(offset).consumer or 'another program'}"
            raise PinsError(f"{pin}: {why}") from error


def _chip(path: Path) -> Chip:
    from gpiod import Chip

    try:
        return Chip(str(path))
    except OSError as error:
        refused = isinstance(error, PermissionError)
        why = "this needs a user who is in the group gpio" if refused else error.strerror
        raise PinsError(f"{path} cannot be opened: {why}") from error


def _line_of(pin: str, chips: list[Chip]) -> tuple[Chip, int]:
    """On a Raspberry Pi by its number, on any other board by the name that the kernel has for it."""
    number = pin_of(pin)
    labels = [chip.get_info().label for chip in chips]
    for chip, label in zip(chips, labels, strict=True):
        if number is not None and label in OF_A_RASPBERRY_PI:
            return chip, number
    for chip in chips:
        with suppress(FileNotFoundError):
            return chip, chip.line_offset_from_id(pin)
    if not chips:
        raise PinsError(f"{pin}: this computer has no pins, or the kernel has no driver for their chip")
    raise PinsError(f"{pin}: no chip of this computer has a pin of that name; there are {', '.join(labels)}")


def _release(lines: Iterable[LineRequest]) -> None:
    for line in lines:
        line.release()
