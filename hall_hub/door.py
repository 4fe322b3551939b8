"""What is turned away at the hub's door before anybody has to decide anything: messages of devices that are shut out or
send too much, those that a broker has kept, and those that nobody can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeGuard

from msgspec import Struct

from hall_core.contract.access import AUTHORITY, HUB
from hall_core.contract.codec import ContractError, Envelope, decode, id_of
from hall_core.contract.topics import Address, Topics
from hall_core.domain.names import WORDS_MOST, Uid
from hall_core.domain.refusal import Reason
from hall_core.mqtt.complaints import Complaints
from hall_core.mqtt.link import Arrived
from hall_hub.pace import Pace
from hall_hub.standings import Standings
from hall_hub.when import Now

HEARD = ("command", "fact", "question", "device-state", "trust")
"""What a hub listens to."""


class Entered(Struct, frozen=True):
    arrived: Arrived
    address: Address
    envelope: Envelope[Any]


class Turned(Struct, frozen=True):
    """Turned away, and who asked may be told so."""

    address: Address
    id: Uid
    reason: Reason
    words: str = ""


class Door:
    def __init__(self, topics: Topics, complaints: Complaints, pace: Pace) -> None:
        self._topics = topics
        self._complaints = complaints
        self.pace = pace
        self.standings = Standings()

    def enter(self, messages: Iterable[Arrived], now: Now, *, questions: bool) -> Iterator[Entered | Turned]:
        """The questions among the messages, or else the others: each comes through here once. What the authority says
        is heard both times: questions go first, and it counts for those that came with it too."""
        for arrived in messages:
            address = self._topics.parse(arrived.topic)
            kind = None if address is None else address.kind
            if kind == "trust" or (kind == "question") == questions:
                came = self._enter(arrived, address, now)
                if came is not None:
                    yield came

    def _enter(self, arrived: Arrived, address: Address | None, now: Now) -> Entered | Turned | None:
        """None: it is not worth an answer."""
        if address is None or address.kind not in HEARD:
            self._complaints.refused("misaddressed", arrived.topic, "no device may write here")
            return None
        if address.kind == "trust":
            self._hear_authority(arrived, address)
            return None
        if address.kind == "device-state":
            if address.name in (HUB, AUTHORITY) or not arrived.payload:
                return None
        elif arrived.retained:
            self._complaints.refused("kept", arrived.topic, "who has a broker keep it wants it to be done again")
            return None
        verdict = self.pace.takes(address.name, address.kind, now.mono)
        if verdict == "over":
            self._complaints.counted["too-many"] += 1
            return None
        if verdict == "first":
            self._complaints.refused("too-many", arrived.topic, "and so are those that follow")
            return _turned(address, arrived, "too-many")
        if self.standings.shut_out(address.name):
            self._complaints.refused("shut-out", arrived.topic, "by the hall's authority")
            return _turned(address, arrived, "shut-out")
        return self._read(arrived, address)

    def _read(self, arrived: Arrived, address: Address) -> Entered | Turned | None:
        try:
            return Entered(arrived, address, decode(address.kind, arrived.payload))
        except ContractError as error:
            self._complaints.refused(error.key, arrived.topic, str(error))
            return (
                None
                if error.message_id is None
                else Turned(address, error.message_id, error.key, str(error)[:WORDS_MOST])
            )

    def _hear_authority(self, arrived: Arrived, address: Address) -> None:
        if not arrived.payload:
            self.standings.hear(address.name, None)
            return
        read = self._read(arrived, address)
        if isinstance(read, Entered):
            self.standings.hear(address.name, read.envelope.body)


def waits(came: Entered | Turned) -> TypeGuard[Turned]:
    """Whether it is a command that was turned away: who gave it waits for an answer."""
    return isinstance(came, Turned) and came.address.kind == "command"


def _turned(address: Address, arrived: Arrived, reason: Reason) -> Turned | None:
    id = id_of(arrived.payload)
    return None if id is None else Turned(address, id, reason)
