"""What the devices of a hall under faults have in common: how each is started, and its station."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from demo.stations import station
from hall_core.contract.messages import Role
from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.device.identity import Identity
from hall_core.device.program import options
from hall_core.domain.facts import Fact
from hall_core.mqtt.heard import Heard
from hall_core.mqtt.station import Station
from tests.faults.witness import Witness, witnessed


class Told:
    """A station whose facts are witnessed once they are said to be on the disk."""

    def __init__(self, station: Station, witness: Witness) -> None:
        self._station = station
        self._witness = witness

    def __getattr__(self, name: str) -> Any:
        return getattr(self._station, name)

    def tell(self, fact: Fact) -> None:
        self._station.tell(fact)
        self._witness.saw("told", str(self._station.outbox.last), body=fact)


class Device:
    """``python -m tests.faults.… --hall FILE --device ID --data DIR --broker HOST:PORT --witness DIR --seed N``."""

    def __init__(self, program: str) -> None:
        parser = options(program)
        parser.add_argument("--witness", type=Path, required=True)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--pause", type=float, default=0.05, help="seconds between two people")
        parser.add_argument("--wait", type=float, default=2.0, help="seconds for which the first one waits for the hub")
        parser.add_argument("--most", type=int, help="how many people; without end by default")
        self.given = parser.parse_args()
        self.id: str = self.given.device
        self.data: Path = self.given.data
        self.plan = load(self.given.hall)
        self.clock = Clock()
        self.data.mkdir(parents=True, exist_ok=True)
        log.setup(program, verbose=self.given.verbose)
        self.boot = Identity(self.data).boot
        # Killed and started again it goes on with other people, the same ones in each run.
        starts = sum(one.what == "boot" for one in witnessed(self.given.witness, self.id))
        self.chance = random.Random(f"{self.given.seed} {self.id} {starts}")
        self.witness = Witness(self.given.witness, self.id)
        self.witness.saw("boot", str(self.boot))

    def station(self, hear: Callable[[Heard], None], listen: Sequence[Any] = (), role: Role = "kiosk") -> Told:
        """Not yet started."""
        made = station(
            self.id, self.data, self.given.broker, hear, listen, hall=self.plan.hall.id, boot=self.boot, role=role
        )
        return Told(made, self.witness)
