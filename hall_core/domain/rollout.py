"""Which boxes may take a new release now: the hall's staged update as one rule.

One box first, alone. When it has worked through hours in which people came, the others follow at night: a few at a
time, of boxes that stand in for one another one at a time, the hub's own last. A box that goes back to its old release,
or refuses the new one, or does not come back, stops it all. Pure: the hub asks again and again, and keeps the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from hall_core.domain.business_day import MINUTE, local, moment_of, open_until, opens_next, spans_on
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.domain.plan import Hours
from hall_core.domain.plan_devices import Board, Caller, Console, Device, Kiosk, Led, Pad, Sign

Version = Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+~_-]{0,39}$(?!\n)")]

AFTER_CLOSING = 30 * MINUTE
"""Whoever took a number at the last minute is still being served."""
BEFORE_OPENING = 60 * MINUTE
"""Time for a person to come and look when a box is not as it was."""
NIGHT = 240 * MINUTE
"""A hall that is closed for less has a break: nothing is begun then."""
NIGHT_STEP = 60 * MINUTE
"""… there, by which its end moves on."""
ENOUGH = 30 * MINUTE
"""What a box needs on a slow line: nothing is begun so shortly before the end."""
PROOF_OPEN = 180 * MINUTE
"""Opening time that the first box works through before the others follow: a morning with people."""
PROOF_HASTE = 30 * MINUTE
"""When the head of the centre wants it sooner: that long it has to be well."""
LOST = 60 * MINUTE
"""After which a box that was told, and has not come to its end, is not waited for any more."""
AT_ONCE = 3
"""Boxes that fetch and install at the same time: the hub's disk and line are for the hall."""
NOW_LASTS = 120 * MINUTE
"""How long an order to update in opening hours holds."""

State = Literal["running", "trying", "fetching", "installing", "ready", "restarting", "failed", "rolled-back"]
"""``trying``: started in a new release and not yet found well; ``ready``: installed, waits for a moment of rest."""
Phase = Literal["first", "proving", "rest", "night", "clock", "people", "absent", "dark", "done", "stopped"]
"""The first box is at it; it proves itself; the others are at it; waiting for the night, for the right time, until
nobody is called or served; what is left is switched off or says nothing; only the screens of those that have it are
off; all have it; stopped."""
Stop = Literal["by-hand", "rolled-back", "failed", "lost"]


class Box(Struct, frozen=True, kw_only=True):
    """What the rule has to know of a box."""

    id: Slug
    group: str
    """Of boxes with the same one goes at a time."""
    hub: bool = False
    online: bool = True
    version: Version | None = None
    """None: it is none that could be updated, or has said nothing."""
    state: State = "running"
    offer: Uid | None = None
    """Which rollout its state is about, if any."""
    dark: bool = False
    """It tries a release, and its screen is off."""


class Rollout(Struct, frozen=True, kw_only=True):
    """What the head of the centre has ordered, and how far it is; the hub keeps it on its disk."""

    id: Uid
    version: Version
    first: Slug
    by: Slug
    at: Millis
    now_until: Millis = 0
    """Until then also while the hall is open."""
    haste: bool = False
    """The first box need not have worked through a day with people."""
    proved_from: Millis | None = None
    """Since when the first box is well on it."""
    told: Mapping[Slug, Millis] = {}
    """Boxes that were told to take it, and when."""
    until: Millis = 0
    """What the last of them was told: until when it may begin what can be seen in the hall."""
    stop: Stop | None = None
    stopped_by: Slug | None = None
    """The box, or the officer."""


class Step(Struct, frozen=True):
    rollout: Rollout
    phase: Phase
    until: Millis = 0
    """Until when the boxes that were told may begin what can be seen in the hall."""


def group_of(device: Device) -> str:
    """Boxes that stand in for one another: the boards of a zone, all kiosks, all call boxes."""
    match device:
        case Board(zone=zone) | Led(zone=zone) | Sign(zone=zone):
            return f"zone {zone}"
        case Kiosk():
            return "kiosks"
        case Pad():
            return "pads"
        case Caller():
            return "callers"
        case Console():
            return "consoles"


def night_until(hours: Hours, at: Millis) -> Millis | None:
    """Until when boxes may be updated, if ``at`` lies in such a time; None: they may not."""
    if open_until(hours, at) is not None:
        return None
    opens, closed = opens_next(hours, at), _closed_since(hours, at)
    if closed is not None and at < closed + AFTER_CLOSING:
        return None
    if opens is None:
        return at - at % NIGHT_STEP + NIGHT  # each box is told of each change
    if closed is not None and opens - closed < NIGHT:
        return None
    end = opens - BEFORE_OPENING
    return end if at < end else None


