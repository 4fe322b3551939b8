"""What a kiosk decides, case by case."""

from __future__ import annotations

import pytest

from hall_core.contract.messages import CatalogueHead
from hall_core.domain.commands import IssueTicket
from hall_core.domain.facts import GivenUp, PaperFailed, PaperPrinted
from hall_core.mqtt.heard import HubBack, HubQuiet, LinkDown, LinkUp, StateHeard, Unanswered
from kiosk_app import messages as m
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.hall import blocked
from kiosk_app.jobs.tickets.pages import Asking, Fields, Issued, Print, Priority, Refused, Services, Wish
from kiosk_app.kiosk import Home
from kiosk_app.messages import Ask, Message, Report, Tell
from kiosk_app.rules import SETTLE
from tests.kiosk_app.conftest import (
    COMMAND,
    OTHER,
    Hand,
    hall_state,
    heard,
    issued,
    make_kiosk,
    refused,
    service_state,
    ticket,
)


def test_from_home_through_field_service_and_priority_to_the_question(hand: Hand) -> None:
    assert hand.kiosk.page == Home()
    hand.tap(p.Begin())
    assert hand.kiosk.page == Fields()
    hand.tap(p.ChooseField("ho-tich"))
    assert hand.kiosk.page == Services("ho-tich")
    assert hand.tap(p.ChooseService("khai-sinh")) == []
    assert hand.kiosk.page == Priority("khai-sinh")
    effects = hand.tap(p.ChoosePriority("cao-tuoi"))
    assert effects == [Ask(COMMAND, IssueTicket(service="khai-sinh", priority="cao-tuoi", language="vi"))]
    assert hand.kiosk.page == Asking(Wish("khai-sinh", "cao-tuoi"), COMMAND)


def test_who_is_in_no_group_says_so_and_has_none(hand: Hand) -> None:
    hand.tap(p.Begin(), p.ChooseField("ho-tich"), p.ChooseService("khai-sinh"))
    assert hand.tap(p.ChoosePriority(None)) == [Ask(COMMAND, IssueTicket(service="khai-sinh"))]


def test_a_service_without_priority_groups_asks_nobody(hand: Hand) -> None:
    assert hand.ask("sao-y") == IssueTicket(service="sao-y")
    assert hand.kiosk.page == Asking(Wish("sao-y"), COMMAND)


def test_the_ticket_is_asked_for_in_the_language_of_the_screen(hand: Hand) -> None:
    hand.tap(m.Speak("en"))
    assert hand.ask().language == "en"


def test_the_ticket_is_printed_and_shown_and_told_when_it_is_on_paper(hand: Hand) -> None:
    hand.ask()
    assert hand.hear(issued("sao-y")) == [Print(ticket("sao-y"), "vi", True)]
    assert hand.kiosk.page == Issued(ticket("sao-y"), "printing")
    assert hand.hear(p.Paper(COMMAND, None)) == [Tell(PaperPrinted(ticket=COMMAND))]
    assert hand.kiosk.page == Issued(ticket("sao-y"), "printed")


def test_a_ticket_that_did_not_print_is_never_called_printed(hand: Hand) -> None:
    hand.ask()
    hand.hear(issued("sao-y"))
    assert hand.hear(p.Paper(COMMAND, "paper-out")) == [Tell(PaperFailed(ticket=COMMAND, reason="paper-out"))]
    assert hand.kiosk.page == Issued(ticket("sao-y"), "failed")


def test_without_a_printer_the_number_is_shown_and_told_as_not_printed() -> None:
    hand = Hand(make_kiosk(printer=False))
    hand.hear(LinkUp())
    hand.hear(heard(hall_state()))
    hand.ask()
    assert hand.hear(issued("sao-y")) == [Tell(PaperFailed(ticket=COMMAND, reason="no printer"))]
    assert hand.kiosk.page == Issued(ticket("sao-y"), "failed")


