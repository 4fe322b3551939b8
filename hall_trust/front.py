"""What the authority says and hears on the hall's line: requests and wishes in, answers and standings out.

Whatever is decided is first in the register, then in the files that the broker reads, and only then on the line: a box
that was let in finds the one in whose place it comes shut out.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator

from hall_core.contract.access import AUTHORITY
from hall_core.contract.codec import ContractError, Envelope, Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.limits import COMMAND_STALE
from hall_core.contract.messages import Health, Problem
from hall_core.contract.topics import Kind, Topics
from hall_core.contract.trust import Approve, Denied, Issued, Request, Standing, TrustWish, Waits
from hall_core.device.hall_file import digest
from hall_core.domain.bucket import Bucket, Rate
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Plan
from hall_core.mqtt.link import Arrived, Publication
from hall_core.mqtt.presence import Presence
from hall_trust.ca import CLAIM_HOURS, HOUR, Authority
from hall_trust.office import Registrar
from hall_trust.register import Register

log = logging.getLogger(__name__)

OURS: tuple[Problem, ...] = ("storage", "clock", "access-denied", "certificate")
"""What the authority may report; an alert of these that was left by an earlier run is taken back."""
STRANGER_TOLD = CLAIM_HOURS * HOUR
"""Milliseconds for which it is told that a box tried what is another's: as long as a claim lives."""
ASKS = Rate(per_second=1, at_once=10)
"""How often each is heard, so that one gone mad does not keep the authority from the others: a box asks every five
seconds, and anew at each connection."""
HEARD: tuple[tuple[Kind, int], ...] = (("csr", 1), ("trust-wish", 1), ("trust", 1))


