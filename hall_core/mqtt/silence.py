"""Whether the hub lives, as a device can tell: by what it hears of it."""

from __future__ import annotations

import logging
import time

from hall_core.contract import limits
from hall_core.domain.names import Millis
from hall_core.mqtt.heard import HubBack, HubQuiet

log = logging.getLogger(__name__)


class Silence:
    """For the station's thread."""

    def __init__(self) -> None:
        self._heard: tuple[float, Millis] | None = None
        """When (monotonic) the hub last spoke, and what its clock said then."""
        self._quiet = False

    def link_up(self) -> None:
        """From the first link on, silence counts."""
        if self._heard is None:
            self._heard = (time.monotonic(), 0)

    def hub_spoke(self, at: Millis, *, fresh: bool) -> HubBack | None:
        """A retained heartbeat only tells when the hub last spoke: silence is counted from now on."""
        if not fresh:
            if self._heard is None or not self._heard[1]:
                self._heard = (time.monotonic(), at)
            return None
        self._heard = (time.monotonic(), at)
        if not self._quiet:
            return None
        self._quiet = False
        log.info("the hub is back")
        return HubBack()

    def noticed(self, now: float) -> HubQuiet | None:
        """The silence, once it has lasted long enough; told once."""
        if self._quiet or self._heard is None or now - self._heard[0] <= limits.STALE_AFTER:
            return None
        self._quiet = True
        log.warning("the hub is silent")
        return HubQuiet(self._heard[1] or None)
