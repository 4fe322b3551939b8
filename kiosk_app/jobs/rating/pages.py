"""Rating a service: its pages, taps, news and effects. The same on a kiosk, where the ticket's code leads in, and on a
pad at a counter, where the end of a service does."""

from __future__ import annotations

from typing import ClassVar, Literal

from hall_core.contract.messages import RatingOffer
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.domain.rating import Level
from kiosk_app.kiosk import SECOND, Page
from kiosk_app.messages import News, Tap

READ_THANKS = 5 * SECOND
READ_WHY = 20 * SECOND
"""A page that says why nothing can be rated."""
ANSWER = 8 * SECOND
"""The station gives up after 5 s; this is for one that never says so."""

Hint = Literal["", "unreadable", "no-ticket"]
"""What was wrong with the code that was just scanned."""
Why = Literal["early", "used", "expired", "unknown", "other-hall", "no-hub"]

# --- Pages ------------------------------------------------------------------------------------------------------


class RatingPage(Page, frozen=True):
    """Where a pad notices that its counter has another service to rate, or none."""


class Idle(RatingPage, frozen=True):
    """The first page of a pad, in place of the kiosk's. It looks at once whether there is something to rate."""

    stays: ClassVar[Millis | None] = 0
    asks: ClassVar[bool] = False

    counter: Slug


class ScanTicket(Page, frozen=True):
    """Show your ticket's code."""

    hint: Hint = ""


class Finding(Page, frozen=True):
    """The hub is asked whether the ticket may be rated."""

    stays: ClassVar[Millis | None] = ANSWER
    asks: ClassVar[bool] = False
    deaf: ClassVar[bool] = True
    kept: ClassVar[bool] = False

    question: Uid


class Faces(RatingPage, frozen=True):
    """How was it?"""

    offer: RatingOffer
    level: Level | None = None
    """What was chosen, once somebody has come back to change it."""


class FacesUnasked(Faces, frozen=True):
    """The same on a pad when a service has ended: it goes as it came, for there may be nobody to ask."""

    asks: ClassVar[bool] = False


class Reasons(RatingPage, frozen=True):
    """And why?"""

    offer: RatingOffer
    level: Level
    ticked: tuple[Slug, ...] = ()


class Thanks(RatingPage, frozen=True):
    stays: ClassVar[Millis | None] = READ_THANKS
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False


class NotNow(Page, frozen=True):
    """Why nothing can be rated."""

    stays: ClassVar[Millis | None] = READ_WHY
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False

    why: Why


# --- Taps -------------------------------------------------------------------------------------------------------


class OpenRating(Tap, frozen=True):
    """I want to rate a service."""


class OpenOffer(Tap, frozen=True):
    """What this pad's counter has to rate."""


class ChooseLevel(Tap, frozen=True):
    """The offer stands in it, so that a finger that is down when the next one's service ends chooses nothing."""

    offer: Uid
    level: Level


class Tick(Tap, frozen=True):
    """This reason too; or not, after all."""

    offer: Uid
    reason: Slug


class Send(Tap, frozen=True):
    offer: Uid


# --- News -------------------------------------------------------------------------------------------------------


class RatedBefore(News, frozen=True):
    """Offers that were rated here before this start."""

    offers: tuple[Uid, ...]
