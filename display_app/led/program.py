"""``motcua board`` for a matrix of lamps."""

from __future__ import annotations

from argparse import Namespace

from display_app.led.display import LedDisplay
from display_app.led.drivers.find import driver_of
from display_app.quiet_program import run_quiet
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Led


def run(plan: Plan, led: Led, given: Namespace) -> int:
    """Runs until SIGTERM or SIGINT; gives the exit status."""
    given.data = given.data.absolute()  # the emulator is imported in another working folder
    return run_quiet(plan, led, given, lambda _: LedDisplay(plan, led, driver_of(led, given.data)))
