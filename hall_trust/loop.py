"""The authority's one loop: what came, what changed in the register by whomever, what time brings."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from hall_core.contract.messages import Health
from hall_core.mqtt.link import Arrived, Down, Link, Up, Will
from hall_core.mqtt.vitals import Vitals
from hall_trust.front import Front

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between two looks at the register, in which the technician's command line writes too; and until what a disk
refused is tried again."""
TIDY_EVERY = 60.0
ENDS_EVERY = 3600.0
"""Seconds between two looks at when the certificates of this box end."""


def run(
    front: Front,
    link: Link,
    stop: threading.Event,
    health: Callable[[], Health],
    ends: Callable[[], str],
    turned: Callable[[], None] = lambda: None,
) -> None:
    """Until ``stop``. ``health`` tells how the box is, ``ends`` which of its certificates end soon, if any;
    ``turned`` is called after each round."""
    gone = front.presence(online=False)
    link.will = Will(gone.topic, gone.payload)
    look_due = tidy_due = ends_due = 0.0
    vitals = Vitals(health, lambda box: link.send([front.health(box)]))
    while not stop.is_set():
        items = link.turn(LOOK_EVERY)
        said = [publication for item in items if isinstance(item, Arrived) for publication in front.handle(item)]
        for item in items:
            match item:
                case Up():
                    log.info("linked to the broker; saying everything again")
                    link.send(front.announcement())
                case Down(why):
                    log.warning("no link: %s", why)
                case Arrived():
                    pass
        now = time.monotonic()
        if now >= tidy_due:
            tidy_due = now + TIDY_EVERY
            front.tidy()
        if now >= ends_due:
            ends_due = now + ENDS_EVERY
            front.ends(ends())
        if items or now >= look_due:
            look_due = now + LOOK_EVERY
            link.send(front.look())
        # After the look: the broker knows of a decision before those whom it concerns do.
        link.send(said)
        vitals.tend(now)
        turned()
    link.send([gone])
