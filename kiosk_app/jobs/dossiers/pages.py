"""Where a dossier stands: its pages, taps, news and effects."""

from __future__ import annotations

from typing import ClassVar, Literal

from hall_core.contract.questions import Asked
from hall_core.domain.dossier import Dossier, Fee
from hall_core.domain.dossier_days import Reckoned
from hall_core.domain.names import DossierCode, Millis, Uid
from hall_core.domain.scanned import IdCard
from kiosk_app.jobs.entry.pages import Entry
from kiosk_app.kiosk import PERSONAL, SECOND, Page, Paged
from kiosk_app.messages import Effect, News, Tap

ANSWER = 8 * SECOND
"""The station gives up after 5 s; this is for one that never says so, and for a person's many dossiers."""
PAYING = 90 * SECOND
"""Somebody looks for the bank's app on the phone, and nothing on that page names anybody."""

# --- Pages ------------------------------------------------------------------------------------------------------


class Lookup(Entry, frozen=True, kw_only=True):
    """Which dossier?"""


class Waiting(Page, frozen=True, kw_only=True):
    """The hub is asked."""

    stays: ClassVar[Millis | None] = ANSWER
    asks: ClassVar[bool] = False
    deaf: ClassVar[bool] = True
    kept: ClassVar[bool] = False
    personal: ClassVar[bool] = True

    intent: Uid


class Looking(Waiting, frozen=True, kw_only=True):
    """For one dossier."""

    code: DossierCode


class Recognising(Waiting, frozen=True, kw_only=True):
    """For all dossiers that a card's owner might have, a part at a time."""

    token: str = ""
    """What the card's dossiers are filed under; empty until this box has made it of the card."""
    mine: tuple[Dossier, ...] = ()
    reckoned: dict[DossierCode, Reckoned] = {}
    """As the hub has told it, of these and of others."""

    def __repr__(self) -> str:
        return "Recognising(…)"


class _Told(Page, frozen=True):
    stays: ClassVar[Millis | None] = PERSONAL
    personal: ClassVar[bool] = True
    scans: ClassVar[bool] = True


class Found(_Told, Paged, frozen=True, kw_only=True):
    """Where it stands."""

    dossier: Dossier
    as_of: Millis | None
    """When the central system last told the hall."""
    reckoned: Reckoned | None = None
    """In working days, as of then."""
    asked: Asked = "not-asked"


class Pay(_Told, frozen=True, kw_only=True):
    """The code to pay its fee with."""

    stays: ClassVar[Millis | None] = PAYING

    code: DossierCode
    fee: Fee


class NotFound(_Told, frozen=True, kw_only=True):
    kept: ClassVar[bool] = False

    code: DossierCode
    as_of: Millis | None
    asked: Asked = "not-asked"


class Mine(_Told, Paged, frozen=True, kw_only=True):
    """Which of the person's dossiers?"""

    dossiers: tuple[Dossier, ...]
    as_of: Millis | None
    reckoned: dict[DossierCode, Reckoned] = {}


class NoneOfMine(_Told, frozen=True, kw_only=True):
    """The card was read, and nothing is filed under it."""

    kept: ClassVar[bool] = False

    as_of: Millis | None


class NoCards(Page, frozen=True):
    """A card was scanned where none is looked up: by the site's own rule, or since this kiosk lacks the hall's key."""

    asks: ClassVar[bool] = False
    stays: ClassVar[Millis | None] = PERSONAL
    kept: ClassVar[bool] = False
    scans: ClassVar[bool] = True

    why: Literal["policy", "no-key"]


class Away(Page, frozen=True):
    """Nobody can say now where a dossier stands."""

    stays: ClassVar[Millis | None] = PERSONAL
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False
    scans: ClassVar[bool] = True


# --- Taps -------------------------------------------------------------------------------------------------------


class BeginLookup(Tap, frozen=True):
    """Where does my dossier stand? On whatever page it stands."""


class OpenDossier(Tap, frozen=True):
    """That one of mine."""

    code: DossierCode


class OpenPayment(Tap, frozen=True):
    """The code to pay with, please."""


# --- News and effects -------------------------------------------------------------------------------------------


class Recognise(Effect, frozen=True):
    """Make of the card what its dossiers are filed under; Recognised follows at once."""

    card: IdCard


class KeepKey(Effect, frozen=True):
    """The hall's secret, as the hub tells it: to be used from now on, and after a restart."""

    key: bytes

    def __repr__(self) -> str:
        return "KeepKey(…)"


class Recognised(News, frozen=True):
    """``token`` None: this kiosk has no key to make one."""

    token: str | None

    def __repr__(self) -> str:
        return "Recognised(…)"
