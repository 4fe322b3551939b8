"""How a release of the box's software goes round the hall (docs/updates.md).

The hub says to one box after the other what it is to run; the box fetches that from the hub's box, proves itself in it
or goes back, and says how it stands. The head of the centre orders it at a console.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.domain.names import Millis, Slug, Uid, Words
from hall_core.domain.rollout import Phase, State, Stop, Version

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Machine = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$(?!\n)")]
"""What a release is made for, as RAUC calls it ("compatible"): ``motcua-arm64``."""
Percent = Annotated[int, Meta(ge=0, le=100)]

Why = Literal[
    "",
    "unreachable",
    "digest",
    "space",
    "signature",
    "machine",
    "install",
    "not-started",
    "programs",
    "clock",
]
"""What went wrong: the hub's box gives it not; it is another file than the hub named; the disk is full; nobody whom
this box believes has signed it; it is for other machines; it could not be written into the other slot; the new release
did not start; its programs did not get well; the box does not know the time."""


class Wanted(Struct, frozen=True, kw_only=True):
    """What one box is to run (retained, and taken back when that is no longer wanted)."""

    offer: Uid
    """Of the rollout: who has failed at it does not try it again for the same one."""
    version: Version
    digest: Sha256
    size: Annotated[int, Meta(ge=1, le=4_000_000_000)]
    until: Millis
    """After which nothing is begun that can be seen in the hall."""


class BoxStanding(Struct, frozen=True, kw_only=True):
    """What a box runs and what it is doing about another release (retained)."""

    version: Version
    machine: Machine
    slot: Literal["A", "B", ""]
    """Empty: it has no two."""
    state: State
    offer: Uid | None = None
    """Which rollout ``state`` is about."""
    wanted: Version | None = None
    percent: Percent | None = None
    """Of what it fetches or installs."""
    why: Why = ""
    words: Words = ""
    """What the tool said, for a technician."""
    dark: bool = False
    """While it tries a release: all is well but that its screen is off, so nobody can tell how that draws."""


class Asked(Struct, frozen=True, kw_only=True):
    """What a program of the box tells its root. Never sent."""

    wanted: Wanted | None = None
    rest: bool = False
    """Nobody uses the box now: it may restart."""


class Release(Struct, frozen=True, kw_only=True):
    """One that the hub can give."""

    version: Version
    machines: list[Machine]


class RolloutState(Struct, frozen=True, kw_only=True):
    """What the hub has to give and how far it is with it (retained), for consoles."""

    releases: Annotated[list[Release], Meta(max_length=8)] = []
    """Newest first."""
    offer: Uid | None = None
    version: Version | None = None
    first: Slug | None = None
    by: Slug | None = None
    at: Millis = 0
    phase: Phase | None = None
    until: Millis = 0
    """With ``phase`` first and rest: until when boxes may begin."""
    haste: bool = False
    now_until: Millis = 0
    told: list[Slug] = []
    stop: Stop | None = None
    stopped_by: Slug | None = None
    trouble: Literal["", "storage", "gone"] = ""
    """The hub cannot keep what is ordered; the release is there no more."""


class Offer(Struct, frozen=True, kw_only=True, tag_field="type", tag="offer-release"):
    """All boxes are to have this version, and this one first."""

    version: Version
    first: Slug
    by: Slug


class Stopped(Struct, frozen=True, kw_only=True, tag_field="type", tag="stop-release"):
    """No further box takes it. Those that have it keep it."""

    offer: Uid
    by: Slug


class Sooner(Struct, frozen=True, kw_only=True, tag_field="type", tag="hurry-release"):
    """The others follow as soon as the first box has been well for half an hour; at night all the same."""

    offer: Uid
    by: Slug


class InHours(Struct, frozen=True, kw_only=True, tag_field="type", tag="release-now"):
    """Also while the hall is open, for two hours from now."""

    offer: Uid
    by: Slug


ReleaseWish = Offer | Stopped | Sooner | InHours
