"""Who may say what time it is: a clock battery, a person. Pure; moments are milliseconds since 1970 UTC."""

from __future__ import annotations

from hall_core.device.clock import BEGINNING
from hall_core.domain.business_day import local
from hall_core.domain.names import Millis

AHEAD = 10 * 366 * 86_400_000
"""Nothing is so far ahead of what the box kept last, or of the product's beginning: a battery clock that came to life
with some year of its own, a person who mistyped it."""
BEHIND = 2_000
"""What a battery clock, which tells whole seconds, may be behind the time that was kept."""
BACK = 86_400_000
"""What a person may say that it is before that: what was kept is as wrong as the clock was, such as a battery clock
that is set to the hour of the hall where it is read as UTC. Of each start of the box: bit by bit it goes no further."""
APART = 5_000
"""… and from the box's clock, when that was set by it."""


def told(at: Millis) -> str:
    """Such as 2026-11-23 14:05:00, as it is in the hall."""
    return f"{local(at):%Y-%m-%d %H:%M:%S}"


def bounds(kept: Millis | None, back: Millis) -> tuple[Millis, Millis]:
    """From when to when it can be now. ``kept``: when the box was last seen to run before this start, by its own clock;
    ``back``: what it may be before that."""
    begins = max(BEGINNING, kept or 0)
    return max(BEGINNING, begins - back), begins + AHEAD


def against(at: Millis, earliest: Millis, latest: Millis) -> str:
    """Why that cannot be the time now; empty: it can."""
    if at < earliest:
        return f"{told(at)} is before {told(earliest)}"
    return f"{told(at)} is more than ten years ahead" if at > latest else ""


def goes_on(wall: Millis, kept: Millis | None) -> Millis | None:
    """Where a clock goes on from that cannot be right: when the box ran last. None: it can. A battery clock may have
    set it to years ahead; or the system, which sets back one that is too far ahead for it, to its own beginning."""
    return bounds(kept, 0)[0] if against(wall, *bounds(kept, BEHIND)) else None


def at_least(wall: Millis, kept: Millis | None) -> Millis | None:
    """A moment that has passed by now, though nobody may have set the clock yet: it stands still while the box is off,
    and runs ahead only where a battery clock that can be right does. None: no such moment is known."""
    moments = (at for at in (wall, kept) if at is not None and not against(at, *bounds(kept, 0)))
    return next(moments, None)


def battery(its: Millis | None, wall: Millis, kept: Millis | None) -> str:
    """Why the battery clock has not set this box's clock to the right time; empty: it has."""
    if its is None:
        return "there is no battery clock"
    if why := against(its, *bounds(kept, BEHIND)):
        return f"the battery clock says nonsense: {why}"
    if abs(its - wall) > APART:
        return f"the box's clock says {told(wall)}, and the battery clock {told(its)}"
    return ""
