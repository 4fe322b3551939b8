"""The hall that :mod:`tests.domain.hall_books` keeps the books of."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain.plan import Plan, Policy
from hall_core.domain.plan_devices import Kiosk, Pad
from tests.domain.a_day import centre_plan

AWAY = {"kiosk-2": (900, 949), "kiosk-3": (950, 999)}
"""Kiosks that often cannot reach the hub, and their reserves for births."""


def the_plan(policy: Policy) -> Plan:
    """The centre, with kiosks that are away, few numbers of one service that come round again, and a third officer with
    whom births go well before copies."""
    plan = centre_plan()
    births, copies, *others = plan.services
    numbers = replace(copies.numbers, last=17)
    services = [replace(births, reserve=AWAY), replace(copies, numbers=numbers), *others]
    weights = {"khai-sinh": 4, "sao-y": 0}
    officers = [replace(x, serves=weights) if x.id == "can-bo-3" else x for x in plan.officers]
    devices = [*plan.devices, *(Kiosk(id=id) for id in AWAY), Pad(id="bang-hoi", counter="quay-1")]
    return replace(plan, services=services, officers=officers, devices=devices, policy=policy)
