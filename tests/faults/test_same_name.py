"""Two boxes with one name, as when a card was copied: they throw each other off the line, and nobody else suffers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.checker import Ledger, facts_are_recorded
from tests.faults.hall import FaultHall
from tests.faults.witness import witnessed

SOME = 10
TWIN = "kiosk-1"
OF_TWO_DISKS = (f"{TWIN} has told", f"the starts of {TWIN} are counted")
"""How sentences begin that are true of one disk alone: each of the two counts its own facts and starts."""


@pytest.mark.timeout(240)
def test_two_boxes_with_one_name_cost_nobody_a_number_and_lose_none_of_their_facts(
    make_hall: Callable[..., FaultHall],
) -> None:
    hall = make_hall(reserves=False)
    twin_data = hall.folder / "twin"
    twin = hall.start_device(TWIN, data=twin_data)
    hall.start_devices()
    hall.until(lambda: hall.count("seen", "kiosk-2") > SOME and hall.count("answered", "goi-1") > SOME, "the others")
    hall.until(lambda: hall.count("seen", TWIN) > 2, "the twins too")
    twin.kill()
    hall.stop("")
    twin = hall.start_device(TWIN, most=0, data=twin_data)
    hall.until(lambda: hall.rests(twin_data / f"{TWIN}.sqlite"), "the twin alone has told all")
    twin.kill()
    hall.settle()
    own = [one for one in witnessed(hall.witness) if one.device == TWIN and one.what == "boot"]
    assert own, "both have counted their starts"
    ledger = Ledger(hall.ledger)
    assert list(facts_are_recorded(ledger, [], TWIN, twin_data / f"{TWIN}.sqlite")) == []
    assert [fault for fault in hall.faults() if not fault.startswith(OF_TWO_DISKS)] == []
    assert list(facts_are_recorded(ledger, [], TWIN, hall.outboxes()[TWIN])) == []
