"""The hub's loop and the courier's on a real broker, which goes and comes back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from broker_config.run import start
from hall_core.contract.codec import decode
from hall_core.contract.messages import Health
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import Centre
from hall_core.mqtt.complaints import Complaints
from hall_core.mqtt.link import Arrived, Link
from hall_hub import loop as hub_loop
from hall_hub.backup.watch import CopyWatch
from hall_hub.broker_watch import BrokerWatch
from hall_hub.courier import loop as courier_loop
from hall_hub.courier.courier import Courier
from hall_hub.courier.sets import CentreSets
from hall_hub.courier.status import Standing
from hall_hub.courier.tellings import Tellings
from hall_hub.figures.child import RollingUp
from hall_hub.own_box import OwnBox
from hall_hub.release_folder import ReleaseFolder
from hall_hub.releases import Releases
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench
from tests.hall_hub.courier.told_days import names_of

WITHIN = 20.0
"""Seconds, on a machine however busy."""
Address = tuple[str, int]


def well() -> Health:
    return Health(uptime_s=1)


def runs_hub(plan: Plan, data: Path, broker: Address, stop: threading.Event) -> None:
    clock = HandClock()
    with (
        closing(Bench(plan, data / "ledger.sqlite", clock)) as bench,
        closing(RollingUp(plan, data)) as figures,
        closing(Link("hub", broker, [("motcua/v1/thu/dev/+/up/command", 1)])) as link,
    ):
        releases = Releases(plan, ReleaseFolder(data), clock, 1, bench.hub.shut_out, Complaints())
        own_box = OwnBox(data / "report.json", CopyWatch(None, data / "copy.json", clock))
        watch = BrokerWatch(data / "no-box/silent")
        hub_loop.run(bench.hub, link, stop, well, figures, releases, own_box, watch)


def runs_courier(plan: Plan, data: Path, broker: Address, stop: threading.Event) -> None:
    standing = Standing(plan)
    with (
        closing(Tellings(data, data, names_of(plan))) as tellings,
        closing(CentreSets(plan, data, lambda: standing.day)) as sets,
    ):
        courier = Courier(plan, tellings, sets, standing, HandClock(), 1, time.monotonic())
        with closing(Link("courier", broker, courier.filters())) as link:
            courier_loop.run(courier, link, stop, well)


def hears(broker: Address, topic: str, *, online: bool) -> None:
    """Until the broker keeps that it is there, or that it is not."""
    deadline = time.monotonic() + WITHIN
    with closing(Link("ear", broker, [(topic, 1)])) as ear:
        while time.monotonic() < deadline:
            for item in ear.turn(0.1):
                if isinstance(item, Arrived) and decode("device-state", item.payload).body.online == online:
                    return
    pytest.fail(f"it was not said of {topic}")


@pytest.mark.timeout(90)
@pytest.mark.parametrize(("id", "runs"), [("hub", runs_hub), ("courier", runs_courier)])
def test_a_broker_that_comes_back_without_a_memory_is_told_who_is_there(
    id: str,
    runs: Callable[[Plan, Path, Address, threading.Event], None],
    plan: Plan,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    plan, stop = replace(plan, centre=Centre(brings=["dossiers"])), threading.Event()
    for name in ("data", "first", "second"):
        (tmp_path / name).mkdir()
    broker = start(plan, None, tmp_path / "first")
    topic = f"motcua/v1/thu/dev/{id}/state"
    program = threading.Thread(target=runs, args=(plan, tmp_path / "data", broker.address, stop))
    program.start()
    try:
        hears(broker.address, topic, online=True)
        broker.stop()
        deadline = time.monotonic() + WITHIN
        while not any(line.startswith("no link: ") for line in caplog.messages):
            assert time.monotonic() < deadline, "it was never noticed"
            time.sleep(0.05)
        broker = start(plan, broker.address[1], tmp_path / "second")
        hears(broker.address, topic, online=True)
        stop.set()
        program.join(WITHIN)
        assert not program.is_alive()
        hears(broker.address, topic, online=False)
    finally:
        stop.set()
        program.join(WITHIN)
        broker.stop()
