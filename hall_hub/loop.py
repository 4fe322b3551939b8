"""The hub's one loop: take what came, decide, commit, send; then what time brings."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from hall_core.contract.limits import HEARTBEAT
from hall_core.contract.messages import Health
from hall_core.mqtt.link import Arrived, Down, Link, Up, Will
from hall_core.mqtt.vitals import Vitals
from hall_hub.broker_watch import BrokerWatch
from hall_hub.figures.child import RollingUp
from hall_hub.hub import Hub
from hall_hub.knowledge import LOOK_EVERY
from hall_hub.own_box import OwnBox
from hall_hub.releases import Releases

log = logging.getLogger(__name__)

TURN = 0.25
"""Seconds between two ticks when nothing comes in."""
STATE_EVERY = 0.05
"""Seconds at least between two rounds of state messages. A lone change goes out at once; in a rush, where each state
would be overtaken by the next one, they wait for so long: below what an eye notices."""


def run(
    hub: Hub,
    link: Link,
    stop: threading.Event,
    health: Callable[[], Health],
    figures: RollingUp,
    releases: Releases,
    own_box: OwnBox,
    broker: BrokerWatch,
    turned: Callable[[], None] = lambda: None,
) -> None:
    """Until ``stop``. ``health`` tells how the box is; ``figures`` has finished days rolled up; ``releases``
    updates the boxes; ``broker`` has one that is silent started anew; ``turned`` is called after each round.

    One thread; the disk is the only thing it ever waits for besides the network.
    """
    gone = hub.presence(online=False)
    link.will = Will(gone.topic, gone.payload)
    heartbeat_due = tick_due = state_due = look_due = 0.0
    vitals = Vitals(health, lambda box: link.send([hub.health(box)]))
    pause = TURN if hub.glance_every is None else min(TURN, hub.glance_every)
    while not stop.is_set():
        items = link.turn(max(0.0, state_due - time.monotonic()) if hub.touched else pause)
        arrived = releases.take(item for item in items if isinstance(item, Arrived))
        if arrived:
            # Before the commands, which wait for the disk.
            link.send(hub.answers(arrived))
            link.send(hub.handle(arrived))
        for item in items:
            match item:
                case Up():
                    broker.up()
                    log.info("linked to the broker; saying everything again")
                    link.send(hub.announcement())
                    releases.announce()
                case Down(why, reason):
                    broker.down(reason)
                    log.warning("no link: %s", why)
                case Arrived():
                    pass
        link.send(hub.overdue())
        if hub.glance_every is not None:
            hub.glance()
        now = time.monotonic()
        if now >= tick_due:
            tick_due = now + TURN
            hub.tick()
        if now >= look_due:
            look_due = now + LOOK_EVERY
            hub.look()
            own_box.look(hub.problem, now)
            broker.look(now)
            figures.tend(hub.hall.day, now, sure=hub.today is not None)
        link.send(releases.tend(now, quiet=not any(counter.ticket for counter in hub.hall.counters.values())))
        if hub.touched and now >= state_due:
            state_due = now + STATE_EVERY
            link.send(hub.state())
        if now >= heartbeat_due:
            heartbeat_due = now + HEARTBEAT
            link.send([hub.heartbeat()])
        vitals.tend(now)
        turned()
    link.send([gone])
