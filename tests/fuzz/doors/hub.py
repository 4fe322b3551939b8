"""The hub, and what updates its boxes: everybody in the hall may speak to it."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from hall_core.contract.codec import ContractError, decode
from hall_core.contract.topics import Kind
from hall_core.domain import commands as c
from hall_core.domain.hall_state import picture
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.door import HEARD
from hall_hub.hub import Hub
from hall_hub.knowledge import Knowledge
from hall_hub.pace import Pace
from hall_hub.release_folder import ReleaseFolder
from hall_hub.releases import LOOK_EVERY, Releases
from hall_hub.store.ledger import Ledger
from tests.conftest import HandClock
from tests.fuzz.doors.halls import NAMES, WORDS, hall_of_everything
from tests.fuzz.messages import Messages
from tests.hall_hub.conftest import Bench

KINDS: list[Kind] = ["command", "command", "command", "fact", "fact", "question", "device-state", "trust"]
KINDS += ["centre-down", "box", "release-wish", "reply", "device-health"]
OURS = ("internal-error", "storage")
"""Refusals that blame the hub itself."""
ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Unhurried(Bench):
    """A hub that limits nobody, for here everybody sends more than anybody would."""

    def start(self) -> None:
        self.ledger = Ledger(self.file)
        self.knowledge = Knowledge(self.plan, self.file.parent)
        self.hub = Hub(self.plan, self.ledger, self.knowledge, self.clock, 1, Pace(self.plan, 0))


class HubDoor:
    grows = 80.0

    def __init__(self, folder: Path) -> None:
        self._clock = HandClock()
        plan = hall_of_everything()
        self._bench = Unhurried(plan, folder / "ledger.sqlite", self._clock)
        self._releases = Releases(
            plan, ReleaseFolder(folder), self._clock, 1, self._bench.hub.shut_out, self._bench.hub.complaints
        )
        self._messages = Messages("thu", KINDS, NAMES, WORDS)
        self._count = 0

    def make(self, rng: Random) -> Arrived:
        self._clock.wait(rng.choice((0, 1, 300, 2_000, 40_000)) if rng.random() < 0.999 else 20 * 3_600_000)
        self._messages.at, self._messages.mono = self._clock.at, self._clock.since_start
        return self._messages.make(rng)

    def give(self, input: Arrived) -> None:
        bench, hub, ledger = self._bench, self._bench.hub, self._bench.ledger
        before, recorded, refused = picture(hub.hall), ledger.head, hub.complaints.counted.total()
        mine = self._releases.take([input])
        said = [*hub.answers(mine), *hub.handle(mine)]
        if ledger.head == recorded:
            assert picture(hub.hall) == before, "the state is another one, and nothing is recorded"
        self._look_at(said)
        if mine and not _is_read(bench, input):
            assert hub.complaints.counted.total() > refused, "it was refused, and not counted"
            assert ledger.head == recorded, "it cannot be read, and something is recorded"
        self._count += 1
        if self._count % 10 == 0:
            hub.tick()
            self._look_at([*hub.state(), *hub.overdue()])
            self._look_at(self._releases.tend(self._count * LOOK_EVERY, quiet=True))

    def _look_at(self, said: list[Publication]) -> None:
        for publication in said:
            address = self._bench.topics.parse(publication.topic)
            assert address is not None, publication.topic
            if publication.payload:
                body = decode(address.kind, publication.payload).body
                refusal = getattr(body, "refusal", None)
                assert refusal is None or refusal.reason not in OURS, body
                reason = getattr(getattr(body, "body", None), "reason", None)
                assert reason not in OURS, body
            for id in ID.findall(publication.payload)[:4]:
                self._messages.vocabulary.heard(id.decode())

    def well(self) -> None:
        """Whatever has become of the hall, it is asked and answers; a number is given or refused as the rules say."""
        self._clock.wait(1)
        # Ids of those who try a recording are not used again.
        self._bench.ids = max(self._bench.ids, 1 << 40) + 1
        reply = self._bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh"))
        allowed = ("service-stopped", "shut-out", "too-old", "cap-reached", "numbers-spent", "too-late")
        assert reply.ticket is not None or reply.refusal.reason in allowed, reply
        if reply.ticket is not None:
            ticket, id = reply.ticket.id, self._bench.new_id()
            self._bench.ask("kiosk-1", c.CancelTicket(ticket=ticket, reason="Đổi ý"), id=id)

    def end(self) -> None:
        """What is on the disk makes the same hall, and a hub that starts with it goes on."""
        before = picture(self._bench.hub.hall)
        self._bench.restart()
        try:
            after = picture(self._bench.hub.hall)
            assert after == before, [name for name in before if before[name] != after[name]]
            self.well()
        finally:
            self._bench.close()


def _is_read(bench: Bench, input: Arrived) -> bool:
    """Whether it says anything at all to a hub."""
    address = bench.topics.parse(input.topic)
    if input.topic == bench.topics.line or (address is not None and address.kind == "centre-down"):
        return True
    if address is None or address.kind not in HEARD:
        return False
    if address.kind in ("device-state", "trust") and (not input.payload or address.name in ("hub", "authority")):
        return True
    try:
        decode(address.kind, input.payload)
    except ContractError:
        return False
    return not input.retained or address.kind in ("device-state", "trust")
