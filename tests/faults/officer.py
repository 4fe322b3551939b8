"""An officer at a counter who never rests: asks for whatever may come next, as the dice have it, and is told it."""

from __future__ import annotations

import queue
import time
from itertools import count

from hall_core.contract.messages import CounterState, Reply
from hall_core.domain import commands as c
from hall_core.domain.plan_devices import Caller
from hall_core.mqtt.heard import Answered, Heard, StateHeard, Unanswered
from tests.faults.device import Device


class Officer:
    def __init__(self, device: Device) -> None:
        planned = device.plan.device(device.id)
        assert isinstance(planned, Caller)
        [self._desk] = planned.all_desks
        self._device = device
        self._heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
        self._state: CounterState | None = None
        self._station = device.station(self._heard.put, [("counter", self._desk.counter)], role="caller")
        self._station.start()

    def run(self) -> None:
        most = self._device.given.most
        for _ in count() if most is None else range(most):
            self._ask(self._wish())
            time.sleep(self._device.given.pause * self._device.chance.uniform(0, 2))
        while True:
            self._heard.get()

    def _wish(self) -> c.Command:
        """Mostly what goes on; sometimes what is refused, as a hurried finger does."""
        at, chance = self._desk.counter, self._device.chance
        state = self._state
        if chance.random() < 0.05:
            return chance.choice([c.CallNext(counter=at), c.Recall(counter=at), c.CompleteService(counter=at)])
        if state is None or state.status == "closed":
            return c.OpenCounter(counter=at, officer=self._desk.officer)
        if state.ticket is None:
            return c.CallNext(counter=at)
        if state.ticket.state == "called":
            come: list[c.Command] = [c.StartService(counter=at)] * 6
            return chance.choice([*come, c.Recall(counter=at), c.MarkNoShow(counter=at), c.Requeue(counter=at)])
        done: list[c.Command] = [c.CompleteService(counter=at)] * 2
        return chance.choice([*done, c.CallNext(counter=at), c.Park(counter=at)])

    def _ask(self, command: c.Command) -> Reply | None:
        id = self._station.ask(command)
        self._device.witness.saw("asked", id, body=command)
        asked = time.monotonic()
        while True:
            match self._heard.get():
                case Answered(reply=reply) if reply.to == id:
                    took = int((time.monotonic() - asked) * 1000)
                    self._device.witness.saw("answered", id, body=reply, ms=took)
                    self._state = reply.counter or self._state
                    return reply
                case Unanswered(command=given_up) if given_up == id:
                    self._device.witness.saw("unanswered", id)
                    return None
                case StateHeard(state=CounterState() as state):
                    self._state = state
                case _:
                    pass


if __name__ == "__main__":
    Officer(Device("caller")).run()
