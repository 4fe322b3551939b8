"""Every check, one file each, in the order in which findings of the same weight are shown."""

from __future__ import annotations

from typing import cast

from hall_core.doctor.checks import (
    boot_bundle,
    certificate,
    clock,
    disk,
    disk_space,
    disk_wear,
    fitted,
    hall_file,
    journal,
    ledger_copy,
    link,
    memory,
    printer,
    screen,
    sound,
    technician,
    temperature,
    units,
    usb,
    version,
    voltage,
    watchdog,
)
from hall_core.doctor.finding import Check

_ALL = (
    *(link, hall_file, certificate, clock),
    *(screen, fitted, printer, sound, usb),
    *(voltage, temperature, disk, disk_space, disk_wear, memory, ledger_copy),
    *(units, watchdog, version, boot_bundle, technician, journal),
)
CHECKS: tuple[Check, ...] = tuple(cast("Check", each) for each in _ALL)
BY_NAME = {check.CHECK: check for check in CHECKS}
