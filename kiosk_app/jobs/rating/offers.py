"""What can be rated here and now: known before anybody taps, and without the hub. Pure."""

from __future__ import annotations

from hall_core.contract.messages import RatingOffer
from hall_core.domain.names import Millis, Slug
from kiosk_app.jobs.rating.pages import Idle
from kiosk_app.kiosk import Kiosk, Now


def counter_of(kiosk: Kiosk) -> Slug | None:
    """Where it stands, when it is a pad."""
    home = kiosk.setup.home
    return home.counter if isinstance(home, Idle) else None


def offered(kiosk: Kiosk, now: Now) -> RatingOffer | None:
    """What a pad has to rate: the last service that ended at its counter, once, until that expires."""
    state = kiosk.counters.get(counter_of(kiosk) or "")
    offer = None if state is None else state.offer
    return offer if offer is not None and may_rate(kiosk, offer, now) else None


def may_rate(kiosk: Kiosk, offer: RatingOffer, now: Now) -> bool:
    """Whether a vote on it would count, as far as this box can know."""
    return offer.id not in kiosk.rated and left(kiosk, offer, now) > 0


def left(kiosk: Kiosk, offer: RatingOffer, now: Now) -> Millis:
    """How long it can still be rated, by the hub's clock."""
    if kiosk.hub_ahead is None:
        return 0
    hub = now.mono + kiosk.hub_ahead
    if kiosk.hub_clock and now.trusted:
        # What the hub said last may have lain at the broker since the hub died: its time is then long past.
        hub = max(hub, now.at)
    return offer.until - hub
