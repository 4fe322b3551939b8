"""What the call box decides, case by case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from counter_caller.messages import (
    DEBOUNCE,
    PRESS_LASTS,
    Ask,
    Beep,
    Note,
    Pressed,
    Sent,
)
from hall_core.contract.messages import ServiceState
from hall_core.domain import commands as c
from hall_core.domain.button_box import Action, Duty
from hall_core.mqtt.heard import HubBack, HubQuiet, LinkDown, LinkUp, StateHeard, Unanswered

from .conftest import COUNTER, ID, Box, answered, counter_state, heard

MakeBox = Callable[..., Box]
OTHER = "00000000-0000-7000-8000-00000000000b"
NEXT = Duty("next")


def service(waiting: int, id: str = "khai-sinh") -> StateHeard:
    state = ServiceState(
        epoch=1, version=1, service=id, waiting=waiting, oldest=None, estimate_minutes=None, issuing="open"
    )
    return StateHeard(state, hub_at=0, clock_trusted=True)


@pytest.mark.parametrize(
    ("status", "action", "command"),
    [
        ("open", "next", c.CallNext(counter=COUNTER, expects=7)),
        ("open", "recall", c.Recall(counter=COUNTER, expects=7)),
        ("open", "came", c.StartService(counter=COUNTER, expects=7)),
        ("open", "done", c.CompleteService(counter=COUNTER, expects=7)),
        ("open", "no-show", c.MarkNoShow(counter=COUNTER, expects=7)),
        ("open", "close", c.CloseCounter(counter=COUNTER, expects=7)),
        ("open", "pause", c.PauseCounter(counter=COUNTER, expects=7)),
        ("paused", "pause", c.ResumeCounter(counter=COUNTER, expects=7)),
        ("closed", "pause", c.OpenCounter(counter=COUNTER, expects=7, officer="can-bo-3")),
        ("closed", "next", c.CallNext(counter=COUNTER, expects=7)),
        ("open", "park", c.Park(counter=COUNTER, expects=7)),
        ("open", "help", c.AskHelp(counter=COUNTER, expects=7)),
    ],
)
def test_each_key_is_one_command_with_the_revision_that_was_seen(
    box: MakeBox, status: str, action: Action, command: c.Command
) -> None:
    pressed = box(revision=7, status=status)
    pressed.press(action)
    assert pressed.some(Ask) == [Ask(command)]  # pyright: ignore[reportArgumentType]
    assert pressed.some(Beep) == [Beep("asked")]


@pytest.mark.parametrize(
    ("action", "command"),
    [("next", c.CallNext(counter=COUNTER)), ("pause", c.OpenCounter(counter=COUNTER, officer="can-bo-3"))],
)
def test_a_press_before_anything_was_heard_of_the_counter_expects_nothing(action: Action, command: c.Command) -> None:
    fresh = Box(LinkUp())
    fresh.press(action)
    assert fresh.some(Ask) == [Ask(command)]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("duty", "command"),
    [
        (Duty("transfer", service="sao-y"), c.Transfer(counter=COUNTER, expects=7, service="sao-y")),
        (Duty("transfer", counter="quay-9"), c.Transfer(counter=COUNTER, expects=7, to_counter="quay-9")),
    ],
)
def test_a_key_sends_the_person_in_hand_on_to_its_service_or_counter(
    box: MakeBox, duty: Duty, command: c.Command
) -> None:
    sending = box(revision=7, ticket="A012 serving")
    sending.feed(Pressed(duty, 1_000, 1_000))
    assert sending.some(Ask) == [Ask(command)]  # pyright: ignore[reportArgumentType]


def test_the_help_key_again_says_that_help_is_no_longer_needed(box: MakeBox) -> None:
    asking = box(revision=7, help="")
    asking.press("help")
    assert asking.some(Ask) == [Ask(c.EndHelp(counter=COUNTER, expects=7))]


@pytest.mark.parametrize("gap", [0, 5, DEBOUNCE - 1])
def test_the_same_key_again_at_once_is_chatter(box: MakeBox, gap: int) -> None:
    chattering = box()
    chattering.press("next")
    chattering.feed(Sent(ID), answered(counter=counter_state(2, ticket="A012 called")))
    assert chattering.press("next", after=gap) == []
    assert chattering.press("next", after=DEBOUNCE) != []


def test_two_keys_for_the_same_thing_have_bounces_of_their_own(box: MakeBox) -> None:
    two = box()
    two.feed(Pressed(NEXT, 1_000, 1_000, key="KEY_KP1"), Sent(ID), answered("nobody-waiting"))
    assert two.feed(Pressed(NEXT, 1_020, 1_020, key="KEY_KP1")) == []
    two.feed(Pressed(NEXT, 1_020, 1_020, key="KEY_KPENTER"))
    assert two.some(Ask) == [Ask(c.CallNext(counter=COUNTER, expects=1))]


def test_another_key_at_once_is_no_chatter(box: MakeBox) -> None:
    quick = box()
    quick.press("next")
    quick.feed(Sent(ID), answered(counter=counter_state(2, ticket="A012 called")))
    quick.press("came", after=20)
    assert quick.some(Ask) == [Ask(c.StartService(counter=COUNTER, expects=2))]


@pytest.mark.parametrize("value", [0, 2])
def test_letting_go_and_the_repeating_of_a_held_key_ask_nothing(box: MakeBox, value: int) -> None:
    assert box().feed(Pressed(NEXT, 5_000, 5_000, value)) == []


def test_chatter_when_a_held_key_is_let_go_asks_nothing(box: MakeBox) -> None:
    """Down at 1000, held with repeats, up at 3000, and the contact closes once more 8 ms later."""
    held = box()
    held.press("next")
    held.feed(Sent(ID), answered(counter=counter_state(2, ticket="A012 called")))
    moves = [Pressed(NEXT, at, at, 2) for at in range(1_250, 3_000, 33)]
    assert held.feed(*moves, Pressed(NEXT, 3_000, 3_000, 0), Pressed(NEXT, 3_008, 3_008, 1)) == []


def test_a_press_that_lay_in_the_box_too_long_is_not_sent(box: MakeBox) -> None:
    late = box()
    late.feed(Pressed(NEXT, 1_000, 1_001 + PRESS_LASTS))
    assert late.some(Ask) == []
    assert late.some(Beep) == [Beep("late")]


def test_a_press_while_another_is_unanswered_waits_and_is_never_sent(box: MakeBox) -> None:
    busy = box()
    busy.press("next")
    busy.feed(Sent(ID))
    busy.press("recall")
    assert busy.some(Ask) == [] and busy.some(Beep) == [Beep("wait")]
    busy.feed(answered(counter=counter_state(2, ticket="A012 called")))
    assert busy.some(Ask) == [] and busy.state.pending is None


@pytest.mark.parametrize("away", [LinkDown(), HubQuiet(since=None)])
def test_a_press_while_the_hub_is_out_of_reach_is_told_and_never_sent(box: MakeBox, away: LinkDown | HubQuiet) -> None:
    cut_off = box()
    cut_off.feed(away)
    cut_off.press("next")
    assert cut_off.some(Ask) == [] and cut_off.some(Beep) == [Beep("no-link")]
    cut_off.feed(LinkUp(), HubBack(), heard(counter_state(1)))
    assert cut_off.some(Ask) == [] and cut_off.state.said is None


def test_before_the_first_link_a_press_is_not_sent() -> None:
    fresh = Box()
    fresh.press("next")
    assert fresh.some(Ask) == [] and fresh.some(Beep) == [Beep("no-link")]


def test_done_shows_what_the_answer_says_of_the_counter(box: MakeBox) -> None:
    calling = box(revision=1)
    calling.press("next")
    calling.feed(Sent(ID), answered(counter=counter_state(2, ticket="A012 called")))
    assert calling.some(Beep) == [Beep("done")]
    assert calling.state.number == "A012"
    assert calling.state.said is not None and calling.state.said.number == "A012"
    calling.press("came")
    assert calling.some(Ask) == [Ask(c.StartService(counter=COUNTER, expects=2))]


@pytest.mark.parametrize(
    ("action", "ticket"), [("done", "A012 serving"), ("no-show", "A012 called"), ("park", "A012 serving")]
)
def test_the_ticket_that_left_the_counter_is_the_one_named(box: MakeBox, action: Action, ticket: str) -> None:
    ending = box(revision=1, ticket=ticket)
    ending.press(action)
    ending.feed(Sent(ID), answered(counter=counter_state(2)))
    assert ending.state.said is not None and ending.state.said.number == "A012"
    assert ending.state.number == ""


def test_the_state_may_come_before_the_answer(box: MakeBox) -> None:
    calling = box(revision=1)
    calling.press("next")
    calling.feed(Sent(ID), heard(counter_state(2, ticket="A012 called")))
    calling.feed(answered(counter=counter_state(2, ticket="A012 called")))
    assert calling.state.said is not None and calling.state.said.outcome == "done"


def test_nobody_waiting_is_told_apart_and_forgotten_when_somebody_comes(box: MakeBox) -> None:
    idle = box()
    idle.press("next")
    idle.feed(Sent(ID), answered("nobody-waiting", counter=counter_state(1)))
    assert idle.some(Beep) == [Beep("nobody-waiting")]
    idle.feed(service(0), service(3, id="khac"))
    assert idle.state.said is not None
    idle.feed(service(1))
    assert idle.state.said is None and idle.state.in_line == 1


def test_a_refusal_is_told_with_its_reason(box: MakeBox) -> None:
    refused = box(revision=1, ticket="A012 called")
    refused.press("next")
    refused.feed(Sent(ID), answered("unanswered-call", "A012", counter_state(1, ticket="A012 called")))
    assert refused.some(Beep) == [Beep("refused")]
    assert refused.some(Note) == [Note("key next: refused, unanswered-call (A012)")]


def test_after_a_stale_refusal_the_next_press_carries_the_present_revision(box: MakeBox) -> None:
    stale = box(revision=1)
    stale.press("next")
    stale.feed(Sent(ID), answered("stale", "quay-3", counter_state(4, ticket="B002 serving")))
    assert stale.state.number == "B002"
    stale.press("done")
    assert stale.some(Ask) == [Ask(c.CompleteService(counter=COUNTER, expects=4))]


def test_no_answer_frees_the_keys_and_says_that_it_may_have_been_done(box: MakeBox) -> None:
    silent = box()
    silent.press("next")
    silent.feed(Sent(ID), Unanswered(ID))
    assert silent.some(Beep) == [Beep("unanswered")] and silent.state.pending is None
    silent.press("next")
    assert len(silent.some(Ask)) == 1


def test_answers_to_other_commands_end_nothing(box: MakeBox) -> None:
    waiting = box()
    waiting.press("next")
    waiting.feed(Sent(ID), answered(to=OTHER), Unanswered(OTHER))
    assert waiting.state.pending is not None and waiting.some(Beep) == []


def test_an_answer_repeated_with_an_older_counter_does_not_turn_time_back(box: MakeBox) -> None:
    newer = box(revision=9, ticket="A012 serving")
    newer.feed(answered(counter=counter_state(3), to=OTHER))
    assert newer.state.number == "A012"


def test_what_was_said_gives_way_when_the_counter_changes_by_other_hands(box: MakeBox) -> None:
    shared = box(revision=1, ticket="A012 called")
    shared.press("next")
    shared.feed(Sent(ID), answered("unanswered-call", "A012", counter_state(1, ticket="A012 called")))
    shared.feed(heard(counter_state(1, ticket="A012 called", seen=True)))
    assert shared.state.said is not None
    shared.feed(heard(counter_state(2)))
    assert shared.state.said is None


def test_other_counters_do_not_concern_it(box: MakeBox) -> None:
    own = box(revision=1)
    assert own.feed(heard(counter_state(5, ticket="B001 called", counter="quay-4"))) == []
    assert own.state.number == ""


def test_a_call_that_no_board_showed_is_told_once_for_each_call(box: MakeBox) -> None:
    dark = box(revision=2, ticket="A012 called")
    dark.feed(heard(counter_state(2, ticket="A012 called", seen=False)))
    assert dark.some(Beep) == [Beep("unseen")]
    dark.feed(heard(counter_state(2, ticket="A012 called", seen=False)))
    assert dark.some(Beep) == []
    dark.feed(heard(counter_state(3, ticket="A012 called 2", seen=False)))
    assert dark.some(Beep) == [Beep("unseen")]


def test_an_unseen_call_is_of_no_concern_once_the_person_is_there(box: MakeBox) -> None:
    there = box(revision=2, ticket="A012 called", seen=False)
    there.feed(heard(counter_state(3, ticket="A012 serving", seen=False)))
    assert there.state.unseen is None and there.some(Beep) == []


def test_an_answer_about_another_counter_of_the_same_box_is_not_taken_for_this_one(box: MakeBox) -> None:
    own = box(revision=1)
    own.feed(answered(counter=counter_state(9, ticket="B001 called", counter="quay-4"), to=OTHER))
    assert own.state.number == ""


def test_a_press_during_an_outage_does_not_hide_the_command_still_under_way(box: MakeBox) -> None:
    torn = box()
    torn.press("next")
    torn.feed(Sent(ID), LinkDown())
    torn.press("next")
    assert torn.some(Beep) == [Beep("no-link")]
    torn.feed(LinkUp())
    assert torn.state.said is not None and torn.state.said.outcome == "asked"
    torn.feed(answered(counter=counter_state(2, ticket="A012 called")))
    assert torn.state.said is not None and torn.state.said.outcome == "done"


def test_each_press_and_each_answer_leaves_a_line_for_people(box: MakeBox) -> None:
    told = box(revision=1)
    told.press("next")
    told.feed(Sent(ID), answered(counter=counter_state(2, ticket="A012 called")))
    first = told.some(Note)
    told.press("recall", after=50)
    told.press("recall")
    assert first == [Note("counter: open, A012 called"), Note("key next: done, A012")]
    assert told.some(Note) == [Note("key recall: not done, the press before is still unanswered")]
