"""A small hall in which everything that officers may wish for has its place."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain.plan import Officer, Plan, Policy
from hall_core.domain.plan_devices import Console, Pad
from tests.conftest import make_plan

HEAD = "truong-tt"


def desk_plan() -> Plan:
    """Three counters with their callers, a pad, a console, a head of the centre, and an officer (can-bo-3) who does
    sao-y alone; kiosk-1 has a reserve. A call may be repeated at once."""
    plan = make_plan()
    births, copies = plan.services
    officers = [*plan.officers[:2], replace(plan.officers[2], serves={"sao-y": 3})]
    return replace(
        plan,
        services=[replace(births, reserve={"kiosk-1": (900, 949)}), copies],
        officers=[*officers, Officer(id=HEAD, name="Trưởng trung tâm", role="head")],
        devices=[*plan.devices, Console(id="ban-dieu-hanh"), Pad(id="bang-hoi", counter="quay-1")],
        policy=Policy(recall_gap_s=0),
    )
