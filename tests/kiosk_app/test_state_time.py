"""The way back on a kiosk, and what time alone does to it."""

from __future__ import annotations

import pytest

from kiosk_app import messages as m
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.pages import Fields, Issued, Services
from kiosk_app.kiosk import IDLE, LEAVE, Home
from kiosk_app.messages import Message
from kiosk_app.rules import SETTLE
from kiosk_app.state import wake_at
from tests.kiosk_app.conftest import (
    COMMAND,
    Hand,
    issued,
    refused,
)


def test_back_leads_to_the_tiles_before_and_then_to_the_question_before(hand: Hand) -> None:
    hand.tap(p.Begin(), p.ChooseField("dat-dai"), m.TurnTo(1))
    assert hand.kiosk.page == Services("dat-dai", page=1)
    hand.tap(m.GoBack())
    assert hand.kiosk.page == Services("dat-dai")
    hand.tap(m.GoBack())
    assert hand.kiosk.page == Fields()
    hand.tap(p.ChooseField("ho-tich"), p.ChooseService("khai-sinh"), m.GoBack())
    assert hand.kiosk.page == Services("ho-tich")
    hand.tap(m.GoBack(), m.GoBack())
    assert hand.kiosk.page == Home()


def test_nobody_there_is_asked_after_a_minute_and_home_after_twenty_seconds_more(hand: Hand) -> None:
    hand.tap(m.Speak("en"), p.Begin(), p.ChooseField("ho-tich"))
    hand.wait(IDLE - 1)
    hand.hear(m.Woke())
    assert hand.kiosk.there
    hand.wait(1)
    hand.hear(m.Woke())
    assert not hand.kiosk.there
    assert hand.kiosk.page == Services("ho-tich")
    hand.wait(LEAVE)
    hand.hear(m.Woke())
    assert (hand.kiosk.page, hand.kiosk.there, hand.kiosk.language) == (Home(), True, "vi")


@pytest.mark.parametrize("tap", [m.StillHere(), p.ChooseService("sao-y"), m.GoBack()])
def test_any_tap_says_that_somebody_is_there_and_nothing_else(hand: Hand, tap: Message) -> None:
    hand.tap(p.Begin(), p.ChooseField("ho-tich"))
    hand.wait(IDLE)
    hand.hear(m.Woke())
    assert hand.tap(tap) == []
    assert hand.kiosk.there
    assert hand.kiosk.page == Services("ho-tich")
    hand.wait(IDLE - 1)
    hand.hear(m.Woke())
    assert hand.kiosk.there, "the minute begins anew"


def test_each_tap_begins_the_minute_anew(hand: Hand) -> None:
    hand.tap(p.Begin())
    for _ in range(3):
        hand.wait(IDLE - SETTLE)
        hand.hear(m.Woke())
        hand.tap(m.Speak("en"))
    assert hand.kiosk.there


@pytest.mark.parametrize(
    ("trouble", "stays"), [(None, p.READ_TICKET), ("paper-out", p.READ_TROUBLE), (..., p.PRINTING)]
)
def test_the_page_with_the_number_goes_home_by_itself(hand: Hand, trouble: str | None, stays: int) -> None:
    hand.ask()
    hand.hear(issued("sao-y"))
    if trouble is not ...:
        hand.wait(3_000)
        hand.hear(p.Paper(COMMAND, trouble))
    hand.wait(stays - 1)
    hand.hear(m.Woke())
    assert isinstance(hand.kiosk.page, Issued)
    hand.wait(1)
    hand.hear(m.Woke())
    assert hand.kiosk.page == Home()


def test_after_a_ticket_the_screen_stays_ten_to_fifteen_seconds_and_longer_without_paper() -> None:
    assert 10_000 <= p.READ_TICKET <= 15_000 < p.READ_TROUBLE


def test_a_page_that_says_why_not_goes_home_by_itself(hand: Hand) -> None:
    hand.ask()
    hand.hear(refused("daily-cap", "60"))
    hand.wait(p.READ_REFUSAL)
    hand.hear(m.Woke())
    assert hand.kiosk.page == Home()


def test_the_next_person_finds_vietnamese(hand: Hand) -> None:
    hand.tap(m.Speak("en"))
    assert (hand.kiosk.page, hand.kiosk.language) == (Home(), "en")
    hand.wait(IDLE)
    hand.hear(m.Woke())
    assert hand.kiosk.language == "vi"
    hand.tap(m.Speak("en"))
    hand.ask()
    hand.hear(issued("sao-y"))
    hand.tap(m.GoHome())
    assert hand.kiosk.language == "vi"


def test_waking_is_due_at_the_deadline_the_next_second_of_a_countdown_or_the_next_minute(hand: Hand) -> None:
    now = hand.now
    assert wake_at(hand.kiosk, now) == now.mono + 60_000 - now.at % 60_000
    hand.ask()
    hand.hear(issued("sao-y"))
    hand.hear(p.Paper(COMMAND, None))
    now = hand.now
    assert wake_at(hand.kiosk, now) == now.mono + p.READ_TICKET
    hand.tap(m.GoHome(), p.Begin())
    hand.wait(IDLE)
    hand.hear(m.Woke())
    asked = hand.mono
    assert wake_at(hand.kiosk, hand.now) == asked + 1_000
    hand.wait(1_300)
    assert wake_at(hand.kiosk, hand.now) == asked + 2_000
    hand.wait(LEAVE)
    assert wake_at(hand.kiosk, hand.now) == hand.mono, "a deadline that is over is due at once"
