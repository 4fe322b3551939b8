"""Kills parts of a hall as a power cut would, at moments that a seed decides, and starts them again."""

from __future__ import annotations

import random
from collections import Counter

from broker_config.run import Broker
from demo.programs import Program
from tests.faults.hall import FaultHall
from tests.faults.witness import What

ANSWERS: tuple[What, ...] = ("answered", "seen", "told", "painted")
"""What somebody has been told just now, when it is struck at once after an answer."""
PATIENCE = 3.0
"""Seconds for which such an answer is waited for."""
REST, AWAY = 0.5, 2.5
"""Seconds at most between two strikes, and until what was killed is started again, when that is not at once."""
LONG_AWAY, UNREADY, FORGOTTEN = 0.1, 0.3, 0.3
"""How often it is away for longer; how often a hub is struck while it still starts; how often a broker has lost all."""


class Nemesis:
    """The same strikes in the same order for the same seed; what goes on in the hall meanwhile is never the same."""

    def __init__(self, hall: FaultHall, seed: int) -> None:
        self._hall = hall
        self._chance = random.Random(seed)
        self.struck: Counter[str] = Counter()

    def strike_all(self, *, hub: int = 0, broker: int = 0, device: int = 0) -> None:
        strikes = [*[self._hub] * hub, *[self._broker] * broker, *[self._device] * device]
        self._chance.shuffle(strikes)
        for strike in strikes:
            self._wait()
            strike()

    def _hit(self, kind: str, name: str, program: Program | Broker) -> None:
        """Counts only what hits somebody alive."""
        self.struck[kind] += self._hall.ends.strike(name, program)

    def _wait(self) -> None:
        if self._chance.random() < 0.5:
            self._hall.bell.wait(self._chance.choice(ANSWERS), PATIENCE)
        else:
            self._hall.let_it_run(self._chance.uniform(0, REST))

    def _away(self) -> None:
        if self._chance.random() < LONG_AWAY:
            self._hall.let_it_run(self._chance.uniform(0, AWAY))

    def _hub(self) -> None:
        self._hit("hub", "hub", self._hall.hub)
        self._away()
        self._hall.start_hub(wait=self._chance.random() >= UNREADY)

    def _broker(self) -> None:
        self._hit("broker", "broker", self._hall.broker)
        self._away()
        self._hall.start_broker(forgotten=self._chance.random() < FORGOTTEN)

    def _device(self) -> None:
        id = self._chance.choice(self._hall.ids)
        self._hit("device", id, self._hall.devices[id])
        self._away()
        self._hall.start_device(id)
