"""What the state of a hall answers when it is asked."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain.hall_state import RECENT_CALLS, Call, picture
from tests.domain.a_day import HEAD, RECALL_GAP, Day, centre_plan, uid

MINUTE = 60_000


def sent_to(day: Day, service: str, **to: str) -> str:
    """Called and sent on at the first counter."""
    ticket = day.call()
    day.done(day.ask(c.Transfer(counter="quay-1", service=service, **to)))
    return ticket


def test_a_zone_remembers_its_last_calls_the_newest_first_and_counts_all() -> None:
    day = Day(centre_plan(recalls_most=99))
    day.open()
    day.issue()
    day.call()
    for _ in range(RECENT_CALLS):
        day.at += RECALL_GAP
        day.done(day.ask(c.Recall(counter="quay-1")))
    zone = day.hall.zones["sanh"]
    assert zone.sequence == RECENT_CALLS + 1 == 13
    assert list(zone.recent) == list(reversed(day.hall.calls))[:12]


def test_a_call_says_who_is_called_where_in_whose_language_and_when() -> None:
    day = Day(centre_plan())
    day.open()
    [issued] = day.done(day.ask(c.IssueTicket(service="khai-sinh", language="en"), "kiosk-1"))
    [called] = day.done(day.ask(c.CallNext(counter="quay-1")))
    assert day.hall.calls[called.call] == Call(
        id=called.call,
        zone="sanh",
        sequence=1,
        ticket=issued.ticket,
        number="A001",
        counter="quay-1",
        language="en",
        at=day.at,
        again=False,
    )


def test_those_come_whose_time_is_now() -> None:
    day = Day(centre_plan())
    day.open()
    ticket = day.issue()
    day.call()
    day.done(day.ask(c.Defer(counter="quay-1", minutes=5)))
    back = day.of(ticket).back_at or 0
    assert (day.hall.comes_by(back - 1), day.hall.comes_by(back)) == ([], [ticket])


def test_for_a_service_wait_all_who_wait_for_it_whoever_is_to_call_them() -> None:
    day = Day(centre_plan())
    day.open()
    for _ in range(4):
        day.issue()
    sent_to(day, "khai-sinh", to_counter="quay-2")
    for _ in range(2):
        sent_to(day, "thu-phi", to_counter="quay-2")
    assert [len(line) for line in day.hall.waiting_for("khai-sinh")] == [1, 1]
    assert [len(line) for line in day.hall.waiting_for("thu-phi")] == [0, 2]
    assert sum(len(line) for line in day.hall.every_line()) == 4


def test_whom_one_counter_is_to_call_has_the_head_start_of_his_group_there() -> None:
    day = Day(centre_plan())
    day.open()
    day.issue("cao-tuoi")
    ticket = sent_to(day, "khai-sinh", to_counter="quay-2")
    line = day.hall.line_of(day.of(ticket))
    assert (line.head_start, line.priority, line.ordinary) == (2, [1], [])
    elsewhere = replace(day.of(ticket), only_at="quay-3")
    assert (day.hall.line_of(elsewhere).head_start, len(day.hall.line_of(elsewhere))) == (2, 0)


def test_a_counter_calls_from_its_services_and_from_those_who_are_to_come_to_it_or_to_who_sits_there() -> None:
    day = Day(centre_plan())
    day.open()
    for _ in range(3):
        day.issue()
    sent_to(day, "thu-phi", to_counter="quay-2")
    sent_to(day, "thu-phi", to_officer="can-bo-2")
    sent_to(day, "thu-phi", to_counter="quay-3")
    counters = day.hall.counters
    assert [[len(line), extra] for line, extra in day.hall.lines_at(counters["quay-2"])] == [[0, 0], [0, 1], [1, 0]]
    day.open(2)
    assert sum(len(line) for line, _ in day.hall.lines_at(counters["quay-2"])) == 2
    assert [len(line) for line, _ in day.hall.lines_at(counters["quay-3"])][-1] == 1


def test_who_is_to_come_to_a_counter_has_the_head_start_there_of_his_service() -> None:
    day = Day(centre_plan())
    day.open()
    day.issue()
    sent_to(day, "sao-y", to_counter="quay-2")
    [*_, (line, extra)] = day.hall.lines_at(day.hall.counters["quay-2"])
    assert (len(line), extra) == (1, 1)


def test_a_counter_that_pauses_or_whose_officer_does_not_do_it_does_not_count_for_a_service() -> None:
    day = Day(centre_plan())
    assert day.hall.staffed("sao-y") == 0
    day.open()
    day.sits("can-bo-3", 2)
    assert (day.hall.staffed("sao-y"), day.hall.staffed("khai-sinh")) == (1, 2)
    day.done(day.ask(c.PauseCounter(counter="quay-1")))
    assert (day.hall.staffed("sao-y"), day.hall.staffed("khai-sinh")) == (0, 1)


def test_who_came_is_found_by_his_place_and_open_tickets_are_those_that_may_still_be_served() -> None:
    day = Day(centre_plan())
    day.open()
    first, second = day.issue(), day.issue()
    day.call()
    assert [ticket.id for ticket in day.hall.open_tickets()] == [first, second]
    day.done(day.ask(c.MarkNoShow(counter="quay-1")))
    assert [ticket.id for ticket in day.hall.open_tickets()] == [second]
    assert (day.hall.who_came(1).id, day.hall.who_came(2).id, day.hall.arrivals) == (first, second, 2)
    assert (day.hall.still_open("A001"), day.hall.still_open("A002"), day.hall.still_open("A003")) == (
        False,
        True,
        False,
    )


def test_who_comes_at_the_same_moment_stands_behind() -> None:
    day = Day(centre_plan())
    day.issue()
    came = day.at
    day.issue()
    assert [day.hall.place_at(at) for at in (came - 1, came, came + 999, came + 1_000)] == [1, 2, 2, 3]


def test_whoever_was_put_at_the_end_stands_there_since_then() -> None:
    day = Day(centre_plan())
    day.open()
    day.issue()
    day.call()
    day.done(day.ask(c.Requeue(counter="quay-1", where="end")))
    assert [day.hall.place_at(at) for at in (day.at - 1, day.at)] == [1, 3], "his old place stays empty"


def test_two_halls_are_alike_only_when_the_same_people_wait_for_one_counter_alone() -> None:
    day = Day(centre_plan())
    day.open()
    day.issue()
    sent_to(day, "sao-y", to_counter="quay-2")
    assert picture(day.hall)["held"] == {(("counter", "quay-2"), "sao-y"): ((1,), ())}
    day.open(2)
    day.call(2)
    assert picture(day.hall)["held"] == {}, "a line in which nobody is left is none"


def test_what_can_be_rated_at_a_counter_is_its_last_service_once() -> None:
    day = Day(centre_plan())
    day.open()
    assert day.hall.offer_at("quay-1", day.at) is None
    ticket = day.issue()
    day.serve()
    offer = day.hall.offer_for(ticket)
    assert offer is not None
    assert day.hall.offer_at("quay-1", day.at) == offer
    assert day.hall.offer_for(uid(999)) is None
    assert day.hall.offer_at("quay-2", day.at) is None


def test_at_the_turn_of_the_day_nothing_of_the_old_one_is_left() -> None:
    day = Day(centre_plan())
    fresh = Day(centre_plan())
    day.open()
    for _ in range(3):
        day.issue()
    sent_to(day, "thu-phi", to_counter="quay-2")
    day.done(day.at_console(c.StopService(service="sao-y"), HEAD))
    day.done(day.at_console(c.PostMessage(vi="Nghỉ"), HEAD))
    day.call()
    day.tick(24 * 60 * MINUTE)
    fresh.tick(24 * 60 * MINUTE)
    assert {key: value for key, value in vars(day.hall).items() if key not in ("lines", "zones", "plan")} == {
        key: value for key, value in vars(fresh.hall).items() if key not in ("lines", "zones", "plan")
    }
    assert all(len(line) == 0 for line in day.hall.every_line())
    assert [(zone.sequence, list(zone.recent)) for zone in day.hall.zones.values()] == [(0, [])]
