"""What the courier says and hears: records up, sets down, how the hall stands. For one thread, without a network."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from hall_core import __version__
from hall_core.contract.access import COURIER
from hall_core.contract.centre.messages import Bucket, Changes, Hello, Recorded, Stands, Up
from hall_core.contract.centre.topics import up_qos
from hall_core.contract.codec import ContractError, Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.messages import Health, Problem
from hall_core.contract.topics import Kind, Topics
from hall_core.device.hall_file import digest
from hall_core.domain.plan import Plan
from hall_core.mqtt.link import Arrived, Publication
from hall_core.mqtt.presence import Presence
from hall_hub.courier.face import Sets
from hall_hub.courier.line import Line
from hall_hub.courier.status import Standing
from hall_hub.courier.tellings import Tellings

log = logging.getLogger(__name__)

OURS: tuple[Problem, ...] = ("centre-line", "storage")
"""What the courier may report; an alert of these that was left by an earlier run is taken back."""
HEARD: tuple[tuple[Kind, tuple[str, ...], int], ...] = (
    ("centre-down", ("recorded",), 0),
    ("centre-down", ("stands",), 0),
    ("centre-down", ("changes",), 0),
    ("centre-down", ("bucket",), 0),
    ("hall", (), 0),
    ("service", ("+",), 0),
    ("counter", ("+",), 0),
    ("device-state", ("+",), 1),
)
LINE_AWAY = 300.0
"""Seconds: a router that starts anew, or a provider's hiccup, needs nobody."""
SILENT = 600.0
"""Seconds for which the centre may be silent, or leave unacknowledged what it was sent."""
OLDER = (
    "the centre knows a younger ledger than this one: an old copy was put back; "
    "it is told nothing more until the ledger's epoch is raised (docs/centre/courier.md)"
)
HELLO_EVERY = 60.0
HELLO_AGAIN = 5.0
"""Seconds, while the centre has not answered since the line stands."""
HELLO_SOON = 0.1
"""Seconds after something of a set has come: more of it may be right behind."""
STATUS_EVERY = 60.0
STATUS_SOON = 5.0
"""Seconds at least between two of them, when the hall opens, a box goes away or something breaks."""
TEND_EVERY = 1.0
KEEP_EVERY = 60.0