class Front:
    """For the loop's thread. ``spread`` writes what the broker reads and has it read: False when it is to be tried
    again, OSError when the disk refuses. ``clock`` gives (milliseconds since 1970, since start, trusted)."""

    def __init__(
        self,
        plan: Plan,
        register: Register,
        authority: Authority,
        clock: Callable[[], tuple[int, int, bool]],
        boot: int,
        spread: Callable[[], bool],
    ) -> None:
        self._plan = plan
        self._register = register
        self._clock = clock
        self._spread = spread
        self._topics = Topics(plan.hall.id)
        self._sealer = Sealer(boot, clock)
        self._own = Presence(AUTHORITY, self._topics, digest(plan), OURS, self._sealer, clock)
        self._registrar = Registrar(plan, register, authority, self._stranger, self._own.complaints)
        self._buckets: dict[Slug, Bucket] = {}
        self._said: dict[Slug, Standing] = {}
        self._wait: dict[Slug, Envelope[Request]] = {}
        """By the name under which it came, the last request of each box that waits."""
        self._news: list[Publication] = []
        self._behind = True
        """What the register says is not yet in the broker's files."""

    def filters(self) -> list[tuple[str, int]]:
        return [(self._topics.to(kind, "+"), qos) for kind, qos in HEARD]

    def presence(self, *, online: bool) -> Publication:
        return self._own.state(online=online)

    def health(self, health: Health) -> Publication:
        return self._own.health(health)

    def announcement(self) -> list[Publication]:
        """For a broker that may have forgotten all; :meth:`look` says the rest."""
        self._said.clear()
        self._behind = True
        return self._own.announcement()

    def handle(self, arrived: Arrived) -> Iterator[Publication]:
        """What came, and what is to be said because of it once :meth:`look` has been done."""
        address = self._topics.parse(arrived.topic)
        if address is None:
            return
        if address.kind == "trust":
            if arrived.payload and self._plan.device(address.name) is None:
                log.info("%s is no device of this hall any more", address.name)
                yield Publication(arrived.topic, b"", qos=1, retain=True)
            return
        # Kept by the broker: nobody wants it now. And whoever cannot wait is not heard.
        if arrived.retained or not self._may_ask(address.name):
            return
        try:
            envelope = decode(address.kind, arrived.payload)
        except ContractError as error:
            self._own.complaints.refused(error.key, arrived.topic, str(error))
            if address.kind == "csr" and error.message_id is not None:
                yield self._answer(address.name, Denied(to=error.message_id, denial="malformed"))
            return
        try:
            if address.kind == "csr":
                yield from self._request(address.name, envelope)
            elif address.kind == "trust-wish":
                self._wish(address.name, envelope)
        except sqlite3.Error as error:
            self._own.report("storage", f"the register refuses: {error}")

    def look(self) -> list[Publication]:
        """What has changed, by whomever, made known: to the broker first, then to hub, consoles and boxes that wait."""
        at, _, trusted = self._clock()
        self._own.report("clock", "" if trusted else "without the time nobody gets a certificate")
        told = self._own.since("access-denied")
        if told is not None and at >= told + STRANGER_TOLD:
            self._own.report("access-denied", "")
        try:
            if self._register.changed() or self._behind:
                self._behind = True
                # Whoever is shut out is so at the hub at least, should the disk refuse.
                self._news.extend(self._standings())
                self._behind = not self._spread()
                self._news.extend(self._for_who_waits(at) if trusted else ())
            self._own.report("storage", "")
        except (sqlite3.Error, OSError) as error:
            self._own.report("storage", f"the disk refuses: {error}")
        news, self._news = self._news, []
        return [*self._own.news(), *news]

    def tidy(self) -> None:
        """What time ends. :meth:`look` notices it."""
        at, _, trusted = self._clock()
        try:
            if trusted:
                self._register.tidy(at)
        except sqlite3.Error as error:
            self._own.report("storage", f"the register refuses: {error}")

    def ends(self, words: str) -> None:
        """What of this box itself ends soon; empty: nothing does."""
        self._own.report("certificate", words)

    def _may_ask(self, name: Slug) -> bool:
        _, since_start, _ = self._clock()
        return self._buckets.setdefault(name, Bucket(ASKS, since_start)).take(since_start)

    def _request(self, name: Slug, envelope: Envelope[Request]) -> Iterator[Publication]:
        at, _, trusted = self._clock()
        if not trusted:
            return  # it asks again
        issued = self._registrar.asked(name, envelope.body, envelope.id, at)
        if isinstance(issued, Waits):
            self._wait[name] = envelope
        yield self._answer(name, issued)

    def _wish(self, console: Slug, envelope: Envelope[TrustWish]) -> None:
        at, _, trusted = self._clock()
        old = trusted and envelope.clock == "trusted" and abs(at - envelope.at) > COMMAND_STALE * 1_000
        if old or (isinstance(envelope.body, Approve) and not trusted):
            log.warning("%s: a wish of %s is not done: %s", envelope.body.device, console, "old" if old else "no time")
            return
        self._registrar.wished(console, envelope.body, at)

    def _for_who_waits(self, at: Millis) -> Iterator[Publication]:
        """They need not ask again to hear that somebody has said yes or no."""
        waiting = {each.claim for each in self._register.waiting()}
        for name in [name for name in self._wait if name not in waiting]:
            envelope = self._wait.pop(name)
            yield self._answer(name, self._registrar.asked(name, envelope.body, envelope.id, at))

    def _standings(self) -> Iterator[Publication]:
        for standing in self._register.standings(self._plan):
            if self._said.get(standing.device) != standing:
                if standing.device in self._said or standing.asking:
                    log.info("%s: %s", standing.device, _told(standing))
                self._said[standing.device] = standing
                yield self._retained("trust", standing, standing.device)

    def _stranger(self, words: str) -> None:
        self._own.report("access-denied", words)

    def _answer(self, name: Slug, issued: Issued) -> Publication:
        return Publication(self._topics.to("crt", name), self._sealed(issued), qos=1)

    def _retained(self, kind: Kind, body: object, name: Slug) -> Publication:
        return Publication(self._topics.to(kind, name), self._sealed(body), qos=1, retain=True)

    def _sealed(self, body: object) -> bytes:
        return encode(self._sealer.seal(body, new_id()))


def _told(standing: Standing) -> str:
    """For the log, without the words of a person."""
    if standing.shut_out:
        return "is shut out"
    holds = f"{standing.fingerprint} holds its certificate" if standing.fingerprint else "nobody holds its certificate"
    return f"{holds}; {standing.asking.fingerprint} asks for it" if standing.asking else holds
