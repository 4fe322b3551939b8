"""The bodies that travel on the branch between hall and centre. Each in the usual envelope."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Count, Day, DossierCode, Millis, Ordinal, Slug, Uid
from hall_core.domain.plan_centre import SetName

Stream = Literal["transactions", "ratings", "days", "apologies"]
Packed = Annotated[str, Meta(max_length=7_400)]
"""Base64 of zlib over JSON, so that some 80 records go into one message of the usual size."""
SetDigest = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
BucketDigest = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
BUCKETS = 256


class Mark(Struct, frozen=True, array_like=True, order=True):
    """How far somebody is in a stream of one ledger: the last record's place in it."""

    epoch: Count
    seq: Count
    part: Count = 0


NOTHING = Mark(0, 0, 0)
"""Before the first record."""


class Position(Struct, frozen=True, kw_only=True):
    """How far somebody is with a set, and what it is then. Another ``epoch``: the set was begun anew."""

    epoch: Count
    seq: Count
    digest: SetDigest


# ---- up


class Hello(Struct, frozen=True, kw_only=True, tag_field="type", tag="hello"):
    """The hall is there: at each new connection and once a minute. Answered by one :class:`Recorded` for each stream
    and one :class:`Stands` for each set."""

    version: Annotated[str, Meta(max_length=40)]
    plan: Annotated[str, Meta(max_length=64)]
    """Digest of its hall file."""
    epoch: Count
    """Of its ledger."""
    told: dict[Stream, Mark]
    """What it believes to be recorded."""
    sets: dict[SetName, Position]
    """What it has of each set that it takes from the centre."""


class Records(Struct, frozen=True, kw_only=True, tag_field="type", tag="records"):
    """The next records of a stream. ``after`` is the mark of the one before the first; :data:`NOTHING`'s when there is
    none. Taken as a whole or not at all, and only by who is exactly at ``after``."""

    stream: Stream
    after: Mark
    upto: Mark
    count: Annotated[int, Meta(ge=1, le=100)]
    packed: Packed
    """Of ``list[Record]``."""


class HallStatus(Struct, frozen=True, kw_only=True, tag_field="type", tag="status"):
    """How the hall stands, once a minute and when that changes much; the last one counts, a lost one costs nothing."""

    day: Day
    open: bool
    waiting: dict[Slug, Count]
    """By service."""
    counters_open: Count
    served_today: Count
    devices: Count
    """In the hall file."""
    away: Annotated[list[Slug], Meta(max_length=64)] = []
    """Those that are not online."""
    problems: dict[Slug, Count] = {}
    """How many devices have each."""
    behind: Count = 0
    """Records that the centre has not acknowledged."""
    clock_trusted: bool = True


class Ask(Struct, frozen=True, kw_only=True, tag_field="type", tag="ask"):
    """Somebody stands in the hall and asks for a dossier that is not in its copy."""

    code: DossierCode


class Differs(Struct, frozen=True, kw_only=True, tag_field="type", tag="differs"):
    """The hall's copy of a set is not what the digest says. ``buckets`` are the digests of its parts, in order; what
    differs is sent anew."""

    set: SetName
    buckets: Annotated[list[BucketDigest], Meta(min_length=BUCKETS, max_length=BUCKETS)]


Up = Hello | Records | HallStatus | Ask | Differs

# ---- down


class Recorded(Struct, frozen=True, kw_only=True, tag_field="type", tag="recorded"):
    """All records of the stream up to and with ``upto`` are committed at the centre. Lower than the hall thought: the
    centre has lost some, or there was a gap; the hall goes on from there."""

    stream: Stream
    upto: Mark


class Stands(Struct, frozen=True, kw_only=True, tag_field="type", tag="stands"):
    """What a set is at the centre, as of the envelope's time: after changes, as the answer to :class:`Hello`, and once
    a minute. A hall that is there with the same digest knows that its copy is of that time."""

    set: SetName
    position: Position


class Changes(Struct, frozen=True, kw_only=True, tag_field="type", tag="changes"):
    """The set's changes from ``after`` (not included) to ``upto``. Only for who is exactly at ``after``.

    ``whole``: after it the set is one that may be shown, and has ``digest``. What comes before the end of an edition
    of the catalogue is not."""

    set: SetName
    epoch: Count
    after: Count
    upto: Count
    packed: Packed
    """Of ``list[Item]``."""
    whole: bool = True
    digest: SetDigest


class Bucket(Struct, frozen=True, kw_only=True, tag_field="type", tag="bucket"):
    """All that is in one part of a set, in ``parts`` messages, as of ``epoch`` and ``seq``."""

    set: SetName
    epoch: Count
    seq: Count
    bucket: Annotated[int, Meta(ge=0, lt=BUCKETS)]
    part: Count
    parts: Ordinal
    packed: Packed


class Told(Struct, frozen=True, kw_only=True, tag_field="type", tag="told"):
    """The answer to an :class:`Ask` of that id. ``dossier`` None: the centre knows none of this code."""

    to: Uid
    dossier: Dossier | None
    as_of: Millis
    """Of when the centre's own copy is."""


Down = Recorded | Stands | Changes | Bucket | Told
