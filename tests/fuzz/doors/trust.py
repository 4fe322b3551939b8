"""The authority: whoever has a certificate of the hall may ask it for another one."""

from __future__ import annotations

from pathlib import Path
from random import Random

import msgspec

from hall_core.contract.codec import decode
from hall_core.contract.topics import Kind
from hall_core.contract.trust import Denied, Request, Waits
from hall_core.mqtt.link import Arrived, Publication
from hall_trust.front import Front
from tests.conftest import HandClock
from tests.fuzz.doors.halls import NAMES
from tests.fuzz.messages import Messages
from tests.fuzz.mutate import bytes_of
from tests.hall_trust.bureau import Box, Bureau

HEARS: list[Kind] = ["csr", "csr", "trust-wish", "trust", "command"]
SLOW = 2_000
"""Milliseconds between two messages: nobody here is turned away for asking too often."""


class AuthorityDoor:
    grows = 40.0

    def __init__(self, folder: Path) -> None:
        self._clock = HandClock()
        self._bureau = Bureau(folder)
        self._box = Box()
        claim = self._bureau.claim("kiosk-1")
        names = [claim, "kiosk-1", "bang-1", "ban-1", *NAMES]
        self._messages = Messages("thu", HEARS, names, ["truong-tt", "can-bo-1", "ban-1", "kiosk-1"])
        self._front = Front(
            self._bureau.plan, self._bureau.register, self._bureau.authority, self._clock, 1, lambda: True
        )
        self._claim = claim

    def make(self, rng: Random) -> Arrived:
        self._clock.wait(SLOW)
        self._messages.at, self._messages.mono = self._clock.at, self._clock.since_start
        made = self._messages.make(rng)
        if rng.random() < 0.3:
            return self._asks(bytes_of(self._box.request, rng).decode("latin-1"), rng)
        return made

    def _asks(self, csr: str, rng: Random) -> Arrived:
        """A good envelope round a request that is nearly one."""
        envelope = {**self._messages.good("csr", rng), "body": {"device": "kiosk-1", "csr": csr}}
        return Arrived(self._messages.topics.to("csr", self._claim), msgspec.json.encode(envelope), False)

    def give(self, input: Arrived) -> None:
        self._look_at([*self._front.handle(input), *self._front.look()])

    def _look_at(self, said: list[Publication]) -> list[object]:
        bodies = []
        for publication in said:
            address = self._messages.topics.parse(publication.topic)
            assert address is not None
            if publication.payload:
                bodies.append(decode(address.kind, publication.payload).body)
        return bodies

    def well(self) -> None:
        self._clock.wait(60_000)
        claim, box = self._bureau.claim("bang-1"), Box()
        request: Request = box.asks("bang-1")
        rng = Random(self._clock.at)
        envelope = {
            **self._messages.good("csr", rng),
            "boot": 1,
            "seq": 1,
            "stream": None,
            "id": f"{0:08x}" + "-0000" * 3 + "-" + "0" * 12,
        }
        envelope |= {"at": self._clock.at, "mono": 1, "body": msgspec.to_builtins(request)}
        asks = Arrived(self._messages.topics.to("csr", claim), msgspec.json.encode(envelope), False)
        said = self._look_at([*self._front.handle(asks), *self._front.look()])
        assert any(isinstance(body, (Waits, Denied)) for body in said), said

    def end(self) -> None:
        self._bureau.register.close()
