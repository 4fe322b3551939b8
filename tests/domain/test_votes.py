"""Rating: one finished service, one offer, one vote, in time."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.plan_devices import Board, Caller, Device, Kiosk, Pad
from hall_core.domain.rating import REASONS, Offer
from hall_core.domain.who_may import may_tell
from tests.domain.a_day import Day, uid

MINUTE = 60_000


def served() -> tuple[Day, Offer]:
    """A day on which one person was served, and the offer made for it."""
    day = Day()
    day.open()
    day.issue()
    day.serve()
    [offer] = day.hall.offers.values()
    return day, offer


def vote(day: Day, offer: str, *, ago: int = 0) -> e.Event:
    [event] = day.hear(f.VoteCast(offer=offer, level="satisfied", reasons=["kind"]), ago=ago)
    return event


def test_the_end_of_a_service_can_be_rated_for_half_an_hour() -> None:
    day, offer = served()
    assert (offer.counter, offer.officer, offer.number) == ("quay-1", "can-bo-1", "A001")
    assert offer.until - offer.at == 30 * MINUTE
    assert day.hall.offer_at("quay-1", offer.until) == offer
    assert day.hall.offer_at("quay-1", offer.until + 1) is None


def test_a_vote_is_recorded_with_who_served_and_for_what() -> None:
    day, offer = served()
    assert vote(day, offer.id) == e.VoteRecorded(
        offer=offer.id,
        ticket=offer.ticket,
        service="khai-sinh",
        counter="quay-1",
        officer="can-bo-1",
        level="satisfied",
        reasons=["kind"],
        device="kiosk-1",
    )
    assert day.hall.offer_at("quay-1", day.at) is None


def test_a_second_vote_does_not_count() -> None:
    day, offer = served()
    vote(day, offer.id)
    assert vote(day, offer.id) == e.VoteRefused(offer=offer.id, reason="used", device="kiosk-1")


def test_a_forged_offer_is_refused() -> None:
    day, _ = served()
    assert vote(day, uid(77)) == e.VoteRefused(offer=uid(77), reason="unknown", device="kiosk-1")


def test_what_counts_is_when_the_vote_was_cast_not_when_it_was_told() -> None:
    day, offer = served()
    day.at = offer.until + 60 * MINUTE
    assert isinstance(vote(day, offer.id, ago=60 * MINUTE), e.VoteRecorded)


def test_a_vote_cast_too_late_is_expired() -> None:
    day, offer = served()
    day.at = offer.until + 1
    assert vote(day, offer.id) == e.VoteRefused(offer=offer.id, reason="expired", device="kiosk-1")


def test_a_vote_of_yesterday_counts_by_the_offer_that_the_ledger_kept() -> None:
    day, offer = served()
    day.tick(24 * 60 * MINUTE)
    assert day.hall.offers == {}
    fact = f.VoteCast(offer=offer.id, level="neutral")
    ago = day.at - offer.at
    [recorded] = day.hear(fact, ago=ago, offer=offer)
    assert isinstance(recorded, e.VoteRecorded)
    [again] = day.hear(fact, ago=ago, offer=replace(offer, used=True))
    assert isinstance(again, e.VoteRefused)


def test_calling_the_next_makes_the_offer_for_the_one_before() -> None:
    day = Day()
    day.open()
    day.issue()
    day.issue()
    for kind in (c.CallNext, c.StartService, c.CallNext):
        day.done(day.ask(kind(counter="quay-1")))
    [offer] = day.hall.offers.values()
    assert offer.number == "A001"


def test_nobody_who_was_not_served_has_anything_to_rate() -> None:
    day = Day()
    day.open()
    cancelled, _ = day.issue(), day.issue()
    day.ask(c.CancelTicket(ticket=cancelled), "kiosk-1")
    day.done(day.ask(c.CallNext(counter="quay-1")))
    day.done(day.ask(c.MarkNoShow(counter="quay-1")))
    assert day.hall.offers == {}


@pytest.mark.parametrize(
    ("device", "may"),
    [
        (Kiosk(id="kiosk-1"), True),
        (Pad(id="pad-1", counter="quay-1"), True),
        (Caller(id="goi-1", counter="quay-1", officer="can-bo-1"), False),
        (Board(id="bang-1", zone="sanh"), False),
    ],
)
def test_votes_come_from_where_citizens_stand_never_from_an_officers_keys(device: Device, may: bool) -> None:
    assert may_tell(Day().hall, device, f.VoteCast(offer=uid(1), level="satisfied")) is may


def test_only_kiosks_issue_numbers() -> None:
    fact = f.GivenUp(ticket=uid(1))
    assert [
        may_tell(Day().hall, d, fact) for d in (Kiosk(id="k"), Pad(id="p", counter="q"), Board(id="b", zone="z"))
    ] == [
        True,
        False,
        False,
    ]


def test_who_was_never_called_by_the_right_number_rates_the_service_that_was_really_given() -> None:
    """The hub's number, which nobody held, was called and ended; then the citizen was served."""
    day, first = served()
    here = f.IssuedHere(ticket=first.ticket, number="A900", value=900, service="khai-sinh", day=day.hall.day)
    day.hear(here)
    day.serve()
    offer = day.hall.offer_for(first.ticket)
    assert offer is not None
    assert (offer.number, offer.id != first.id) == ("A900", True)


def test_who_is_content_ticks_what_was_good_and_only_the_dissatisfied_that_it_was_rude_or_cost_extra() -> None:
    good, tedious = {"kind", "clear", "quick"}, {"slow", "unclear", "repeated"}
    wrong = {"rude", "extra-papers", "extra-money"}
    assert {level: set(ticks) - {"place"} for level, ticks in REASONS.items()} == {
        "very-satisfied": good,
        "satisfied": good,
        "neutral": tedious,
        "dissatisfied": tedious | wrong,
    }


def test_the_place_can_be_ticked_by_everybody_and_stands_last() -> None:
    assert {ticks[-1] for ticks in REASONS.values()} == {"place"}
    assert all(len(set(ticks)) == len(ticks) for ticks in REASONS.values())
