"""Somebody called by name, somebody passed over once, and the same call again."""

from __future__ import annotations

from typing import Any

import pytest

from hall_core.domain import commands as c
from hall_core.domain import events as e
from tests.domain.a_day import HEAD, RECALL_GAP, Day, centre_plan, refused, uid

MINUTE = 60_000


def three_wait(**policy: Any) -> tuple[Day, list[str]]:
    day = Day(centre_plan(**policy))
    day.open()
    return day, [day.issue() for _ in range(3)]


def call_this(ticket: str, reason: str = "") -> c.CallThis:
    return c.CallThis(counter="quay-1", ticket=ticket, reason=reason)


def test_whose_turn_it_is_may_be_called_by_name_without_a_reason() -> None:
    day, (first, *_) = three_wait(out_of_order="never")
    [called] = day.done(day.sitting(call_this(first)))
    assert (called.ticket, called.over, called.out_of_order) == (first, 0, False)


def test_somebody_else_is_called_with_a_reason_which_stands_in_the_ledger_with_whom_it_stepped_over() -> None:
    day, (_, _, third) = three_wait()
    assert refused(day.sitting(call_this(third))) == ("reason-needed", "A003")
    assert refused(day.sitting(call_this(third, "  "))) == ("reason-needed", "A003")
    [called] = day.done(day.sitting(call_this(third, "con nhỏ sốt")))
    assert (called.ticket, called.over, called.out_of_order, called.reason) == (third, 2, True, "con nhỏ sốt")
    assert day.hall.counters["quay-1"].in_row == 0, "the ratio is the dispatcher's own"


def test_where_nobody_may_go_out_of_order_not_even_the_head_may() -> None:
    day, (_, second, _) = three_wait(out_of_order="never")
    assert refused(day.sitting(call_this(second, "vội"))) == ("not-its-turn", "A002")
    assert refused(day.at_console(call_this(second, "vội"), HEAD)) == ("not-its-turn", "A002")


@pytest.mark.parametrize("to", [{"to_counter": "quay-2"}, {"to_officer": "can-bo-2"}])
def test_whoever_was_sent_to_somebody_who_is_away_does_not_wait_in_vain_whatever_the_policy(to: Any) -> None:
    day, (first, *_) = three_wait(out_of_order="never")
    day.open(2)
    day.start()
    day.done(day.ask(c.Transfer(counter="quay-1", service="thu-phi", **to)))
    assert refused(day.sitting(call_this(first, "quầy 2 đóng"))) == ("not-its-turn", "A001")
    day.done(day.ask(c.PauseCounter(counter="quay-2"), "goi-2"))
    assert refused(day.sitting(call_this(first, "quầy 2 đóng"))) == ("not-its-turn", "A001"), "he comes back"
    day.done(day.ask(c.CloseCounter(counter="quay-2"), "goi-2"))
    assert refused(day.sitting(call_this(first))) == ("reason-needed", "A001")
    [called] = day.done(day.sitting(call_this(first, "quầy 2 đóng")))
    assert called.out_of_order


def test_whoever_was_sent_to_a_counter_where_somebody_sits_who_may_not_serve_him_does_not_wait_in_vain() -> None:
    day, (first, *_) = three_wait(out_of_order="never")
    day.open(2)
    assert day.call(2) == first
    day.done(day.ask(c.Decline(counter="quay-2", reason="người nhà"), "goi-2"))
    day.done(day.ask(c.CloseCounter(counter="quay-2"), "goi-2"))
    assert day.start() == first
    day.done(day.ask(c.Transfer(counter="quay-1", to_counter="quay-2")))
    day.open(2)
    day.done(day.sitting(call_this(first, "cán bộ quầy 2 là người nhà")))


def test_where_only_the_head_may_call_out_of_order_an_officer_may_not() -> None:
    day, (_, second, _) = three_wait(out_of_order="head-only")
    assert refused(day.sitting(call_this(second, "vội"))) == ("not-its-turn", "A002")
    assert refused(day.at_console(call_this(second, "vội"))) == ("not-its-turn", "A002")
    assert refused(day.at_console(call_this(second), HEAD)) == ("reason-needed", "A002")
    [called] = day.done(day.at_console(call_this(second, "vội"), HEAD))
    assert called.out_of_order


