"""Which certificates the hub's box has of its own."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from hall_core.contract.access import COURIER
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import Centre
from hall_trust import own_box


def test_the_courier_has_one_where_the_hall_has_a_line_and_runs_as_the_hub(plan: Plan) -> None:
    keys = Path("/keys")
    assert COURIER not in [part.name for part in own_box.parts(plan, keys, [])]
    with_line = own_box.parts(replace(plan, centre=Centre()), keys, [])
    [courier] = [part for part in with_line if part.name == COURIER]
    assert (courier.file, courier.user) == (keys / "courier" / "device.pem", own_box.HUB_USER)
