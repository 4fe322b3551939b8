"""What the rating pages decide: the vote, and the way to it on a kiosk."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract.messages import RatingOffer
from hall_core.contract.questions import Answer, AskOffer, CannotTell, OfferTold
from hall_core.domain.codes import ticket_text
from hall_core.domain.facts import VoteCast
from hall_core.domain.rating import LEVELS, REASONS, Level
from hall_core.domain.ticket_link import link_of
from hall_core.mqtt.heard import HubQuiet, LinkDown, StateHeard, Told, Unanswered
from kiosk_app.jobs.rating import pages as p
from kiosk_app.kiosk import Home
from kiosk_app.messages import GoBack, GoHome, Scanned, Tell, Woke, Wonder
from tests.conftest import NINE_IN_THE_MORNING
from tests.kiosk_app.conftest import COMMAND, OTHER, Hand
from tests.kiosk_app.jobs.rating_hands import OFFER, PadHand, counter_state

TICKET = "018f0000-0000-7000-8000-0000000000a1"
TICKET_QR = ticket_text("thu", "2026-11-21", "A012", TICKET)
TICKET_LINK = link_of("https://xep-hang.example.gov.vn/p01", TICKET)


@pytest.fixture
def pad() -> PadHand:
    return PadHand()


@pytest.fixture
def kiosk(hand: Hand) -> Hand:
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, scanner=True))
    return hand


def told(offer: RatingOffer | None, why: str | None = None) -> Told:
    return Told(Answer(to=COMMAND, body=OfferTold(offer=offer, why=why)))  # pyright: ignore[reportArgumentType]


# --- The vote ---------------------------------------------------------------------------------------------------


@given(st.sampled_from(LEVELS), st.data())
def test_a_vote_says_the_offer_the_level_and_the_reasons_in_their_order(level: Level, data: st.DataObject) -> None:
    pad = PadHand()
    pad.offer(OFFER)
    ticks = data.draw(st.lists(st.sampled_from(REASONS[level]), max_size=12))
    effects = pad.rate(OFFER, level, *ticks)
    odd = [reason for reason in REASONS[level] if ticks.count(reason) % 2]
    assert effects == [Tell(VoteCast(offer=OFFER.id, level=level, reasons=odd))]
    assert pad.kiosk.page == p.Thanks()


def test_no_reason_need_be_ticked(pad: PadHand) -> None:
    pad.offer(OFFER)
    assert pad.rate(OFFER, "neutral") == [Tell(VoteCast(offer=OFFER.id, level="neutral"))]


def test_a_reason_of_another_level_is_not_ticked(pad: PadHand) -> None:
    pad.offer(OFFER)
    assert pad.rate(OFFER, "satisfied", "rude") == [Tell(VoteCast(offer=OFFER.id, level="satisfied"))]


def test_a_face_can_be_changed_before_sending_and_takes_its_reasons_along(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.tap(p.ChooseLevel(OFFER.id, "dissatisfied"), p.Tick(OFFER.id, "rude"), GoBack())
    assert pad.kiosk.page == p.Faces(OFFER, "dissatisfied")
    assert pad.rate(OFFER, "satisfied") == [Tell(VoteCast(offer=OFFER.id, level="satisfied"))]


@pytest.mark.parametrize("first", [[], [p.ChooseLevel(OFFER.id, "neutral")]])
def test_skipping_votes_nothing(pad: PadHand, first: list[p.ChooseLevel]) -> None:
    pad.offer(OFFER)
    pad.tap(*first, GoHome())
    assert pad.kiosk.page == p.Idle("quay-1")
    assert not any(isinstance(effect, Tell) for effect in pad.done)


def test_the_second_half_of_a_double_tap_on_a_face_ticks_no_reason(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.tap(p.ChooseLevel(OFFER.id, "neutral"))
    pad.wait(200)
    pad.hear(p.Tick(OFFER.id, "slow"))
    assert pad.kiosk.page == p.Reasons(OFFER, "neutral")


def test_several_reasons_are_ticked_as_fast_as_fingers_are(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.tap(p.ChooseLevel(OFFER.id, "neutral"), p.Tick(OFFER.id, "slow"))
    pad.wait(50)
    pad.hear(p.Tick(OFFER.id, "place"))
    assert pad.kiosk.page == p.Reasons(OFFER, "neutral", ("slow", "place"))


# --- The kiosk --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [[p.OpenRating()], []])
def test_a_ticket_that_is_scanned_is_asked_for_and_its_offer_rated(kiosk: Hand, way: list[p.OpenRating]) -> None:
    kiosk.tap(*way)
    assert kiosk.hear(Scanned(TICKET_QR)) == [Wonder(COMMAND, AskOffer(ticket=TICKET))]
    kiosk.hear(told(OFFER))
    assert kiosk.kiosk.page == p.Faces(OFFER)
    kiosk.tap(p.ChooseLevel(OFFER.id, "very-satisfied"), p.Tick(OFFER.id, "kind"))
    effects = kiosk.tap(p.Send(OFFER.id))
    assert effects == [Tell(VoteCast(offer=OFFER.id, level="very-satisfied", reasons=["kind"]))]
    kiosk.wait(5_000)
    kiosk.hear(Woke())
    assert kiosk.kiosk.page == Home()


@pytest.mark.parametrize("why", ["early", "used", "expired", "unknown"])
def test_why_a_ticket_cannot_be_rated_is_told(kiosk: Hand, why: str) -> None:
    kiosk.hear(Scanned(TICKET_QR))
    kiosk.hear(told(None, why))
    assert kiosk.kiosk.page == p.NotNow(why)  # pyright: ignore[reportArgumentType]


def test_every_why_of_the_hub_has_its_words(kiosk: Hand) -> None:
    hub = {"unknown", "early", "expired", "used"}
    assert hub < set(get_args(p.Why))


def test_a_ticket_rated_here_a_moment_ago_is_used_though_the_hub_has_not_heard_of_it(kiosk: Hand) -> None:
    kiosk.kiosk = replace(kiosk.kiosk, rated=(OFFER.id,))
    kiosk.hear(Scanned(TICKET_QR))
    kiosk.hear(told(OFFER))
    assert kiosk.kiosk.page == p.NotNow("used")


@pytest.mark.parametrize("page", [Home(), p.ScanTicket()])
def test_the_link_for_phones_leads_to_the_same_question_in_capitals_too(kiosk: Hand, page: Home | p.ScanTicket) -> None:
    kiosk.kiosk = replace(kiosk.kiosk, page=page)
    assert kiosk.hear(Scanned(TICKET_LINK.upper())) == [Wonder(COMMAND, AskOffer(ticket=TICKET))]
    kiosk.hear(told(OFFER))
    assert kiosk.kiosk.page == p.Faces(OFFER)


def test_the_ticket_of_another_hall_is_not_asked_for(kiosk: Hand) -> None:
    assert kiosk.hear(Scanned(ticket_text("khac", "2026-11-21", "A012", TICKET))) == []
    assert kiosk.kiosk.page == p.NotNow("other-hall")


@pytest.mark.parametrize("away", [LinkDown(), HubQuiet(None)])
def test_without_the_hub_a_ticket_cannot_be_looked_up(kiosk: Hand, away: LinkDown | HubQuiet) -> None:
    kiosk.hear(away)
    assert kiosk.hear(Scanned(TICKET_QR)) == kiosk.hear(Scanned(TICKET_LINK)) == []
    assert kiosk.kiosk.page == p.NotNow("no-hub")


@pytest.mark.parametrize(
    "answer", [Unanswered(COMMAND), Told(Answer(to=COMMAND, body=CannotTell(reason="internal-error")))]
)
def test_a_hub_that_cannot_say_is_told(kiosk: Hand, answer: Unanswered | Told) -> None:
    kiosk.hear(Scanned(TICKET_QR))
    kiosk.hear(answer)
    assert kiosk.kiosk.page == p.NotNow("no-hub")


def test_a_hub_that_never_says_anything_is_not_waited_for_for_ever(kiosk: Hand) -> None:
    kiosk.hear(Scanned(TICKET_QR))
    kiosk.wait(p.ANSWER)
    kiosk.hear(Woke())
    assert kiosk.kiosk.page == p.NotNow("no-hub")


@pytest.mark.parametrize("answer", [Unanswered(OTHER), Told(Answer(to=OTHER, body=OfferTold(offer=OFFER)))])
def test_the_answer_to_another_question_changes_nothing(kiosk: Hand, answer: Unanswered | Told) -> None:
    kiosk.hear(Scanned(TICKET_QR))
    kiosk.hear(answer)
    assert kiosk.kiosk.page == p.Finding(COMMAND)


@pytest.mark.parametrize(
    ("text", "hint"), [("\x01", "unreadable"), ("M", "unreadable"), ("000.00.16.H41-190612-0001", "no-ticket")]
)
def test_another_code_than_a_tickets_is_told_and_asked_for_again(kiosk: Hand, text: str, hint: str) -> None:
    kiosk.tap(p.OpenRating())
    assert kiosk.hear(Scanned(text)) == []
    assert kiosk.kiosk.page == p.ScanTicket(hint)  # pyright: ignore[reportArgumentType]


def test_a_kiosk_rates_nothing_by_itself(kiosk: Hand) -> None:
    kiosk.hear(StateHeard(counter_state(OFFER), NINE_IN_THE_MORNING, True))
    assert kiosk.kiosk.page == Home()
