from __future__ import annotations

from pathlib import Path
from typing import Any

from hall_core.contract.codec import Sealer, decode
from hall_core.contract.topics import Topics
from hall_core.domain import commands as c
from hall_core.domain.plan import Plan
from hall_core.mqtt.link import Publication
from hall_hub.post import Post
from hall_sim.on_boards import Teller
from hall_sim.recorded import recorded
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench

STATES = ("counter", "service", "zone", "hall", "call")


def said(plan: Plan, publications: list[Publication]) -> dict[str, Any]:
    """Topic to what was said there last, but for what orders it."""
    topics, newest = Topics(plan.hall.id), dict[str, Any]()
    for one in publications:
        address = topics.parse(one.topic)
        if address is not None and address.kind in STATES and one.payload:
            body = decode(address.kind, one.payload).body
            shown = {name: getattr(body, name) for name in body.__struct_fields__}
            newest[one.topic] = {k: v for k, v in shown.items() if k not in ("epoch", "version", "speaker", "named_at")}
    return newest


def test_a_replay_says_what_the_hub_has_said(plan: Plan, clock: HandClock, tmp_path: Path) -> None:
    bench = Bench(plan, tmp_path / "ledger.sqlite", clock)
    heard = bench.hub.announcement()
    for device, command in (
        ("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1")),
        ("kiosk-1", c.IssueTicket(service="khai-sinh")),
        ("kiosk-1", c.IssueTicket(service="sao-y")),
        ("goi-1", c.CallNext(counter="quay-1")),
        ("goi-1", c.StartService(counter="quay-1")),
        ("goi-1", c.CallNext(counter="quay-1")),
    ):
        clock.wait(1_000)
        heard += bench.hub.handle([bench.message("command", device, command)])
        heard += bench.hub.state()
    bench.close()
    happened = recorded(tmp_path / "ledger.sqlite").happened
    teller = Teller(plan, Post(Topics(plan.hall.id), Sealer(1, clock)), {})
    again = [*teller.take(*happened[0]), *teller.everything(happened[0][1])]
    for event, at in happened[1:]:
        again += teller.take(event, at) + teller.state(at)
    hub, replay = said(plan, heard), said(plan, again)
    assert replay == hub
    assert any("call" in topic for topic in hub)
