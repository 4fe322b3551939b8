"""A pad in a hand, for the tests of rating."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.contract.messages import CounterState, RatingOffer
from hall_core.domain.rating import Level
from hall_core.mqtt.heard import LinkUp, StateHeard
from kiosk_app.jobs.rating import pages as p
from kiosk_app.kiosk import Kiosk, Setup
from kiosk_app.messages import Effect, Woke
from kiosk_app.state import wake_at
from tests.conftest import NINE_IN_THE_MORNING
from tests.kiosk_app.conftest import Hand, hall_state, make_hall

OFFER = RatingOffer(id="018f0000-0000-7000-8000-0000000000f1", number="A012", until=NINE_IN_THE_MORNING + 1_800_000)
NEXT = replace(OFFER, id="018f0000-0000-7000-8000-0000000000f2", number="A013")


def counter_state(offer: RatingOffer | None) -> CounterState:
    return CounterState(
        epoch=1,
        version=1,
        counter="quay-1",
        revision=1,
        status="open",
        reason="",
        since=NINE_IN_THE_MORNING,
        ticket=None,
        seen=None,
        offer=offer,
    )


class PadHand(Hand):
    """A pad at counter 1, to which the hub speaks by the clock of the box."""

    def __init__(self) -> None:
        home = p.Idle("quay-1")
        super().__init__(Kiosk(setup=Setup(plan=make_hall(), digest="", tiles=4, printer=False, home=home), page=home))
        self.hear(LinkUp())
        self.beat()

    def beat(self, at: int | None = None) -> None:
        self.hear(StateHeard(hall_state(), self.now.at if at is None else at, True))

    def offer(self, offer: RatingOffer | None) -> None:
        self.hear(StateHeard(counter_state(offer), self.now.at, True))

    def sleep(self, ms: int) -> list[Effect]:
        """Time passes, and the pad wakes whenever it wants to."""
        end, done = self.mono + ms, []
        while (wake := wake_at(self.kiosk, self.now)) <= end:
            self.mono = max(wake, self.mono)
            before = self.kiosk
            done += self.hear(Woke())
            if self.kiosk == before and wake == self.mono:
                self.mono += 1
        self.mono = end
        return done

    def rate(self, offer: RatingOffer, level: Level, *reasons: str) -> list[Effect]:
        ticks = [p.Tick(offer.id, reason) for reason in reasons]
        return self.tap(p.ChooseLevel(offer.id, level), *ticks, p.Send(offer.id))
