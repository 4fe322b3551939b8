"""A chosen service → its number, durable: from the kiosk's own reserve, beside the hub's answer.

Both are taken by the same station of a kiosk, in turn: the reserve by the hand that the kiosk uses, the other over the
real broker from the real hub. Not in it is the second and a half for which a kiosk waits before it believes that the
hub is away.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from queue import Queue

from benchmarks.report import Figure, Goal, percentile
from broker_config.run import start
from demo.hall_file import write_hall
from demo.programs import start_hub
from hall_core.contract.ids import new_id
from hall_core.contract.messages import DeviceState
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.domain.commands import IssueTicket
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk
from hall_core.mqtt.heard import Answered, Heard, LinkUp
from hall_core.mqtt.station import Station
from hall_core.ui.translate import Words
from kiosk_app.box import Box
from kiosk_app.jobs.tickets.hands import hands
from kiosk_app.jobs.tickets.pages import TakeHere, TakenHere, Wish

TICKETS = 300
WARM_UP = 20
DAY = "2026-11-23"


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        hall = write_hall(folder / "hall.toml", kiosks=1, counters=1, digits=5)
        text = hall.read_text(encoding="utf-8").replace(
            "last = 99999 }", "last = 89999 }\nreserve.kiosk-1 = [90000, 99999]"
        )
        hall.write_text(text, encoding="utf-8")
        plan = load(hall)
        broker = start(plan, None, folder / "broker")
        hub = start_hub(hall, folder / "hub", broker.address, unlimited=True)
        try:
            here, online = _run(folder, plan, broker.address)
        finally:
            hub.stop()
            broker.stop()
    figures: list[Figure] = []
    for percent in (50, 99):
        value, beside = percentile(here, percent), percentile(online, percent)
        figures.append(
            Figure(
                name=f"chosen → number of the reserve, durable, p{percent}",
                value=value,
                unit="ms",
                beside=beside,
                beside_name="the hub's answer",
                goal=Goal(1, "×"),
            )
        )
    return figures


def _run(folder: Path, plan: Plan, broker: tuple[str, int]) -> tuple[list[float], list[float]]:
    heard: Queue[Heard] = Queue()
    clock = Clock()
    station = Station(
        hall=plan.hall.id,
        device="kiosk-1",
        state=DeviceState(online=True, role="kiosk", version="bench"),
        boot=1,
        clock=clock,
        outbox=folder / "outbox.sqlite",
        broker=broker,
        listen=(),
        hear=heard.put,
    )
    device = plan.device("kiosk-1")
    assert isinstance(device, Kiosk)
    box = Box(
        plan=plan,
        kiosk=device,
        data=folder,
        station=station,
        printer=None,
        words=Words(),
        clock=clock,
        post=lambda _: None,
    )
    take = hands(box).slow[TakeHere]
    stop = station.start()
    while not isinstance(heard.get(timeout=10), LinkUp):
        continue
    here: list[float] = []
    online: list[float] = []
    for n in range(TICKETS + WARM_UP):
        begun = time.perf_counter()
        taken = take(TakeHere(new_id(), Wish("khai-sinh"), "vi", DAY))
        took = (time.perf_counter() - begun) * 1e3
        assert isinstance(taken, TakenHere)
        time.sleep(0.05)  # the hub is told of it, which is not to be in the way of the other
        begun = time.perf_counter()
        asked = station.ask(IssueTicket(service="khai-sinh"))
        while not (isinstance(answer := heard.get(timeout=10), Answered) and answer.reply.to == asked):
            continue
        answered = (time.perf_counter() - begun) * 1e3
        if n >= WARM_UP:
            here.append(took)
            online.append(answered)
    stop()
    return here, online
