"""The hall that is spoken to: one of everything."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain.plan import Officer, Plan
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_devices import Console, Led, Pad, Sign, SignDisplay
from tests.conftest import make_plan

NAMES = ["kiosk-1", "bang-1", "goi-1", "goi-2", "pad-1", "led-1", "bien-1", "dieu-hanh", "hub", "authority"]
NAMES += ["courier"]
WORDS = ["khai-sinh", "sao-y", "quay-1", "quay-2", "can-bo-1", "can-bo-2", "truong-tt", "cao-tuoi", "sanh", "tu-phap"]
WORDS += ["procedures", "plan", "dossier-board", "notices", "kind", "slow", "A001", "A002", "B10", "2026-11-21"]
WORDS += ["HEN7K2Q", "H41.16-210612-0001", "vi", "en", "0f1e2d3c4b5a6978", "2026.12.1"]


def hall_of_everything() -> Plan:
    plan = make_plan(2)
    others = [
        Pad(id="pad-1", counter="quay-1"),
        Led(id="led-1", zone="sanh"),
        Sign(id="bien-1", zone="sanh", line="serial:/dev/ttyUSB0", displays=[SignDisplay(address=3, counter="quay-1")]),
        Console(id="dieu-hanh"),
    ]
    head = Officer(id="truong-tt", name="Lãnh đạo", role="head")
    return replace(
        plan,
        devices=[*plan.devices, *others],
        officers=[*plan.officers, head],
        policy=replace(plan.policy, id_card=True),
        centre=Centre(brings=[]),
    )
