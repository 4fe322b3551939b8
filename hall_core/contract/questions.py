"""Questions a device asks and the hub answers without anything happening: nothing is recorded, nothing is decided.

They travel beside the commands, for an answer must never wait for the disk: catalogues a part at a time, the state of
a dossier, whether a ticket may be rated.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.contract.messages import RatingOffer
from hall_core.domain.dossier import Dossier
from hall_core.domain.dossier_days import Reckoned
from hall_core.domain.names import Count, Digest, DossierCode, Millis, Slug, Uid

PART_BYTES = 5_400
"""Of an edition in one answer: with base64 and the envelope it stays under the 8 kB of a message."""

_BASE64 = r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$(?!\n)"
Bucket = Annotated[str, Meta(pattern=r"^[0-9a-f]{2}$(?!\n)")]


class AskPart(Struct, frozen=True, kw_only=True, tag_field="type", tag="part"):
    """The ``index``-th part (from 0) of this very edition of a catalogue."""

    catalogue: Slug
    digest: Digest
    index: Count


class AskDossier(Struct, frozen=True, kw_only=True, tag_field="type", tag="dossier"):
    code: DossierCode


class AskDossiers(Struct, frozen=True, kw_only=True, tag_field="type", tag="dossiers"):
    """All dossiers whose owner's token begins with ``bucket``: the kiosk looks for the right ones among them, so that
    nothing that tells one person from another leaves it (docs/privacy.md)."""

    bucket: Bucket
    page: Count = 0


class AskOffer(Struct, frozen=True, kw_only=True, tag_field="type", tag="offer"):
    """May this ticket's service be rated?"""

    ticket: Uid


class AskCardKey(Struct, frozen=True, kw_only=True, tag_field="type", tag="card-key"):
    """The hall's secret, which makes a token of what a card says (docs/privacy.md). For kiosks alone."""


Question = AskPart | AskDossier | AskDossiers | AskOffer | AskCardKey


class Part(Struct, frozen=True, kw_only=True, tag_field="type", tag="part"):
    """``data`` is base64 of a part of the compressed edition; there are ``count`` parts."""

    catalogue: Slug
    digest: Digest
    index: Count
    count: Count
    data: Annotated[str, Meta(max_length=7_400)]


Asked = Literal["not-asked", "found", "none", "no-answer"]
"""What came of asking the centre. It was not asked, for the hall's copy has the dossier or this hall asks nobody; it
has the dossier; it knows none of this code; it has not answered in time."""


class DossierTold(Struct, frozen=True, kw_only=True, tag_field="type", tag="dossier"):
    """``dossier`` None: neither the hall's copy has one of this code nor, if it was ``asked``, the centre."""

    dossier: Dossier | None
    as_of: Millis | None
    """When the central system last told whoever answers; None when it never did."""
    asked: Asked = "not-asked"
    reckoned: Reckoned | None = None
    """In working days, as of then."""


class DossiersTold(Struct, frozen=True, kw_only=True, tag_field="type", tag="dossiers"):
    """One page of a bucket."""

    dossiers: list[Dossier]
    page: Count
    pages: Count
    as_of: Millis | None
    reckoned: dict[DossierCode, Reckoned] = {}
    """Of those of which there is anything to say."""


class OfferTold(Struct, frozen=True, kw_only=True, tag_field="type", tag="offer"):
    """``why`` not when ``offer`` is None: no such ticket, its service has not ended, too late, rated already."""

    offer: RatingOffer | None
    why: Literal["unknown", "early", "expired", "used"] | None = None


class CardKeyTold(Struct, frozen=True, kw_only=True, tag_field="type", tag="card-key"):
    """``key`` is base64. What prints a value, such as a log, does not print that."""

    key: Annotated[str, Meta(min_length=24, max_length=100, pattern=_BASE64)]

    def __repr__(self) -> str:
        return "CardKeyTold(…)"


class CannotTell(Struct, frozen=True, kw_only=True, tag_field="type", tag="cannot"):
    """``other-edition``: the hub has another edition by now; its head says which. ``malformed``: see the hub's log.
    ``not-yours``: no business of that device in this hall. ``too-many``: said once, then it waits for its answers."""

    reason: Literal[
        "other-edition",
        "no-such-part",
        "malformed",
        "unknown-device",
        "not-yours",
        "too-many",
        "shut-out",
        "internal-error",
    ]


AnswerBody = Part | DossierTold | DossiersTold | OfferTold | CardKeyTold | CannotTell


class Answer(Struct, frozen=True, kw_only=True):
    """The answer to the question of that id."""

    to: Uid
    body: AnswerBody