def step(
    rollout: Rollout, boxes: Iterable[Box], hours: Hours, at: Millis, *, trusted: bool, quiet: bool, heard_for: Millis
) -> Step:
    """Where the rollout stands at ``at``, and whom it tells now. ``trusted``: the hub knows the time. ``quiet``: nobody
    is called or being served. ``heard_for``: how long the hub has heard the boxes and known the time, by a clock that
    nobody sets."""
    known = {box.id: box for box in boxes}
    if rollout.stop is not None:
        return Step(replace(rollout, told={}), "stopped")
    if not trusted:
        # What was told goes on, in the same words: another end would break off a box that is at it, which looks at its
        # own clock. Nothing is begun by a clock that may be wrong by half a day.
        return Step(rollout, "clock", rollout.until)
    rollout = _proved(rollout, known, at)
    if (wrong := _wrong(rollout, known, at, heard_for)) is not None:
        return Step(wrong, "stopped")
    left = [box for box in known.values() if not _has_it(box, rollout)]
    if not left:
        return Step(replace(rollout, told={}), "done")
    # Whoever waits for its screen has what it was told to take: nobody waits for it, nor does it lack anything.
    told = {id: when for id, when in rollout.told.items() if any(id == box.id and not box.dark for box in left)}
    rollout = replace(rollout, told=told)
    first_done = rollout.first not in known or _has_it(known[rollout.first], rollout)
    if first_done and not _may_follow(rollout, known, hours, at):
        return Step(replace(rollout, told={}), "proving")
    if all(box.dark for box in left if first_done or box.id == rollout.first):
        return Step(rollout, "dark")
    forced = at < rollout.now_until
    until = rollout.now_until if forced else night_until(hours, at)
    if until is None:
        return Step(replace(rollout, told={}), "night")
    if not forced and not quiet:
        return Step(rollout, "people", until)
    phase: Phase = "rest" if first_done else "first"
    new = () if until - at < ENOUGH else _next(left, rollout, first_done=first_done)
    if new:
        return Step(replace(rollout, told={**told, **dict.fromkeys(new, at)}, until=until), phase, until)
    # Whoever is switched off at night gets it some night when it is not.
    return Step(rollout, phase if told or until - at < ENOUGH else "absent", until)


def firsts(boxes: Iterable[Box]) -> list[Slug]:
    """Who may prove a release. The hub's own box goes last, so it may only where no other one can take it: a hub that
    does not get well stops the whole hall."""
    able = [box for box in boxes if box.version]
    return [box.id for box in able if not box.hub] or [box.id for box in able]


def _next(left: list[Box], rollout: Rollout, *, first_done: bool) -> tuple[Slug, ...]:
    """Who may begin now beside those who are at it."""
    busy = [box for box in left if box.id in rollout.told]
    free = [box for box in left if box.id not in rollout.told and box.online and box.version and not box.dark]
    if not first_done:
        return tuple(box.id for box in free if box.id == rollout.first and not busy)
    others = [box for box in free if not box.hub]
    if not others and not busy:
        # Also before those that are switched off: they fetch it from the new hub as from the old one.
        others = free
    groups, new = {box.group for box in busy}, list[Slug]()
    for box in others:
        if len(busy) + len(new) < AT_ONCE and box.group not in groups and not any(each.hub for each in busy):
            groups.add(box.group)
            new.append(box.id)
    return tuple(new)


def _proved(rollout: Rollout, known: Mapping[Slug, Box], at: Millis) -> Rollout:
    first = known.get(rollout.first)
    if rollout.proved_from is None and first is not None and _has_it(first, rollout):
        return replace(rollout, proved_from=at)
    return rollout


def _may_follow(rollout: Rollout, known: Mapping[Slug, Box], hours: Hours, at: Millis) -> bool:
    first = known.get(rollout.first)
    if first is not None and not first.online:
        return False  # nobody can tell how it is
    if rollout.proved_from is None:
        return True  # it stands in the hall file no more
    if rollout.haste or opens_next(hours, rollout.proved_from) is None:
        return at - rollout.proved_from >= PROOF_HASTE
    return open_for(hours, rollout.proved_from, at) >= PROOF_OPEN


def _wrong(rollout: Rollout, known: Mapping[Slug, Box], at: Millis, heard_for: Millis) -> Rollout | None:
    for box in known.values():
        told = rollout.told.get(box.id)
        if box.offer == rollout.id and box.state in ("rolled-back", "failed"):
            return replace(
                rollout, stop="failed" if box.state == "failed" else "rolled-back", stopped_by=box.id, told={}
            )
        waits = box.state == "ready" or box.dark
        if told is not None and not _has_it(box, rollout) and not waits and min(at - told, heard_for) > LOST:
            return replace(rollout, stop="lost", stopped_by=box.id, told={})
    return None


def _has_it(box: Box, rollout: Rollout) -> bool:
    return box.version == rollout.version and box.state not in ("trying", "restarting")


def open_for(hours: Hours, since: Millis, until: Millis) -> Millis:
    """For how long of that time the hall was open."""
    total, at = 0, since
    while at < until:
        end = open_until(hours, at)
        if end is None:
            opens = opens_next(hours, at)
            if opens is None:
                break
            at = opens
        else:
            total += min(end, until) - at
            at = end
    return total


def _closed_since(hours: Hours, at: Millis) -> Millis | None:
    """When the last opening before ``at`` ended; None: not today and not yesterday."""
    for back in range(2):
        day = datetime.combine(local(at).date() - timedelta(days=back), time.min)
        ends = [moment_of(day + timedelta(minutes=end)) for _, end in spans_on(hours, day)]
        past = [end for end in ends if end <= at]
        if past:
            return max(past)
    return None
