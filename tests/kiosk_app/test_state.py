"""What a kiosk decides, case by case."""

from __future__ import annotations

import pytest

from hall_core.contract.messages import CatalogueHead, Reply
from hall_core.domain.commands import CancelTicket, IssueTicket
from hall_core.domain.facts import PaperFailed, PaperPrinted
from hall_core.mqtt.heard import Answered, HubBack, HubQuiet, LinkDown, LinkUp, StateHeard, Unanswered
from kiosk_app import messages as m
from kiosk_app import state as s
from kiosk_app.messages import Ask, Message, Print, Report, Tell
from kiosk_app.pages import Asking, Fields, Home, Issued, NoAnswer, Priority, Refused, Services, blocked
from tests.kiosk_app.conftest import (
    CANCEL,
    COMMAND,
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
    hand.tap(m.Begin())
    assert hand.kiosk.page == Fields()
    hand.tap(m.ChooseField("ho-tich"))
    assert hand.kiosk.page == Services("ho-tich")
    assert hand.tap(m.ChooseService("khai-sinh")) == []
    assert hand.kiosk.page == Priority("khai-sinh")
    effects = hand.tap(m.ChoosePriority("cao-tuoi"))
    assert effects == [Ask(IssueTicket(service="khai-sinh", priority="cao-tuoi", language="vi"))]
    assert hand.kiosk.page == Asking("khai-sinh")


def test_who_is_in_no_group_says_so_and_has_none(hand: Hand) -> None:
    hand.tap(m.Begin(), m.ChooseField("ho-tich"), m.ChooseService("khai-sinh"))
    assert hand.tap(m.ChoosePriority(None)) == [Ask(IssueTicket(service="khai-sinh"))]


def test_a_service_without_priority_groups_asks_nobody(hand: Hand) -> None:
    assert hand.ask("sao-y") == IssueTicket(service="sao-y")
    assert hand.kiosk.page == Asking("sao-y", COMMAND)


def test_the_ticket_is_asked_for_in_the_language_of_the_screen(hand: Hand) -> None:
    hand.tap(m.Speak("en"))
    assert hand.ask().language == "en"


def test_the_ticket_is_printed_and_shown_and_told_when_it_is_on_paper(hand: Hand) -> None:
    hand.ask()
    assert hand.hear(issued("sao-y")) == [Print(ticket("sao-y"), "vi", True)]
    assert hand.kiosk.page == Issued(ticket("sao-y"), "printing")
    assert hand.hear(m.Paper(COMMAND, None)) == [Tell(PaperPrinted(ticket=COMMAND))]
    assert hand.kiosk.page == Issued(ticket("sao-y"), "printed")


def test_a_ticket_that_did_not_print_is_never_called_printed(hand: Hand) -> None:
    hand.ask()
    hand.hear(issued("sao-y"))
    assert hand.hear(m.Paper(COMMAND, "paper-out")) == [Tell(PaperFailed(ticket=COMMAND, reason="paper-out"))]
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
    assert hand.hear(m.Paper(COMMAND, None)) == [Tell(PaperPrinted(ticket=COMMAND))]
    assert hand.kiosk.page == Home()


def test_the_time_on_the_ticket_is_not_printed_when_the_hub_does_not_know_it(hand: Hand) -> None:
    hand.hear(StateHeard(hall_state(), 0, False))
    hand.ask()
    assert hand.hear(issued("sao-y")) == [Print(ticket("sao-y"), "vi", False)]


@pytest.mark.parametrize("trouble", ["hall-closed", "numbers-spent", "daily-cap", "storage", "unknown-service"])
def test_a_refusal_is_shown(hand: Hand, trouble: str) -> None:
    hand.ask()
    answer = refused(trouble)  # pyright: ignore[reportArgumentType]
    assert hand.hear(answer) == []
    assert answer.reply.refusal is not None
    assert hand.kiosk.page == Refused("sao-y", answer.reply.refusal)


def test_every_tap_between_asking_and_answer_is_ignored(hand: Hand) -> None:
    hand.ask()
    waiting = hand.kiosk
    for tap in (m.ChooseService("sao-y"), m.ChoosePriority(None), m.GoHome(), m.GoBack(), m.Begin(), m.Speak("en")):
        assert hand.tap(tap) == []
        assert hand.kiosk == waiting


def test_the_second_half_of_a_double_tap_does_not_choose_on_the_next_page(hand: Hand) -> None:
    hand.tap(m.Begin(), m.ChooseField("ho-tich"))
    hand.wait(s.SETTLE - 1)
    assert hand.hear(m.ChooseService("sao-y")) == []
    assert hand.kiosk.page == Services("ho-tich")
    hand.wait(1)
    assert hand.hear(m.ChooseService("sao-y")) == [Ask(IssueTicket(service="sao-y"))]


@pytest.mark.parametrize("answer", [issued("sao-y", command=CANCEL), Unanswered(CANCEL)])
def test_an_answer_to_another_command_changes_nothing(hand: Hand, answer: Message) -> None:
    hand.ask()
    waiting = hand.kiosk
    assert hand.hear(answer) == []
    assert hand.kiosk == waiting


# --- nobody answers ---------------------------------------------------------------------------------------------


def test_nobody_answers_is_said_and_the_number_that_may_exist_is_given_back(hand: Hand) -> None:
    hand.ask()
    effects = hand.hear(Unanswered(COMMAND))
    assert hand.kiosk.page == NoAnswer()
    assert effects == [Ask(CancelTicket(ticket=COMMAND, reason="no answer reached the kiosk"))]
    hand.hear(m.Sent(CANCEL))
    assert hand.hear(Answered(Reply(to=CANCEL))) == []
    assert hand.kiosk.to_cancel == ()


def test_a_station_that_never_gives_up_does_not_hold_the_kiosk(hand: Hand) -> None:
    hand.ask()
    hand.wait(s.ANSWER)
    assert isinstance(hand.hear(m.Woke())[0], Ask)
    assert hand.kiosk.page == NoAnswer()


@pytest.mark.parametrize("reply", [Reply(to=CANCEL), refused("unknown-ticket", command=CANCEL).reply])
def test_giving_back_ends_when_the_hub_has_answered(hand: Hand, reply: Reply) -> None:
    hand.ask()
    hand.hear(Unanswered(COMMAND))
    hand.hear(m.Sent(CANCEL))
    hand.hear(Answered(reply))
    assert hand.hear(heard(hall_state())) == []


@pytest.mark.parametrize("trouble", [Unanswered(CANCEL), refused("storage", command=CANCEL)])
def test_giving_back_goes_on_at_the_next_sign_of_life(hand: Hand, trouble: Message) -> None:
    hand.ask()
    hand.hear(Unanswered(COMMAND))
    hand.hear(m.Sent(CANCEL))
    assert hand.hear(trouble) == []
    effects = hand.hear(heard(hall_state()))
    assert effects == [Ask(CancelTicket(ticket=COMMAND, reason="no answer reached the kiosk"))]


def test_giving_back_waits_while_the_next_person_is_served(hand: Hand) -> None:
    hand.ask()
    hand.hear(Unanswered(COMMAND))
    hand.hear(m.Sent(CANCEL))
    hand.hear(Unanswered(CANCEL))
    hand.tap(m.GoHome())
    hand.ask()
    assert hand.hear(heard(hall_state())) == []


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
    assert blocked(hand.kiosk) == why
    hand.tap(m.Begin())
    assert hand.kiosk.page == (Fields() if why is None else Home())


def test_a_link_that_breaks_on_the_way_asks_for_nothing(hand: Hand) -> None:
    hand.tap(m.Begin(), m.ChooseField("ho-tich"))
    hand.hear(LinkDown())
    assert hand.tap(m.ChooseService("sao-y")) == []
    hand.hear(LinkUp())
    hand.tap(m.ChooseService("khai-sinh"))
    hand.hear(HubQuiet(1))
    assert hand.tap(m.ChoosePriority(None)) == []
    hand.hear(HubBack())
    assert len(hand.tap(m.ChoosePriority(None))) == 1


@pytest.mark.parametrize("issuing", ["hall-closed", "numbers-spent", "daily-cap"])
def test_a_service_that_gives_no_numbers_cannot_be_chosen(hand: Hand, issuing: str) -> None:
    hand.hear(heard(service_state("sao-y", issuing=issuing)))
    assert hand.tap(m.Begin(), m.ChooseField("ho-tich"), m.ChooseService("sao-y")) == []
    assert hand.kiosk.page == Services("ho-tich")


def test_what_is_not_in_the_plan_cannot_be_chosen(hand: Hand) -> None:
    hand.tap(m.Begin(), m.ChooseField("nowhere"))
    assert hand.kiosk.page == Fields()
    assert hand.tap(m.ChooseField("ho-tich"), m.ChooseService("nothing")) == []


# --- what is reported -------------------------------------------------------------------------------------------


def test_a_hall_file_that_differs_from_the_hubs_is_reported_until_it_does_not(hand: Hand) -> None:
    def edition(digest: str) -> StateHeard:
        return StateHeard(CatalogueHead(epoch=1, version=1, digest=digest), 0, True)

    assert hand.hear(edition("d2")) == [Report("hall-file-differs", True)]
    assert hand.hear(edition("d1")) == [Report("hall-file-differs", False)]


def test_the_printers_problems_are_kept_and_reported(hand: Hand) -> None:
    assert hand.hear(m.PrinterProblem("paper-out", True)) == [Report("paper-out", True)]
    assert hand.kiosk.problems == {"paper-out"}
    assert hand.hear(m.PrinterProblem("paper-out", False)) == [Report("paper-out", False)]
    assert hand.kiosk.problems == frozenset()