def test_a_head_who_sits_at_a_counter_himself_may_do_so_there() -> None:
    day = Day(centre_plan(out_of_order="head-only"))
    day.sits(HEAD)
    _, second = day.issue(), day.issue()
    day.done(day.sitting(call_this(second, "vội")))


def test_a_head_who_sits_at_a_counter_passes_people_over_by_its_keys() -> None:
    day = Day(centre_plan(out_of_order="head-only"))
    day.sits(HEAD)
    first, second = day.issue(), day.issue()
    assert day.call(exclude=[first]) == second


def test_whoever_was_told_to_come_back_later_is_called_by_name_with_a_reason() -> None:
    day, (first, *_) = three_wait()
    day.call()
    day.done(day.ask(c.Defer(counter="quay-1", minutes=10)))
    assert refused(day.sitting(call_this(first))) == ("reason-needed", "A001")
    [called] = day.done(day.sitting(call_this(first, "đã quay lại")))
    assert (called.out_of_order, called.over, day.hall.agenda) == (True, 0, [])
    assert day.of(first).back_at is None
    assert day.tick(10 * MINUTE)[:1] != [e.TicketReturned(ticket=first)]


def test_who_does_not_wait_is_not_called_by_name() -> None:
    day, (first, second, _) = three_wait()
    assert refused(day.sitting(call_this(uid(999), "x"))) == ("unknown-ticket", "")
    day.done(day.ask(c.CancelTicket(ticket=second), "kiosk-1"))
    assert refused(day.sitting(call_this(second, "x"))) == ("not-waiting", "A002")
    day.start()
    assert refused(day.sitting(call_this(first, "x"))) == ("not-waiting", "A001")


def test_while_a_call_is_unanswered_nobody_else_is_called() -> None:
    day, (_, second, _) = three_wait()
    day.call()
    assert refused(day.sitting(call_this(second, "x"))) == ("unanswered-call", "A001")
    assert refused(day.ask(c.CallNext(counter="quay-1"))) == ("unanswered-call", "A001")


def test_calling_somebody_by_name_ends_the_service_of_the_one_before() -> None:
    day, (first, _, third) = three_wait()
    day.start()
    ended, called = day.done(day.sitting(call_this(third, "hẹn trước")))
    assert isinstance(ended, e.TicketCompleted)
    assert (ended.ticket, called.ticket) == (first, third)


def test_somebody_called_by_name_because_it_is_his_turn_counts_for_the_ratio() -> None:
    day = Day(centre_plan(ahead_in_row=1))
    day.open()
    first, second, elder = day.issue(), day.issue(), day.issue("cao-tuoi")
    day.start()
    day.done(day.sitting(call_this(elder)))
    day.done(day.ask(c.StartService(counter="quay-1")))
    assert day.call() == second
    assert day.of(first).state == "completed"


# --- Passed over once -----------------------------------------------------------------------------------------


def test_whoever_is_passed_over_once_is_next_again_and_the_ledger_knows_who_it_was() -> None:
    day, (first, second, third) = three_wait()
    [called] = day.done(day.ask(c.CallNext(counter="quay-1", exclude=[first, third])))
    assert (called.ticket, called.passed, called.over) == (second, [first], 0), "it was not the third one's turn"
    day.done(day.ask(c.StartService(counter="quay-1")))
    assert day.call() == first


def test_several_are_passed_over_in_the_order_in_which_they_would_have_been_called() -> None:
    day, (first, second, third) = three_wait()
    [called] = day.done(day.ask(c.CallNext(counter="quay-1", exclude=[second, first, uid(77)])))
    assert (called.ticket, called.passed) == (third, [first, second])