def test_what_became_of_the_paper_is_told_though_the_person_has_left(hand: Hand) -> None:
    hand.ask()
    hand.hear(issued("sao-y"))
    hand.tap(m.GoHome())
    assert hand.hear(p.Paper(COMMAND, None)) == [Tell(PaperPrinted(ticket=COMMAND))]
    assert hand.kiosk.page == Home()


def test_the_time_on_the_ticket_is_not_printed_when_the_hub_does_not_know_it(hand: Hand) -> None:
    hand.hear(StateHeard(hall_state(), 0, False))
    hand.ask()
    assert hand.hear(issued("sao-y")) == [Print(ticket("sao-y"), "vi", False)]


@pytest.mark.parametrize("trouble", ["hall-closed", "numbers-spent", "daily-cap", "storage", "unknown-service"])
def test_a_refusal_is_shown(hand: Hand, trouble: str) -> None:
    hand.ask()
    answer = refused(trouble)  # pyright: ignore[reportArgumentType]
    hand.hear(answer)
    assert answer.reply.refusal is not None
    assert hand.kiosk.page == Refused(answer.reply.refusal)


def test_a_refused_intent_is_settled(hand: Hand) -> None:
    hand.ask()
    assert hand.hear(refused("daily-cap")) == [p.Settle(COMMAND)]


@pytest.mark.parametrize("trouble", ["storage", "internal-error", "too-many", "too-old", "shut-out"])
def test_one_refused_by_a_hub_that_will_not_remember_it_is_given_up(hand: Hand, trouble: str) -> None:
    """A copy of the command may still be under way to it."""
    hand.ask()
    assert hand.hear(refused(trouble)) == [  # pyright: ignore[reportArgumentType]
        Tell(GivenUp(ticket=COMMAND, reason="refused"))
    ]


# --- a kiosk that was cut off ------------------------------------------------------------------------------------

CUT_OFF = Tell(GivenUp(ticket=OTHER, reason="the kiosk stopped before the answer came"))


@pytest.mark.parametrize("day", ["2026-11-21", ""])
def test_what_was_asked_before_the_kiosk_stopped_is_given_up_whoever_stands_there(hand: Hand, day: str) -> None:
    hand.tap(p.Begin())
    before = hand.kiosk
    assert hand.hear(p.CutOff(OTHER, day)) == [CUT_OFF]
    assert hand.kiosk == before


def test_of_another_business_day_there_is_nothing_to_give_up(hand: Hand) -> None:
    assert hand.hear(p.CutOff(OTHER, "2026-11-20")) == [p.Settle(OTHER)]


def test_a_kiosk_that_does_not_know_the_day_gives_it_up() -> None:
    hand = Hand(make_kiosk())
    hand.trusted = False
    assert hand.hear(p.CutOff(OTHER, "2026-11-20")) == [CUT_OFF]


def test_every_tap_between_asking_and_answer_is_ignored(hand: Hand) -> None:
    hand.ask()
    waiting = hand.kiosk
    for tap in (p.ChooseService("sao-y"), p.ChoosePriority(None), m.GoHome(), m.GoBack(), p.Begin(), m.Speak("en")):
        assert hand.tap(tap) == []
        assert hand.kiosk == waiting


def test_the_second_half_of_a_double_tap_does_not_choose_on_the_next_page(hand: Hand) -> None:
    hand.tap(p.Begin(), p.ChooseField("ho-tich"))
    hand.wait(SETTLE - 1)
    assert hand.hear(p.ChooseService("sao-y")) == []
    assert hand.kiosk.page == Services("ho-tich")
    hand.wait(1)
    assert hand.hear(p.ChooseService("sao-y")) == [Ask(COMMAND, IssueTicket(service="sao-y"))]


@pytest.mark.parametrize("answer", [issued("sao-y", command=OTHER), Unanswered(OTHER)])
def test_an_answer_to_another_command_changes_nothing(hand: Hand, answer: Message) -> None:
    hand.ask()
    waiting = hand.kiosk
    assert hand.hear(answer) == []
    assert hand.kiosk == waiting


# --- nobody answers ---------------------------------------------------------------------------------------------


