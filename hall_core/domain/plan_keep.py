"""How long a hall keeps what it has stored (docs/privacy.md). Each is in days, and each is a most: what is older goes
by itself, and what nobody needs is not stored at all."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

LEAST = 60
"""Days that single tickets stay at least: votes and papers that are told late still find theirs."""
LONGEST = 3_660
"""Ten years. More is an archive, and no queue's business."""


class Keep(Struct, frozen=True, kw_only=True):
    words: Annotated[int, Meta(ge=1, le=LONGEST)] = 120
    """What officers wrote: notes, reasons, messages. A complaint may be made for 90 days and takes 30 to settle; the
    words are then gone from ledger and figures, and the archive never has them."""
    ledger: Annotated[int, Meta(ge=LEAST, le=LONGEST)] = 400
    """Days in the ledger, where the console finds who did what: a year, and a month to look at it."""
    tickets: Annotated[int, Meta(ge=LEAST, le=LONGEST)] = 800
    """Single tickets, in the archive and behind the figures: so that this year and the last can be recounted. From then
    on there are only each day's sums."""
    diary: Annotated[int, Meta(ge=LEAST, le=LONGEST)] = 400
    """What was done at the console, and when devices were gone."""
    dossiers: Annotated[int, Meta(ge=1, le=365)] = 30
    """The copies of dossiers and appointments, when the centre sends no list any more."""
    lists: Annotated[int, Meta(ge=1, le=365)] = 2
    """The centre's own files in the hub's ``feeds``, once they were read: they may hold identity numbers."""
    logs: Annotated[int, Meta(ge=1, le=365)] = 30
    """Of each program, on its own box."""
