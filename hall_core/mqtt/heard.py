"""What a device's :class:`~hall_core.mqtt.station.Station` hears, as values for the program's decider."""

from __future__ import annotations

from msgspec import Struct

from hall_core.contract.doctor import Look, LookAnswer, Report
from hall_core.contract.messages import Alert, CallMade, Reply, StateMessage
from hall_core.contract.questions import Answer
from hall_core.contract.release import BoxStanding, RolloutState, Wanted
from hall_core.contract.trust import Standing
from hall_core.domain.names import Millis, Uid
from hall_core.mqtt.outage import Reason


class LinkUp(Struct, frozen=True):
    """The broker is there again; retained state follows at once."""


class LinkDown(Struct, frozen=True):
    """The broker is gone; the station keeps trying by itself. Heard again when another reason keeps it down."""

    reason: Reason = "away"


class HubQuiet(Struct, frozen=True):
    """Nothing was heard of the hub for 15 s: what the screen shows is as old as ``since`` (hub's clock)."""

    since: Millis | None


class HubBack(Struct, frozen=True):
    """The hub is heard again."""


class StateHeard(Struct, frozen=True):
    """The newest state of something in the hall, or how one of its devices stands with the authority."""

    state: StateMessage | Standing | Report | BoxStanding | RolloutState
    hub_at: Millis
    """Its sender's clock when it was sent."""
    clock_trusted: bool
    name: str = ""
    """What the state is of, as its topic says."""
    boot: int = 0
    """How often its sender had started then."""
    kept: bool = False
    """The broker had kept it: it was so before we came, nobody says since when."""


class AlertHeard(Struct, frozen=True):
    """A device needs a technician, for what ``alert`` says; None: not for that any more."""

    device: str
    problem: str
    alert: Alert | None


class CallHeard(Struct, frozen=True):
    """A call, once per id, as it happens. ``age_s`` is how old it was when it came here, by the hub's clock."""

    call: CallMade
    age_s: float


class Answered(Struct, frozen=True):
    """The hub's answer to a command asked here."""

    reply: Reply


class Unanswered(Struct, frozen=True):
    """Nobody answered the command or question in time. A command may still have been done: ask again only with a
    person's new intent."""

    command: Uid


class Told(Struct, frozen=True):
    """The hub's answer to a question asked here."""

    answer: Answer


class LookHeard(Struct, frozen=True):
    """A console asks this box; its station answers by itself."""

    look: Look
    id: Uid


class ReleaseHeard(Struct, frozen=True):
    """The hub wants this box to run that, or nothing else than it does; its station tells the box's root."""

    wanted: Wanted | None


class ShownHeard(Struct, frozen=True):
    """What a box answers to a console."""

    device: str
    answer: LookAnswer


Heard = (
    LinkUp
    | LinkDown
    | HubQuiet
    | HubBack
    | StateHeard
    | AlertHeard
    | CallHeard
    | Answered
    | Told
    | Unanswered
    | ShownHeard
)