class Courier:
    """``clock`` gives (milliseconds since 1970, since start, trusted); every ``now`` is in
    seconds of a clock that only goes forward."""

    def __init__(
        self,
        plan: Plan,
        tellings: Tellings,
        sets: Sets,
        standing: Standing,
        clock: Callable[[], tuple[int, int, bool]],
        boot: int,
        now: float,
    ) -> None:
        self._topics = Topics(plan.hall.id)
        self._plan = digest(plan)
        self._tellings = tellings
        self._sets = sets
        self._sealer = Sealer(boot, clock)
        self._own = Presence(COURIER, self._topics, self._plan, OURS, self._sealer, clock)
        self._line = Line(now)
        self._standing = standing
        self._pictured: object = None
        self._answered = False
        """Whether the centre has spoken since the line stands."""
        self._heard_at = now
        """When it last did, or the line came back."""
        self._full = ""
        """Why the courier's own folder cannot be written; empty when it can."""
        self._hello_due = self._status_due = self._status_soon = self._tend_due = 0.0
        self._keep_due = now + KEEP_EVERY
        self.busy = False
        """There is more to read at once."""

    def filters(self) -> list[tuple[str, int]]:
        return [(self._topics.line, 1), *((self._topics.to(kind, *names), qos) for kind, names, qos in HEARD)]

    def presence(self, *, online: bool) -> Publication:
        return self._own.state(online=online)

    def health(self, health: Health) -> Publication:
        return self._own.health(health)

    def announcement(self) -> list[Publication]:
        """For a broker that may have forgotten all."""
        return self._own.announcement()

    def lost(self, now: float) -> None:
        """There is no broker."""
        self._line.lost(now)

    def handle(self, arrived: Arrived, now: float) -> list[Publication]:
        """What came, and what is to be said because of it."""
        if arrived.topic == self._topics.line:
            if self._line.told(arrived.payload, now):
                self._answered, self._heard_at = False, now
                self._hello_due = self._status_due = now
                self._tellings.line_up(now)
            return []
        address = self._topics.parse(arrived.topic)
        # What a device no longer says is emptied. And nothing of the centre is kept by a broker.
        if address is None or not arrived.payload or (address.kind == "centre-down" and arrived.retained):
            return []
        try:
            envelope = decode(address.kind, arrived.payload)
        except ContractError as error:
            self._own.complaints.refused(error.key, arrived.topic, str(error))
            return []
        if address.kind != "centre-down":
            self._standing.take(arrived.topic, address.name, envelope)
            return []
        return self._from_the_centre(envelope.body, envelope.at, now)

    def look(self, now: float) -> list[Publication]:
        """What is to be said by now."""
        self.busy = self._tellings.look(now)
        said: list[Up] = []
        if now >= self._tend_due:
            self._tend_due = now + TEND_EVERY
            said += self._sets.tend(now)
            self._report(now)
        if now >= self._keep_due:
            self._keep_due = now + KEEP_EVERY
            self.keep()
        if not self._line.stands:
            return self._own.news()
        if now >= self._hello_due:
            self._hello_due = now + (HELLO_EVERY if self._answered else HELLO_AGAIN)
            said.append(self._hello())
        said += self._tellings.due(now)
        said += self._status(now)
        return [*self._own.news(), *self._up(said)]

    def keep(self) -> None:
        """What saves reading when it starts again."""
        try:
            self._tellings.keep()
            self._full = ""
        except OSError as error:
            self._full = f"{error.filename or ''}: {error.strerror or error}"

    def _from_the_centre(self, body: object, at: int, now: float) -> list[Publication]:
        self._answered, self._heard_at = True, now
        match body:
            case Recorded():
                self._tellings.recorded(body, now)
            case Stands() | Changes() | Bucket():
                differs = self._sets.hear(body, at)
                if not isinstance(body, Stands):
                    self._hello_due = min(self._hello_due, now + HELLO_SOON)
                return self._up(differs)
            case _:
                what = f"{type(body).__name__} is not for the courier"
                self._own.complaints.refused("misaddressed", self._topics.to("centre-down", "+"), what)
        return []

    def _hello(self) -> Hello:
        return Hello(
            version=__version__,
            plan=self._plan,
            epoch=self._tellings.epoch,
            told=self._tellings.told(),
            sets=self._sets.positions(),
        )

    def _status(self, now: float) -> Iterable[Up]:
        picture = self._standing.picture()
        changed = picture != self._pictured and now >= self._status_soon
        if now < self._status_due and not changed:
            return
        status = self._standing.told(served=self._tellings.served_today, behind=self._tellings.behind)
        if status is not None:
            self._pictured = picture
            self._status_due, self._status_soon = now + STATUS_EVERY, now + STATUS_SOON
            yield status

    def _report(self, now: float) -> None:
        self._own.report("centre-line", self._of_the_line(now))
        self._own.report("storage", "; ".join(filter(None, (self._tellings.trouble, self._sets.trouble(), self._full))))

    def _of_the_line(self, now: float) -> str:
        if self._line.away(now) >= LINE_AWAY:
            return "the line to the centre is away"
        if self._tellings.ahead():
            return OLDER
        if self._line.stands and max(now - self._heard_at, self._tellings.waits(now)) >= SILENT:
            return "the centre does not acknowledge what it is told"
        return ""

    def _up(self, bodies: Iterable[Up]) -> list[Publication]:
        ways = ((str(body.__struct_config__.tag), body) for body in bodies)
        return [
            Publication(self._topics.to("centre-up", way), encode(self._sealer.seal(body, new_id())), qos=up_qos(way))
            for way, body in ways
        ]
