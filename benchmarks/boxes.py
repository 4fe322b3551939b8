"""The boxes of a simulated hall before a hub in a process of its own: their messages are those of real boxes, their
lines and disks are not there. What the people of :mod:`hall_sim` talk to (:class:`hall_sim.face.Face`)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

import msgspec
from msgspec import Struct, field

from benchmarks.hub_apart import HubApart, Message, Now, PlayedHub
from hall_core.contract.codec import Envelope, Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.limits import STALE_AFTER
from hall_core.contract.messages import DeviceState, Reply
from hall_core.contract.topics import Topics
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.names import Day, Millis, Slug, Uid
from hall_core.domain.plan import Plan, Service
from hall_core.domain.plan_devices import Device
from hall_sim.agenda import SECOND, Agenda
from hall_sim.alone import BACK_WITHIN
from hall_sim.bands import Bands
from hall_sim.boards import calls_boards
from hall_sim.face import GIVES_UP, Answered, Ears

LOOKS = 5 * SECOND
"""Milliseconds of the day between two looks at the hub's clock when nobody does anything."""


class _Box(Struct):
    device: Device
    sealer: Sealer
    stream: Uid = field(default_factory=new_id)
    told: int = 0
    """Facts, from 1."""
    outbox: deque[Envelope[f.Fact]] = field(default_factory=deque)
    lost: Millis | None = None
    """Since when it is cut off."""


class Boxes:
    def __init__(self, plan: Plan, hub: HubApart | PlayedHub, agenda: Agenda) -> None:
        """They are on from now on; ``agenda`` is replaced from day to day."""
        self.agenda, self._hub, self._begins = agenda, hub, agenda.now
        self._topics = Topics(plan.hall.id)
        self._boxes = {device.id: _Box(device, Sealer(1, self._clock)) for device in plan.devices}
        self._boards = calls_boards(plan)
        self._bands = Bands()
        self._day: Day = ""
        self._replies: dict[Uid, Reply] = {}
        self._ears: Ears | None = None
        self._looked = agenda.now
        for box in self._boxes.values():
            self._present(box, online=True)

    def begin(self, day: Day, agenda: Agenda) -> None:
        self._day, self.agenda = day, agenda
        self.look()

    def look(self, *, night: bool = False) -> None:
        """Nobody says anything, and time goes on."""
        self._looked = self.agenda.now
        self._exchange([], night=night)

    def step(self) -> None:
        """What is next on the agenda, and the hub's own clock until then."""
        at = self.agenda.next_at
        assert at is not None
        while at - self._looked > LOOKS:
            self.agenda.now = self._looked + LOOKS
            self.look()
        self.agenda.step()

    @property
    def unsaid(self) -> int:
        """Facts that no hub has recorded."""
        return sum(len(box.outbox) for box in self._boxes.values())

    # --- What people do ----------------------------------------------------------------------------------------

    def listen(self, ears: Ears) -> None:
        self._ears = ears

    def wish(self, device: Slug, command: c.Command, id: Uid, then: Answered, patience: Millis = GIVES_UP) -> None:
        box = self._boxes[device]
        if box.lost is not None:
            self.agenda.after(patience, lambda: then(None))
            return
        self._exchange([(self._topics.to("command", device), encode(box.sealer.seal(command, id)))])
        then(self._replies.pop(id))

    def fact(self, device: Slug, fact: f.Fact) -> None:
        box = self._boxes[device]
        box.told += 1
        box.outbox.append(box.sealer.seal(fact, new_id(), seq=box.told, stream=box.stream))
        self._empty(box)

    def reserve(self, kiosk: Slug, service: Service, made: Callable[[int, Day], f.IssuedHere]) -> f.IssuedHere | None:
        value = self._bands.take(kiosk, service, self._day)
        if value is None:
            return None
        fact = made(value, self._day)
        self.fact(kiosk, fact)
        return fact

    def away(self, device: Slug) -> bool:
        lost = self._boxes[device].lost
        return lost is not None and self.agenda.now - lost >= STALE_AFTER * SECOND

    # --- What breaks -------------------------------------------------------------------------------------------

    def link(self, device: Slug, *, up: bool) -> None:
        box = self._boxes[device]
        if up:
            self.agenda.after(BACK_WITHIN, partial(self._back, box))
        else:
            box.lost = self.agenda.now
            self._present(box, online=False)

    def power(self, *, on: bool) -> None:
        raise ValueError("a hub that starts anew has a new memory: this month is lived without a power cut")

    # --- The hub -----------------------------------------------------------------------------------------------

    def _clock(self) -> tuple[int, int, bool]:
        return self.agenda.now, self.agenda.now - self._begins, True

    def _back(self, box: _Box) -> None:
        box.lost = None
        self._present(box, online=True)
        self._empty(box)

    def _present(self, box: _Box, *, online: bool) -> None:
        """What the box says of itself, or the broker in its name."""
        role = str(box.device.__struct_config__.tag)
        oldest = box.outbox[0].seq if box.outbox else box.told + 1
        state = msgspec.convert(
            {"online": online, "role": role, "version": "0", "stream": box.stream, "facts_from": oldest}, DeviceState
        )
        payload = encode(box.sealer.seal(state, new_id()))
        self._exchange([(self._topics.to("device-state", box.device.id), payload)])

    def _empty(self, box: _Box) -> None:
        if box.lost is None and box.outbox:
            topic = self._topics.to("fact", box.device.id)
            self._exchange([(topic, encode(fact)) for fact in box.outbox])

    def _exchange(self, messages: list[Message], *, night: bool = False) -> None:
        for topic, payload in self._hub.tell(Now(self.agenda.now, messages, night)):
            address = self._topics.parse(topic)
            match address and address.kind:
                case "reply":
                    reply = decode("reply", payload).body
                    self._replies[reply.to] = reply
                case "ack":
                    assert address is not None
                    outbox, up_to = self._boxes[address.name].outbox, decode("ack", payload).body.up_to
                    while outbox and outbox[0].seq <= up_to:
                        outbox.popleft()
                case "call" if self._ears is not None:
                    call = decode("call", payload).body
                    for board in self._boards[call.zone]:
                        if self._boxes[board].lost is None:
                            self._ears.called(board, call)
                case "service" if self._ears is not None:
                    state = decode("service", payload).body
                    self._ears.waiting(state.service, state.waiting)
                case _:
                    pass
