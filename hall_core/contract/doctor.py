"""How a box is, as its doctor found it, and what a head may ask of a box: to be looked at again, its screen, its log.

What was found travels without a language: each check has its words where it is shown (:mod:`hall_core.doctor`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.contract.messages import Problem
from hall_core.domain.names import Count, Millis, Slug, Uid, Words

FINDINGS_MOST = 40
"""More than there are checks."""
PICTURE_MOST = 200_000
"""Bytes of a picture of a screen: a second of a hall's network, and of what a broker holds for one."""
LOG_MOST = 64_000
"""Bytes of the last lines of a log, packed."""
LINES = 200
"""Of a log."""
LOOK_WITHIN = 20.0
"""Seconds that a page waits for what it asked of a box."""

Verdict = Literal["good", "caution", "alarm", "unknown"]
"""``caution``: somebody should see to it these days; ``alarm``: it does not work now, or soon; ``unknown``: the box
cannot tell."""
About = Annotated[str, Meta(max_length=120)] | int | float


class Finding(Struct, frozen=True, kw_only=True):
    check: Slug
    """Which one: the name of its file."""
    verdict: Verdict
    case: Slug | None = None
    """Which of the check's findings this is; None: the one and only."""
    about: Annotated[dict[str, About], Meta(max_length=8)] = {}
    """Figures and names that the words are filled in with."""
    words: Words = ""
    """What is wrong, in Vietnamese: for alerts, and for whoever does not know the check."""


class Report(Struct, frozen=True, kw_only=True):
    """All that was found, the worst first (retained)."""

    at: Millis
    """By the box's clock, which may be one of the findings."""
    findings: Annotated[list[Finding], Meta(max_length=FINDINGS_MOST)]


class Doing(Struct, frozen=True, kw_only=True):
    """What the program of the box knows of itself, so that its doctor opens neither its printer nor its line a second
    time. Never sent; in a file, written every half minute while the program lives."""

    device: Slug
    version: str
    pid: Count
    linked: bool
    why: str = ""
    """Why not: :data:`hall_core.mqtt.outage.Reason`."""
    drift_ms: int | None = None
    """How far its clock is before the hub's; None: the hub has not been heard yet."""
    plan: str = ""
    """Digest of the hall file it runs on."""
    problems: dict[str, str] = {}
    """Each with its words."""


Wish = Literal["again", "screen", "log"]
"""Look again now; a picture of what stands on the screen; the last lines of the program's log."""


class Look(Struct, frozen=True, kw_only=True):
    """Asked of one box by a console, in a head's name. The answer is under the id of this message."""

    wish: Wish
    by: Slug


Denial = Literal["somebody-there", "no-screen", "no-doctor", "busy", "failed"]
"""A citizen may stand there, or what is on the glass is a person's; the box has none; it is not set up to look at
itself; it still sends what was asked before; it tried and could not."""


class Shown(Struct, frozen=True, kw_only=True, tag_field="type", tag="part"):
    """The ``index``-th of ``count`` parts, in base64: a JPEG of the screen, or the log's lines packed by zlib."""

    to: Uid
    index: Count
    count: Annotated[int, Meta(ge=1, le=64)]
    data: Annotated[str, Meta(max_length=7_400)]


class Looking(Struct, frozen=True, kw_only=True, tag_field="type", tag="looking"):
    """The box looks at itself now; its report follows."""

    to: Uid


class NotShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="denied"):
    to: Uid
    denial: Denial


LookAnswer = Shown | Looking | NotShown

PROBLEMS: dict[Slug, Problem] = {
    "voltage": "undervoltage",
    "temperature": "temperature",
    "disk-wear": "disk-wear",
    "disk-space": "disk-space",
}
"""Checks of which a bad finding is a problem of the box, as what its program notices itself is. A screen is not among
them: its program knows in seconds that it is off, or on again."""


def problems(report: Report) -> dict[Problem, str]:
    """Those that it has now, each with its words."""
    return {
        PROBLEMS[finding.check]: finding.words
        for finding in report.findings
        if finding.check in PROBLEMS and finding.verdict in ("caution", "alarm")
    }
