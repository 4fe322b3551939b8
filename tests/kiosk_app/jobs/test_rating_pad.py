"""What a rating pad decides."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import HallState
from hall_core.domain.facts import VoteCast
from hall_core.mqtt.heard import HubQuiet, LinkDown, LinkUp, StateHeard
from kiosk_app.jobs.home.pages import Toggle
from kiosk_app.jobs.rating import pages as p
from kiosk_app.kiosk import IDLE
from kiosk_app.messages import GoBack, OpenModes, Speak, Tell
from kiosk_app.state import wake_at
from tests.conftest import NINE_IN_THE_MORNING
from tests.kiosk_app.jobs.rating_hands import NEXT, OFFER, PadHand, counter_state


@pytest.fixture
def pad() -> PadHand:
    return PadHand()


# --- The pad ----------------------------------------------------------------------------------------------------


def test_a_pad_asks_by_itself_when_a_service_has_ended_at_its_counter(pad: PadHand) -> None:
    pad.offer(None)
    assert pad.kiosk.page == p.Idle("quay-1")
    pad.offer(OFFER)
    assert pad.kiosk.page == p.FacesUnasked(OFFER)


def test_a_service_that_ended_at_another_counter_is_not_rated_here(pad: PadHand) -> None:
    pad.hear(StateHeard(replace(counter_state(OFFER), counter="quay-2"), pad.now.at, True))
    assert pad.kiosk.page == p.Idle("quay-1")


def test_nobody_rating_for_a_minute_leads_back_and_the_way_in_stays(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.sleep(IDLE)
    assert pad.kiosk.page == p.Idle("quay-1")
    pad.sleep(10_000)
    pad.beat()
    assert pad.kiosk.page == p.Idle("quay-1")
    pad.tap(p.OpenOffer())
    assert pad.kiosk.page == p.Faces(OFFER)


def test_who_has_chosen_a_face_is_asked_before_the_page_goes(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.tap(p.ChooseLevel(OFFER.id, "neutral"))
    pad.sleep(IDLE)
    assert not pad.kiosk.there
    pad.sleep(IDLE)
    assert pad.kiosk.page == p.Idle("quay-1")
    assert not any(isinstance(effect, Tell) for effect in pad.done)


def test_the_next_service_that_ends_takes_the_place_of_the_one_before(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.tap(Speak("en"), p.ChooseLevel(OFFER.id, "neutral"))
    pad.offer(NEXT)
    assert pad.kiosk.page == p.FacesUnasked(NEXT)
    assert pad.kiosk.language == "vi"


def test_a_finger_that_was_down_when_the_next_service_ended_votes_for_neither(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.offer(NEXT)
    pad.tap(p.ChooseLevel(OFFER.id, "neutral"))
    assert pad.kiosk.page == p.FacesUnasked(NEXT)
    pad.tap(p.ChooseLevel(NEXT.id, "neutral"))
    assert pad.tap(p.Send(OFFER.id)) == []


def test_an_offer_that_is_gone_takes_its_page_along(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.tap(p.ChooseLevel(OFFER.id, "neutral"))
    pad.offer(None)
    assert pad.kiosk.page == p.Idle("quay-1")


def test_thanks_stand_five_seconds_and_then_the_next_one_is_asked(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.rate(OFFER, "satisfied")
    pad.offer(NEXT)
    pad.sleep(4_900)
    assert pad.kiosk.page == p.Thanks()
    pad.sleep(100)
    assert pad.kiosk.page == p.FacesUnasked(NEXT)


def test_what_was_rated_is_offered_no_more_though_the_hub_has_not_heard_of_it(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.rate(OFFER, "satisfied")
    pad.hear(LinkDown())
    pad.sleep(10_000)
    pad.hear(LinkUp())
    pad.offer(OFFER)
    assert pad.kiosk.page == p.Idle("quay-1")
    assert pad.tap(p.OpenOffer()) == []
    assert pad.kiosk.page == p.Idle("quay-1")


@pytest.mark.parametrize("first_the_offer", [True, False])
def test_what_was_rated_before_a_power_cut_is_rated_no_more(pad: PadHand, first_the_offer: bool) -> None:
    rated = p.RatedBefore((OFFER.id,))
    if not first_the_offer:
        pad.hear(rated)
    pad.offer(OFFER)
    pad.hear(rated)
    pad.beat()
    assert pad.kiosk.page == p.Idle("quay-1")


@pytest.mark.parametrize("away", [LinkDown(), HubQuiet(None)])
def test_a_pad_that_knows_of_an_offer_votes_without_the_hub(pad: PadHand, away: LinkDown | HubQuiet) -> None:
    pad.offer(OFFER)
    pad.hear(away)
    assert pad.rate(OFFER, "satisfied") == [Tell(VoteCast(offer=OFFER.id, level="satisfied"))]
    assert pad.kiosk.page == p.Thanks()


def test_an_offer_ends_by_the_clock_of_the_hub_which_is_not_that_of_the_pad(pad: PadHand) -> None:
    pad.trusted = False
    pad.beat(at=OFFER.until - 10_000)
    pad.offer(OFFER)
    assert pad.kiosk.page == p.FacesUnasked(OFFER)
    pad.sleep(9_999)
    assert pad.kiosk.page == p.FacesUnasked(OFFER)
    pad.sleep(1)
    assert pad.kiosk.page == p.Idle("quay-1")
    assert pad.tap(p.OpenOffer()) == []


def test_an_offer_that_lay_at_the_broker_since_the_hub_died_is_not_taken_for_a_new_one(pad: PadHand) -> None:
    pad.beat(at=NINE_IN_THE_MORNING - 86_400_000)
    pad.offer(replace(OFFER, until=NINE_IN_THE_MORNING - 86_000_000))
    assert pad.kiosk.page == p.Idle("quay-1")


def test_a_vote_that_comes_too_late_is_refused_on_the_glass(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.tap(p.ChooseLevel(OFFER.id, "neutral"))
    pad.wait(1_800_000)
    pad.kiosk = replace(pad.kiosk, deadline=None)
    assert pad.tap(p.Send(OFFER.id)) == []
    assert pad.kiosk.page == p.NotNow("expired")


def test_a_second_vote_is_refused_on_the_glass(pad: PadHand) -> None:
    pad.offer(OFFER)
    pad.tap(p.ChooseLevel(OFFER.id, "neutral"))
    pad.kiosk = replace(pad.kiosk, rated=(OFFER.id,))
    assert pad.tap(p.Send(OFFER.id)) == []
    assert pad.kiosk.page == p.NotNow("used")


def test_a_language_chosen_on_an_idle_pad_is_gone_with_who_chose_it(pad: PadHand) -> None:
    pad.tap(Speak("en"))
    assert pad.kiosk.language == "en"
    pad.sleep(IDLE)
    assert (pad.kiosk.language, pad.kiosk.page) == ("vi", p.Idle("quay-1"))


def test_a_screen_made_easier_to_read_on_an_idle_pad_stays_so_for_the_rating(pad: PadHand) -> None:
    pad.tap(OpenModes(), Toggle("contrast"), GoBack())
    pad.sleep(1_000)
    pad.offer(OFFER)
    assert (pad.kiosk.page, pad.kiosk.manner.contrast) == (p.FacesUnasked(OFFER), True)


def test_an_idle_pad_wakes_for_its_clock_alone(pad: PadHand) -> None:
    pad.sleep(0)
    assert wake_at(pad.kiosk, pad.now) - pad.now.mono == 60_000 - pad.now.at % 60_000


def test_the_heartbeat_alone_sets_the_clock_of_the_hub(pad: PadHand) -> None:
    before = pad.kiosk.hub_ahead
    pad.hear(StateHeard(counter_state(None), 5, True))
    assert pad.kiosk.hub_ahead == before
    beat = HallState(epoch=1, version=1, day="2026-11-21", open=True, changes_at=None)
    pad.hear(StateHeard(beat, pad.now.mono + 77, True))
    assert pad.kiosk.hub_ahead == 77
