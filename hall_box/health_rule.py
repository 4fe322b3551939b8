"""When a release that a box has just started in is good, and when the box goes back. Pure.

Good: every program of its role runs, has painted what it paints (they say READY=1 only then), goes on so for a while,
and has its link to the broker. Bad: they do not come so far in time. A hall whose broker is away proves nothing against
a release: where the hub's box answers at all, the network of the release works, and that is enough; where it does not,
the box waits and works, and only its next start would go back. Neither does a screen that is off: what can be seen of
the release without it is well, its drawing is not proved, and the box waits until somebody switches the screen on. A
hub that goes away meanwhile takes nothing of that back. With the next start all is seen anew, the network too.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

STEADY = 30.0
"""Seconds for which all goes well before it is believed: three times what a program takes to fail again."""
LIMIT = 900.0
"""Seconds since the start, or since the screen came or went, after which a program that is not well is not waited for.
A small box on a slow card takes three minutes to its first picture, and starts again once or twice while others come
up."""
ALONE = 3600.0
"""Seconds since the start, in which the network was not proved, after which the next start goes back."""

Hub = Literal["linked", "off", "answers", "away"]
"""The box's program has its link; the machine is there and nobody listens at its broker's door; the broker is there and
the program has no link; nothing is there."""
ENOUGH: tuple[Hub, ...] = ("linked", "off")
"""That the release's network works, and nothing keeps it out."""
Verdict = Literal["good", "bad", "wait", "wait-alone", "wait-dark"]


class Seen(Struct, frozen=True):
    """At one moment, in seconds since this was begun to be watched, which is when the box started."""

    at: float
    programs: frozenset[tuple[str, int]]
    """Those that run and are ready, each with how often it has been started."""
    ill: str
    """What is not well, in words for a technician; empty: everything is."""
    hub: Hub
    dark: bool | None = False
    """The program draws where nobody sees it, for want of a screen. None: it has not said anything for a while."""


class Watched(Struct, frozen=True):
    """What was seen so far."""

    well_since: float | None = None
    programs: frozenset[tuple[str, int]] = frozenset()
    ill: str = ""
    dark: bool = False
    begun: float = 0.0
    """When the box started, or its screen came or went."""
    reached: bool = False
    """The hub's box answered when all had gone on well for a while: the network of this release works."""


def watch(before: Watched, seen: Seen) -> Watched:
    # One that fails again and again is silent in between: that is no screen that comes and goes.
    dark = before.dark if seen.dark is None else seen.dark
    begun = before.begun if before.dark == dark else seen.at
    if seen.ill:
        return Watched(ill=seen.ill, dark=dark, begun=begun, reached=before.reached)
    if before.well_since is None or before.programs != seen.programs or before.dark != dark:
        return Watched(well_since=seen.at, programs=seen.programs, dark=dark, begun=begun, reached=before.reached)
    steady = seen.at - before.well_since >= STEADY
    return replace(before, reached=before.reached or (steady and seen.hub in ENOUGH))


def judge(watched: Watched, seen: Seen) -> Verdict:
    late = seen.at - watched.begun >= LIMIT
    if watched.well_since is None or seen.at - watched.well_since < STEADY:
        return "bad" if late else "wait"
    if seen.hub in ENOUGH or (seen.hub == "away" and watched.reached):
        return "wait-dark" if watched.dark else "good"
    if seen.hub == "answers":
        # The broker is there and does not let the box in: it did, before the update.
        return "bad" if late else "wait"
    return "wait-alone" if seen.at >= ALONE else "wait"