def test_when_all_who_wait_are_to_be_passed_over_nobody_waits() -> None:
    day, tickets = three_wait()
    assert refused(day.ask(c.CallNext(counter="quay-1", exclude=tickets))) == ("nobody-waiting", "")


def test_whoever_is_passed_over_when_the_ratio_has_his_turn_stands_in_the_ledger_too() -> None:
    day = Day(centre_plan(ahead_in_row=1))
    day.open()
    day.issue()
    second, elder, another = day.issue(), day.issue("cao-tuoi"), day.issue("cao-tuoi")
    day.start()
    assert day.start() == elder
    [_, called] = day.done(day.ask(c.CallNext(counter="quay-1", exclude=[second])))
    assert (called.ticket, called.passed) == (another, [second])


# --- The same call again --------------------------------------------------------------------------------------


def test_a_call_is_repeated_so_often_and_no_more() -> None:
    day, _ = three_wait(recalls_most=2)
    day.call()
    for _ in range(2):
        day.at += RECALL_GAP
        day.done(day.ask(c.Recall(counter="quay-1")))
    day.at += RECALL_GAP
    assert refused(day.ask(c.Recall(counter="quay-1"))) == ("recall-cap", "2")


def test_where_the_policy_has_none_no_call_is_repeated() -> None:
    day, _ = three_wait(recalls_most=0)
    day.call()
    day.at += RECALL_GAP
    assert refused(day.ask(c.Recall(counter="quay-1"))) == ("recall-cap", "0")


@pytest.mark.parametrize("again", ["own-place", "later"])
def test_whoever_waits_again_may_be_called_and_repeated_anew(again: str) -> None:
    day, (first, *_) = three_wait(recalls_most=1)
    day.call()
    day.at += RECALL_GAP
    day.done(day.ask(c.Recall(counter="quay-1")))
    if again == "later":
        day.done(day.ask(c.Defer(counter="quay-1", minutes=1)))
        day.tick(MINUTE)
    else:
        day.done(day.ask(c.Requeue(counter="quay-1")))
    assert day.call() == first
    day.at += RECALL_GAP
    [recalled] = day.done(day.ask(c.Recall(counter="quay-1")))
    assert (recalled.again, day.of(first).calls) == (True, 4), "all calls of the ticket are counted all the same"


def test_a_call_is_not_repeated_before_the_one_before_was_heard_whole() -> None:
    day, _ = three_wait(recall_gap_s=8)
    day.call()
    assert refused(day.ask(c.Recall(counter="quay-1"))) == ("recall-too-soon", "7")
    day.at += 5_500
    assert refused(day.ask(c.Recall(counter="quay-1"))) == ("recall-too-soon", "1")
    day.at -= 501
    assert refused(day.ask(c.Recall(counter="quay-1"))) == ("recall-too-soon", "1"), "nor a millisecond before"
    day.at -= 999
    day.done(day.ask(c.Recall(counter="quay-1")))
    assert refused(day.ask(c.Recall(counter="quay-1"))) == ("recall-too-soon", "7")


def test_a_clock_that_was_set_back_makes_nobody_wait_for_a_recall() -> None:
    day, _ = three_wait()
    day.call()
    day.at -= 60 * MINUTE
    day.done(day.ask(c.Recall(counter="quay-1")))


def test_only_one_who_was_called_is_called_again() -> None:
    day, _ = three_wait()
    assert refused(day.ask(c.Recall(counter="quay-1"))) == ("no-ticket", "")
    day.start()
    assert refused(day.ask(c.Recall(counter="quay-1"))) == ("not-called", "A001")


@pytest.mark.parametrize(("policy", "allowed"), [("with-reason", True), ("head-only", False), ("never", False)])
def test_passing_people_over_is_allowed_to_whom_calling_out_of_order_is(policy: str, allowed: bool) -> None:
    day = Day(centre_plan(out_of_order=policy))
    day.open()
    first = day.issue()
    day.issue()
    decision = day.ask(c.CallNext(counter="quay-1", exclude=[first]))
    if allowed:
        day.done(decision)
    else:
        assert refused(decision) == ("not-its-turn", policy)
