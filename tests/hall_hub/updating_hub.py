"""Of a hub what updates boxes, and a hall of boxes that say how they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from hall_core.contract import release as r
from hall_core.contract.codec import Sealer, decode, encode
from hall_core.contract.messages import DeviceState
from hall_core.contract.topics import Topics
from hall_core.domain.plan import Plan
from hall_core.mqtt.complaints import Complaints
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.release_folder import Kept, ReleaseFolder
from hall_hub.releases import LOOK_EVERY, Releases
from tests.conftest import HandClock

OFFER = "019aa2c1-0000-7000-8000-000000000001"
HEAD, OFFICER = "gd-01", "ht-01"
NEW = "2026.12.1"
DIGEST = "cd" * 32
RUNNING = r.BoxStanding(version="2026.11.0", machine="motcua-arm64", slot="A", state="running")


class Hub:
    """Of the hub, what updates boxes; and a hall of boxes."""

    def __init__(self, data: Path, clock: HandClock, plan: Plan) -> None:
        self.clock, self.plan, self.folder = clock, plan, ReleaseFolder(data)
        self.topics, self.sealer = Topics(plan.hall.id), Sealer(1, clock)
        self.shut_out: set[str] = set()
        self.time = 0.0
        self.start()

    def start(self) -> None:
        self.releases = Releases(self.plan, self.folder, self.clock, 1, self.shut_out.__contains__, Complaints())

    def here(self, version: str = NEW, machine: str = "motcua-arm64") -> None:
        self.folder.make()
        kept = Kept(version, machine, DIGEST, 5)
        self.folder.file(kept).write_bytes(b"bytes")
        note = self.folder.file(kept)
        note.with_name(f"{note.name}.json").write_bytes(msgspec.json.encode(kept))

    def hear(self, kind: Any, device: str, body: object, *, id: str = OFFER, retained: bool = False) -> list[Arrived]:
        arrived = Arrived(self.topics.to(kind, device), encode(self.sealer.seal(body, id)), retained)
        return self.releases.take([arrived])

    def present(self, *ids: str, standing: r.BoxStanding = RUNNING) -> None:
        for id in ids:
            state = DeviceState(online=True, role="kiosk", version="0.1.0")
            assert len(self.hear("device-state", id, state)) == 1, "the hub itself hears it too"
            assert self.hear("box", id, standing) == []

    def says(self, *, quiet: bool = True) -> list[Publication]:
        self.time += LOOK_EVERY
        return self.releases.tend(self.time, quiet=quiet)

    def wanted(self, said: list[Publication], *, back: bool = False) -> dict[str, r.Wanted | None]:
        """``back``: also what is taken back, which a hub that starts does with all that an earlier one wanted."""
        found: dict[str, r.Wanted | None] = {}
        said = [each for each in said if each.payload or back]
        for publication in said:
            address = self.topics.parse(publication.topic)
            if address and address.kind == "release":
                assert publication.retain
                found[address.name] = decode("release", publication.payload).body if publication.payload else None
        return found

    def state(self) -> r.RolloutState:
        """As a console that has just come hears it."""
        self.releases.announce()
        topic = self.topics.to("rollout")
        [payload] = [each.payload for each in self.says() if each.topic == topic]
        return decode("rollout", payload).body
