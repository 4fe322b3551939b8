"""Numbers given out while the hub is away, over the real broker and a hub that is killed: none lost, none twice, all in
the order in which their citizens came."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing

import msgspec
import pytest

from hall_core.contract.ids import new_id
from hall_core.device.hall_file import load
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.facts import IssuedHere, PaperPrinted
from hall_core.domain.hall import Hall, evolve
from tests.flows.conftest import Device, RunningHall

ISSUE = c.IssueTicket(service="khai-sinh")
APART = 1.5
"""Seconds between somebody at a kiosk that is alone and the next one at the hub: more than a message takes to the hub
on a busy machine, which is how exactly it can know when the first one came."""


def alone(kiosk: Device, value: int, id: str | None = None) -> str:
    """The kiosk gives out a number of its reserve, and its paper comes out; the ticket's id."""
    ticket = id or new_id()
    day = "2026-11-21"
    kiosk.station.tell(IssuedHere(ticket=ticket, number=f"A{value}", value=value, service="khai-sinh", day=day))
    kiosk.station.tell(PaperPrinted(ticket=ticket))
    return ticket


def replayed(hall: RunningHall) -> Hall:
    """The hall as its ledger on the disk says, read by another process."""
    again = Hall(load(hall.file))
    with closing(sqlite3.connect(hall.folder / "hub" / "ledger.sqlite")) as db:
        rows = db.execute("SELECT at, body FROM event ORDER BY seq").fetchall()
    for at, body in rows:
        evolve(again, msgspec.json.decode(body, type=e.Event), at)
    return again


def wait_until_printed(hall: RunningHall, tickets: list[str]) -> Hall:
    for _ in range(500):
        now = replayed(hall)
        if all(id in now.tickets and now.tickets[id].paper == "printed" for id in tickets):
            return now
        threading.Event().wait(0.02)
    raise AssertionError(f"not all of {tickets} in the ledger: {replayed(hall).tickets}")


def issued(kiosk: Device) -> str:
    ticket = kiosk.answer(ISSUE).ticket
    assert ticket is not None
    return ticket.id


@pytest.mark.timeout(90)
def test_numbers_given_out_while_the_hub_is_killed_are_there_once_and_in_true_order(hall: RunningHall) -> None:
    kiosk = hall.device("kiosk-1")
    came: list[str] = []
    printed: list[str] = []
    value = 900
    for _ in range(3):
        came += [issued(kiosk) for _ in range(3)]
        hall.hub.kill()
        # The first asks the hub, in vain, and gets a number of the reserve under the same intent.
        asked = [kiosk.station.ask(ISSUE), None, None, None]
        threading.Event().wait(APART)
        mine = [alone(kiosk, value + n, id) for n, id in enumerate(asked)]
        value += len(mine)
        came += mine
        printed += mine
        threading.Event().wait(APART)
        hall.start_hub()
    came.append(issued(kiosk))
    now = wait_until_printed(hall, printed)
    assert now.by_arrival == came
    assert [now.tickets[id].number for id in printed] == [f"A{n}" for n in range(900, value)]
    numbers = [ticket.number for ticket in now.tickets.values()]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.timeout(60)
def test_a_hub_killed_in_the_middle_of_what_it_is_told_records_each_once(hall: RunningHall) -> None:
    kiosk = hall.device("kiosk-1")
    came = [issued(kiosk)]
    hall.hub.kill()
    came += [alone(kiosk, 900 + n) for n in range(30)]
    for part in (5, 15):
        hall.start_hub()
        wait_until_printed(hall, came[1:part])
        hall.hub.kill()
    hall.start_hub()
    now = wait_until_printed(hall, came[1:])
    assert now.by_arrival == came
    with closing(sqlite3.connect(hall.folder / "hub" / "ledger.sqlite")) as db:
        bodies = [json.loads(body) for (body,) in db.execute("SELECT body FROM event")]
    assert sum(body["type"] == "ticket-issued" for body in bodies) == len(came)
