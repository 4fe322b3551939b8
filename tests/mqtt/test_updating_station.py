"""A box on a real broker: what the hub wants it to run comes to its root, and what root says comes to the hall."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from broker_config.run import start
from hall_core.contract.box import RELEASE, UPDATE
from hall_core.contract.codec import Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.messages import DeviceState
from hall_core.contract.release import Asked, BoxStanding, Wanted
from hall_core.contract.topics import Topics
from hall_core.domain.plan import Plan
from hall_core.mqtt.caring import Ways
from hall_core.mqtt.link import Arrived, Link, Publication, Up
from hall_core.mqtt.station import Station
from tests.conftest import HandClock

TOPICS = Topics("thu")
WANTED = Wanted(
    offer="019aa2c1-0000-7000-8000-000000000001", version="1.1", digest="ab" * 32, size=10, until=1_795_226_400_000
)
RUNNING = BoxStanding(version="1.0", machine="motcua-amd64", slot="A", state="running")


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def asked(file: Path) -> Asked | None:
    return msgspec.json.decode(file.read_bytes(), type=Asked) if file.exists() else None


@pytest.mark.timeout(60)
def test_what_was_wanted_before_the_box_came_reaches_its_root_and_is_taken_back(plan: Plan, tmp_path: Path) -> None:
    broker = start(plan, None, tmp_path / "broker")
    hub = Link("hub", broker.address, [(TOPICS.to("box", "+"), 1)])
    run = tmp_path / "run"
    (run / "board").mkdir(parents=True)
    (run / UPDATE).parent.mkdir()
    (run / UPDATE).write_bytes(msgspec.json.encode(RUNNING))
    ways = Ways(folder=run / "board", report=(run / UPDATE).with_name("doctor.json"), lines=lambda: b"")
    heard: list[Arrived] = []

    def turn(true: Callable[[], object]) -> None:
        def look() -> object:
            heard.extend(item for item in hub.turn(0.02) if isinstance(item, Arrived))
            return true()

        until(look)

    until(lambda: any(isinstance(item, Up) for item in hub.turn(0.05)))
    topic = TOPICS.to("release", "bang-1")
    hub.send([Publication(topic, encode(Sealer(1, HandClock()).seal(WANTED, new_id())), qos=1, retain=True)])
    station = Station(
        hall="thu",
        device="bang-1",
        state=DeviceState(online=True, role="board", version="0.1.0"),
        boot=1,
        clock=HandClock(),
        outbox=tmp_path / "outbox.sqlite",
        broker=broker.address,
        listen=[],
        hear=lambda _: None,
        ways=ways,
    )
    stop = station.start()
    try:
        turn(lambda: asked(run / "board" / RELEASE) == Asked(wanted=WANTED))
        turn(lambda: heard)
        assert decode("box", heard[0].payload).body == RUNNING
        hub.send([Publication(topic, b"", qos=1, retain=True)])
        turn(lambda: asked(run / "board" / RELEASE) == Asked())
    finally:
        stop()
        hub.close()
        broker.stop()
