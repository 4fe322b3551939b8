"""Questions a device asks and the hub answers without anything happening: nothing is recorded, nothing is decided.

They travel beside the commands, for an answer must never wait for the disk: catalogues a part at a time, the state of
a dossier, whether a ticket may be rated.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.contract.messages import Count, RatingOffer
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Digest, DossierCode, Millis, Slug, Uid

PART_BYTES = 5_400
"""Of an edition in one answer: with base64 and the envelope it stays under the 8 kB of a message."""

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


Question = AskPart | AskDossier | AskDossiers | AskOffer


class Part(Struct, frozen=True, kw_only=True, tag_field="type", tag="part"):
    """``data`` is base64 of a part of the compressed edition; there are ``count`` parts."""

    catalogue: Slug
    digest: Digest
    index: Count
    count: Count
    data: Annotated[str, Meta(max_length=7_400)]


class DossierTold(Struct, frozen=True, kw_only=True, tag_field="type", tag="dossier"):
    """``dossier`` None: the hall's copy has none of this code."""

    dossier: Dossier | None
    as_of: Millis | None
    """When the central system last told the hall; None when it never did."""


class DossiersTold(Struct, frozen=True, kw_only=True, tag_field="type", tag="dossiers"):
    """One page of a bucket."""

    dossiers: list[Dossier]
    page: Count
    pages: Count
    as_of: Millis | None


class OfferTold(Struct, frozen=True, kw_only=True, tag_field="type", tag="offer"):
    """``why`` not when ``offer`` is None: no such ticket, its service has not ended, too late, rated already."""

    offer: RatingOffer | None
    why: Literal["unknown", "early", "expired", "used"] | None = None


class CannotTell(Struct, frozen=True, kw_only=True, tag_field="type", tag="cannot"):
    """``other-edition``: the hub has another edition by now; its head says which. ``malformed``: see the hub's log."""

    reason: Literal["other-edition", "no-such-part", "malformed", "unknown-device", "internal-error"]


AnswerBody = Part | DossierTold | DossiersTold | OfferTold | CannotTell


class Answer(Struct, frozen=True, kw_only=True):
    """The answer to the question of that id."""

    to: Uid
    body: AnswerBody
