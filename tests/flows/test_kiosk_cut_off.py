"""A kiosk whose power goes between a finger and its number, by the real program: nobody is called who is not there."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from hall_core.contract.messages import ServiceState
from hall_core.domain import commands as c
from hall_core.mqtt.heard import Answered, CallHeard, StateHeard
from tests.flows.at_the_kiosk import HOME, Kiosk, KioskHall
from tests.flows.ear import Ear
from tests.flows.test_spine import events, opened, wait_for_events

pytestmark = [pytest.mark.screens, pytest.mark.timeout(120)]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[KioskHall]:
    """The kiosk has no numbers of its own: it waits for the hub as long as its station tries."""
    with ExitStack() as undo:
        yield KioskHall(tmp_path, undo, reserve=False)


def notes(hall: KioskHall) -> list[str]:
    """What the kiosk has on its disk of intents under way, read by another process."""
    with closing(sqlite3.connect(hall.data / "outbox.sqlite")) as db:
        return [ticket for (ticket,) in db.execute("SELECT ticket FROM kept")]


def cut_off_while_asking(hall: KioskHall, kiosk: Kiosk) -> str:
    """The hub does not answer: the kiosk is killed when its command has come to the broker. The id of the intent."""
    ear = Ear(hall.broker.address)
    try:
        kiosk.take()
        ear.wait_for("/kiosk-1/up/command")
        kiosk.program.kill()
    finally:
        ear.stop()
    [intent] = notes(hall)
    return intent


def test_a_number_that_nobody_ever_saw_is_given_up_when_the_kiosk_is_back(hall: KioskHall) -> None:
    kiosk = hall.start_kiosk()
    hall.hub.process.send_signal(signal.SIGSTOP)
    intent = cut_off_while_asking(hall, kiosk)
    hall.hub.process.send_signal(signal.SIGCONT)
    [ghost] = wait_for_events(hall, "ticket-issued", 1)
    assert (ghost["ticket"], ghost["number"]) == (intent, "A001")
    kiosk = hall.start_kiosk()
    [given_up] = wait_for_events(hall, "ticket-cancelled", 1)
    assert (given_up["ticket"], given_up["reason"]) == (intent, "the kiosk stopped before the answer came")
    assert notes(hall) == []
    kiosk.glass.wait_for(HOME, 20)
    kiosk.take()
    assert "A002" in kiosk.glass.wait_for("Đã in xong", 20)
    board = hall.device("bang-1", ("call", "sanh"), ("service", "khai-sinh"))
    caller = opened(hall, 1)
    board.expect(StateHeard, lambda heard: isinstance(heard.state, ServiceState) and heard.state.waiting == 1)
    caller.answer(c.CallNext(counter="quay-1"))
    assert board.expect(CallHeard).call.number == "A002"
    assert len(events(hall, "ticket-cancelled")) == 1


def test_a_command_that_was_lost_with_the_hub_is_void_before_it_could_ever_come(hall: KioskHall) -> None:
    kiosk = hall.start_kiosk()
    hall.hub.kill()
    intent = cut_off_while_asking(hall, kiosk)
    hall.start_hub()
    kiosk = hall.start_kiosk()
    [voided] = wait_for_events(hall, "intent-voided", 1)
    assert voided["ticket"] == intent
    kiosk.program.kill()
    late = hall.device("kiosk-1")
    id = late.station.ask(c.IssueTicket(service="khai-sinh"), intent)
    reply = late.expect(Answered, lambda heard: heard.reply.to == id).reply
    assert reply.refusal is not None
    assert (reply.refusal.reason, events(hall, "ticket-issued")) == ("given-up", [])
