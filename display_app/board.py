"""What a board knows, hears and does, as values. Times are milliseconds: the hub's clock inside messages, the
board's own monotonic clock everywhere else."""

from __future__ import annotations

from msgspec import Struct

from hall_core.contract.messages import CallMade, HallState, Problem, ServiceState
from hall_core.domain.facts import CallWasShown
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.mqtt.heard import Heard


class Drawn(Struct, frozen=True):
    """A frame that shows these calls is on the glass."""

    calls: frozenset[Uid]


class VoiceEnded(Struct, frozen=True):
    """An announcement is over; ``whole`` when all of it was heard."""

    call: Uid
    whole: bool


class SoundChecked(Struct, frozen=True):
    """Whether sound card and clips are there."""

    well: bool


class Woke(Struct, frozen=True):
    """The time that :func:`wake_at` named has come."""


Message = Heard | Drawn | VoiceEnded | SoundChecked | Woke


class Speak(Struct, frozen=True):
    """Chime and announcement; VoiceEnded is to follow."""

    call: CallMade


class Tell(Struct, frozen=True):
    fact: CallWasShown


class Report(Struct, frozen=True):
    problem: Problem
    present: bool


Effect = Speak | Tell | Report


class Hero(Struct, frozen=True):
    """The call that stands large."""

    call: CallMade
    since: Millis
    speaking: bool


class Queued(Struct, frozen=True):
    call: CallMade
    heard: Millis


class HubClock(Struct, frozen=True):
    """What the hub's clock said at a moment of ours."""

    hub: Millis
    own: Millis
    trusted: bool

    def at(self, now: Millis) -> Millis:
        return self.hub + now - self.own


class Stale(Struct, frozen=True):
    """The hub is not heard; what is shown is as old as ``since`` (hub's clock; None: never heard)."""

    since: Millis | None


class Board(Struct, frozen=True, kw_only=True):
    """All that a board knows."""

    voice: bool
    hero: Hero | None = None
    queue: tuple[Queued, ...] = ()
    """Calls whose turn to stand large and be spoken has not come; oldest first."""
    calls: tuple[CallMade, ...] = ()
    """Newest first, the hero and the queue among them."""
    announced: tuple[Uid, ...] = ()
    """Calls that were given their turn, or were too old for one; never announced again."""
    unpainted: frozenset[Uid] = frozenset()
    """Calls that have not been on the glass yet."""
    services: dict[Slug, ServiceState] = {}
    hall: HallState | None = None
    clock: HubClock | None = None
    beats: int = 0
    """States of the hall heard since the link is up."""
    stale: Stale | None = Stale(None)
    turned: Millis = 0
    """When the calls last changed: from here the pages of the list are counted."""
    sound_well: bool = True
