"""A rating pad is a kiosk at a counter, without a printer and a scanner: another first page, and one job."""

from __future__ import annotations

from hall_core.domain.plan_devices import Kiosk, Pad


def as_kiosk(device: Kiosk | Pad) -> Kiosk:
    """The glass, and nothing that a pad does not have."""
    if isinstance(device, Kiosk):
        return device
    return Kiosk(id=device.id, panel=device.panel, distance_m=device.distance_m, touch=device.touch)
