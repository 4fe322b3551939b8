"""How much each device may send. One that sends more, broken or stolen, must not cost the others their answers.

A bucket for each device and kind. The bounds are far above what people in front of a box can cause, so that nobody
honest ever meets them.
"""

from __future__ import annotations

from typing import Literal

from hall_core.contract.topics import Kind
from hall_core.domain.bucket import Bucket, Rate
from hall_core.domain.names import Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Caller, Console, Device, Kiosk

QUIET = 60_000
"""Milliseconds without a message too many after which a flood is over."""

Way = Kind | Literal["look-up"]
"""``look-up``: a question about a dossier, an offer, a key, as opposed to one for a part of a catalogue."""
Verdict = Literal["taken", "first", "over"]
"""``first``: the first one too many of a flood, which is answered; all that follow are not worth the work."""


NEVER = Rate(1, 5)
"""What the device has no business to send: it is refused each time, and soon not even that. Also for all devices
together that the hall file does not have."""
STATES = Rate(2, 30)
"""A box says how it is when that changes: a cover that chatters, a link that comes and goes."""
FACTS = Rate(200, 5_000)
"""A hub that has lost its ledger's end is told the last two days of an outbox at once; and some hours of a broken
board in each minute are enough."""
TAPS = Rate(5, 60)
"""Nobody touches a glass so often; what was not answered comes again after a second."""
KEYS = Rate(5, 40)
"""For each counter of a call box: somebody hammers on a key, or all keys are pressed at once."""
OFFICERS = Rate(50, 400)
"""Fifty officers, each a press a second."""
PARTS = Rate(200, 5_000)
"""The largest catalogue has 4,444 parts, and is fetched as fast as the line goes."""
FILES = Rate(1_000, 5_000)
"""Films on a board of notices: 200 MB, one part after the other, which the line alone keeps below this."""
LOOK_UPS = Rate(5, 60)
"""One at a time, a page of a person's dossiers each. Whoever guesses codes gets nowhere at this pace."""


def rates(device: Device, commands: Rate | None) -> dict[Way, Rate]:
    """``commands``: in place of the usual ones, for a device that may send any."""
    match device:
        case Kiosk():
            own: dict[Way, Rate] = {"command": TAPS, "question": PARTS, "look-up": LOOK_UPS}
        case Caller():
            desks = len(device.counters)
            own = {"command": Rate(KEYS.per_second * desks, KEYS.at_once * desks)}
        case Console():
            own = {"command": OFFICERS}
        case Board():
            own = {"question": FILES if "notices" in device.shows else PARTS}
        case _:
            own = {}
    if commands is not None and "command" in own:
        own["command"] = commands
    return {"fact": FACTS, "device-state": STATES, **own}


class Pace:
    """``commands``: how many a second each device may send, in place of what is usual for it; 0: nothing is limited.
    Times are milliseconds of a clock that nobody sets."""

    def __init__(self, plan: Plan, commands: float | None = None) -> None:
        self._unlimited = commands == 0
        each = Rate(commands, max(1, int(4 * commands))) if commands else None
        self._rates = {device.id: rates(device, each) for device in plan.devices}
        self._buckets: dict[tuple[Slug, Way], Bucket] = {}
        self._over: dict[tuple[Slug, Way], int] = {}
        """When there was last one too many, while a flood lasts."""

    def takes(self, device: Slug, way: Way, now: int) -> Verdict:
        if self._unlimited:
            return "taken"
        known = self._rates.get(device)
        if known is None:
            device = ""
            rate = NEVER
        else:
            rate = known.get(way, NEVER)
        key = device, way
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(rate, now)
        if bucket.take(now):
            return "taken"
        verdict = "over" if key in self._over else "first"
        self._over[key] = now
        return verdict

    def floods(self, now: int) -> dict[Slug, list[Way]]:
        """Which devices send too much, and of what; "" for all that the hall file does not have."""
        for key in [key for key, last in self._over.items() if now - last > QUIET]:
            del self._over[key]
        found: dict[Slug, list[Way]] = {}
        for device, way in sorted(self._over):
            found.setdefault(device, []).append(way)
        return found
