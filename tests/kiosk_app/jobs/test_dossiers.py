"""Looking a dossier up, case by case."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract.questions import (
    Answer,
    AskDossier,
    AskDossiers,
    CannotTell,
    DossiersTold,
    DossierTold,
)
from hall_core.domain.dossier import Dossier, Fee
from hall_core.domain.names import Name
from hall_core.domain.scanned import IdCard
from hall_core.mqtt.heard import HubQuiet, LinkDown, LinkUp, Told, Unanswered
from hall_core.mqtt.link import Arrived
from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.dossiers import pages as p
from kiosk_app.jobs.entry.pages import Enter
from kiosk_app.kiosk import Home, Page
from kiosk_app.messages import Key, Scanned, Wonder
from kiosk_app.view import view
from tests.kiosk_app.conftest import COMMAND, OTHER, Hand, hall_state, heard, make_hall, make_kiosk
from tests.kiosk_app.devices.scanning import CARD, NAME, NUMBER

CODE = "000.00.16.H41-261005-0007"
KEY = b"the key of a hall that is tested"
TOKEN = IdCard(NUMBER).token(KEY)
AS_OF = 1_795_226_000_000
DOSSIER = Dossier(
    code=CODE, procedure=Name("Khai sinh", "Birth"), agency=Name("Sở Tư pháp", "Justice"), state="processing"
)
FEE = Fee(amount=50_000, bank="970403", account="0011012345678")
WORDS = Words()
SECOND = "018f0000-0000-7000-8000-00000000000b"


def told(dossier: Dossier | None, to: str = COMMAND) -> Told:
    return Told(Answer(to=to, body=DossierTold(dossier=dossier, as_of=AS_OF)))


def bucket(*dossiers: Dossier, page: int = 0, pages: int = 1, to: str = COMMAND) -> Told:
    return Told(Answer(to=to, body=DossiersTold(dossiers=list(dossiers), page=page, pages=pages, as_of=AS_OF)))


def owned(n: int, token: str = TOKEN, received: str = "2026-10-05") -> Dossier:
    return replace(DOSSIER, code=f"H41.16-261005-000{n}", owner=token, received=received)


def found(dossier: Dossier = DOSSIER) -> p.Found:
    return p.Found(dossier=dossier, as_of=AS_OF)


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


# --- By the card ------------------------------------------------------------------------------------------------


def card_hand() -> Hand:
    """At a site that looks up by card, with the hub there."""
    plan = make_hall()
    hand = Hand(make_kiosk(replace(plan, policy=replace(plan.policy, id_card=True))))
    for news in (LinkUp(), heard(hall_state())):
        hand.hear(news)
    hand.done.clear()
    return hand


def recognised() -> Hand:
    hand = card_hand()
    assert hand.hear(Scanned(CARD)) == [p.Recognise(IdCard(NUMBER))]
    assert hand.hear(p.Recognised(TOKEN)) == [Wonder(COMMAND, AskDossiers(bucket=TOKEN[:2], page=0))]
    return hand


def test_a_card_is_not_looked_up_where_the_site_does_not_allow_it(hand: Hand) -> None:
    assert hand.hear(Scanned(CARD)) == []
    assert hand.kiosk.page == p.NoCards("policy")


def test_a_kiosk_without_the_key_says_so() -> None:
    hand = card_hand()
    hand.hear(Scanned(CARD))
    assert hand.hear(p.Recognised(None)) == []
    assert hand.kiosk.page == p.NoCards("no-key")


def test_of_a_card_two_digits_leave_the_box_and_the_persons_own_dossiers_are_found_here() -> None:
    hand = recognised()
    stranger = TOKEN[:2] + "0" * 62
    hand.hear(bucket(owned(1), owned(2, stranger), owned(3, received="2026-11-01")))
    page = hand.kiosk.page
    assert isinstance(page, p.Mine)
    assert [dossier.code for dossier in page.dossiers] == ["H41.16-261005-0003", "H41.16-261005-0001"]


def test_all_parts_of_a_bucket_are_asked_for_and_none_is_told_twice() -> None:
    hand = recognised()
    hand.id = SECOND
    assert hand.hear(bucket(owned(1), pages=2)) == [Wonder(SECOND, AskDossiers(bucket=TOKEN[:2], page=1))]
    hand.hear(bucket(owned(1), owned(2), page=1, pages=2, to=SECOND))
    page = hand.kiosk.page
    assert isinstance(page, p.Mine)
    assert {dossier.code for dossier in page.dossiers} == {"H41.16-261005-0001", "H41.16-261005-0002"}


def test_a_bucket_without_end_does_not_hold_the_kiosk() -> None:
    hand = recognised()
    for page in range(20):
        hand.wait(p.ANSWER // 10)
        hand.hear(m.Woke())
        hand.hear(bucket(page=page, pages=1_000_000))
    assert hand.kiosk.page == p.Away()


def test_the_only_one_is_shown_at_once_and_none_is_said() -> None:
    hand = recognised()
    hand.hear(bucket(owned(1)))
    assert isinstance(hand.kiosk.page, p.Found)
    hand = recognised()
    hand.hear(bucket(owned(1, "0" * 64)))
    assert hand.kiosk.page == p.NoneOfMine(as_of=AS_OF)


def test_one_of_many_is_opened_and_back_leads_to_the_list() -> None:
    hand = recognised()
    hand.hear(bucket(owned(1), owned(2)))
    hand.tap(p.OpenDossier("H41.16-261005-0002"))
    assert isinstance(hand.kiosk.page, p.Found)
    assert hand.kiosk.page.dossier.code == "H41.16-261005-0002"
    hand.tap(m.GoBack())
    assert isinstance(hand.kiosk.page, p.Mine)
    before = hand.kiosk.page
    hand.tap(p.OpenDossier(CODE))
    assert hand.kiosk.page == before


def test_number_and_token_are_in_no_repr_while_they_are_needed() -> None:
    hand = recognised()
    for value in (hand.kiosk, p.Recognise(IdCard(NUMBER)), p.Recognised(TOKEN), Scanned(CARD), hand.done):
        assert NUMBER not in repr(value)
        assert TOKEN not in repr(value)
        assert NAME not in repr(value)


def test_once_the_answer_is_complete_no_field_holds_them() -> None:
    hand = recognised()
    hand.hear(bucket(owned(1), owned(2)))
    said = str(fields(hand.kiosk))
    assert TOKEN not in said
    assert NUMBER not in said


def test_an_answer_that_makes_trouble_is_not_logged_with_what_it_holds() -> None:
    assert repr(Arrived("motcua/v1/thu/dev/kiosk-1/down/answer", TOKEN.encode(), False)).endswith("64 bytes)")


@pytest.mark.parametrize("scan", [CODE, CARD])
@pytest.mark.parametrize("end", ["home", "idle"])
def test_after_leaving_nothing_of_it_is_left(scan: str, end: str) -> None:
    hand = card_hand()
    fresh = fields(replace(hand.kiosk, since=0, deadline=None))
    hand.tap(p.BeginLookup())
    for sign in NUMBER:
        hand.hear(Key(sign))
    hand.hear(Scanned(scan))
    hand.hear(p.Recognised(TOKEN))
    hand.hear(told(DOSSIER) if scan == CODE else bucket(owned(1), owned(2)))
    if end == "home":
        hand.tap(m.GoHome())
    for _ in range(3):
        hand.wait(60_000)
        hand.hear(m.Woke())
    assert hand.kiosk.page == Home()
    assert fields(replace(hand.kiosk, since=0, deadline=None)) == fresh


def fields(value: object) -> Any:
    """Every field of every value in it, whatever a repr of its own would hide."""
    if isinstance(value, msgspec.Struct):
        return {type(value).__name__: {name: fields(getattr(value, name)) for name in value.__struct_fields__}}
    if isinstance(value, dict):
        return {str(key): fields(one) for key, one in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [fields(one) for one in value]
    return value


HAPPENINGS = st.sampled_from(
    [
        *(Key(sign) for sign in ("0", "H", "-", "backspace", "clear", "space")),
        *(Scanned(text) for text in (CODE, CARD, "\0", "MOTCUA:HEN:HEN4K7P", "1.000656")),
        *(p.BeginLookup(), Enter(), p.OpenDossier(owned(2).code), p.OpenPayment(), m.TurnTo(1)),
        *(m.GoBack(), m.StillHere(), m.Speak("en"), m.Woke()),
        *(p.Recognised(TOKEN), p.Recognised(None), Unanswered(COMMAND), LinkDown(), LinkUp()),
        *(told(None), told(replace(DOSSIER, state="fee-due", fee=FEE)), bucket(), bucket(owned(1), owned(2))),
    ]
)


@given(st.lists(st.tuples(HAPPENINGS, st.sampled_from([0, 400, 1_000, 30_000])), max_size=40))
def test_whatever_happens_every_page_can_be_drawn_ends_by_itself_and_leaves_nothing(
    happenings: list[tuple[m.Message, int]],
) -> None:
    hand = card_hand()
    for happening, pause in happenings:
        hand.wait(pause)
        hand.hear(happening)
        view(hand.kiosk, WORDS.into("vi"), hand.now)
        assert hand.kiosk.deadline is not None or isinstance(hand.kiosk.page, Home)
        assert TOKEN not in repr(hand.kiosk)
        assert NUMBER not in repr(hand.kiosk)
    for _ in range(3):  # what is under way ends, then the question who is there, then that page
        hand.wait(90_000)
        hand.hear(m.Woke())
    hand.tap(m.GoHome())
    left = str(fields(hand.kiosk))
    assert (hand.kiosk.page, hand.kiosk.trail) == (Home(), ())
    assert not [secret for secret in (TOKEN, NUMBER, CODE, owned(1).code) if secret in left]


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
