"""Looking dossiers up by an ID card, and what is left of it: nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract.questions import AskDossiers
from hall_core.domain.scanned import IdCard
from hall_core.mqtt.heard import LinkDown, LinkUp, Unanswered
from hall_core.mqtt.link import Arrived
from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.dossiers import pages as p
from kiosk_app.jobs.entry.pages import Enter
from kiosk_app.kiosk import Home
from kiosk_app.messages import Key, Scanned, Wonder
from kiosk_app.view import view
from tests.kiosk_app.conftest import COMMAND, Hand
from tests.kiosk_app.devices.scanning import CARD, NAME, NUMBER
from tests.kiosk_app.jobs.dossier_of import (
    AS_OF,
    CODE,
    DOSSIER,
    FEE,
    SECOND,
    TOKEN,
    bucket,
    card_hand,
    fields,
    owned,
    told,
)

WORDS = Words()


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