def test_nobody_answers_is_said_and_the_number_that_may_exist_is_given_back_for_good(hand: Hand) -> None:
    hand.ask()
    effects = hand.hear(Unanswered(COMMAND))
    assert hand.kiosk.page == p.NoAnswer()
    assert effects == [Tell(GivenUp(ticket=COMMAND, reason="no answer reached the kiosk"))]


def test_a_station_that_never_gives_up_does_not_hold_the_kiosk(hand: Hand) -> None:
    hand.ask()
    hand.wait(p.ANSWER)
    assert hand.hear(m.Woke()) == [Tell(GivenUp(ticket=COMMAND, reason="no answer reached the kiosk"))]
    assert hand.kiosk.page == p.NoAnswer()


# --- closed, and no link ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("messages", "why"),
    [
        ([], "connecting"),
        ([LinkUp()], "connecting"),
        ([LinkDown()], "no-link"),
        ([LinkUp(), heard(hall_state()), LinkDown()], "no-link"),
        ([LinkUp(), heard(hall_state()), HubQuiet(1)], "hub-quiet"),
        ([LinkUp(), heard(hall_state(open=False))], "closed"),
        ([LinkUp(), heard(hall_state()), HubQuiet(1), HubBack()], None),
        ([LinkUp(), heard(hall_state()), LinkDown(), LinkUp()], None),
    ],
)
def test_what_blocks_is_known_before_the_tap_and_no_tap_begins(messages: list[Message], why: str | None) -> None:
    hand = Hand(make_kiosk())
    for message in messages:
        hand.hear(message)
    assert blocked(hand.kiosk, hand.now) == why
    hand.tap(p.Begin())
    assert hand.kiosk.page == (Fields() if why is None else Home())


def test_a_link_that_breaks_on_the_way_asks_for_nothing(hand: Hand) -> None:
    hand.tap(p.Begin(), p.ChooseField("ho-tich"))
    hand.hear(LinkDown())
    assert hand.tap(p.ChooseService("sao-y")) == []
    hand.hear(LinkUp())
    hand.tap(p.ChooseService("khai-sinh"))
    hand.hear(HubQuiet(1))
    assert hand.tap(p.ChoosePriority(None)) == []
    hand.hear(HubBack())
    assert len(hand.tap(p.ChoosePriority(None))) == 1


@pytest.mark.parametrize("issuing", ["hall-closed", "numbers-spent", "daily-cap"])
def test_a_service_that_gives_no_numbers_cannot_be_chosen(hand: Hand, issuing: str) -> None:
    hand.hear(heard(service_state("sao-y", issuing=issuing)))
    assert hand.tap(p.Begin(), p.ChooseField("ho-tich"), p.ChooseService("sao-y")) == []
    assert hand.kiosk.page == Services("ho-tich")


def test_what_is_not_in_the_plan_cannot_be_chosen(hand: Hand) -> None:
    hand.tap(p.Begin(), p.ChooseField("nowhere"))
    assert hand.kiosk.page == Fields()
    assert hand.tap(p.ChooseField("ho-tich"), p.ChooseService("nothing")) == []


# --- what is reported -------------------------------------------------------------------------------------------


def test_a_hall_file_that_differs_from_the_hubs_is_reported_until_it_does_not(hand: Hand) -> None:
    def edition(digest: str) -> StateHeard:
        return StateHeard(CatalogueHead(epoch=1, version=1, digest=digest), 0, True, "plan")

    assert hand.hear(edition("d2")) == [Report("hall-file-differs", True)]
    assert hand.hear(edition("d1")) == [Report("hall-file-differs", False)]


def test_the_printers_problems_are_kept_and_reported(hand: Hand) -> None:
    assert hand.hear(m.ProblemSeen("paper-out", True)) == [Report("paper-out", True)]
    assert hand.kiosk.problems == {"paper-out"}
    assert hand.hear(m.ProblemSeen("paper-out", False)) == [Report("paper-out", False)]
    assert hand.kiosk.problems == frozenset()
