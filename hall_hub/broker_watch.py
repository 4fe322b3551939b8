"""A broker that runs and answers nobody stops the whole hall, and Debian's Mosquitto knows no watchdog. The hub, which
is linked to it all day, is the one who notices; root has it started anew (hall-broker-again)."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from hall_core.mqtt.outage import Reason

PATIENCE = 180.0
"""Seconds without a word of it: longer than a box needs to start, or a small one to come out of a rush."""
AGAIN = 600.0
"""Seconds until it is asked for once more: where starting it anew did not help, it is something else."""
log = logging.getLogger(__name__)


class BrokerWatch:
    """``wish`` is the file that root waits for; its folder is there on a box alone. Times are seconds of a clock that
    nobody sets."""

    def __init__(self, wish: Path) -> None:
        self._wish = wish
        self._due: float | None = None

    def up(self) -> None:
        self._due = None

    def down(self, reason: Reason) -> None:
        """Once an outage for each reason. One that a broker has given itself, such as another's certificate, would be
        the same with one that has just started."""
        self._due = time.monotonic() + PATIENCE if reason == "away" else None

    def look(self, now: float) -> None:
        if self._due is None or now < self._due:
            return
        self._due = now + AGAIN
        if not self._wish.parent.is_dir():
            return
        log.error("nothing was heard of the broker for %.0f s: it is to be started anew", PATIENCE)
        try:
            self._wish.write_text(f"{now:.0f}\n", "ascii")
        except OSError as error:
            log.error("nobody is told so: %s", error)  # noqa: TRY400 - the message says it all
