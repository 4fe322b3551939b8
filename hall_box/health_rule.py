"""When a release that a box has just started in is good, and when the box goes back. Pure.

Good: every program of its role runs, has painted what it paints (they say READY=1 only then), goes on so for a while,
and has its link to the broker. Bad: they do not come so far in time. A hall whose broker is away proves nothing against
a release: where the hub's box answers at all, the network of the release works, and that is enough; where it does not,
the box waits and works, and only its next start would go back.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

STEADY = 30.0
"""Seconds for which all goes well before it is believed: three times what a program takes to fail again."""
LIMIT = 900.0
"""Seconds since the start after which a program that is not well is not waited for. A small box on a slow card takes
three minutes to its first picture, and starts again once or twice while others come up."""
ALONE = 3600.0
"""Seconds without any sign of the hub's box after which the next start goes back."""

Hub = Literal["linked", "off", "answers", "away"]
"""The box's program has its link; the machine is there and nobody listens at its broker's door; the broker is there and
the program has no link; nothing is there."""
Verdict = Literal["good", "bad", "wait", "wait-alone"]


class Seen(Struct, frozen=True):
    """At one moment, in seconds since this was begun to be watched, which is when the box started."""

    at: float
    programs: frozenset[tuple[str, int]]
    """Those that run and are ready, each with how often it has been started."""
    ill: str
    """What is not well, in words for a technician; empty: everything is."""
    hub: Hub


class Watched(Struct, frozen=True):
    """What was seen so far."""

    well_since: float | None = None
    programs: frozenset[tuple[str, int]] = frozenset()
    ill: str = ""


def watch(before: Watched, seen: Seen) -> Watched:
    if seen.ill:
        return Watched(ill=seen.ill)
    if before.well_since is None or before.programs != seen.programs:
        return Watched(well_since=seen.at, programs=seen.programs)
    return before


def judge(watched: Watched, seen: Seen) -> Verdict:
    if watched.well_since is None or seen.at - watched.well_since < STEADY:
        return "bad" if seen.at >= LIMIT else "wait"
    if seen.hub in ("linked", "off"):
        return "good"
    if seen.hub == "answers":
        # The broker is there and does not let the box in: it did, before the update.
        return "bad" if seen.at >= LIMIT else "wait"
    return "wait-alone" if seen.at >= ALONE else "wait"
