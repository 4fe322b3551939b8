"""A dossier (hồ sơ) as the central system last told it, and what follows from it for the citizen. Pure.

Nothing here names a person. ``owner`` is what a hall's secret makes of an identity number
(:func:`hall_core.domain.scanned.IdCard.token`), and never leaves the hall.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.domain.names import Day, DossierCode, Name
from hall_core.domain.working_days import Term

State = Literal[
    "registered",
    "received",
    "rejected",
    "processing",
    "needs-papers",
    "fee-due",
    "withdrawn",
    "stopped",
    "finished",
    "returned",
]
"""The ten states that several systems share (1 mới đăng ký … 10 đã trả); a site maps its vendor's codes to them."""

ENDED: frozenset[State] = frozenset({"rejected", "withdrawn", "stopped", "finished", "returned"})
"""States in which nothing can be late any more."""

NAME_MOST, NOTE_MOST = 240, 500
"""Characters of a name and of a note. In two languages, with three bytes a letter, a dossier then still fits into a
message of 8 kB; procedures have names of 1,000 characters, of which nobody reads the rest on a dossier's page."""

Vnd = Annotated[int, Meta(ge=0, le=9_999_999_999)]
"""Whole đồng."""


class Fee(Struct, frozen=True, kw_only=True):
    """What is to be paid. That it was paid is only known when the central system says so."""

    amount: Vnd
    bank: Annotated[str, Meta(pattern=r"^\d{6}$(?!\n)")]
    """The bank's number (BIN) in the VietQR directory."""
    account: Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,19}$(?!\n)")]
    paid: bool = False


# Neither refers back to what holds it, so nobody has to look for rings among them: with hundreds read at once that
# look took three times as long as the reading.
class Dossier(Struct, frozen=True, kw_only=True, gc=False):
    code: DossierCode
    procedure: Name
    """Its short name."""
    agency: Name
    state: State
    received: Day | None = None
    due: Day | None = None
    """When the result was promised at first."""
    new_due: Day | None = None
    """When it is promised now, once the agency has apologised."""
    ended: Day | None = None
    note: Name | None = None
    """What the citizen is to do next, in the central system's words: the papers that are missing, where to come."""
    fee: Fee | None = None
    owner: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")] = ""
    term: Term | None = None
    """How long it may take, where the central system tells no due date: what may be expected by it is no promise."""


Standing = Literal["on-time", "late", "was-late", "open-ended", "unknown"]


def standing(dossier: Dossier, as_of: Day | None) -> Standing:
    """Whether it is late, by a copy that is of the day ``as_of`` (None: nobody knows of when).

    Never late by today's date alone: between the copy and today it may have been finished. "Trễ hạn" is no state of
    the central systems; it follows from the first promise.
    """
    if dossier.due is None:
        return "open-ended"
    if dossier.state in ENDED:
        if dossier.ended is None:
            return "unknown"
        return "was-late" if dossier.ended > dossier.due else "on-time"
    if as_of is None:
        return "unknown"
    return "late" if as_of > dossier.due else "on-time"


def shortened(text: str, most: int) -> str:
    """At most so many characters, ended at a word."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 2]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut} …"
