"""The real hub behind a real broker, at N times the speed of a day.

Every device is a real station with a line of its own that can be cut; the hub is the hub's own program with another
clock. A power cut is kill -9 of hub and broker at once. What people do stays on one thread: what the stations hear is
put into a queue, and done when the day's agenda comes to it.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from broker_config.run import Broker
from broker_config.run import start as start_broker
from demo.centre.proxy import Proxy
from demo.programs import Program
from hall_core.contract.messages import DeviceState, Reply, ServiceState
from hall_core.contract.topics import Kind
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.names import Day, Millis, Slug, Uid
from hall_core.domain.plan import Plan, Service
from hall_core.domain.plan_devices import Board, Caller, Console, Device, Kiosk, Led, Pad
from hall_core.mqtt.heard import Answered as AnswerHeard
from hall_core.mqtt.heard import CallHeard, Heard, HubBack, HubQuiet, LinkDown, LinkUp, StateHeard, Unanswered
from hall_core.mqtt.station import Station
from hall_sim.agenda import Agenda
from hall_sim.face import GIVES_UP, Answered, Ears
from hall_sim.fast import Fast

UP = 30.0
"""Seconds for a program to be ready on a machine that has other things to do."""
Listens = tuple[Kind, *tuple[str, ...]]


class Real:
    """Use as a context manager. ``hall`` is the hall file, ``folder`` takes what the programs write."""

    def __init__(self, plan: Plan, hall: Path, folder: Path, agenda: Agenda, fast: Fast, day: Day) -> None:
        self._plan, self._hall, self._folder = plan, hall, folder
        self._agenda, self._fast, self._day = agenda, fast, day
        self.heard: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        """What is to be done on the people's thread."""
        self._undo = ExitStack()
        self._broker: Broker | None = None
        self._hub: Program | None = None
        self._pending: dict[Uid, Answered] = {}
        self._away: dict[Slug, bool] = {}
        self._stations: dict[Slug, Station] = {}
        self._lines: dict[Slug, Proxy] = {}
        self._ears: Ears | None = None
        self._first: Slug | None = None
        """The device whose states tell everybody how many wait."""

    def __enter__(self) -> Real:
        with ExitStack() as undo:
            undo.callback(self._stop_programs)
            self._start_programs()
            for device in self._plan.devices:
                self._start_station(device, undo)
            self._undo = undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    # --- What people do ----------------------------------------------------------------------------------------

    def listen(self, ears: Ears) -> None:
        self._ears = ears

    def wish(self, device: Slug, command: c.Command, id: Uid, then: Answered, patience: Millis = GIVES_UP) -> None:
        station = self._stations[device]
        self._pending[id] = then
        station.ask(command, id)
        if patience < GIVES_UP:
            # The programs' own patience is on a watch, whatever the speed of the day.
            self._agenda.after(int(patience * self._fast.speed), lambda: self._forget(device, id))

    def fact(self, device: Slug, fact: f.Fact) -> None:
        self._stations[device].tell(fact)

    def reserve(self, kiosk: Slug, service: Service, made: Callable[[int, Day], f.IssuedHere]) -> f.IssuedHere | None:
        taken: list[f.IssuedHere] = []

        def fact(value: int, day: Day) -> f.IssuedHere:
            taken.append(made(value, day))
            return taken[-1]

        def note(value: int) -> tuple[str, bytes]:
            return made(value, self._day).ticket, b"due"

        value = self._stations[kiosk].take_number(service.id, self._day, service.reserve[kiosk], fact, note)
        return None if value is None else taken[-1]

    def away(self, device: Slug) -> bool:
        return self._away.get(device, True)

    # --- What breaks -------------------------------------------------------------------------------------------

    def link(self, device: Slug, *, up: bool) -> None:
        line = self._lines[device]
        line.mend() if up else line.swallow()

    def power(self, *, on: bool) -> None:
        if on:
            self._start_programs()
        elif self._hub is not None and self._broker is not None:
            self._hub.kill()
            self._broker.kill()

    # --- Until everything is told --------------------------------------------------------------------------------

    def asks(self) -> bool:
        """Whether somebody still waits for an answer."""
        return bool(self._pending)

    def waits_to_be_told(self) -> int:
        """Facts in all outboxes that the hub has not acknowledged."""
        return sum(station.outbox.waiting() for station in self._stations.values())

    @property
    def ledger(self) -> Path:
        return self._folder / "hub" / "ledger.sqlite"

    # --- The programs ------------------------------------------------------------------------------------------

    def _start_programs(self) -> None:
        """On the same disk and the same port, as after a power cut."""
        port = None if self._broker is None else self._broker.port
        self._broker = start_broker(self._plan, port, self._folder / "broker")
        data = self._folder / "hub"
        data.mkdir(parents=True, exist_ok=True)
        options = ["--hall", str(self._hall), "--data", str(data), "--box", str(self._folder / "box")]
        options += ["--broker", f"127.0.0.1:{self._broker.port}", "--commands-per-second", "0"]
        self._hub = Program("hub", "hall_sim.fast_hub", [*self._fast.words(), *options], data / "output.log")
        self._hub.wait_for("linked to the broker", UP)

    def _stop_programs(self) -> None:
        if self._hub is not None:
            self._hub.stop()
        if self._broker is not None:
            self._broker.stop()

    def _start_station(self, device: Device, undo: ExitStack) -> None:
        if not isinstance(device, Kiosk | Pad | Board | Led | Caller | Console):
            return
        role = str(device.__struct_config__.tag)
        assert self._broker is not None
        line = Proxy(self._broker.address)
        undo.callback(line.close)
        listen: list[Listens] = []
        if isinstance(device, Board | Led):
            listen.append(("call", device.zone))
        if self._first is None and isinstance(device, Caller | Console):
            self._first = device.id
            listen.append(("service", "+"))
        folder = self._folder / device.id
        folder.mkdir(parents=True, exist_ok=True)
        station = Station(
            hall=self._plan.hall.id,
            device=device.id,
            state=DeviceState(online=True, role=role, version="0"),  # type: ignore[arg-type]
            boot=1,
            clock=self._fast.clock(),
            outbox=folder / "outbox.sqlite",
            broker=("127.0.0.1", line.port),
            listen=listen,
            hear=lambda heard: self.heard.put(partial(self._hears, device.id, heard)),
        )
        self._stations[device.id], self._lines[device.id] = station, line
        undo.callback(station.start())

    # --- What the stations hear, on the people's thread -----------------------------------------------------------

    def _hears(self, device: Slug, heard: Heard) -> None:
        match heard:
            case AnswerHeard(reply):
                self._answered(reply.to, reply)
            case Unanswered(id):
                self._answered(id, None)
            case LinkUp() | HubBack():
                self._away[device] = False
            case LinkDown() | HubQuiet():
                self._away[device] = True
            case CallHeard(call=call) if self._ears is not None:
                self._ears.called(device, call)
            case StateHeard(state=ServiceState(service=service, waiting=people)) if self._ears is not None:
                self._ears.waiting(service, people)
            case _:
                pass

    def _answered(self, id: Uid, reply: Reply | None) -> None:
        then = self._pending.pop(id, None)
        if then is not None:
            then(reply)

    def _forget(self, device: Slug, id: Uid) -> None:
        if id in self._pending:
            self._stations[device].forget(id)
            self._answered(id, None)
