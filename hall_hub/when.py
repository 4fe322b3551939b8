"""When something on a device really happened, by the hub's clock.

A device's wall clock may be wrong or unknown, but it counts the milliseconds since its box started, and says in
which start of the program (``boot``) it did so. Each fresh message tells how far that count is behind the hub's own;
the least delayed message tells it best. So the age of a fact follows from two counters that nobody sets.
"""

from __future__ import annotations

from msgspec import Struct

from hall_core.contract.limits import COMMAND_STALE
from hall_core.domain.names import Millis

BOOTS = 4
"""Starts of a program of which the hub remembers the counters: what was written before a power cut is told after it,
and sometimes the power fails twice."""
COUNTS_MOST = 2 * BOOTS
"""Starts of one device that are remembered, whatever it calls them: a new disk counts from 1 again, and a box gone
mad in any way it likes."""
KEEP_FROM = 1_000
"""Milliseconds by which a better measurement must differ to be worth another write to the disk."""


class Stamp(Struct, frozen=True):
    """What an envelope says about the sender's time."""

    at: Millis
    mono: int
    boot: int
    trusted: bool


class Now(Struct, frozen=True):
    """The hub's own time: milliseconds since 1970 UTC, since its box started, and whether the first is right."""

    at: Millis
    mono: int
    trusted: bool


class Kept(Struct, frozen=True):
    """What outlives a restart of the hub: when a device's box started, by the hub's clock (before 1970, when that
    was not right)."""

    device: str
    boot: int
    started: int


class _Count(Struct, frozen=True):
    behind: int
    """The hub's count less the device's."""
    guessed: bool = False
    """From before the hub's restart: the first fresh message knows better."""


class When:
    """One for the hub. ``kept`` is what an earlier run left."""

    def __init__(self, kept: list[Kept], now: Now) -> None:
        self._counts: dict[str, dict[int, _Count]] = {}
        for k in kept:
            behind = now.mono - (now.at - k.started)
            self._counts.setdefault(k.device, {})[k.boot] = _Count(behind, guessed=True)
        self._last: dict[str, tuple[str, Millis]] = {}
        """Device to its outbox, and when the last fact of that was true."""
        self.unsaved: list[Kept] = []
        """To be kept with the next commit; the one who does so empties it."""

    def heard(self, device: str, stamp: Stamp, now: Now) -> None:
        """A message that was sealed just now; never one that had been waiting, in an outbox or as retained state."""
        behind = now.mono - stamp.mono
        counts = self._counts.setdefault(device, {})
        known = counts.get(stamp.boot)
        if known is not None and not known.guessed and behind >= known.behind:
            return
        counts[stamp.boot] = _Count(behind)
        for boot in [boot for boot in counts if boot <= stamp.boot - BOOTS]:
            del counts[boot]
        if len(counts) > COUNTS_MOST:
            del counts[next(iter(counts))]
        if known is None or known.guessed or known.behind - behind >= KEEP_FROM:
            self.unsaved.append(Kept(device, stamp.boot, now.at - stamp.mono))

    def fresh(self, device: str, stamp: Stamp, now: Now) -> bool:
        """Whether a message that should have been sealed just now was, so far as anybody can tell; ask before
        :meth:`heard`. Two things tell its age: the counters, once something fresh of that start was heard, and the
        clocks, when both are trusted. Either is enough: a clock may be wrong and yet believed, by minutes or by years,
        in the past or in the future, and whoever stands before that box must not be turned away for it. A recording
        is old by both."""
        count = self._counts.get(device, {}).get(stamp.boot)
        ages: list[int] = []
        if count is not None and (now.trusted or not count.guessed):
            ages.append(now.mono - count.behind - stamp.mono)
        if now.trusted and stamp.trusted:
            ages.append(now.at - stamp.at)
        return not ages or min(abs(age) for age in ages) <= COMMAND_STALE * 1_000

    def true_at(self, device: str, stream: str, stamp: Stamp, now: Now) -> Millis:
        """When the fact was written: by the counters when a fresh message of that start was heard, otherwise by its
        clock if that is trusted, otherwise now. Never later than now, nor earlier than the fact before it."""
        count = self._counts.get(device, {}).get(stamp.boot)
        if count is not None:
            moment = now.at - (now.mono - count.behind - stamp.mono)
        else:
            moment = stamp.at if stamp.trusted else now.at
        told, last = self._last.get(device, (stream, 0))
        moment = max(0, min(now.at, max(moment, last if told == stream else 0)))
        self._last[device] = stream, moment
        return moment
