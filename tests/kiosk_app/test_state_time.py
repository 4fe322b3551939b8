"""The way back on a kiosk, and what time alone does to it."""

from __future__ import annotations

import pytest

from kiosk_app import messages as m
from kiosk_app import state as s
from kiosk_app.messages import Message
from kiosk_app.pages import Fields, Home, Issued, Services
from tests.kiosk_app.conftest import (
    COMMAND,
    Hand,
    issued,
    refused,
)


def test_back_leads_to_the_tiles_before_and_then_to_the_question_before(hand: Hand) -> None:
    hand.tap(m.Begin(), m.ChooseField("dat-dai"), m.TurnTo(1))
    assert hand.kiosk.page == Services("dat-dai", 1)
    hand.tap(m.GoBack())
    assert hand.kiosk.page == Services("dat-dai")
    hand.tap(m.GoBack())
    assert hand.kiosk.page == Fields()
    hand.tap(m.ChooseField("ho-tich"), m.ChooseService("khai-sinh"), m.GoBack())
    assert hand.kiosk.page == Services("ho-tich")
    hand.tap(m.GoBack(), m.GoBack())
    assert hand.kiosk.page == Home()


def test_nobody_there_is_asked_after_a_minute_and_home_after_twenty_seconds_more(hand: Hand) -> None:
    hand.tap(m.Speak("en"), m.Begin(), m.ChooseField("ho-tich"))
    hand.wait(s.IDLE - 1)
    hand.hear(m.Woke())
    assert hand.kiosk.there
    hand.wait(1)
    hand.hear(m.Woke())
    assert not hand.kiosk.there
    assert hand.kiosk.page == Services("ho-tich")
    hand.wait(s.LEAVE)
    hand.hear(m.Woke())
    assert (hand.kiosk.page, hand.kiosk.there, hand.kiosk.language) == (Home(), True, "vi")


@pytest.mark.parametrize("tap", [m.StillHere(), m.ChooseService("sao-y"), m.GoBack()])
def test_any_tap_says_that_somebody_is_there_and_nothing_else(hand: Hand, tap: Message) -> None:
    hand.tap(m.Begin(), m.ChooseField("ho-tich"))
    hand.wait(s.IDLE)
    hand.hear(m.Woke())
    assert hand.tap(tap) == []
    assert hand.kiosk.there
    assert hand.kiosk.page == Services("ho-tich")
    hand.wait(s.IDLE - 1)
    hand.hear(m.Woke())
    assert hand.kiosk.there, "the minute begins anew"


def test_each_tap_begins_the_minute_anew(hand: Hand) -> None:
    hand.tap(m.Begin())
    for _ in range(3):
        hand.wait(s.IDLE - s.SETTLE)
        hand.hear(m.Woke())
        hand.tap(m.Speak("en"))
    assert hand.kiosk.there


@pytest.mark.parametrize(
    ("trouble", "stays"), [(None, s.READ_TICKET), ("paper-out", s.READ_TROUBLE), (..., s.PRINTING)]
)
def test_the_page_with_the_number_goes_home_by_itself(hand: Hand, trouble: str | None, stays: int) -> None:
    hand.ask()
    hand.hear(issued("sao-y"))
    if trouble is not ...:
        hand.wait(3_000)
        hand.hear(m.Paper(COMMAND, trouble))
    hand.wait(stays - 1)
    hand.hear(m.Woke())
    assert isinstance(hand.kiosk.page, Issued)
    hand.wait(1)
    hand.hear(m.Woke())
    assert hand.kiosk.page == Home()


def test_after_a_ticket_the_screen_stays_ten_to_fifteen_seconds() -> None:
    assert 10_000 <= s.READ_TICKET < s.READ_TROUBLE <= 15_000


def test_a_page_that_says_why_not_goes_home_by_itself(hand: Hand) -> None:
    hand.ask()
    hand.hear(refused("daily-cap", "60"))
    hand.wait(s.READ_REFUSAL)
    hand.hear(m.Woke())
    assert hand.kiosk.page == Home()


def test_the_next_person_finds_vietnamese(hand: Hand) -> None:
    hand.tap(m.Speak("en"))
    assert (hand.kiosk.page, hand.kiosk.language) == (Home(), "en")
    hand.wait(s.IDLE)
    hand.hear(m.Woke())
    assert hand.kiosk.language == "vi"
    hand.tap(m.Speak("en"))
    hand.ask()
    hand.hear(issued("sao-y"))
    hand.tap(m.GoHome())
    assert hand.kiosk.language == "vi"


def test_waking_is_due_at_the_deadline_the_next_second_of_a_countdown_or_the_next_minute(hand: Hand) -> None:
    now = hand.now
    assert s.wake_at(hand.kiosk, now) == now.mono + 60_000 - now.at % 60_000
    hand.ask()
    hand.hear(issued("sao-y"))
    hand.hear(m.Paper(COMMAND, None))
    now = hand.now
    assert s.wake_at(hand.kiosk, now) == now.mono + s.READ_TICKET
    hand.tap(m.GoHome(), m.Begin())
    hand.wait(s.IDLE)
    hand.hear(m.Woke())
    asked = hand.mono
    assert s.wake_at(hand.kiosk, hand.now) == asked + 1_000
    hand.wait(1_300)
    assert s.wake_at(hand.kiosk, hand.now) == asked + 2_000
    hand.wait(s.LEAVE)
    assert s.wake_at(hand.kiosk, hand.now) == hand.mono, "a deadline that is over is due at once"
