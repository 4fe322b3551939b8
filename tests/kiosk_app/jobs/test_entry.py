"""Typing a code, and where a scan leads."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.appointments.pages import CheckInEntry
from kiosk_app.jobs.dossiers.pages import BeginLookup, Looking, Lookup
from kiosk_app.jobs.entry.pages import LONGEST, Unread
from kiosk_app.jobs.entry.views import EntryView
from kiosk_app.jobs.tickets import pages as tickets
from kiosk_app.kiosk import IDLE, LEAVE, PERSONAL, Home
from kiosk_app.messages import Key, ProblemSeen, Scanned
from kiosk_app.spoken import spoken
from kiosk_app.view import view
from tests.kiosk_app.conftest import Hand

DOSSIER = "000.00.16.H41-261005-0007"


def type_in(hand: Hand, text: str) -> None:
    for sign in text:
        hand.hear(Key(sign))


def entered(hand: Hand) -> Lookup:
    assert isinstance(hand.kiosk.page, Lookup)
    return hand.kiosk.page


@pytest.fixture
def entry(hand: Hand) -> Hand:
    hand.tap(BeginLookup())
    return hand


def test_keys_type_into_the_field_as_fast_as_they_come(entry: Hand) -> None:
    type_in(entry, DOSSIER)
    assert entered(entry).text == DOSSIER
    entry.hear(Key("backspace"))
    assert entered(entry).text == DOSSIER[:-1]
    entry.hear(Key("clear"))
    assert entered(entry).text == ""


def test_no_more_is_typed_than_the_longest_code_has(entry: Hand) -> None:
    type_in(entry, "1" * (LONGEST + 5))
    assert entered(entry).text == "1" * LONGEST


def test_a_key_neither_settles_the_page_nor_lets_it_end(entry: Hand) -> None:
    since = entry.kiosk.since
    entry.wait(PERSONAL - 1)
    entry.hear(Key("A"))
    entry.wait(PERSONAL - 1)
    entry.hear(m.Woke())
    assert entry.kiosk.there
    assert entry.kiosk.since == since


def test_a_personal_page_asks_sooner_whether_somebody_is_there(entry: Hand) -> None:
    assert PERSONAL < IDLE
    entry.wait(PERSONAL)
    entry.hear(m.Woke())
    assert not entry.kiosk.there
    entry.wait(LEAVE)
    entry.hear(m.Woke())
    assert entry.kiosk.page == Home()


def test_a_page_that_was_not_left_has_its_own_time_again_not_a_longer_one(entry: Hand) -> None:
    entry.wait(PERSONAL)
    entry.hear(m.Woke())
    entry.tap(m.StillHere())
    assert entry.kiosk.deadline == entry.mono + PERSONAL
    entry.tap(m.Speak("en"))
    assert entry.kiosk.deadline == entry.mono + PERSONAL


# --- Scans ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\0\1\2", "ab", "x" * 3_000, "MOTCUA:1:thu"])
def test_what_cannot_be_read_is_said_and_what_was_typed_stays(entry: Hand, text: str) -> None:
    type_in(entry, "000.00")
    assert entry.hear(Scanned(text)) == []
    assert entered(entry).wrong == "scanned"
    assert entered(entry).text == "000.00"
    entry.hear(Key("1"))
    assert entered(entry).wrong == ""


def test_what_cannot_be_read_at_home_is_said_and_then_forgotten(hand: Hand) -> None:
    hand.hear(Scanned("\0\1"))
    assert hand.kiosk.page == Unread()
    hand.wait(hand.kiosk.page.stays or 0)
    hand.hear(m.Woke())
    assert hand.kiosk.page == Home()


def test_a_scanner_that_spews_leads_no_further_than_the_first_time(hand: Hand) -> None:
    for _ in range(200):
        hand.hear(Scanned("\0\1"))
    assert (hand.kiosk.page, hand.kiosk.trail) == (Unread(), (Home(),))


def test_a_page_that_said_so_still_takes_a_code(hand: Hand) -> None:
    hand.hear(Scanned("\0\1"))
    hand.hear(Scanned(DOSSIER))
    assert isinstance(hand.kiosk.page, Looking)


def test_a_scan_in_the_middle_of_something_else_is_a_sign_of_life_and_no_more(hand: Hand) -> None:
    hand.tap(tickets.Begin())
    hand.wait(IDLE - 1)
    assert hand.hear(Scanned(DOSSIER)) == []
    assert hand.kiosk.page == tickets.Fields()
    assert hand.kiosk.deadline == hand.mono + IDLE


def test_a_scan_while_the_screen_asks_who_is_there_only_answers_that(entry: Hand) -> None:
    entry.wait(PERSONAL)
    entry.hear(m.Woke())
    assert entry.hear(Scanned(DOSSIER)) == []
    assert entry.kiosk.there
    assert entry.kiosk.page == Lookup()


def test_a_scan_while_the_hub_is_asked_changes_nothing(hand: Hand) -> None:
    hand.ask()
    waiting = hand.kiosk
    assert hand.hear(Scanned(DOSSIER)) == []
    assert hand.kiosk == waiting


def test_what_was_scanned_is_in_no_repr() -> None:
    assert repr(Scanned("001199000001")) == "Scanned(…)"


# --- What stands there ------------------------------------------------------------------------------------------


def shown(hand: Hand, words: Words) -> EntryView:
    seen = view(hand.kiosk, words.into(hand.kiosk.language), hand.now)
    assert isinstance(seen, EntryView)
    return seen


def test_the_scanner_is_offered_only_where_one_works(entry: Hand, english_too: Words) -> None:
    assert "máy quét" not in shown(entry, english_too).hint
    entry.kiosk = replace(entry.kiosk, setup=replace(entry.kiosk.setup, scanner=True))
    assert "máy quét" in shown(entry, english_too).hint
    entry.hear(ProblemSeen("scanner-missing", True))
    assert "máy quét" not in shown(entry, english_too).hint


def test_a_card_is_asked_for_only_where_the_site_looks_up_by_it(entry: Hand, english_too: Words) -> None:
    setup = replace(entry.kiosk.setup, scanner=True)
    entry.kiosk = replace(entry.kiosk, setup=setup)
    assert "thẻ" not in shown(entry, english_too).hint
    plan = replace(setup.plan, policy=replace(setup.plan.policy, id_card=True))
    entry.kiosk = replace(entry.kiosk, setup=replace(setup, plan=plan))
    assert "thẻ căn cước" in shown(entry, english_too).hint


@pytest.mark.parametrize("wrong", ["empty", "typed", "scanned"])
def test_what_is_wrong_is_said_in_both_languages(entry: Hand, english_too: Words, wrong: str) -> None:
    entry.kiosk = replace(entry.kiosk, page=replace(entered(entry), wrong=wrong))
    vietnamese = shown(entry, english_too).trouble
    entry.tap(m.Speak("en"))
    assert vietnamese != shown(entry, english_too).trouble != ""


def test_the_voice_does_not_say_what_is_typed(entry: Hand, english_too: Words) -> None:
    type_in(entry, "001199000001")
    assert "0011" not in spoken(shown(entry, english_too))


def test_every_entry_page_tells_of_one_person() -> None:
    assert Lookup.personal
    assert CheckInEntry.personal
