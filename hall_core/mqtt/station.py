"""A device's whole side of the protocol: it says who it is, asks (commands), tells (facts) and hears.

One thread of its own; everything heard is handed to ``hear`` on that thread, as values.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

from msgspec.structs import replace

from hall_core.contract import limits
from hall_core.contract.codec import Sealer, encode
from hall_core.contract.doctor import Look
from hall_core.contract.ids import new_id
from hall_core.contract.messages import Alert, DeviceState, FactsRecorded, Health, Problem, Reply
from hall_core.contract.questions import Answer, Question
from hall_core.contract.release import ReleaseWish
from hall_core.contract.topics import Kind, Topics
from hall_core.contract.trust import Denied, Granted, Request, TrustWish, Waits
from hall_core.domain.commands import Command
from hall_core.domain.facts import Fact
from hall_core.domain.names import WORDS_MOST
from hall_core.keys import Keys
from hall_core.mqtt.caring import Caring, Ways
from hall_core.mqtt.ear import Ear
from hall_core.mqtt.fact_window import FactWindow
from hall_core.mqtt.heard import Answered, Heard, LinkDown, LinkUp, LookHeard, ReleaseHeard, Told, Unanswered
from hall_core.mqtt.link import Arrived, Down, Link, Publication, Up, Will
from hall_core.mqtt.outbox import F, Outbox
from hall_core.mqtt.pending import Pending
from hall_core.mqtt.recalling import Recalling
from hall_core.mqtt.renewing import NEW_KEY, Renewing
from hall_core.mqtt.silence import Silence
from hall_core.mqtt.tampering import Tampering
from hall_core.mqtt.telling import Telling
from hall_core.mqtt.vitals import Vitals

log = logging.getLogger(__name__)

TURN = 0.25
"""Seconds between two looks at the timers when nothing comes in."""
ANSWERS = "-answers"
"""At the end of the name of the file beside the outbox that has what the hub has answered."""


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
        keys: Keys | None = None,
        new_key: Sequence[str] = NEW_KEY,
        turned: Callable[[], None] = lambda: None,
        ways: Ways | None = None,
    ) -> None:
        """``turned`` is called on the station's thread each time it has gone round; ``ways``: of looking at it."""
        self._topics = Topics(hall)
        self._device = device
        self._state = state
        self._clock = clock
        self._sealer = Sealer(boot, clock)
        self._outbox = Outbox(outbox, self._sealer)
        self._recalling = Recalling(outbox.with_stem(f"{outbox.stem}{ANSWERS}"), self.ask, lambda: clock()[0])
        self._hear = hear
        self._vitals = Vitals(health, self._say_health)
        self._turned = turned
        self.broker = broker
        """Host and port."""
        filters = [(self._topics.to(kind, *names), 1) for kind, *names in listen]
        own = [(self._topics.to(kind, device), 1) for kind in ("reply", "answer", "ack", "crt", "release")]
        own += [(self._topics.to("look", "+", device), 1)] if state.role != "console" else []
        # What the hub sends all the time, so that its silence is noticed by everybody.
        heartbeat = (self._topics.to("hall"), 1)
        self._link = Link(device, broker, [*own, *dict.fromkeys([*filters, heartbeat])], keys, clock)
        self._lock = threading.Lock()
        self._telling = Telling(self._outbox, self.report)
        self._alerts: dict[Problem, Alert | None] = {}
        self._pending = Pending()
        self._facts = FactWindow(self._outbox)
        self._tampering = Tampering(self.report)
        self._up = False
        self._silence = Silence()
        self._caring = Caring(ways, device, self.report, self._put, clock)
        self._ear = Ear(self._topics, self._silence)
        self._renewing = Renewing(keys, device, clock, self._request, partial(self.report, "certificate"), new_key)
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
        self._recalling.asks(id, command)
        self._send_until_answered(id, "command", command, limits.COMMAND_EXPIRES)
        return id

    def wonder(self, question: Question, id: str | None = None) -> str:
        """The same for a question, by which nothing happens: Told or Unanswered is heard later."""
        id = id or new_id()
        self._send_until_answered(id, "question", question, limits.QUESTION_EXPIRES)
        return id

    def wish(self, wish: TrustWish | ReleaseWish) -> None:
        """Tells the hall's authority, or the hub, what the head wants, once: what then is so is the answer."""
        kind = "release-wish" if isinstance(wish, ReleaseWish) else "trust-wish"
        self._post(kind, wish, expires=limits.COMMAND_EXPIRES)

    def look(self, device: str, look: Look) -> str:
        """Asks another box how it is, in this console's name; what it answers is heard under this id."""
        return self._post("look", look, device, expires=limits.COMMAND_EXPIRES)

    def _put(self, kind: Kind, body: object, retain: bool) -> None:
        self._link.publish(Publication(self._topics.to(kind, self._device), self._sealed(body), qos=1, retain=retain))

    def _request(self, request: Request) -> str:
        """Asks the hall's authority for another certificate, under our own name."""
        return self._post("csr", request)

    def _post(self, kind: Kind, body: object, *names: str, expires: int | None = None) -> str:
        """Once, in our own name; returns its id."""
        id, topic = new_id(), self._topics.to(kind, self._device, *names)
        self._link.publish(Publication(topic, encode(self._sealer.seal(body, id)), qos=1, expires=expires))
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
        self._telling.tell(fact)
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
        with self._telling.lock:
            value = self._outbox.take(service, day, band, fact, note)
        self._link.wake()
        return value

    def numbers_go_on(self) -> None:
        """The day is in doubt: the next number follows the last one, whatever its day. OutboxError as above."""
        self._outbox.go_on()

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

    def report(self, problem: Problem, present: bool, words: str = "") -> None:
        """A problem of this box appeared, is another one by its ``words``, or is solved: on its retained state, and as
        an alert. Of ``words`` as many are told as an alert has room for."""
        words = words[:WORDS_MOST]
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
        self._recalling.close()

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
                self._turned()
            self._announce(replace(self._state, online=False))
        finally:
            self._renewing.close()
            self._link.close()

    def _set_will(self) -> None:
        gone = replace(self._state, online=False)
        self._link.will = Will(self._topics.to("device-state", self._device), self._sealed(gone))

    def _announce(self, state: DeviceState) -> None:
        self._put("device-state", replace(state, stream=self._outbox.stream, facts_from=self._outbox.oldest()), True)

    def _alert(self, problem: Problem) -> None:
        """The alert as it stands; an empty message takes back one that is solved or from before this start."""
        alert = self._alerts.get(problem)
        payload = b"" if alert is None else self._sealed(alert)
        self._link.publish(Publication(self._topics.to("device-alert", self._device, problem), payload, 1, True))

    def _sealed(self, body: object) -> bytes:
        return encode(self._sealer.seal(body, new_id()))

    def _take(self, item: Arrived | Up | Down) -> None:
        match item:
            case Up():
                self._up = True
                self._announce(self._state)
                for problem in get_args(Problem):
                    self._alert(problem)
                self._facts.link_up()
                self._silence.link_up()
                self._pending.all_again()
                self._renewing.link_up()
                self._caring.heard(LinkUp())
                self._hear(LinkUp())
                # Not before: who reads this line may count on it that the program itself knows.
                log.info("linked to the broker")
            case Down(why, reason):
                self._up = False
                log.warning("no link: %s", why)
                self._caring.heard(LinkDown(reason))
                self._hear(LinkDown(reason))
            case Arrived():
                self._take_message(item)

    def _take_message(self, arrived: Arrived) -> None:
        for heard in self._ear.hears(arrived):
            match heard:
                case FactsRecorded():
                    self._caring.heard(heard)
                    self._take_ack(heard)
                case Granted() | Waits() | Denied():
                    self._renewing.hear(heard)
                case LookHeard():
                    self._caring.look(heard, time.monotonic())
                case ReleaseHeard():
                    self._caring.heard(heard)
                case Answered(Reply(to=id)) | Told(Answer(to=id)):
                    if self._pending.answered(id) and not self._recalling.hears(heard):
                        self._caring.heard(heard)
                        self._hear(heard)
                case _:
                    self._recalling.hears(heard)
                    self._caring.heard(heard)
                    self._hear(heard)

    def _take_ack(self, ack: FactsRecorded) -> None:
        if ack.stream != self._outbox.stream:
            return
        if ack.up_to < self._outbox.acked:
            log.warning("the hub has lost facts after %d; sending them again", ack.up_to)
            self._announce(self._state)
        at, _, _ = self._clock()
        self._facts.recorded(ack.up_to, at, time.monotonic())

    def _timers(self, now: float) -> None:
        self._telling.tend(now)
        if self._up:
            for publication in self._pending.due(now):
                self._link.publish(publication)
            self._recalling.tend(now)
            self._send_facts(now)
            refused, until = self._ear.complaints.counted.total(), self._renewing.until
            self._vitals.tend(now, outbox=self._outbox.waiting(), refused=refused, certificate_until=until)
            self._renewing.tend(now)
        self._tampering.tend(now)
        self._caring.tend(now, self._state, dict(self._alerts))
        for id in self._pending.late(now):
            log.warning("nobody answered %s", id)
            if not self._recalling.unanswered(id, now):
                self._hear(Unanswered(id))
        if (quiet := self._silence.noticed(now)) is not None:
            self._hear(quiet)

    def _send_facts(self, now: float) -> None:
        topic = self._topics.to("fact", self._device)
        for envelope in self._facts.due(now):
            self._link.publish(Publication(topic, envelope, qos=1))

    def _say_health(self, health: Health) -> None:
        topic = self._topics.to("device-health", self._device)
        self._link.publish(Publication(topic, self._sealed(health), expires=limits.HEALTH_EVERY * 2))
