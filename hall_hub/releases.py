"""The hub's part in updating its boxes: it hears how they are and what the head wants, keeps how far a rollout is, and
says to one box after the other what it is to run. Who may go when is :mod:`hall_core.domain.rollout`'s affair.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from hall_core.contract.codec import ContractError, Envelope, Sealer, decode
from hall_core.contract.limits import COMMAND_STALE
from hall_core.contract.messages import DeviceState
from hall_core.contract.release import BoxStanding, InHours, Offer, Release, ReleaseWish, RolloutState, Sooner, Wanted
from hall_core.contract.release import Stopped as StopWish
from hall_core.contract.topics import Kind, Topics
from hall_core.domain import rollout as r
from hall_core.domain.bucket import Rate, Rates
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console
from hall_core.mqtt.complaints import Complaints
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.post import Post
from hall_hub.release_folder import Kept, ReleaseError, ReleaseFolder
from hall_hub.when import Now

LOOK_EVERY = 1.0
"""Seconds between two looks at the folder and the boxes."""
TECHNICIAN = "ky-thuat"
"""In whose name the hub's own box orders."""
SAYS = Rate(per_second=2, at_once=30)
"""How often each is heard: a box tells of its progress every two seconds."""
_OURS: tuple[Kind, ...] = ("box", "release-wish")

log = logging.getLogger(__name__)


