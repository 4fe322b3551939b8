"""What a board knows, hears and does, as values. Times are milliseconds: the hub's clock inside messages, the
board's own monotonic clock everywhere else."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.contract.messages import BoardMessage, CallMade, CounterState, HallState, Problem, ServiceState
from hall_core.domain import plan_devices
from hall_core.domain.dossier_board import DossierBoard
from hall_core.domain.facts import ApologiesShown, CallWasShown
from hall_core.domain.names import ApologyRef, Digest, Millis, Slug, Uid
from hall_core.domain.notice import Notice
from hall_core.domain.plan import Plan
from hall_core.domain.plan_times import Level
from hall_core.mqtt.heard import Heard


class Drawn(Struct, frozen=True):
    """A frame that shows these calls, and apologies by their refs, is on the glass."""

    calls: frozenset[str]


class VoiceEnded(Struct, frozen=True):
    """An announcement is over; ``whole`` when all that could be said was heard, ``chimed`` when that was no more than
    the chime."""

    call: Uid
    whole: bool
    chimed: bool = False


class SoundChecked(Struct, frozen=True):
    """Whether there is a sound card, and all the clips."""

    well: bool
    whole: bool = True


class DossiersHeard(Struct, frozen=True):
    """The board of dossiers: what was kept here from before, or the hub's newest."""

    dossiers: DossierBoard


class BoardNotice(Struct, frozen=True):
    """A notice for this board, and where its file lies here: "" when it has none that can be shown, and its words
    stand in its place."""

    notice: Notice
    path: str = ""


class NoticesHeard(Struct, frozen=True):
    """The notices for this board: what was kept here from before, or the hub's newest."""

    notices: tuple[BoardNotice, ...]


class FileFailed(Struct, frozen=True):
    """The screen could not show this file of a notice."""

    digest: Digest


class Woke(Struct, frozen=True):
    """The time that :func:`wake_at` named has come."""


Message = Heard | Drawn | VoiceEnded | SoundChecked | DossiersHeard | NoticesHeard | FileFailed | Woke


class Speak(Struct, frozen=True):
    """Chime and announcement, or with ``short`` the chime alone; VoiceEnded is to follow."""

    call: CallMade
    short: bool = False
    volume: int = 100
    """Percent."""


class Check(Struct, frozen=True):
    """Look for the sound card, and with ``clips`` for those that are missing; SoundChecked is to follow."""

    clips: bool = False


class Tell(Struct, frozen=True):
    fact: CallWasShown | ApologiesShown


class Report(Struct, frozen=True):
    problem: Problem
    present: bool
    words: str = ""
    """What exactly, for a technician: names and addresses, no sentence."""


class LookAt(Struct, frozen=True):
    """Look whether this file of a notice is spoilt, and have it fetched again if it is."""

    digest: Digest


Effect = Speak | Check | Tell | Report | LookAt


class Hero(Struct, frozen=True):
    """The call that stands large."""

    call: CallMade
    since: Millis
    speaking: bool
    short: bool = False
    """It has waited so long that it stands large, and sounds, only shortly."""


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


class Speech(Struct, frozen=True, kw_only=True):
    """What a board knows of its own voice."""

    speaker: Slug | None = None
    """Whom the hub has named, as last heard."""
    named_at: Millis = 0
    """Which naming that was: ``ZoneState.named_at``."""
    resigned: Millis = -1
    """The naming under which this board has failed: it is void here, the hub has to know of the failure first."""
    only_from: int = 0
    """The call by which this board learnt that it is the speaker: of those before it, the zone's state will tell which
    were said already. 0 when it has."""
    sequence: int = 0
    """Of the newest zone state: what is called later names its speaker itself."""
    linked: bool = False
    heard: Millis | None = None
    """When anything was last heard of the hub."""
    sound: Literal["unknown", "well", "silent"] = "unknown"
    whole: bool = True
    """Whether all clips are there."""
    checked: Millis | None = None
    """When the card was last looked for, while it is not there; None: it is being looked for."""
    spoken: frozenset[Uid] = frozenset()
    """Calls that some board has said, as the hub knows."""
    begun: tuple[Uid, ...] = ()
    """Calls that this board has begun to say: never again, whatever came of it."""
    able: bool = False
    """Whether this board may speak; as it was after the last message."""


class Board(Struct, frozen=True, kw_only=True):
    """All that a board knows."""

    id: Slug = ""
    voice: bool
    """Whether it has a loudspeaker for calls."""
    volume: tuple[Level, ...] = ()
    longest_delay: Millis = 60_000
    speech: Speech = Speech()
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
    counters: dict[Slug, CounterState] = {}
    """Of those whose state the board listens to."""
    dossiers: DossierBoard | None = None
    apologies: frozenset[ApologyRef] = frozenset()
    """Those among them that have not been on the glass on their day."""
    apologised: frozenset[ApologyRef] = frozenset()
    """Those that have, on the day of ``dossiers``."""
    notices: tuple[BoardNotice, ...] = ()
    messages: tuple[BoardMessage, ...] = ()
    """What the centre says to everybody in the zone, newest first."""
    told: Millis = 0
    """When the messages, or whether the hub is heard, last changed: from here their pages are counted."""
    hall: HallState | None = None
    clock: HubClock | None = None
    beats: int = 0
    """States of the hall heard since the link is up."""
    stale: Stale | None = Stale(None)
    turned: Millis = 0
    """When the calls last changed: from here the pages of the list are counted."""


def untold(state: Board) -> frozenset[str]:
    """What is to be told once it stands on the glass: calls, and apologies for late dossiers."""
    return state.unpainted | state.apologies


def start_of(plan: Plan, device: plan_devices.Board) -> Board:
    """A board that has heard nothing yet."""
    site = plan.voice
    return Board(
        id=device.id, voice=device.speaks, volume=tuple(site.volume), longest_delay=site.longest_delay_s * 1_000
    )
