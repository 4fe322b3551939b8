"""The line between hall and centre: the courier hears the centre, the gateway hears its halls."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import msgspec.structs

from central_gateway.engine.face import Heard
from central_gateway.intake.reading import FAULTS, Said, read
from hall_core.contract import examples
from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import BUCKETS, Differs
from hall_core.contract.codec import decode, encode
from hall_core.contract.messages import Health
from hall_core.contract.topics import Kind
from hall_core.domain.plan_centre import Centre
from hall_core.mqtt.link import Arrived
from hall_hub.courier.courier import Courier
from hall_hub.courier.sets import CentreSets
from hall_hub.courier.status import Standing
from hall_hub.courier.tellings import Tellings
from tests.conftest import HandClock
from tests.fuzz.door import Door, Reader
from tests.fuzz.doors.halls import NAMES, WORDS, hall_of_everything
from tests.fuzz.messages import Messages
from tests.fuzz.mutate import bytes_of
from tests.hall_hub.courier.told_days import names_of, write_ledger

DOWN = ["recorded", "stands", "changes", "bucket", "told"]
UP = ["hello", "records", "status", "ask", "differs"]
HEARS: list[Kind] = ["centre-down", "centre-down", "centre-down", "hall", "service", "counter", "device-state"]


def repacked(arrived: Arrived, rng: Random) -> Arrived:
    """Sometimes with other things in what is packed: well packed, and not what it should be."""
    try:
        envelope = msgspec.json.decode(arrived.payload)
        packed = envelope["body"]["packed"]
        inside = packing.zlib.decompress(packing.base64.b64decode(packed))
    except Exception:
        return arrived
    other = packing.zlib.compress(bytes_of(inside, rng) if rng.random() < 0.8 else rng.choice((b"[]", b"[" * 90_000)))
    envelope["body"]["packed"] = packing.base64.b64encode(other).decode()
    return msgspec.structs.replace(arrived, payload=msgspec.json.encode(envelope))


class CourierDoor:
    grows = 4.0

    def __init__(self, folder: Path) -> None:
        self._clock, self._now = HandClock(), 0.0
        plan = msgspec.structs.replace(hall_of_everything(), centre=Centre())
        write_ledger(folder, plan, 3)
        (folder / "courier").mkdir()
        self._standing = Standing(plan)
        self._sets = CentreSets(plan, folder, lambda: self._standing.day)
        self._tellings = Tellings(folder, folder / "courier", names_of(plan))
        self._courier = Courier(plan, self._tellings, self._sets, self._standing, self._clock, 1, 0.0)
        self._messages = Messages("thu", HEARS, DOWN, [*NAMES, *WORDS])
        self._courier.handle(Arrived(self._messages.topics.line, b"1", True), 0.0)
        self._count = 0

    def make(self, rng: Random) -> Arrived:
        waited = rng.choice((0, 1, 500, 7_000))
        self._clock.wait(waited)
        self._now += waited / 1000
        made = self._messages.make(rng)
        if rng.random() < 0.5:
            return repacked(made, rng)
        return made

    def give(self, input: Arrived) -> None:
        self._look_at(self._courier.handle(input, self._now))
        self._count += 1
        if self._count % 10 == 0:
            self._look_at(self._courier.look(self._now))

    def _look_at(self, said: Any) -> None:
        for publication in said:
            address = self._messages.topics.parse(publication.topic)
            assert address is not None
            if publication.payload:
                decode(address.kind, publication.payload)

    def well(self) -> None:
        """It greets, and says what it has."""
        self._courier.handle(Arrived(self._messages.topics.line, b"0", True), self._now)
        self._courier.handle(Arrived(self._messages.topics.line, b"1", True), self._now)
        ways = [publication.topic.rpartition("/")[2] for publication in self._courier.look(self._now)]
        assert "hello" in ways, ways
        self._courier.health(Health(uptime_s=1))

    def end(self) -> None:
        self._courier.keep()
        self._tellings.close()
        self._sets.close()


def intake(folder: Path) -> Door:
    """What the gateway makes of the bytes of a hall, before anything of it comes near the database."""
    messages = Messages("thu", ["centre-up"], UP, [*NAMES, *WORDS])

    def make(rng: Random) -> Heard:
        made = repacked(messages.make(rng), rng)
        return Heard("thu", made.topic.rpartition("/")[2], made.payload)

    body = Differs(set="dossiers", buckets=["0" * 16] * BUCKETS)
    good = Heard("thu", "differs", encode(examples.envelope("centre-up", body)))
    return Reader(read, make, FAULTS, (good, lambda said: isinstance(said, Said) and said.body == body))
