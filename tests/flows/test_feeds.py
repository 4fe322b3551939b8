"""What the centre drops as files, over the real broker and the real hub: appointments, dossiers; and a rating kept
while the hub was away."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hall_core.contract import questions as q
from hall_core.contract.messages import CounterState
from hall_core.domain import commands as c
from hall_core.domain.business_day import HANOI
from hall_core.domain.facts import VoteCast
from hall_core.mqtt.heard import StateHeard, Told
from tests.flows.conftest import Device, RunningHall

CODE = "H41.16-210612-0001"


def wonder(device: Device, question: q.Question) -> q.AnswerBody:
    id = device.station.wonder(question)
    return device.expect(Told, lambda told: told.answer.to == id).answer.body


def drop(hall: RunningHall, name: str, text: str) -> Path:
    file = hall.folder / "hub" / "feeds" / name
    file.write_text(text, encoding="utf-8")
    return file.with_name(f"{file.stem}.report.txt")


def wait_for(report: Path) -> str:
    for _ in range(1_500):
        if report.exists():
            return report.read_text("utf-8")
        threading.Event().wait(0.02)
    raise AssertionError(f"no {report.name}")


@pytest.mark.timeout(60)
def test_dropped_files_reach_citizens_and_so_does_what_was_dropped_when_the_hub_restarts(hall: RunningHall) -> None:
    kiosk = hall.device("kiosk-1")
    soon = datetime.now(HANOI) + timedelta(minutes=5)
    reports = (
        drop(hall, "appointments.csv", f"code,service,date,time\nHEN7K2Q,khai-sinh,{soon:%Y-%m-%d,%H:%M}\n"),
        drop(hall, "dossiers.csv", f"code,procedure_vi,agency_vi,state\n{CODE},Khai sinh,Phường,finished\n"),
    )
    assert [wait_for(report).splitlines()[0] for report in reports] == [
        "appointments.csv is used: 1 of 1 rows",
        "dossiers.csv is used: 1 of 1 rows",
    ]
    ticket = kiosk.answer(c.CheckIn(code="HEN7K2Q")).ticket
    assert ticket is not None
    assert ticket.appointment is not None
    hall.hub.kill()
    hall.start_hub()
    refusal = kiosk.answer(c.CheckIn(code="HEN7K2Q")).refusal
    assert refusal is not None
    assert (refusal.reason, refusal.about) == ("appointment-used", ticket.number)
    told = wonder(kiosk, q.AskDossier(code=CODE))
    assert isinstance(told, q.DossierTold)
    assert told.dossier is not None
    assert told.dossier.state == "finished"


@pytest.mark.timeout(60)
def test_a_vote_cast_while_the_hub_is_away_is_counted_once_it_is_back(hall: RunningHall) -> None:
    kiosk = hall.device("kiosk-1", ("counter", "quay-1"))
    caller = hall.device("goi-1")
    caller.answer(c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    kiosk.answer(c.IssueTicket(service="khai-sinh"))
    for kind in (c.CallNext, c.StartService, c.CompleteService):
        caller.answer(kind(counter="quay-1"))

    def offered(heard: StateHeard) -> bool:
        return isinstance(heard.state, CounterState) and heard.state.offer is not None

    state = kiosk.expect(StateHeard, offered).state
    assert isinstance(state, CounterState)
    assert state.offer is not None
    hall.hub.kill()
    kiosk.station.tell(VoteCast(offer=state.offer.id, level="satisfied", reasons=["kind"]))
    hall.start_hub()
    kiosk.expect(
        StateHeard, lambda heard: isinstance(heard.state, CounterState) and heard.state.offer is None, seconds=20
    )
