"""Numbers that nobody ever saw: given up when no answer came, or when a kiosk that was cut off starts again."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.appointment import Appointment
from tests.domain.a_day import Day, refused, uid

ISSUE = c.IssueTicket(service="khai-sinh")
GHOST = uid(901)
GIVEN_UP = f.GivenUp(ticket=GHOST, reason="the kiosk stopped before the answer came")


def ghost(day: Day) -> None:
    day.done(day.ask(ISSUE, "kiosk-1", id=GHOST))


def test_who_stands_behind_it_has_one_less_before() -> None:
    day = Day()
    ghost(day)
    day.issue()
    assert day.hear(GIVEN_UP) == [e.TicketCancelled(ticket=GHOST, reason=GIVEN_UP.reason)]
    assert day.hall.lines["khai-sinh"].ordinary == [2]
    assert day.hear(GIVEN_UP) == []


def test_the_next_citizen_gets_the_next_number_not_the_one_that_nobody_holds() -> None:
    day = Day()
    ghost(day)
    day.hear(GIVEN_UP)
    day.issue()
    assert day.numbers() == ["A001", "A002"]


@pytest.mark.parametrize("ended", [(), (c.MarkNoShow,), (c.StartService,), (c.StartService, c.CompleteService)])
def test_what_was_called_meanwhile_is_left_to_the_officer(ended: tuple[type[Any], ...]) -> None:
    day = Day()
    day.open()
    ghost(day)
    for kind in (c.CallNext, *ended):
        day.done(day.ask(kind(counter="quay-1"), "goi-1"))
    was = day.hall.tickets[GHOST]
    assert day.hear(GIVEN_UP) == []
    assert day.hall.tickets[GHOST] == was


@pytest.mark.parametrize(
    "told", [f.PaperPrinted(ticket=GHOST), f.PaperFailed(ticket=GHOST, reason="paper-out")], ids=["printed", "failed"]
)
def test_a_number_of_whose_paper_was_told_was_seen_and_stays(told: f.Fact) -> None:
    day = Day()
    ghost(day)
    day.hear(told)
    assert day.hear(GIVEN_UP) == []
    assert day.hall.tickets[GHOST].state == "waiting"


def test_an_appointment_whose_number_was_given_up_may_be_checked_in_anew() -> None:
    day = Day()
    appointment, check_in = Appointment(code="HEN1", service="khai-sinh", due=day.at), c.CheckIn(code="HEN1")
    day.done(day.ask(check_in, "kiosk-1", id=GHOST, appointment=appointment))
    day.hear(GIVEN_UP)
    [issued] = day.done(day.ask(check_in, "kiosk-1", appointment=appointment))
    assert day.hall.tickets[issued.ticket].number == "A002"


STEPS = st.lists(
    st.sampled_from(["command", "given up", "others come", "next", "no show", "come", "done"]), max_size=25
)


@given(STEPS)
def test_whatever_comes_when_and_how_often_nobody_waits_on_it_afterwards(steps: list[str]) -> None:
    """The command comes as often as it is sent again, the fact as often as it is told."""
    day = Day()
    day.open()
    acts = {"next": c.CallNext, "no show": c.MarkNoShow, "come": c.StartService, "done": c.CompleteService}
    given_up = False
    for step in steps:
        if step == "command" and GHOST not in day.hall.tickets:
            # The hub answers a copy of what it has issued from its ledger.
            decision = day.ask(ISSUE, "kiosk-1", id=GHOST)
            assert (refused(decision) == ("given-up", "")) if given_up else isinstance(decision, list)
        elif step == "given up":
            day.hear(GIVEN_UP)
            given_up = True
        elif step == "others come":
            day.issue()
        elif step in acts:
            day.ask(acts[step](counter="quay-1"))
        ticket = day.hall.tickets.get(GHOST)
        if given_up:
            assert ticket is None or ticket.state != "waiting"
        waiting = [t.arrival for t in day.hall.tickets.values() if t.state == "waiting"]
        assert sorted(waiting) == day.hall.lines["khai-sinh"].ordinary
