"""What follows from the hub's clock: the time a board shows, and how bright its lamps are. Pure."""

from __future__ import annotations

from display_app.board import Board
from display_app.texts import clock_time
from display_app.turns import Turns
from hall_core.domain.business_day import level_at, local, minutes_of
from hall_core.domain.names import Millis
from hall_core.domain.plan_times import Level

MINUTE = 60_000
DAY = 24 * 60
"""Minutes."""
CLOCK_FOR = DAY * MINUTE
"""Milliseconds the clock goes on without the hub: after a day a box's crystal may be ten seconds off."""


def hub_time(state: Board, turns: Turns) -> Millis | None:
    """What the hub's clock shows, or None: right or absent."""
    clock = state.clock
    if clock is None or not clock.trusted or turns.now - clock.own >= CLOCK_FOR:
        return None
    return clock.at(turns.now)


def brightness(levels: list[Level], state: Board, turns: Turns) -> int:
    """Percent at this hour. Without the time it is the brightest of the day: where people are called it is day, and a
    number that the sun outshines does more harm than one that glares at night."""
    if not levels:
        return 100
    clock = state.clock
    if clock is None or not clock.trusted:
        return max(level.percent for level in levels)
    at = clock.at(turns.now)
    now = local(at)
    minute = now.hour * 60 + now.minute
    ahead = min((minutes_of(level.at) - minute - 1) % DAY + 1 for level in levels)
    turns.changes_at(turns.now + ahead * MINUTE - at % MINUTE)
    return level_at(levels, at)


def time_of_day(state: Board, turns: Turns) -> str:
    """The hub's time, such as 07:05, or nothing."""
    at = hub_time(state, turns)
    if at is None:
        return ""
    turns.changes_at(turns.now + MINUTE - at % MINUTE)
    return clock_time(at)
