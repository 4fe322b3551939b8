"""Which driver a matrix of the hall file wants."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from display_app.led.panel import Panel
from hall_core.domain.plan_devices import Led


def driver_of(led: Led, folder: Path) -> Callable[[], Panel]:
    """What opens it; nothing is imported before. ``folder``: the program's own."""

    def open_panel() -> Panel:
        match led.driver:
            case "rgbmatrix":
                from display_app.led.drivers import pi_4

                return pi_4.open_panel(led.matrix, led.options)
            case "piomatter":
                from display_app.led.drivers import pi_5

                return pi_5.open_panel(led.matrix, led.options)
            case "emulator":
                from display_app.led.drivers import emulated

                return emulated.open_panel(led.matrix, led.options, folder)

    return open_panel
