"""The technicians' corner, decided case by case: who gets in, and what can be tried inside."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract.messages import CatalogueHead, Health
from hall_core.device.pin import kept_of
from hall_core.domain.facts import PaperPrinted
from hall_core.mqtt.heard import LinkDown, LinkUp, StateHeard
from hall_core.mqtt.outage import Reason
from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.staff import pages as p
from kiosk_app.jobs.staff.status import TROUBLE, facts_of
from kiosk_app.jobs.tickets.pages import Issued, Paper, Print
from kiosk_app.kiosk import SECOND, Given, Home
from kiosk_app.messages import Report, Restart, Tell
from tests.conftest import NINE_IN_THE_MORNING
from tests.kiosk_app.conftest import Hand, make_hall, make_kiosk, ticket

PIN = "4711"
KEPT = kept_of(PIN, b"salt of the test")
SEEN = p.BoxSeen(health=Health(uptime_s=60), broker="hub:8883", scanner="", printer="", spare="")


@pytest.fixture
def hand() -> Hand:
    plan = make_hall()
    return Hand(make_kiosk(replace(plan, policy=replace(plan.policy, staff_pin=KEPT))))


def knock(hand: Hand, times: int = p.KNOCKS, every: int = 500) -> list[Any]:
    effects: list[Any] = []
    for _ in range(times):
        hand.wait(every)
        effects = hand.hear(p.Knock())
    return effects


def typed(hand: Hand, digits: str) -> None:
    for digit in digits:
        hand.hear(m.Key(digit))


def inside(hand: Hand) -> Hand:
    knock(hand)
    typed(hand, PIN)
    hand.hear(p.Enter())
    hand.hear(p.PinChecked(right=True))
    hand.done.clear()
    return hand


# --- Knocking ---------------------------------------------------------------------------------------------------


def test_five_taps_on_the_name_of_the_hall_ask_for_the_pin(hand: Hand) -> None:
    assert knock(hand) == [p.LookAtLock()]
    assert isinstance(hand.kiosk.page, p.Pin)


@pytest.mark.parametrize(("times", "every"), [(p.KNOCKS - 1, 100), (20, p.KNOCK_WITHIN // (p.KNOCKS - 1))])
def test_fewer_or_slower_taps_do_nothing(hand: Hand, times: int, every: int) -> None:
    knock(hand, times, every)
    assert hand.kiosk.page == Home()


def test_elsewhere_than_at_home_nobody_knocks(hand: Hand) -> None:
    hand.tap(m.OpenModes())
    before = hand.kiosk.page
    knock(hand, 10)
    assert hand.kiosk.page == before


@pytest.mark.parametrize("kept", ["", "0000", "scrypt$1$2"])
def test_without_a_pin_in_the_hall_file_nobody_gets_in_and_the_page_says_so(kept: str) -> None:
    plan = make_hall()
    hand = Hand(make_kiosk(replace(plan, policy=replace(plan.policy, staff_pin=kept))))
    assert knock(hand) == []
    assert hand.kiosk.page == p.NoPin()


# --- The PIN ----------------------------------------------------------------------------------------------------


def test_the_pin_is_checked_when_it_is_entered_and_is_nowhere_on_the_page_then(hand: Hand) -> None:
    knock(hand)
    typed(hand, "12")
    hand.hear(m.Key("backspace"))
    typed(hand, "345")
    assert hand.hear(p.Enter()) == [p.CheckPin("1345")]
    assert hand.kiosk.page == p.Pin(state="checking")
    typed(hand, "9")
    assert hand.hear(p.Enter()) == []


def test_no_digit_of_it_is_in_any_words_about_it() -> None:
    assert PIN not in repr(p.Pin(PIN)) + repr(p.CheckPin(PIN))


@pytest.mark.parametrize("digits", ["", "1", "123"])
def test_too_short_a_pin_is_not_looked_at(hand: Hand, digits: str) -> None:
    knock(hand)
    typed(hand, digits)
    assert hand.hear(p.Enter()) == []


@given(st.lists(st.sampled_from([*"0123456789", "clear", "backspace", "space", "tone-acute", "q", ".", "²"])))
def test_whatever_is_typed_there_are_never_more_than_twelve_digits(keys: list[str]) -> None:
    hand = Hand(make_kiosk())
    hand.kiosk = replace(hand.kiosk, page=p.Pin())
    for key in keys:
        hand.hear(m.Key(key))
    page = hand.kiosk.page
    assert isinstance(page, p.Pin)
    assert len(page.typed) <= 12
    assert all(letter in "0123456789" for letter in page.typed)


def test_the_right_one_opens_and_solves_the_alert(hand: Hand) -> None:
    knock(hand)
    typed(hand, PIN)
    hand.hear(p.Enter())
    effects = hand.hear(p.PinChecked(right=True))
    assert isinstance(hand.kiosk.page, p.Corner)
    assert effects[0] == Report("access-denied", False)
    assert isinstance(effects[1], p.LookAtBox)


def test_a_wrong_one_is_reported_and_may_be_tried_again(hand: Hand) -> None:
    knock(hand)
    typed(hand, "1234")
    hand.hear(p.Enter())
    assert hand.hear(p.PinChecked(right=False, left=3)) == [Report("access-denied", True)]
    assert hand.kiosk.page == p.Pin(state="wrong", left=3)
    typed(hand, PIN)
    assert hand.hear(p.Enter()) == [p.CheckPin(PIN)]


def test_while_it_is_locked_nothing_can_be_typed_and_nothing_is_reported(hand: Hand) -> None:
    knock(hand)
    assert hand.hear(p.PinChecked(right=False, wait=200)) == []
    typed(hand, PIN)
    assert hand.hear(p.Enter()) == []
    page = hand.kiosk.page
    assert isinstance(page, p.Pin)
    assert (page.state, page.until) == ("locked", hand.mono + 200 * SECOND)


def test_an_answer_that_comes_when_the_page_is_left_opens_nothing(hand: Hand) -> None:
    knock(hand)
    typed(hand, PIN)
    hand.hear(p.Enter())
    hand.wait(p.PIN_STAYS)
    hand.hear(m.Woke())
    assert hand.hear(p.PinChecked(right=True)) == []
    assert hand.kiosk.page == Home()


@pytest.mark.parametrize(("page", "stays"), [(p.Pin("12"), p.PIN_STAYS), (p.Corner(), p.STAYS), (p.Checks(), p.STAYS)])
def test_every_page_ends_by_itself_and_asks_nobody(hand: Hand, page: Any, stays: int) -> None:
    from kiosk_app.kiosk import show

    hand.kiosk = show(hand.kiosk, page, hand.now)
    hand.wait(stays - 1)
    hand.hear(m.Woke())
    assert isinstance(hand.kiosk.page, type(page))
    hand.wait(1)
    hand.hear(m.Woke())
    assert hand.kiosk.page == Home()
    assert hand.kiosk.trail == ()


# --- Inside -----------------------------------------------------------------------------------------------------


def test_the_box_is_looked_at_again_when_the_clock_moves_on(hand: Hand) -> None:
    inside(hand)
    hand.hear(SEEN)
    assert hand.kiosk.page == p.Corner(seen=SEEN)
    hand.wait(30_000)
    assert [type(effect) for effect in hand.hear(m.Woke())] == [p.LookAtBox]


def test_it_is_looked_at_again_after_the_checks(hand: Hand) -> None:
    inside(hand).tap(p.OpenChecks(), m.TurnTo(1))
    assert hand.tap(m.GoBack()) == []
    assert [type(effect) for effect in hand.tap(m.GoBack())] == [p.LookAtBox]
    assert isinstance(hand.kiosk.page, p.Corner)


def test_a_test_print_says_what_became_of_it(hand: Hand) -> None:
    inside(hand)
    assert hand.tap(p.OpenChecks(), p.TryPrinter()) == [p.PrintTrial(spare=False)]
    assert hand.tap(p.TryPrinter()) == []
    hand.hear(p.Tried("print", "paper-out"))
    assert hand.kiosk.page == p.Checks(done={"print": "paper-out"})
    assert hand.tap(p.TryPrinter(spare=True)) == [p.PrintTrial(spare=True)]


def test_of_what_is_scanned_only_kind_and_length_stay(hand: Hand) -> None:
    card = "079203001234|272345678|Nguyễn Văn Thử|01011990|Nam|Số 1 đường Thử|01012021"
    inside(hand).tap(p.OpenChecks(), p.OpenScanner())
    hand.hear(m.Scanned(card))
    assert hand.kiosk.page == p.TryScanner("IdCard", len(card))
    assert "0792" not in repr(hand.kiosk)
    hand.hear(m.Scanned(""))
    assert hand.kiosk.page == p.TryScanner("empty", 0)


def test_the_last_ticket_is_printed_once_more_and_told_as_a_reprint(hand: Hand) -> None:
    inside(hand).tap(p.OpenChecks())
    assert hand.tap(p.Reprint()) == []
    hand.kiosk = replace(hand.kiosk, last=Given(ticket(), "en"))
    assert hand.tap(p.Reprint()) == [Print(ticket(), "en", False, again=True)]
    assert isinstance(hand.kiosk.page, Issued)
    hand.hear(Paper(ticket().id, None, copy=True))
    assert Tell(PaperPrinted(ticket=ticket().id, again=True)) in hand.done


def test_a_ticket_that_is_given_here_is_the_last_one(hand: Hand) -> None:
    from kiosk_app.jobs.tickets.rules import issued

    hand.kiosk, _ = issued(hand.kiosk, ticket(), hand.now, timed=True)
    assert hand.kiosk.last == Given(ticket(), "vi")


@pytest.mark.parametrize(("what", "effect"), [("restart", Restart()), ("reboot", p.Reboot())])
def test_before_it_is_started_again_somebody_must_be_sure(hand: Hand, what: Any, effect: Any) -> None:
    inside(hand).tap(p.OpenChecks())
    assert hand.tap(p.AskFirst(what)) == []
    hand.tap(m.GoBack())
    assert isinstance(hand.kiosk.page, p.Checks)
    hand.tap(p.AskFirst(what))
    assert hand.tap(p.DoIt()) == [effect]
    assert isinstance(hand.kiosk.page, p.Checks)


def test_a_box_that_cannot_be_rebooted_says_why(hand: Hand) -> None:
    inside(hand).tap(p.OpenChecks(), p.AskFirst("reboot"), p.DoIt())
    hand.hear(p.Tried("reboot", "not allowed"))
    assert hand.kiosk.page == p.Checks(done={"reboot": "not allowed"})


def test_the_way_out_leads_home_as_the_next_person_must_find_it(hand: Hand) -> None:
    hand.tap(m.Speak("en"))
    inside(hand).tap(m.GoBack())
    assert hand.kiosk.page == Home()
    assert hand.kiosk.language == "vi"


def test_it_is_known_since_when_the_link_is_there_and_when_the_hub_was_heard(hand: Hand) -> None:
    from tests.kiosk_app.conftest import hall_state, heard

    hand.hear(LinkUp())
    up = hand.mono
    hand.wait(5_000)
    hand.hear(heard(hall_state()))
    hand.hear(StateHeard(CatalogueHead(epoch=1, version=1, digest="d2"), 1, True, "plan"))
    assert (hand.kiosk.line.since, hand.kiosk.line.hub_at, hand.kiosk.line.plan) == (up, NINE_IN_THE_MORNING, "d2")
    hand.hear(LinkDown())
    down = hand.mono
    hand.wait(5_000)
    hand.hear(LinkDown())
    assert hand.kiosk.line.since == down


def test_a_technician_reads_since_when_there_is_no_link_and_why(hand: Hand) -> None:
    hand.hear(LinkUp())
    hand.hear(LinkDown())
    hand.wait(60_000)
    hand.hear(LinkDown("revoked"))
    inside(hand)
    facts = {fact.label: fact for fact in facts_of(hand.kiosk, SEEN, Words().into("vi"), hand.now)}
    assert facts["Kết nối"].text == "mất nối · 1 phút · hub:8883"
    assert facts["Vì sao mất nối"].text == "chứng thư thiết bị đã bị thu hồi"
    assert {facts["Kết nối"].icon, facts["Vì sao mất nối"].icon} == {TROUBLE}


@pytest.mark.parametrize("reason", sorted({*get_args(Reason)} - {"away"}))
def test_every_reason_for_which_there_is_no_link_is_told_beside_it(hand: Hand, reason: Reason) -> None:
    hand.hear(StateHeard(CatalogueHead(epoch=1, version=1, digest="0" * 16), 0, True, "plan"))
    hand.hear(LinkDown(reason))
    inside(hand)
    first, second, *others = facts_of(hand.kiosk, SEEN, Words().into("vi"), hand.now)
    assert (first.label, second.label, bool(second.text)) == ("Kết nối", "Vì sao mất nối", True)
    assert TROUBLE in {fact.icon for fact in others}, "these two are not the only trouble"


@pytest.mark.parametrize("news", [LinkUp(), LinkDown()])
def test_of_a_link_that_is_there_or_simply_broke_there_is_no_more_to_tell(hand: Hand, news: LinkUp | LinkDown) -> None:
    hand.hear(LinkDown("revoked"))
    hand.hear(news)
    inside(hand)
    labels = [fact.label for fact in facts_of(hand.kiosk, SEEN, Words().into("vi"), hand.now)]
    assert "Kết nối" in labels
    assert "Vì sao mất nối" not in labels
