"""Who waits where nobody will call: never somebody whom a counter would, and never without a word on what to do."""

from __future__ import annotations

from random import Random

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain.hall_state import Hall
from hall_core.ui.translate import Words
from hall_hub.console.left_over import Why, left, left_over, words
from hall_hub.console.lists_page import listed
from tests.domain.a_day import HEAD, Day, centre_plan
from tests.domain.hall_wishes import wish

SAY = Words().into("vi")


def called_by_nobody(hall: Hall) -> set[str]:
    """Those who wait, without whoever stands in a line from which some open counter calls and is not passed over
    there."""
    waiting = {ticket.id for ticket in hall.open_tickets() if ticket.state == "waiting"}
    for counter in hall.counters.values():
        if counter.status == "open" and counter.session is not None:
            lines = [line for line, _ in hall.lines_at(counter)]
            declined = hall.declined.get(counter.session.officer, set())
            waiting -= {
                id for id in waiting - declined if any(hall.line_of(hall.tickets[id]) is line for line in lines)
            }
    return waiting


@pytest.mark.parametrize("seed", range(6))
def test_they_are_those_from_whose_line_no_open_counter_calls(seed: int) -> None:
    random, day = Random(seed), Day(centre_plan())
    seen = set[str]()
    for _ in range(400):
        if random.random() < 0.2:
            service = random.choice(("khai-sinh", "thu-phi", "tra-tan-nha"))
            day.ask(c.IssueTicket(service=service), "kiosk-1")
        day.ask(*wish(day.hall, day.at, random))
        found = left_over(day.hall)
        waiting = {id for id in found if day.hall.tickets[id].state == "waiting"}
        assert waiting == called_by_nobody(day.hall)
        for why in found.values():
            told = words(day.hall, why, SAY)
            assert told.why
            assert told.do
            assert "{" not in told.why + told.do
            seen.add(why.cause)
    assert {"unserved", "counter-closed"} & seen, "a day in which nothing of it happens shows nothing"


def why(day: Day, ticket: str) -> Why | None:
    return left_over(day.hall).get(ticket)


def two_counters() -> Day:
    day = Day(centre_plan())
    day.open(1)
    day.open(2)
    return day


def transferred(day: Day, **to: str) -> str:
    """Somebody's ticket, called to counter 1 and from there on to these."""
    ticket = day.issue()
    day.call(1)
    day.done(day.ask(c.Transfer(counter="quay-1", **to)))
    return ticket


def test_one_for_a_counter_that_closes_and_comes_into_turn_when_it_opens() -> None:
    day = two_counters()
    ticket = transferred(day, to_counter="quay-2")
    assert why(day, ticket) is None
    day.done(day.ask(c.PauseCounter(counter="quay-2"), "goi-2"))
    assert why(day, ticket) == Why("counter-paused", "quay-2")
    day.done(day.ask(c.CloseCounter(counter="quay-2"), "goi-2"))
    assert why(day, ticket) == Why("counter-closed", "quay-2")
    assert "quầy 2" in words(day.hall, Why("counter-closed", "quay-2"), SAY).do
    day.open(2)
    assert why(day, ticket) is None
    assert day.call(2) == ticket


def test_one_for_an_officer_who_is_away_is_called_by_name_at_any_counter() -> None:
    day = two_counters()
    ticket = transferred(day, to_officer="can-bo-3")
    assert why(day, ticket) == Why("officer-away", "can-bo-3")
    day.done(day.sitting(c.CallThis(counter="quay-2", ticket=ticket, reason="Cán bộ 3 nghỉ")))
    assert why(day, ticket) is None


def test_one_for_an_officer_who_pauses_waits_until_he_goes_on() -> None:
    day = two_counters()
    ticket = transferred(day, to_officer="can-bo-2")
    assert why(day, ticket) is None
    day.done(day.ask(c.PauseCounter(counter="quay-2"), "goi-2"))
    assert why(day, ticket) == Why("officer-paused", "can-bo-2")
    told = words(day.hall, Why("officer-paused", "can-bo-2"), SAY)
    assert "quầy của cán bộ này đang tạm dừng" in told.why
    assert told.do.startswith(f"Đợi {day.hall.officers['can-bo-2'].name} làm tiếp.")
    day.done(day.ask(c.ResumeCounter(counter="quay-2"), "goi-2"))
    assert why(day, ticket) is None


