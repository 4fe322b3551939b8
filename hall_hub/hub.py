"""The hub without its network: messages in, publications out, the ledger in between.

One batch = the messages that were already waiting = one transaction = one flush to the disk. Only after the
commit does anything leave: answers and calls at once, state a little later in a rush (it is whole, so the last one
tells all). Questions are answered beside it, for they change nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

import msgspec
from msgspec.structs import replace

from hall_core import __version__
from hall_core.contract import limits
from hall_core.contract import messages as m
from hall_core.contract.codec import Envelope, Sealer
from hall_core.contract.ids import new_id
from hall_core.contract.topics import Topics
from hall_core.device.hall_file import digest
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.decide import decide, decide_tick
from hall_core.domain.facts import Fact
from hall_core.domain.hall import evolve
from hall_core.domain.names import Day, Millis, Uid
from hall_core.domain.plan import Plan
from hall_core.domain.refusal import Reason, Refusal
from hall_core.mqtt.complaints import Complaints
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.answers import holds, once_more, to_be_recorded, with_recorded
from hall_hub.asker import asker
from hall_hub.door import Door, Entered, waits
from hall_hub.doubt import Doubt
from hall_hub.floods import Floods
from hall_hub.inbox import Inbox
from hall_hub.knowledge import Knowledge
from hall_hub.outcome import Outcome
from hall_hub.pace import Pace
from hall_hub.post import Post
from hall_hub.problems import OURS, Problems
from hall_hub.questions import Questions
from hall_hub.recovery import Recovery, moment
from hall_hub.sentences import UNTOLD, tag, told
from hall_hub.speakers import Speakers
from hall_hub.states import States
from hall_hub.store.ledger import Answered, Ledger, LedgerError
from hall_hub.today import load
from hall_hub.touched import Touched
from hall_hub.views import Views
from hall_hub.when import Now

log = logging.getLogger(__name__)

Clock = Callable[[], tuple[int, int, bool]]


class Hub:
    """Owns the truth of one hall. ``clock`` gives (ms since 1970 UTC, ms since start, trusted)."""

    def __init__(
        self,
        plan: Plan,
        ledger: Ledger,
        knowledge: Knowledge,
        clock: Clock,
        boot: int,
        pace: Pace | None = None,
        box_start: int = 0,
    ) -> None:
        self._plan = plan
        self._ledger = ledger
        self._knowledge = knowledge
        self._clock = clock
        self._topics = Topics(plan.hall.id)
        self._post = Post(self._topics, Sealer(boot, clock))
        self._plan_digest = digest(plan)
        self.touched = Touched()
        self.complaints = Complaints()
        self._problems = Problems()
        self._inbox = Inbox(plan, ledger, self.complaints, knowledge.apologies, self._now())
        self._door = Door(self._topics, self.complaints, pace or Pace(plan))
        self._questions = Questions(plan, knowledge, self._post, self._door, self.complaints, self._inbox)
        self._speakers = Speakers(plan, ledger.speakers(), self._now(), self._door.standings.shut_out)
        self._states = States(self._post, self.touched, self._speakers.of)
        self.shut_out = self._door.standings.shut_out
        self._floods = Floods(self._door.pace, self.problem)
        self._recovery = Recovery(ledger, self._record)
        self._doubt = Doubt(ledger, box_start)
        self.hall = load(plan, ledger)
        self.tick()

    def tick(self) -> None:
        """What time brings; call it a few times a second."""
        now = self._now()
        self.problem("clock", "hub", None if now.trusted else "nobody who knows the time has set it: docs/images.md")
        self._doubt.look(now)
        came = self._doubt.came() if now.trusted and not self.hall.recovering else None
        events = decide_tick(self.hall, now.at, trusted=now.trusted, came=came)
        self._states.look(self._views(now), now.at, trusted=now.trusted)
        self._speakers.look(self.hall, self.touched, now)
        self._floods.look(now.mono)
        if events or self._failed or self._speakers.unsaved or self._doubt.unsaved or self._recovery.due(self.hall):
            try:
                with self._ledger.batch():
                    self._record(events, now.at, None)
                    self._keep(now.at)
                self._storage(None)
            except LedgerError as error:
                self._recover(error)
                return
        if came is not None:
            self._doubt.over()

    def answers(self, arrived: Iterable[Arrived]) -> list[Publication]:
        """Answers to the questions among the messages. They touch neither the ledger nor the state."""
        return self._questions.answers(arrived, self.hall, self._now())

    def overdue(self) -> list[Publication]:
        """Answers to whoever has waited long enough for the centre; call it a few times a second."""
        return self._questions.overdue(self._now())

    def handle(self, arrived: Iterable[Arrived]) -> list[Publication]:
        """Takes what came; gives what must leave now, in order: answers, acknowledgements, calls."""
        now = self._now()
        came = list(self._door.enter(self._questions.others(arrived), now, questions=False))
        turned = [self._refusal(x.address.name, x.id, Refusal(x.reason, x.words)) for x in came if waits(x)]
        entered = [x for x in came if isinstance(x, Entered)]
        return [*turned, *self._take(entered, now)] if entered else turned

    def _take(self, entered: list[Entered], now: Now) -> list[Publication]:
        outcome = Outcome()
        try:
            with self._ledger.batch():
                for message in entered:
                    self._hear(message, now, outcome)
                if self._keep(now.at):
                    outcome.acks.update(self._inbox.marks())
                self._inbox.keep_clocks()
        except LedgerError as error:
            self._recover(error)
            return [*self._presence_if_changed(), *self._refuse(entered, "storage")]
        except Exception:
            # A mistake of ours in one decision must not cost the others theirs: each alone, and only that one refused.
            self._reload()
            if len(entered) > 1:
                return [publication for message in entered for publication in self._take([message], now)]
            log.exception("could not take a message on %s", entered[0].arrived.topic)
            return self._refuse(entered, "internal-error")
        self._storage(None)
        for line in outcome.lines():
            log.info("%s", line)
        return [*outcome.leaving, *(self._post.to("ack", device, ack) for device, ack in outcome.acks.items())]

    def state(self) -> list[Publication]:
        """The state messages that differ from what was last said, and forgets what has touched them."""
        touched, publications = self.touched, self._states.news(self._views(self._now()))
        if touched.hall:
            publications.append(self.heartbeat())
        if touched.catalogues:
            publications.extend(self._heads())
        publications.extend(self._presence_if_changed())
        touched.clear()
        return publications

    def heartbeat(self) -> Publication:
        return self._states.heartbeat(self._views(self._now()))

    def announcement(self) -> list[Publication]:
        """Everything, for a broker that may have forgotten all of it."""
        self._speakers.linked(self._now())
        self._states.forget()
        self.touched.everything(self.hall)
        self.touched.catalogues = True
        # Also what an earlier run left as an alert is taken back.
        self._problems.changed.update(OURS)
        return self.state()

    def presence(self, *, online: bool) -> Publication:
        state = m.DeviceState(
            online=online, role="hub", version=__version__, problems=self._problems.present(), plan=self._plan_digest
        )
        return self._post.retained("device-state", state, "hub", qos=1)

    def health(self, box: m.Health) -> Publication:
        """How the hub's box is, and how many messages were refused since it started."""
        body = replace(box, refused=self.complaints.counted.total())
        return self._post.publication("device-health", body, "hub", expires=limits.HEALTH_EVERY * 2)

    @property
    def today(self) -> Day | None:
        """The business day; None while nobody can say whether it is still that of the ledger."""
        return None if self.hall.provisional else self._doubt.day(self.hall.day)

    def look(self) -> None:
        """Looks for what was dropped into the feeds, a few times a second at most; never waits."""
        news, new_edition = self._knowledge.look(self.today)
        self.touched.catalogues |= new_edition
        for item in news:
            self.problem("catalogue-refused", item.name, item.words)

    @property
    def glance_every(self) -> float | None:
        """Seconds between two calls of :meth:`glance`; None: it is not needed."""
        return self._knowledge.glance_every

    def glance(self) -> None:
        """Looks whether the courier has brought anything that is to be offered."""
        self.touched.catalogues |= self._knowledge.glance()

    def _hear(self, entered: Entered, now: Now, outcome: Outcome) -> None:
        device, envelope = entered.address.name, entered.envelope
        match entered.address.kind:
            case "fact":
                self._fact(device, envelope, now, outcome)
            case "device-state":
                self._inbox.present(device, entered.arrived, envelope, now)
                self._speakers.hear(device, envelope)
                # At once: what was well, failed and is well again within one batch has failed all the same.
                self._speakers.look(self.hall, self.touched, now)
                if self._recovery.over(self.hall) and (mark := self._inbox.mark(device)):
                    outcome.acks[device] = mark
            case _:
                fresh = self._inbox.fresh(device, envelope, now)
                if fresh:
                    self._inbox.heard(device, entered.arrived, envelope, now)
                self._command(device, envelope, now, outcome, fresh=fresh)

    def _command(self, device: str, envelope: Envelope[c.Command], now: Now, outcome: Outcome, *, fresh: bool) -> None:
        known = self._ledger.answer_to(envelope.id)
        if known is not None and known[0] == device:
            outcome.reply(self._post, device, once_more(known[1], envelope.id, self.hall, self._ledger))
            return
        if known is not None or not fresh:
            # Not kept: the one has its answer already, which nobody else is told; the other may be wished for anew.
            reason: Reason = "too-old" if known is None else "not-yours"
            self.complaints.refused(reason, f"{device}/up/command", "a recording, or another device's")
            outcome.reply(self._post, device, m.Reply(to=envelope.id, refusal=Refusal(reason)))
            return
        command = envelope.body
        # What may end at a counter may be rated.
        offer = new_id() if isinstance(command, c.AtCounter) else None
        appointment = self._knowledge.appointment(command.code) if isinstance(command, c.CheckIn) else None
        officer = asker(self.hall, command)
        decision = decide(self.hall, command, c.Asked(envelope.id, device, now.at, now.trusted, offer, appointment))
        events, refusal = ([], decision) if isinstance(decision, Refusal) else (decision, None)
        recorded = to_be_recorded(self.hall, self._ledger, events, now.at, officer) if holds(command) else None
        self._record(events, moment(self.hall, now.at), envelope.id)
        if isinstance(command, c.TellHeld) and refusal is None:
            self._recovery.hear(self.hall, device, command)
        outcome.command(device, command, told(events, self.hall) if refusal is None else refusal)
        views = self._views(now)
        reply = views.reply(envelope.id, command, events, refusal)
        kept = Answered(envelope.id, device, now.at, command, officer, refusal)
        self._ledger.keep_answer(kept, msgspec.json.encode(reply))
        outcome.reply(self._post, device, with_recorded(reply, recorded))
        called = (event for event in events if isinstance(event, e.TicketCalled))
        outcome.leaving.extend(self._states.call(views, self.hall.calls[event.call]) for event in called)

    def _fact(self, device: str, envelope: Envelope[Fact], now: Now, outcome: Outcome) -> None:
        # Of an outbox nothing is recorded before what was answered is: it is told again.
        heard = None if self.hall.recovering else self._inbox.hear(self.hall, device, envelope, now)
        if heard is None:
            return
        events, outcome.acks[device] = heard
        self._record(events, now.at, envelope.id)
        late = [event for event in events if not isinstance(event, UNTOLD)]
        if late:
            outcome.told.append(f"{device} {tag(envelope.body)}: {told(late, self.hall)}")

    def _record(self, events: list[e.Event], at: int, command: str | None) -> None:
        for event in events:
            self._ledger.append(event, at, command)
            if isinstance(event, e.DayBegan):
                self._ledger.keep_offers(self.hall.offers.values())
            elif isinstance(event, e.VoteRecorded) and event.offer not in self.hall.offers:
                self._ledger.use_offer(event.offer)
            self.touched.before(event, self.hall)
            evolve(self.hall, event, at)
            self.touched.by(event, self.hall)

    def _keep(self, at: Millis) -> bool:
        """What is kept with every batch. Whether the hub has recovered with it."""
        if recovered := self._recovery.tend(self.hall, at):
            self._doubt.told()
        self._doubt.keep()
        for zone, naming in self._speakers.unsaved.items():
            self._ledger.keep_speaker(zone, naming)
        self._speakers.unsaved.clear()
        return recovered

    def _recover(self, error: LedgerError) -> None:
        if not self._failed:
            # Once an outage: a log that grows four times a second does a full disk no good.
            log.error("%s", error)
        self._reload()
        self._storage("the disk refuses to record")

    def _reload(self) -> None:
        """Memory is ahead of the disk: what counts is the disk."""
        self.hall = load(self._plan, self._ledger)
        self._doubt.lost()
        self.touched.everything(self.hall)

    @property
    def _failed(self) -> bool:
        return "storage" in self._problems.present()

    def _storage(self, words: str | None) -> None:
        if self.problem("storage", "ledger", words):
            log.warning("%s", words or "the disk records again")

    def problem(self, problem: m.Problem, source: str, words: str | None) -> bool:
        """What is wrong with the hub's box, by ``source``; None: nothing any more. Whether that is news."""
        changed = self._problems.put(problem, source, words, self._now().at)
        self.touched.presence |= changed
        return changed

    def _presence_if_changed(self) -> list[Publication]:
        changed, self._problems.changed = self._problems.changed, set[m.Problem]()
        self.touched.presence = False
        if not changed:
            return []
        alerts = [(problem, self._problems.alert(problem)) for problem in sorted(changed)]
        return [self.presence(online=True), *(self._post.standing("device-alert", x, "hub", id) for id, x in alerts)]

    def _heads(self) -> list[Publication]:
        """Which editions the hub runs on."""
        digests = {"plan": self._plan_digest, **self._knowledge.editions.heads()}
        heads = {
            name: m.CatalogueHead(epoch=self._ledger.epoch, version=self._ledger.head, digest=digest)
            for name, digest in digests.items()
        }
        return [self._post.retained("catalogue", head, name) for name, head in heads.items()]

    def _refuse(self, entered: list[Entered], reason: Reason) -> list[Publication]:
        """Refusals that are not kept: the same command may be tried again once what was wrong is mended."""
        named = [(x.address.name, x.envelope.id) for x in entered if x.address.kind == "command"]
        return [self._refusal(device, id, Refusal(reason)) for device, id in named]

    def _refusal(self, device: str, id: Uid, refusal: Refusal) -> Publication:
        return self._post.to("reply", device, m.Reply(to=id, refusal=refusal))

    def _now(self) -> Now:
        return Now(*self._clock())

    def _views(self, now: Now) -> Views:
        return Views(self.hall, self._ledger.epoch, self._ledger.head, now.at, clock_trusted=now.trusted)
