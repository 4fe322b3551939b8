"""A rating pad whose citizens vote on everything that can be voted on, and some of them twice."""

from __future__ import annotations

import queue

from hall_core.contract.messages import CounterState
from hall_core.domain.facts import VoteCast
from hall_core.domain.plan_devices import Pad
from hall_core.domain.rating import LEVELS
from hall_core.mqtt.heard import Heard, StateHeard
from tests.faults.device import Device


def main() -> None:
    device = Device("pad")
    planned = device.plan.device(device.id)
    assert isinstance(planned, Pad)
    heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
    station = device.station(heard.put, [("counter", planned.counter)], role="pad")
    station.start()
    rated = ""
    while True:
        match heard.get():
            case StateHeard(state=CounterState(offer=offer)) if offer is not None and offer.id != rated:
                rated = offer.id
                for _ in range(device.chance.choice([1, 1, 1, 2])):
                    station.tell(VoteCast(offer=offer.id, level=device.chance.choice(LEVELS)))
            case _:
                pass


if __name__ == "__main__":
    main()
