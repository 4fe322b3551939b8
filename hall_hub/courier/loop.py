"""The courier's one loop: what came, what has happened in the hall, what time brings."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from hall_core.contract.messages import Health
from hall_core.mqtt.link import Arrived, Down, Link, Up, Will
from hall_core.mqtt.vitals import Vitals
from hall_hub.courier.courier import Courier

log = logging.getLogger(__name__)

LOOK_EVERY = 0.25
"""Seconds between two looks at the ledger when nothing is heard; what the hub says of a ticket ends the wait."""


def run(
    courier: Courier,
    link: Link,
    stop: threading.Event,
    health: Callable[[], Health],
    turned: Callable[[], None] = lambda: None,
) -> None:
    """Until ``stop``. ``health`` tells how the box is; ``turned`` is called after each round."""
    gone = courier.presence(online=False)
    link.will = Will(gone.topic, gone.payload)
    vitals = Vitals(health, lambda box: link.send([courier.health(box)]))
    while not stop.is_set():
        items = link.turn(0.0 if courier.busy else LOOK_EVERY)
        now = time.monotonic()
        for item in items:
            match item:
                case Up():
                    log.info("linked to the broker; saying everything again")
                    link.send(courier.announcement())
                case Down(why):
                    log.warning("no link: %s", why)
                    courier.lost(now)
                case Arrived():
                    link.send(courier.handle(item, now))
        link.send(courier.look(now))
        vitals.tend(now)
        turned()
    courier.keep()
    link.send([gone])