def test_also_where_nobody_is_called_out_of_turn_one_for_an_absent_officer_is_called_by_name() -> None:
    day = Day(centre_plan(out_of_order="never"))
    day.open(1)
    ticket = transferred(day, to_officer="can-bo-3")
    why_not = why(day, ticket)
    assert why_not is not None
    assert "mời đích danh từng số về một quầy đang mở" in words(day.hall, why_not, SAY).do
    day.done(day.at_console(c.CallThis(counter="quay-1", ticket=ticket, reason="Cán bộ 3 nghỉ")))


def test_one_whom_all_who_are_there_have_declined() -> None:
    day = two_counters()
    ticket = day.issue()
    for n in (1, 2):
        assert day.call(n) == ticket
        day.done(day.ask(c.Decline(counter=f"quay-{n}", reason="người nhà"), f"goi-{n}"))
        assert (why(day, ticket) is None) == (n == 1)
    assert why(day, ticket) == Why("declined", "khai-sinh")
    day.open(3)
    assert why(day, ticket) is None


def test_one_of_a_service_that_no_open_counter_does() -> None:
    day = two_counters()
    ticket, never = day.issue(service="thu-phi"), day.issue(service="tra-tan-nha")
    assert why(day, ticket) == Why("unserved", "thu-phi")
    assert "Mở một trong các quầy: 3." in words(day.hall, Why("unserved", "thu-phi"), SAY).do
    assert "Cần một cán bộ" in words(day.hall, Why("unserved", "tra-tan-nha"), SAY).do
    day.done(day.at_console(c.OpenCounter(counter="quay-3", officer=HEAD), HEAD))
    assert set(left_over(day.hall)) == {never}
    day.done(day.ask(c.PauseCounter(counter="quay-3"), "goi-3"))
    assert why(day, ticket) == Why("all-paused", "thu-phi")


def test_an_officer_who_does_not_do_the_service_serves_nobody_of_it() -> None:
    day = Day(centre_plan())
    day.open(3)
    assert why(day, day.issue(service="thu-phi")) == Why("unserved", "thu-phi"), "can-bo-3 does births alone"


def test_one_parked_by_an_officer_who_has_gone_is_taken_over() -> None:
    day = two_counters()
    ticket = day.issue()
    day.start(1)
    day.done(day.ask(c.Park(counter="quay-1")))
    assert why(day, ticket) is None
    day.done(day.ask(c.CloseCounter(counter="quay-1")))
    assert why(day, ticket) == Why("parked", "can-bo-1")
    day.done(day.sitting(c.TakeOver(counter="quay-2", ticket=ticket, reason="đã về")))
    assert why(day, ticket) is None


def test_whoever_comes_back_later_by_himself_is_not_left_over() -> None:
    day = two_counters()
    ticket = day.issue()
    day.call(1)
    day.done(day.ask(c.Defer(counter="quay-1", minutes=20)))
    for n in (1, 2):
        day.done(day.ask(c.CloseCounter(counter=f"quay-{n}"), f"goi-{n}"))
    assert left_over(day.hall) == {}
    day.tick(21 * 60_000)
    assert why(day, ticket) == Why("unserved", "khai-sinh")


def test_the_head_sees_how_many_and_what_they_have_in_common() -> None:
    day = two_counters()
    assert left(day.hall, SAY) is None
    for service in ("thu-phi", "tra-tan-nha", "thu-phi"):
        day.issue(service=service)
    shown = left(day.hall, SAY)
    assert shown is not None
    assert (shown.count, [group.count for group in shown.groups]) == (3, [2, 1])


def test_the_lists_have_one_of_them_and_say_why_in_every_list() -> None:
    day = two_counters()
    ticket = day.issue(service="thu-phi")
    day.issue()
    chosen = listed(day.hall, "left", "", None, SAY)
    assert [row.id for row in chosen.rows] == [ticket]
    assert {tab.id: tab.count for tab in chosen.tabs}["left"] == 1
    assert list(listed(day.hall, "waiting", "", None, SAY).left) == [ticket]
    assert list(listed(day.hall, "", day.of(ticket).number, None, SAY).left) == [ticket]


def test_only_what_the_policy_allows_is_advised() -> None:
    head_only = replace(centre_plan(), policy=replace(centre_plan().policy, out_of_order="head-only"))
    for plan, told in ((centre_plan(), "Hoặc trong Danh sách"), (head_only, "Hoặc lãnh đạo trung tâm")):
        assert told in words(Hall(plan), Why("declined", "khai-sinh"), SAY).do
