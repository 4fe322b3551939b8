"""A night on which a release was no good: real Mosquitto, a real hub, and boxes that go back to the one before."""

from __future__ import annotations

import pytest

from hall_core.domain import commands as c
from hall_core.domain.facts import PaperPrinted
from hall_core.mqtt import memory, outbox
from hall_hub.store.tables import MIGRATIONS
from tests.flows.conftest import RunningHall
from tests.flows.test_spine import ISSUE, events, opened, wait_for_events
from tests.newer import NEXT, widened

pytestmark = pytest.mark.timeout(60)


def test_nothing_answered_or_told_is_lost_when_hub_and_kiosk_went_back_to_the_release_before(hall: RunningHall) -> None:
    kiosk, caller = hall.device("kiosk-1"), opened(hall, 1)
    tickets = [ticket for ticket in (kiosk.answer(ISSUE).ticket for _ in range(3)) if ticket]
    called = caller.answer(c.CallNext(counter="quay-1"))
    hall.hub.kill()
    for ticket in tickets:
        kiosk.station.tell(PaperPrinted(ticket=ticket.id))  # nobody hears of it yet
    kiosk.stop()
    hall.forget(kiosk)
    # The newer release starts on both boxes, and is not well.
    widened(hall.folder / "hub" / "ledger.sqlite", MIGRATIONS)
    widened(hall.folder / "kiosk-1.sqlite", outbox.MIGRATIONS)
    widened(hall.folder / "kiosk-1-answers.sqlite", memory.MIGRATIONS)
    hall.start_hub()
    kiosk = hall.device("kiosk-1")
    told = wait_for_events(hall, "ticket-printed", 3)
    assert [each["ticket"] for each in told] == [ticket.id for ticket in tickets]
    again = caller.answer(c.Recall(counter="quay-1"))
    assert again.counter is not None
    assert called.counter is not None
    assert again.counter.ticket == called.counter.ticket
    following = kiosk.answer(ISSUE).ticket
    assert following is not None
    assert following.number == "A004"
    assert [each["number"] for each in events(hall, "ticket-issued")] == ["A001", "A002", "A003", "A004"]
    assert f"release {NEXT}, with which this one works as well" in hall.hub.log.read_text("utf-8")
