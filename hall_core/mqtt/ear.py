"""Takes apart what arrives at a device: decoded, in order, without what is stale, repeated or garbled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hall_core.contract.codec import ContractError, Envelope, decode
from hall_core.contract.doctor import Look, Looking, NotShown, Shown
from hall_core.contract.messages import Alert, CallMade, FactsRecorded, Reply
from hall_core.contract.questions import Answer
from hall_core.contract.release import Wanted
from hall_core.contract.topics import Address, Kind, Topics
from hall_core.contract.trust import Denied, Granted, Issued, Waits
from hall_core.domain.names import Millis
from hall_core.mqtt.complaints import Complaints
from hall_core.mqtt.heard import (
    AlertHeard,
    Answered,
    CallHeard,
    Heard,
    LookHeard,
    ReleaseHeard,
    ShownHeard,
    StateHeard,
    Told,
)
from hall_core.mqtt.link import Arrived
from hall_core.mqtt.newest import Newest
from hall_core.mqtt.silence import Silence

HUBS: frozenset[Kind] = frozenset({"ack", "reply", "answer", "hall", "service", "counter", "zone", "call", "catalogue"})
"""What nobody but the hub says, so that it tells that the hub lives."""
CALLS_REMEMBERED = 500
"""Ids of calls heard, so that a repeated message stays silent: more than a zone calls in an hour."""


class Ear:
    """For the station's thread. ``silence`` is told of the hub's signs of life."""

    def __init__(self, topics: Topics, silence: Silence) -> None:
        self._topics = topics
        self._silence = silence
        self.complaints = Complaints()
        self._newest = Newest()
        self._called: dict[str, None] = {}

    def hears(self, arrived: Arrived) -> Iterator[Heard | FactsRecorded | Issued | LookHeard | ReleaseHeard]:
        address = self._topics.parse(arrived.topic)
        if address is None:
            return
        if not arrived.payload:
            yield from _taken_back(address)
            return
        try:
            envelope = decode(address.kind, arrived.payload)
        except ContractError as error:
            self.complaints.refused(error.key, arrived.topic, str(error))
            return
        # A retained message may be from before the hub died; only a fresh one is a sign of life.
        alive = address.kind == "hall" or (address.kind in HUBS and not arrived.retained)
        if alive and (back := self._silence.hub_spoke(envelope.at, fresh=not arrived.retained)):
            yield back
        match envelope.body:
            case Reply() as reply:
                yield Answered(reply)
            case Answer() as answer:
                yield Told(answer)
            case FactsRecorded() | Granted() | Waits() | Denied() as told:
                yield told
            case CallMade() as call:
                yield from self._call(call, envelope.at)
            case Alert() | Look() | Shown() | Looking() | NotShown() | Wanted():
                yield from _of_a_box(address, arrived, envelope)
            case _:
                yield from self._state(address.name, arrived, envelope)

    def _state(self, name: str, arrived: Arrived, envelope: Envelope[Any]) -> Iterator[StateHeard]:
        if self._newest.takes(arrived.topic, name, envelope):
            trusted = envelope.clock == "trusted"
            yield StateHeard(envelope.body, envelope.at, trusted, name, envelope.boot, arrived.retained)

    def _call(self, call: CallMade, hub_now: Millis) -> Iterator[CallHeard]:
        if call.id in self._called:
            return
        self._called[call.id] = None
        if len(self._called) > CALLS_REMEMBERED:
            del self._called[next(iter(self._called))]
        yield CallHeard(call, max(0, hub_now - call.at) / 1000)


def _taken_back(address: Address) -> Iterator[AlertHeard | ReleaseHeard]:
    """An alert that is solved, what the hub wants no more; a device that the hall has no more is told to nobody."""
    if address.kind == "device-alert":
        yield AlertHeard(address.name, address.extra, None)
    elif address.kind == "release":
        yield ReleaseHeard(None)


def _of_a_box(
    address: Address, arrived: Arrived, envelope: Envelope[Any]
) -> Iterator[AlertHeard | LookHeard | ReleaseHeard | ShownHeard]:
    match envelope.body:
        case Wanted() as wanted:
            yield ReleaseHeard(wanted)
        case Alert() as alert:
            yield AlertHeard(address.name, address.extra, alert)
        case Look() as look:
            # One that a broker has kept would be asked again at every connection.
            if not arrived.retained:
                yield LookHeard(look, envelope.id)
        case answer:
            yield ShownHeard(address.name, answer)