class Releases:
    """For the hub's thread. ``clock`` gives (ms since 1970 UTC, ms since start, trusted), ``shut_out`` whether
    what a device says counts for nothing."""

    def __init__(
        self,
        plan: Plan,
        folder: ReleaseFolder,
        clock: Callable[[], tuple[int, int, bool]],
        boot: int,
        shut_out: Callable[[Slug], bool],
        complaints: Complaints,
    ) -> None:
        self._plan = plan
        self._complaints = complaints
        self._devices = {device.id: device for device in plan.devices}
        self._folder = folder
        self._clock = clock
        self._topics = Topics(plan.hall.id)
        self._post = Post(self._topics, Sealer(boot, clock))
        self._shut_out = shut_out
        self._rates = Rates(SAYS)
        self._online: set[Slug] = set()
        self._standings: dict[Slug, BoxStanding] = {}
        self._rollout = folder.rollout()
        self._heard_from = clock()[1]
        """Milliseconds since the box started: since then the hub hears the boxes and knows the time."""
        self._now_by: Millis | None = None
        """The hub did not know the time when it was ordered to update in opening hours: when the box started, by the
        clock of then."""
        self._kept: list[Kept] = []
        self._releases: list[Release] = []
        self._step: r.Step | None = None
        self._trouble: str = ""
        self._said: dict[Slug, Wanted] = {}
        self._told: RolloutState | None = None
        self._due = 0.0
        self._again = True
        """Everything is to be said anew."""

    def filters(self) -> list[tuple[str, int]]:
        return [(self._topics.to(kind, "+"), 1) for kind in _OURS]

    def take(self, arrived: Iterable[Arrived]) -> list[Arrived]:
        """What is not for us; who is there is everybody's."""
        others, now = list[Arrived](), Now(*self._clock())
        for message in arrived:
            address = self._topics.parse(message.topic)
            if address is None or address.kind not in (*_OURS, "device-state"):
                others.append(message)
                continue
            if address.kind == "device-state":
                others.append(message)
            if address.name in self._devices:
                self._hear(address.kind, address.name, message, now)
        return others

    def announce(self) -> None:
        """The broker may have forgotten all; :meth:`tend` says it again."""
        self._again, self._due, self._heard_from = True, 0.0, self._clock()[1]

    def tend(self, time: float, *, quiet: bool) -> list[Publication]:
        """What is to be said now. ``time``: of a clock that nobody sets, in seconds; ``quiet``: nobody is served."""
        if time < self._due:
            return []
        self._due = time + LOOK_EVERY
        now = Now(*self._clock())
        if (ordered := self._folder.ordered()) is not None:
            self._wish(ordered.wish, ordered.id, now)
        self._read()
        if now.trusted:
            self._now_counts(now)
        else:
            self._heard_from = now.mono  # nobody could come to an end: what was told waits for the time as well
        if self._rollout is not None:
            boxes = [self._box(id, self._rollout.version) for id in self._devices]
            found = r.step(
                self._rollout,
                boxes,
                self._plan.hours,
                now.at,
                trusted=now.trusted,
                quiet=quiet,
                heard_for=now.mono - self._heard_from,
            )
            # Nobody is told what would be forgotten: a hub that starts anew would begin with another box.
            if self._keep(found.rollout):
                self._step = found
        return list(self._news())

    def _hear(self, kind: Kind, device: Slug, message: Arrived, now: Now) -> None:
        if kind == "box" and not message.payload:
            self._standings.pop(device, None)
        if not message.payload or (kind == "release-wish" and message.retained):
            return
        if self._shut_out(device) or not self._rates.one_more(f"{kind} {device}", now.mono / 1000):
            return
        try:
            envelope = decode(kind, message.payload)
        except ContractError as error:
            if kind != "device-state":  # of which the hub itself complains
                self._complaints.refused(error.key, message.topic, str(error))
            return
        match envelope.body:
            case DeviceState(online=online):
                (self._online.add if online else self._online.discard)(device)
            case BoxStanding() as standing:
                if self._standings.get(device) != standing:
                    log.info("%s", _told(device, standing))
                self._standings[device] = standing
            case _:
                self._wished(device, envelope, now)

    def _wished(self, device: Slug, envelope: Envelope[ReleaseWish], now: Now) -> None:
        wish, officer = envelope.body, self._plan.officer(envelope.body.by)
        old = now.trusted and envelope.clock == "trusted" and abs(now.at - envelope.at) > COMMAND_STALE * 1_000
        head = officer is not None and officer.role == "head"
        if old or not head or not isinstance(self._devices.get(device), Console):
            words = f"what {device} wants of a release in the name of {wish.by} is not done"
            self._complaints.once("not-yours", words, words)
            return
        self._wish(wish, envelope.id, now)

    def _wish(self, wish: ReleaseWish, id: Uid, now: Now) -> None:
        """To say it twice is to say it once."""
        rollout = self._rollout
        match wish:
            case Offer(version=version, first=first, by=by):
                if rollout is not None and rollout.id == id:
                    return
                self._read()
                if first not in self._devices or not any(each.version == version for each in self._kept):
                    log.warning("%s is not offered to %s first: one of them is not here", version, first)
                    return
                able = [self._box(id, version) for id in self._devices]
                if isinstance(self._devices[first], Console) and first not in r.firsts(able):
                    log.warning("%s is not offered to %s first: the hub's own box goes last", version, first)
                    return
                rollout = r.Rollout(id=id, version=version, first=first, by=by, at=now.at)
            case StopWish(offer=offer, by=by) if rollout is not None and rollout.id == offer:
                if rollout.stop is None:
                    rollout = replace(rollout, stop="by-hand", stopped_by=by, told={})
            case Sooner(offer=offer) if rollout is not None and rollout.id == offer:
                rollout = replace(rollout, haste=True)
            case InHours(offer=offer) if rollout is not None and rollout.id == offer:
                rollout = replace(rollout, now_until=now.at + r.NOW_LASTS)
                self._now_by = None if now.trusted else now.at - now.mono
            case _:
                log.warning("what %s wants is about a rollout that is over", wish.by)
                return
        if self._keep(rollout):
            log.info("%s: %s", wish.by, type(wish).__name__.lower())
            self._step = None

    def _now_counts(self, now: Now) -> None:
        """An order from before the clock was set lasts for what is left of its two hours."""
        by, self._now_by = self._now_by, None
        if by is not None and self._rollout is not None:
            # A disk that refuses leaves the order as it was: over, which nobody takes for done.
            self._keep(replace(self._rollout, now_until=self._rollout.now_until + now.at - now.mono - by))

    def _keep(self, rollout: r.Rollout) -> bool:
        if rollout == self._rollout:
            return True
        try:
            self._folder.keep(rollout)
        except OSError as error:
            if self._trouble != "storage":
                log.error("nobody is updated: %s", error)  # noqa: TRY400 - the message says it all
            self._trouble = "storage"
            return False
        if rollout.stop is not None and (self._rollout is None or self._rollout.stop is None):
            log.warning("%s is stopped: %s, %s", rollout.version, rollout.stop, rollout.stopped_by)
        self._rollout, self._trouble = rollout, ""
        return True

    def _read(self) -> None:
        try:
            self._kept, self._releases = self._folder.kept(), self._folder.releases()
        except ReleaseError as error:
            if self._kept:
                log.error("%s", error)  # noqa: TRY400 - the message says it all
            self._kept, self._releases = [], []

    def _box(self, id: Slug, wanted: str | None) -> r.Box:
        """As it is with that version."""
        device, standing = self._devices[id], self._standings.get(id)
        box = r.Box(id=id, group=r.group_of(device), hub=isinstance(device, Console), online=id in self._online)
        if standing is None:
            return box
        dark = standing.dark and standing.state == "trying"
        box = replace(box, version=standing.version, state=standing.state, offer=standing.offer, dark=dark)
        if wanted not in (None, standing.version) and self._for(wanted, standing) is None:
            return replace(box, version=None)  # there is none for its kind of machine
        return box

    def _for(self, version: str | None, standing: BoxStanding) -> Kept | None:
        return next((x for x in self._kept if (x.version, x.machine) == (version, standing.machine)), None)

    def _news(self) -> Iterator[Publication]:
        wanted = dict(self._wanted())
        for id in self._devices:
            now, before = wanted.get(id), self._said.get(id)
            if now is not None and (now != before or self._again):
                yield self._post.retained("release", now, id, qos=1)
            elif now is None and (before is not None or self._again):
                yield self._post.taken_back("release", id)
        self._said = wanted
        state = self._state()
        if state != self._told or self._again:
            self._told = state
            yield self._post.retained("rollout", state, qos=1)
        self._again = False

    def _wanted(self) -> Iterator[tuple[Slug, Wanted]]:
        if self._step is None or self._rollout is None:
            return
        for id in self._rollout.told:
            standing = self._standings.get(id)
            kept = None if standing is None else self._for(self._rollout.version, standing)
            if kept is not None:
                yield (
                    id,
                    Wanted(
                        offer=self._rollout.id,
                        version=kept.version,
                        digest=kept.digest,
                        size=kept.size,
                        until=self._step.until,
                    ),
                )

    def _state(self) -> RolloutState:
        rollout = self._rollout
        if rollout is None:
            return RolloutState(releases=self._releases)
        gone = not any(each.version == rollout.version for each in self._kept)
        return RolloutState(
            releases=self._releases,
            offer=rollout.id,
            version=rollout.version,
            first=rollout.first,
            by=rollout.by,
            at=rollout.at,
            phase=None if self._step is None else self._step.phase,
            until=0 if self._step is None or not rollout.told else self._step.until,
            haste=rollout.haste,
            now_until=rollout.now_until,
            told=sorted(rollout.told),
            stop=rollout.stop,
            stopped_by=rollout.stopped_by,
            trouble="storage" if self._trouble else "gone" if gone and rollout.stop is None else "",
        )


def _told(device: Slug, standing: BoxStanding) -> str:
    about = f" with {standing.wanted}" if standing.wanted else ""
    why = f": {standing.why} {standing.words}".rstrip() if standing.why else ""
    dark = ", its screen is off" if standing.dark else ""
    return f"{device} runs {standing.version}, {standing.state}{about}{dark}{why}"
