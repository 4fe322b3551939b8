"""Checking in for an appointment, case by case."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import Reply
from hall_core.domain.commands import CheckIn
from hall_core.domain.facts import GivenUp
from hall_core.domain.refusal import Reason, Refusal
from hall_core.mqtt.heard import Answered, HubQuiet, LinkDown, Unanswered
from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.appointments import entry
from kiosk_app.jobs.appointments import pages as p
from kiosk_app.jobs.appointments.words import not_checked_in
from kiosk_app.jobs.entry.pages import Enter
from kiosk_app.jobs.tickets import pages as tickets
from kiosk_app.messages import Ask, Key, Scanned, Tell
from kiosk_app.view import view
from kiosk_app.views import MessageView, TicketView
from tests.conftest import NINE_IN_THE_MORNING
from tests.kiosk_app.conftest import COMMAND, OTHER, Hand, hall_state, heard, issued, refused, ticket

HOUR = 3_600_000


def checking_in(hand: Hand, code: str = "HEN4K7P") -> list[m.Effect]:
    hand.tap(p.BeginCheckIn())
    for sign in code:
        hand.hear(Key(sign))
    return hand.tap(Enter())


def words_on(hand: Hand, words: Words) -> str:
    seen = view(hand.kiosk, words.into("vi"), hand.now)
    assert isinstance(seen, MessageView)
    return " ".join((seen.title, *seen.lines))


def test_a_typed_code_is_asked_for_in_the_language_of_the_screen(hand: Hand) -> None:
    hand.tap(m.Speak("en"))
    assert checking_in(hand) == [Ask(COMMAND, CheckIn(code="HEN4K7P", language="en"))]
    assert hand.kiosk.page == p.CheckingIn(COMMAND)


@pytest.mark.parametrize("text", ["MOTCUA:HEN:HEN4K7P", "motcua:hen:hen-4k7p"])
def test_a_scanned_code_is_asked_for_at_once(hand: Hand, text: str) -> None:
    assert hand.hear(Scanned(text)) == [Ask(COMMAND, CheckIn(code="HEN4K7P"))]


@pytest.mark.parametrize(("text", "wrong"), [("", "empty"), ("A", "typed"), ("001199000001", "typed")])
def test_what_is_no_code_is_said_and_not_asked(hand: Hand, text: str, wrong: str) -> None:
    assert checking_in(hand, text) == []
    assert isinstance(hand.kiosk.page, p.CheckInEntry)
    assert hand.kiosk.page.wrong == wrong


def test_what_comes_of_it_is_a_ticket_as_any_other(hand: Hand) -> None:
    checking_in(hand)
    assert hand.hear(issued()) == [tickets.Print(ticket(), "vi", True)]
    assert hand.kiosk.page == tickets.Issued(ticket(), "printing")


def test_the_ticket_says_when_the_appointment_is(hand: Hand, english_too: Words) -> None:
    checking_in(hand)
    due = replace(ticket(), appointment=NINE_IN_THE_MORNING + HOUR // 2)
    hand.hear(Answered(Reply(to=COMMAND, ticket=due)))
    seen = view(hand.kiosk, english_too.into("vi"), hand.now)
    assert isinstance(seen, TicketView)
    assert next((fact.label, fact.text) for fact in seen.facts) == ("Giờ hẹn", "09:30")


def test_an_answer_to_another_command_changes_nothing(hand: Hand) -> None:
    checking_in(hand)
    waiting = hand.kiosk
    for answer in (issued(command=OTHER), refused("appointment-used", command=OTHER), Unanswered(OTHER)):
        assert hand.hear(answer) == []
        assert hand.kiosk == waiting


# --- Refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "about", "said"),
    [
        ("appointment-unknown", "HEN4K7P", "Không có lịch hẹn với mã này"),
        ("appointment-other-day", str(NINE_IN_THE_MORNING + 48 * HOUR), "09:00 thứ Hai, ngày 23/11/2026"),
        ("appointment-early", str(NINE_IN_THE_MORNING + 2 * HOUR), "quay lại ki-ốt này từ 11:00"),
        ("appointment-used", "A007", "Số của quý vị là A007"),
        ("hall-closed", "", "Ngoài giờ làm việc"),
        ("storage", "", "chưa ghi được"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(
    hand: Hand, english_too: Words, reason: Reason, about: str, said: str
) -> None:
    checking_in(hand)
    hand.hear(refused(reason, about))
    assert hand.kiosk.page == p.NotCheckedIn(Refusal(reason, about))
    assert said in words_on(hand, english_too)


@pytest.mark.parametrize("reason", ["appointment-unknown", "appointment-other-day", "appointment-early"])
def test_a_refusal_without_what_it_is_about_is_still_a_sentence(english_too: Words, reason: Reason) -> None:
    said = not_checked_in(Refusal(reason), english_too.into("vi"), NINE_IN_THE_MORNING)
    assert said.title
    assert all("{" not in line for line in said.lines)


def test_a_refused_check_in_is_settled(hand: Hand) -> None:
    checking_in(hand)
    assert hand.hear(refused("appointment-unknown")) == [tickets.Settle(COMMAND)]


def test_an_ordinary_number_is_one_tap_away(hand: Hand) -> None:
    checking_in(hand)
    hand.hear(refused("appointment-unknown"))
    hand.tap(tickets.Begin())
    assert hand.kiosk.page == tickets.Fields()


def test_who_has_a_number_already_is_not_offered_another(hand: Hand, english_too: Words) -> None:
    checking_in(hand)
    hand.hear(refused("appointment-used", "A007"))
    seen = view(hand.kiosk, english_too.into("vi"), hand.now)
    assert isinstance(seen, MessageView)
    assert seen.second is None


# --- Without the hub --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [LinkDown(), HubQuiet(1)])
@pytest.mark.parametrize("way", [p.BeginCheckIn(), Scanned("MOTCUA:HEN:HEN4K7P")])
def test_without_the_hub_nothing_is_asked(hand: Hand, gone: m.Message, way: m.Message) -> None:
    hand.hear(gone)
    assert hand.tap(way) == []
    assert hand.kiosk.page == p.NoCheckIn()


def test_nobody_answers_is_said_and_the_number_that_may_exist_is_given_back(hand: Hand) -> None:
    checking_in(hand)
    given_up = [Tell(GivenUp(ticket=COMMAND, reason="no answer reached the kiosk"))]
    assert hand.hear(Unanswered(COMMAND)) == given_up
    assert hand.kiosk.page == p.NoCheckIn()


def test_a_station_that_never_gives_up_does_not_hold_the_kiosk(hand: Hand) -> None:
    checking_in(hand)
    hand.wait(tickets.ANSWER)
    assert len(hand.hear(m.Woke())) == 1
    assert hand.kiosk.page == p.NoCheckIn()


# --- At home ----------------------------------------------------------------------------------------------------


def test_the_tile_is_there_where_a_service_has_appointments(hand: Hand, english_too: Words) -> None:
    say = english_too.into("vi")
    assert entry.tiles(hand.kiosk, say, hand.now) == ()
    plan = hand.kiosk.setup.plan
    first, *rest = plan.services
    plan = replace(plan, services=[replace(first, appointments=True), *rest])
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, plan=plan))
    (tile,) = entry.tiles(hand.kiosk, say, hand.now)
    assert tile.tap == p.BeginCheckIn()
    hand.hear(heard(hall_state(open=False)))
    (tile,) = entry.tiles(hand.kiosk, say, hand.now)
    assert (tile.tap, tile.detail) == (None, "Ngoài giờ làm việc")
