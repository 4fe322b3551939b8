"""Looking a dossier up by its code, case by case."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract.questions import Answer, AskDossier, CannotTell, DossierTold
from hall_core.domain.dossier import Dossier
from hall_core.domain.dossier_days import Reckoned
from hall_core.mqtt.heard import HubQuiet, LinkDown, Told, Unanswered
from kiosk_app import messages as m
from kiosk_app.jobs.dossiers import pages as p
from kiosk_app.jobs.entry.pages import Enter
from kiosk_app.kiosk import Page
from kiosk_app.messages import Key, Scanned, Wonder
from tests.kiosk_app.conftest import COMMAND, OTHER, Hand
from tests.kiosk_app.devices.scanning import CARD, NUMBER
from tests.kiosk_app.jobs.dossier_of import (
    AS_OF,
    CODE,
    DOSSIER,
    FEE,
    TOKEN,
    bucket,
    card_hand,
    found,
    owned,
    told,
)


def type_in(hand: Hand, text: str) -> list[Any]:
    hand.tap(p.BeginLookup())
    for sign in text:
        hand.hear(Key(sign))
    return hand.tap(Enter())


# --- By its code ------------------------------------------------------------------------------------------------


def test_a_typed_code_is_asked_for_and_its_dossier_shown(hand: Hand) -> None:
    assert type_in(hand, CODE) == [Wonder(COMMAND, AskDossier(code=CODE))]
    assert hand.kiosk.page == p.Looking(intent=COMMAND, code=CODE)
    hand.hear(told(DOSSIER))
    assert hand.kiosk.page == found()


@pytest.mark.parametrize("text", [CODE, f"https://dichvucong.vn/tra-cuu?maHoSo={CODE}", f"]Q3{CODE}\r"])
def test_a_scanned_receipt_is_asked_for_at_once(hand: Hand, text: str) -> None:
    assert hand.hear(Scanned(text)) == [Wonder(COMMAND, AskDossier(code=CODE))]


@pytest.mark.parametrize("text", ["000", "ABCDEFGH", "Ư" * 10, NUMBER])
def test_what_is_no_code_is_said_and_not_asked(hand: Hand, text: str) -> None:
    assert type_in(hand, text) == []
    assert isinstance(hand.kiosk.page, p.Lookup)
    assert (hand.kiosk.page.wrong, hand.kiosk.page.text) == ("typed", text)


def test_nothing_typed_is_said_and_not_asked(hand: Hand) -> None:
    assert type_in(hand, " ") == []
    assert isinstance(hand.kiosk.page, p.Lookup)
    assert hand.kiosk.page.wrong == "empty"


def test_a_code_that_nobody_knows_leads_back_to_what_was_typed(hand: Hand) -> None:
    type_in(hand, CODE)
    hand.hear(told(None))
    assert hand.kiosk.page == p.NotFound(code=CODE, as_of=AS_OF)
    hand.tap(m.GoBack())
    assert isinstance(hand.kiosk.page, p.Lookup)
    assert hand.kiosk.page.text == CODE


def test_a_second_receipt_is_looked_up_from_the_page_of_the_first(hand: Hand) -> None:
    hand.hear(Scanned(CODE))
    hand.hear(told(DOSSIER))
    assert hand.hear(Scanned("H41.16-261005-0001")) == [Wonder(COMMAND, AskDossier(code="H41.16-261005-0001"))]


def test_a_receipt_that_is_left_before_the_scanner_is_asked_for_once(hand: Hand) -> None:
    hand.hear(Scanned(CODE))
    assert hand.hear(Scanned(CODE)) == []
    hand.hear(told(DOSSIER))
    assert hand.hear(Scanned(CODE)) == []
    assert hand.kiosk.page == found()


def test_the_token_of_an_owner_is_never_kept(hand: Hand) -> None:
    hand.hear(Scanned(CODE))
    hand.hear(told(replace(DOSSIER, owner=TOKEN)))
    assert TOKEN not in repr(hand.kiosk)


# --- Nobody can say ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [LinkDown(), HubQuiet(1)])
@pytest.mark.parametrize("way", [p.BeginLookup(), Scanned(CODE), Scanned(CARD)])
def test_without_the_hub_it_is_said_before_anything_is_typed(gone: m.Message, way: m.Message) -> None:
    hand = card_hand()
    hand.hear(gone)
    assert hand.tap(way) == []
    assert hand.kiosk.page == p.Away()


@pytest.mark.parametrize("answer", [Unanswered(COMMAND), Told(Answer(to=COMMAND, body=CannotTell(reason="malformed")))])
def test_no_answer_is_said(hand: Hand, answer: m.Message) -> None:
    type_in(hand, CODE)
    hand.hear(answer)
    assert hand.kiosk.page == p.Away()
    hand.tap(m.GoBack())
    assert isinstance(hand.kiosk.page, p.Lookup)
    assert hand.kiosk.page.text == CODE


def test_a_station_that_never_gives_up_does_not_hold_the_kiosk(hand: Hand) -> None:
    hand.hear(Scanned(CODE))
    hand.wait(p.ANSWER - 1)
    hand.hear(m.Woke())
    assert isinstance(hand.kiosk.page, p.Looking)
    hand.wait(1)
    hand.hear(m.Woke())
    assert hand.kiosk.page == p.Away()


@pytest.mark.parametrize("answer", [told(DOSSIER, OTHER), Unanswered(OTHER), bucket(owned(1), to=OTHER)])
def test_an_answer_to_another_question_changes_nothing(answer: m.Message) -> None:
    for scan in (CODE, CARD):
        hand = card_hand()
        hand.hear(Scanned(scan))
        if scan == CARD:
            hand.hear(p.Recognised(TOKEN))
        waiting = hand.kiosk
        assert hand.hear(answer) == []
        assert hand.kiosk == waiting


# --- Paying -----------------------------------------------------------------------------------------------------


def opened(dossier: Dossier) -> Hand:
    hand = card_hand()
    hand.hear(Scanned(CODE))
    hand.hear(told(dossier))
    return hand


def test_a_fee_that_is_due_leads_to_its_code() -> None:
    hand = opened(replace(DOSSIER, state="fee-due", fee=FEE))
    hand.tap(p.OpenPayment())
    assert hand.kiosk.page == p.Pay(code=CODE, fee=FEE)


@pytest.mark.parametrize(
    "dossier",
    [
        DOSSIER,
        replace(DOSSIER, fee=replace(FEE, paid=True)),
        replace(DOSSIER, fee=replace(FEE, amount=0)),
        *(replace(DOSSIER, fee=FEE, state=state) for state in ("rejected", "withdrawn", "stopped", "returned")),
    ],
)
def test_nobody_is_asked_for_money_that_is_not_due(dossier: Dossier) -> None:
    hand = opened(dossier)
    hand.tap(p.OpenPayment())
    assert isinstance(hand.kiosk.page, p.Found)


def test_every_page_of_a_dossier_ends_by_itself_and_says_that_it_is_personal() -> None:
    pages: list[type[Page]] = [p.Lookup, p.Looking, p.Recognising, p.Found, p.Pay, p.NotFound, p.Mine, p.NoneOfMine]
    assert all(page.personal and page.stays for page in pages)
    assert p.Away.stays
    assert p.NoCards.stays


def test_what_came_of_asking_the_centre_goes_with_the_answer() -> None:
    for body in (
        DossierTold(dossier=None, as_of=AS_OF, asked="no-answer"),
        DossierTold(dossier=DOSSIER, as_of=AS_OF, asked="found", reckoned=Reckoned(late_days=3)),
    ):
        hand = card_hand()
        type_in(hand, CODE)
        hand.hear(Told(Answer(to=COMMAND, body=body)))
        page = hand.kiosk.page
        assert isinstance(page, p.Found if body.dossier else p.NotFound)
        assert page.asked == body.asked
        assert not isinstance(page, p.Found) or page.reckoned == Reckoned(late_days=3)
