"""The hub without its network: messages in, publications out, the ledger in between.

One batch = the messages that were already waiting = one transaction = one flush to the disk. Only after the
commit does anything leave: answers and calls at once, state a little later in a rush (it is whole, so the last one
tells all).
"""

from __future__ import annotations

import logging
from collections import Counter as Tally
from collections.abc import Callable, Iterable

import msgspec
from msgspec.structs import replace

from hall_core import __version__
from hall_core.contract import limits
from hall_core.contract import messages as m
from hall_core.contract.codec import ContractError, Envelope, Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.topics import Address, Kind, Topics
from hall_core.device.hall_file import digest
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.decide import decide, decide_fact, decide_tick
from hall_core.domain.facts import Fact
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.plan import Plan
from hall_core.domain.refusal import Reason, Refusal
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.store.ledger import Ledger, LedgerError
from hall_hub.touched import Touched
from hall_hub.views import Views

log = logging.getLogger(__name__)

COMPLAINTS = 1_000
"""Different complaints (topic and kind) that are logged; further ones are only counted."""

Clock = Callable[[], tuple[int, int, bool]]


class Hub:
    """Owns the truth of one hall. ``clock`` gives (ms since 1970 UTC, ms since start, trusted)."""

    def __init__(self, plan: Plan, ledger: Ledger, clock: Clock, boot: int) -> None:
        self._plan = plan
        self._ledger = ledger
        self._clock = clock
        self._topics = Topics(plan.hall.id)
        self._sealer = Sealer(boot, clock)
        self._encode_reply = msgspec.json.Encoder().encode
        self._plan_digest = digest(plan)
        self.touched = Touched()
        self.refused_messages: Tally[str] = Tally()
        self._complained: set[tuple[str, str]] = set()
        self._facts_from: dict[str, tuple[str, int]] = {}
        """Device to its outbox and the oldest fact that it still has."""
        self._storage_failed = False
        self.hall = load(plan, ledger)
        self.tick()

    def tick(self) -> None:
        """What time brings; call it a few times a second."""
        at, _, trusted = self._clock()
        events = decide_tick(self.hall, at, trusted=trusted)
        if not events and not self._storage_failed:
            return
        try:
            with self._ledger.batch():
                self._record(events, at, None)
            self._storage(failed=False)
        except LedgerError as error:
            self._recover(error)

    def handle(self, arrived: Iterable[Arrived]) -> list[Publication]:
        """Takes what came; gives what must leave now, in order: answers, acknowledgements, calls."""
        messages = list(arrived)
        out: list[Publication] = []
        acks: dict[str, m.FactsRecorded] = {}
        try:
            with self._ledger.batch():
                for message in messages:
                    self._hear(message, out, acks)
        except LedgerError as error:
            self._recover(error)
            return [*self._presence_if_changed(), *self._refuse(messages, "storage")]
        except Exception:
            # A mistake of ours in one decision must not cost the others theirs: each alone, and only that one refused.
            self._reload()
            if len(messages) > 1:
                return [publication for message in messages for publication in self.handle([message])]
            log.exception("could not take a message on %s", messages[0].topic)
            return self._refuse(messages, "internal-error")
        self._storage(failed=False)
        out.extend(self._to("ack", device, ack) for device, ack in acks.items())
        return out

    def state(self) -> list[Publication]:
        """The state messages that changed since the last time, and forgets that they did."""
        at, _, trusted = self._clock()
        views = self._views()
        touched, publications = self.touched, list[Publication]()
        publications.extend(self._retained("counter", views.counter(id), id) for id in touched.counters)
        publications.extend(
            self._retained("service", views.service(id, at, clock_trusted=trusted), id) for id in touched.services
        )
        publications.extend(self._retained("zone", views.zone(id), id) for id in touched.zones)
        if touched.hall:
            publications.append(self.heartbeat())
        publications.extend(self._presence_if_changed())
        touched.clear()
        return publications

    def heartbeat(self) -> Publication:
        at, _, _ = self._clock()
        return self._retained("hall", self._views().hall(at))

    def announcement(self) -> list[Publication]:
        """Everything, for a broker that may have forgotten all of it."""
        self.touched.everything(self.hall)
        head = m.CatalogueHead(epoch=self._ledger.epoch, version=self._ledger.head, digest=self._plan_digest)
        return [*self.state(), self._retained("catalogue", head, "plan"), self.presence(online=True)]

    def presence(self, *, online: bool) -> Publication:
        problems: list[m.Problem] = ["storage"] if self._storage_failed else []
        state = m.DeviceState(
            online=online, role="hub", version=__version__, problems=problems, plan=self._plan_digest, stream=None
        )
        return self._retained("device-state", state, "hub", qos=1)

    def _presence_if_changed(self) -> list[Publication]:
        changed, self.touched.presence = self.touched.presence, False
        return [self.presence(online=True)] if changed else []

    def health(self, box: m.Health) -> Publication:
        """How the hub's box is, and how many messages were refused since it started."""
        body = replace(box, refused=self.refused_messages.total())
        return self._publication("device-health", body, "hub", expires=limits.HEALTH_EVERY * 2)

    def _hear(self, arrived: Arrived, out: list[Publication], acks: dict[str, m.FactsRecorded]) -> None:
        address = self._topics.parse(arrived.topic)
        if address is None or address.kind not in ("command", "fact", "device-state"):
            self._complain("misaddressed", arrived.topic, "no device may write here")
            return
        if address.kind == "device-state" and (address.name == "hub" or not arrived.payload):
            return
        try:
            envelope = decode(address.kind, arrived.payload)
        except ContractError as error:
            self._complain(error.key, arrived.topic, str(error))
            if address.kind == "command" and error.message_id is not None:
                refusal = Refusal(error.key, str(error)[:200])
                out.append(self._to("reply", address.name, m.Reply(to=error.message_id, refusal=refusal)))
            return
        if address.kind == "command":
            self._command(address.name, envelope, out)
        elif address.kind == "fact":
            self._fact(address, envelope, acks)
        elif envelope.body.stream is not None and self._plan.device(address.name) is not None:
            self._facts_from[address.name] = envelope.body.stream, envelope.body.facts_from

    def _command(self, device: str, envelope: Envelope[c.Command], out: list[Publication]) -> None:
        known = self._ledger.answer_to(envelope.id)
        if known is not None:
            out.append(self._to("reply", device, msgspec.Raw(known)))
            return
        at, _, trusted = self._clock()
        decision = decide(self.hall, envelope.body, c.Asked(envelope.id, device, at, trusted))
        if isinstance(decision, Refusal):
            log.info("%s %s: refused, %s %s", device, _tag(envelope.body), decision.reason, decision.about)
            reply = self._reply(envelope, decision)
        else:
            self._record(decision, at, envelope.id)
            log.info("%s %s: %s", device, _tag(envelope.body), self._told(decision))
            reply = self._reply(envelope, None)
        body = self._encode_reply(reply)
        self._ledger.keep_answer(envelope.id, device, at, body)
        out.append(self._to("reply", device, msgspec.Raw(body)))
        if not isinstance(decision, Refusal):
            out.extend(self._announced(event) for event in decision if isinstance(event, e.TicketCalled))

    def _reply(self, envelope: Envelope[c.Command], refusal: Refusal | None) -> m.Reply:
        views = self._views()
        command = envelope.body
        ticket = self.hall.tickets.get(envelope.id) if isinstance(command, c.IssueTicket) else None
        counter = command.counter if isinstance(command, c.AtCounter) else None
        return m.Reply(
            to=envelope.id,
            refusal=refusal,
            ticket=None if ticket is None else views.receipt(ticket),
            counter=views.counter(counter) if counter in self.hall.counters else None,
        )

    def _fact(self, address: Address, envelope: Envelope[Fact], acks: dict[str, m.FactsRecorded]) -> None:
        """In sequence: recorded. Older: acknowledged again. A gap: the last one acknowledged, so that it rewinds."""
        device, stream = address.name, envelope.stream
        if stream is None or self._plan.device(device) is None:
            why = "a fact needs its stream" if stream is None else "no such device in the hall file"
            self._complain("malformed" if stream is None else "misaddressed", f"{device}/up/fact", why)
            return
        kept_stream, oldest = self._facts_from.get(device, (stream, 1))
        last = max(self._ledger.heard_from(device, stream), oldest - 1 if kept_stream == stream else 0)
        if envelope.seq == last + 1:
            at, _, _ = self._clock()
            self._record(decide_fact(self.hall, envelope.body, device), at, envelope.id)
            self._ledger.keep_heard(device, stream, envelope.seq)
            last = envelope.seq
        acks[device] = m.FactsRecorded(stream=stream, up_to=last)

    def _record(self, events: list[e.Event], at: int, command: str | None) -> None:
        for event in events:
            self._ledger.append(event, at, command)
            evolve(self.hall, event, at)
            self.touched.by(event, self.hall)

    def _announced(self, event: e.TicketCalled) -> Publication:
        call = self._views().call(self.hall.calls[event.call])
        return self._publication("call", call, event.zone, qos=1, expires=limits.CALL_EXPIRES)

    def _recover(self, error: LedgerError) -> None:
        if not self._storage_failed:
            # Once an outage: a log that grows four times a second does a full disk no good.
            log.error("%s", error)
        self._reload()
        self._storage(failed=True)

    def _reload(self) -> None:
        """Memory is ahead of the disk: what counts is the disk."""
        self.hall = load(self._plan, self._ledger)
        self.touched.everything(self.hall)

    def _storage(self, *, failed: bool) -> None:
        if failed != self._storage_failed:
            self._storage_failed = failed
            self.touched.presence = True
            log.warning("the disk %s", "refuses to record" if failed else "records again")

    def _refuse(self, messages: list[Arrived], reason: Reason) -> list[Publication]:
        """Refusals that are not kept: the same command may be tried again once what was wrong is mended."""
        out: list[Publication] = []
        for message in messages:
            address = self._topics.parse(message.topic)
            if address is None or address.kind != "command":
                continue
            try:
                id = decode("command", message.payload).id
            except ContractError:
                continue  # Counted and answered when it can be taken at all.
            out.append(self._to("reply", address.name, m.Reply(to=id, refusal=Refusal(reason))))
        return out

    def _complain(self, key: str, topic: str, why: str) -> None:
        """Counted always, logged once for each topic and kind."""
        self.refused_messages[key] += 1
        if (key, topic) not in self._complained and len(self._complained) < COMPLAINTS:
            self._complained.add((key, topic))
            log.warning("refused a message on %.200s: %s: %.300s", topic, key, why)

    def _views(self) -> Views:
        return Views(self.hall, self._ledger.epoch, self._ledger.head)

    def _to(self, kind: Kind, device: str, body: object) -> Publication:
        return self._publication(kind, body, device)

    def _retained(self, kind: Kind, body: object, *names: str, qos: int = 0) -> Publication:
        return self._publication(kind, body, *names, qos=qos, retain=True)

    def _publication(
        self, kind: Kind, body: object, *names: str, qos: int = 0, retain: bool = False, expires: int | None = None
    ) -> Publication:
        payload = encode(self._sealer.seal(body, new_id()))
        return Publication(self._topics.to(kind, *names), payload, qos, retain, expires)

    def _told(self, events: list[e.Event]) -> str:
        """One readable line for the log."""
        return ", ".join(self._sentence(event) for event in events)

    def _sentence(self, event: e.Event) -> str:
        match event:
            case e.TicketIssued(number=number, service=service):
                return f"{number} issued for {service}"
            case e.TicketCalled(ticket=ticket, counter=counter, again=again):
                return f"{self.hall.tickets[ticket].number} called {'again ' if again else ''}to {counter}"
            case e.TicketEvent(ticket=ticket):
                return f"{self.hall.tickets[ticket].number} {self.hall.tickets[ticket].state}"
            case _:
                return _tag(event)


def load(plan: Plan, ledger: Ledger) -> Hall:
    """The hall as the ledger's running day says. LedgerError when the hall file no longer fits that day."""
    hall = Hall(plan)
    for event, at in ledger.today():
        try:
            evolve(hall, event, at)
        except KeyError as error:
            raise LedgerError(
                f"today's ledger speaks of {error}, which the hall file no longer has: put it back in until the "
                "business day turns"
            ) from error
    return hall


def _tag(value: object) -> str:
    return str(value.__struct_config__.tag) if isinstance(value, msgspec.Struct) else type(value).__name__
