"""A device's whole side of the protocol: it says who it is, asks (commands), tells (facts) and hears.

One thread of its own; everything heard is handed to ``hear`` on that thread, as values.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from msgspec.structs import replace

from hall_core.contract import limits
from hall_core.contract.codec import ContractError, Envelope, Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.messages import Alert, CallMade, DeviceState, FactsRecorded, Health, Problem, Reply
from hall_core.contract.questions import Answer, Question
from hall_core.contract.topics import Kind, Topics
from hall_core.domain.commands import Command
from hall_core.domain.facts import Fact
from hall_core.mqtt.heard import AlertHeard, Answered, CallHeard, Heard, LinkDown, LinkUp, StateHeard, Told, Unanswered
from hall_core.mqtt.link import Arrived, Down, Link, Publication, Up, Will
from hall_core.mqtt.newest import Newest
from hall_core.mqtt.outbox import F, Outbox, OutboxError
from hall_core.mqtt.pending import Pending
from hall_core.mqtt.silence import Silence

log = logging.getLogger(__name__)

TURN = 0.25
"""Seconds between two looks at the timers when nothing comes in."""
SAVE_AGAIN = 2.0
"""Seconds between two tries to write what a disk refused."""
CALLS_REMEMBERED = 500
"""Ids of calls heard, so that a repeated message stays silent: more than a zone calls in an hour."""


class Station:
    """See the module. ``clock`` gives (milliseconds since 1970, milliseconds since start, trusted)."""

    def __init__(
        self,
        *,
        hall: str,
        device: str,
        state: DeviceState,
        boot: int,
        clock: Callable[[], tuple[int, int, bool]],
        outbox: Path,
        broker: tuple[str, int],
        listen: Sequence[tuple[Kind, *tuple[str, ...]]],
        hear: Callable[[Heard], None],
        health: Callable[[], Health] | None = None,
    ) -> None:
        self._topics = Topics(hall)
        self._device = device
        self._state = state
        self._clock = clock
        self._sealer = Sealer(boot, clock)
        self._outbox = Outbox(outbox, self._sealer)
        self._hear = hear
        self._health = health
        self.broker = broker
        """Host and port."""
        filters = [(self._topics.to(kind, *names), 1) for kind, *names in listen]
        own = [(self._topics.to(kind, device), 1) for kind in ("reply", "answer", "ack")]
        # What the hub sends all the time, so that its silence is noticed by everybody.
        heartbeat = (self._topics.to("hall"), 1)
        self._link = Link(device, broker, [*own, *dict.fromkeys([*filters, heartbeat])])
        self._lock = threading.Lock()
        self._telling = threading.Lock()
        self._unsaved: deque[Fact] = deque()
        self._save_again = 0.0
        self._alerts: dict[Problem, Alert | None] = {}
        self._pending = Pending()
        self._newest = Newest()
        self._called: dict[str, None] = {}
        self._sent_facts = 0
        self._facts_again = 0.0
        self._health_due = 0.0
        self._up = False
        self._silence = Silence()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"station {device}", daemon=True)

    def start(self) -> Callable[[], None]:
        """Starts the thread; returns what stops it and says goodbye."""
        self._thread.start()
        return self._stop

    def ask(self, command: Command, id: str | None = None) -> str:
        """Sends a command until it is answered or nobody has for five seconds; returns its id at once. ``id``: that
        of the intent, where somebody else must know it too."""
        id = id or new_id()
        self._send_until_answered(id, "command", command, limits.COMMAND_EXPIRES)
        return id

    def wonder(self, question: Question, id: str | None = None) -> str:
        """The same for a question, by which nothing happens: Told or Unanswered is heard later."""
        id = id or new_id()
        self._send_until_answered(id, "question", question, limits.QUESTION_EXPIRES)
        return id

    def forget(self, id: str) -> None:
        """Sends a command or question no more; an answer that comes all the same is not heard."""
        self._pending.answered(id)

    def _send_until_answered(self, id: str, kind: Kind, body: Command | Question, expires: int) -> None:
        payload = encode(self._sealer.seal(body, id))
        self._pending.add(id, Publication(self._topics.to(kind, self._device), payload, qos=1, expires=expires))
        self._link.wake()

    def tell(self, fact: Fact) -> None:
        """Writes the fact to the disk (one flush) and sends it until the hub has recorded it. While the disk
        refuses, facts wait in memory, in order, and the problem ``storage`` is reported."""
        with self._telling:
            self._unsaved.append(fact)
            self._save()
        self._link.wake()

    def told(self, kind: type[F]) -> list[F]:
        """What was told of that kind in the last two days, or still waits to be, oldest first."""
        return self._outbox.told(kind)

    def take_number(
        self,
        service: str,
        day: str,
        band: tuple[int, int],
        fact: Callable[[int, str], Fact],
        note: Callable[[int], tuple[str, bytes]],
    ) -> int | None:
        """The next number of this device's own reserve, on the disk with the fact that tells of it before anybody
        sees it; None when the band is spent that day. OutboxError when the disk refuses: then there is none.

        ``fact`` is made from the number and the business day; an empty ``day`` goes on with the last one. ``note`` is
        made from the number: the ticket, and what is kept as by :meth:`keep_until_told`.
        """
        with self._telling:
            value = self._outbox.take(service, day, band, fact, note)
        self._link.wake()
        return value

    @property
    def outbox(self) -> Outbox:
        """For a technician who asks what waits there, and which numbers are left."""
        return self._outbox

    def keep_until_told(self, ticket: str, what: bytes) -> None:
        """Keeps ``what`` on the disk, in place of what was kept of that ticket before, until a fact tells of its paper
        or that nobody holds it. OutboxError when the disk refuses."""
        self._outbox.keep(ticket, what)

    def drop_kept(self, ticket: str) -> None:
        """Keeps nothing of that ticket any more. OutboxError when the disk refuses."""
        self._outbox.drop(ticket)

    def kept(self) -> list[bytes]:
        """What was kept and never told of, oldest first."""
        return self._outbox.kept()

    def _save(self) -> None:
        try:
            while self._unsaved:
                self._outbox.add(self._unsaved[0])
                self._unsaved.popleft()
        except OutboxError as error:
            log.error("%d facts wait for the disk: %s", len(self._unsaved), error)  # noqa: TRY400
        self.report("storage", bool(self._unsaved))

    def report(self, problem: Problem, present: bool, words: str = "") -> None:
        """A problem of this box appeared, is another one by its ``words``, or is solved: on its retained state, and as
        an alert."""
        with self._lock:
            problems = [p for p in self._state.problems if p != problem]
            told = self._alerts.get(problem)
            if (problem in self._state.problems) == present and (told is None or told.words == words):
                return
            self._state = replace(self._state, problems=[*problems, problem] if present else problems)
            state = self._state
            at, _, _ = self._clock()
            self._alerts[problem] = Alert(problem=problem, since=at, words=words) if present else None
        self._announce(state)
        self._alert(problem)

    def _stop(self) -> None:
        self._stopping.set()
        self._link.wake()
        self._thread.join(timeout=5)
        self._outbox.close()

    def _run(self) -> None:
        self._set_will()
        try:
            while not self._stopping.is_set():
                for item in self._link.turn(TURN):
                    try:
                        self._take(item)
                    except Exception:
                        # One bad message, or one mistake of ours in a listener, must not cut the box off.
                        log.exception("could not take %r", item)
                self._timers(time.monotonic())
            self._announce(replace(self._state, online=False))
        finally:
            self._link.close()

    def _set_will(self) -> None:
        gone = replace(self._state, online=False)
        self._link.will = Will(self._topics.to("device-state", self._device), self._sealed(gone))

    def _announce(self, state: DeviceState) -> None:
        state = replace(state, stream=self._outbox.stream, facts_from=self._outbox.oldest())
        topic = self._topics.to("device-state", self._device)
        self._link.publish(Publication(topic, self._sealed(state), qos=1, retain=True))

    def _alert(self, problem: Problem) -> None:
        """The alert as it stands; an empty message takes back one that is solved or from before this start."""
        alert = self._alerts.get(problem)
        payload = b"" if alert is None else self._sealed(alert)
        topic = self._topics.to("device-alert", self._device, problem)
        self._link.publish(Publication(topic, payload, qos=1, retain=True))

    def _sealed(self, body: object) -> bytes:
        return encode(self._sealer.seal(body, new_id()))

    def _take(self, item: Arrived | Up | Down) -> None:
        match item:
            case Up():
                self._up = True
                log.info("linked to the broker")
                self._announce(self._state)
                for problem in get_args(Problem):
                    self._alert(problem)
                self._sent_facts = self._outbox.acked
                self._silence.link_up()
                self._pending.all_again()
                self._hear(LinkUp())
            case Down(why):
                self._up = False
                log.warning("no link: %s", why)
                self._hear(LinkDown())
            case Arrived():
                self._take_message(item)

    def _take_message(self, arrived: Arrived) -> None:
        address = self._topics.parse(arrived.topic)
        if address is None:
            return
        if address.kind == "device-alert" and not arrived.payload:
            self._hear(AlertHeard(address.name, address.extra, None))
            return
        try:
            envelope = decode(address.kind, arrived.payload)
        except ContractError as error:
            log.warning("ignored a message on %s: %s: %s", arrived.topic, error.key, error)
            return
        # A retained message may be from before the hub died; only a fresh one is a sign of life.
        alive = not arrived.retained or address.kind == "hall"
        if alive and (back := self._silence.hub_spoke(envelope.at, fresh=not arrived.retained)):
            self._hear(back)
        match envelope.body:
            case Reply() as reply:
                if self._pending.answered(reply.to):
                    self._hear(Answered(reply))
            case Answer() as answer:
                if self._pending.answered(answer.to):
                    self._hear(Told(answer))
            case FactsRecorded() as ack:
                self._take_ack(ack)
            case CallMade() as call:
                self._take_call(call, envelope.at)
            case Alert() as alert:
                self._hear(AlertHeard(address.name, address.extra, alert))
            case _:
                self._take_state(address.name, arrived, envelope)

    def _take_state(self, name: str, arrived: Arrived, envelope: Envelope[Any]) -> None:
        if self._newest.takes(arrived.topic, name, envelope):
            trusted = envelope.clock == "trusted"
            self._hear(StateHeard(envelope.body, envelope.at, trusted, name, envelope.boot, arrived.retained))

    def _take_call(self, call: CallMade, hub_now: int) -> None:
        if call.id in self._called:
            return
        self._called[call.id] = None
        if len(self._called) > CALLS_REMEMBERED:
            del self._called[next(iter(self._called))]
        self._hear(CallHeard(call, max(0, hub_now - call.at) / 1000))

    def _take_ack(self, ack: FactsRecorded) -> None:
        if ack.stream != self._outbox.stream:
            return
        if ack.up_to < self._outbox.acked:
            log.warning("the hub has lost facts after %d; sending them again", ack.up_to)
            self._announce(self._state)
        at, _, _ = self._clock()
        self._outbox.acknowledge(ack.up_to, at)
        self._facts_again = time.monotonic() + limits.FACT_AGAIN

    def _timers(self, now: float) -> None:
        if self._unsaved and now >= self._save_again:
            self._save_again = now + SAVE_AGAIN
            with self._telling:
                self._save()
        if self._up:
            for publication in self._pending.due(now):
                self._link.publish(publication)
            self._send_facts(now)
            self._send_health(now)
        for id in self._pending.late(now):
            log.warning("nobody answered %s", id)
            self._hear(Unanswered(id))
        if (quiet := self._silence.noticed(now)) is not None:
            self._hear(quiet)

    def _send_facts(self, now: float) -> None:
        """A window of facts in order; again from the first unacknowledged one when nothing moved for 2 s."""
        acked = self._outbox.acked
        if self._sent_facts > acked and now >= self._facts_again:
            self._sent_facts = acked
        self._sent_facts = max(self._sent_facts, acked)
        if self._outbox.last == self._sent_facts:
            return
        if self._sent_facts == acked:
            self._facts_again = now + limits.FACT_AGAIN
        topic = self._topics.to("fact", self._device)
        # A hub that has lost facts acknowledges far behind what was sent: then there is no room at all.
        room = max(0, limits.FACT_WINDOW - (self._sent_facts - acked))
        for seq, envelope in self._outbox.after(self._sent_facts, room):
            self._link.publish(Publication(topic, envelope, qos=1))
            self._sent_facts = seq

    def _send_health(self, now: float) -> None:
        if self._health is None or now < self._health_due:
            return
        self._health_due = now + limits.HEALTH_EVERY
        health = replace(self._health(), outbox=self._outbox.waiting())
        topic = self._topics.to("device-health", self._device)
        self._link.publish(Publication(topic, self._sealed(health), expires=limits.HEALTH_EVERY * 2))
