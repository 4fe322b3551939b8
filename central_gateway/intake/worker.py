"""One worker: takes what halls say, records it, and only then says so, to the hall and to the broker.

Killed anywhere it loses nothing: what it had not told the broker comes again, here or at another worker, and what is
recorded already is answered and passed over.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable

from central_gateway.engine.face import Engine, Heard
from central_gateway.intake.asking import Asking
from central_gateway.intake.judge import Batch
from central_gateway.intake.reading import FAULTS, days_of, read
from central_gateway.intake.recording import Outcome, Work, record
from central_gateway.intake.refusals import Refusals
from central_gateway.intake.waiting import LOOK_AGAIN, Waiting
from central_gateway.store import halls, partitions, questions
from central_gateway.store.connection import Db, StoreAway, StoreError, store_errors, transaction
from hall_core.contract.centre.messages import Ask, Down, Recorded, Told
from hall_core.contract.codec import ContractError, Sealer, encode
from hall_core.contract.ids import new_id
from hall_core.domain.bucket import Rate, Rates
from hall_core.domain.business_day import local
from hall_core.domain.names import Slug

log = logging.getLogger(__name__)

MOST = 64
"""Messages in one transaction: with records in all of them some 5,000 rows, which take a quarter of a second."""
AGAIN = 5.0
"""Seconds until what could not be recorded, because PostgreSQL is away, is brought again."""
HALLS_EVERY = 5.0
"""Seconds between two looks at which halls there are: so long a new one has to wait."""
REFUSALS_EVERY = 10.0
"""Seconds between two times that what was refused goes into its table, and old questions go."""
ASKS = Rate(per_second=2, at_once=32)
"""Of one hall: a hall asks for as many at once as it lets be under way, and people take a while to type a code."""


class Intake:
    def __init__(
        self,
        db: Db,
        engine: Engine,
        clock: Callable[[], tuple[int, int, bool]],
        refusals: Refusals,
        now: Callable[[], float] = time.monotonic,
        *,
        can_ask: bool = False,
    ) -> None:
        """StoreError or StoreAway when the halls cannot be read. ``can_ask``: what is on no shelf somebody may ask of
        dossier systems (:mod:`central_gateway.adapters.answering`)."""
        self._db = db
        self._engine = engine
        self._clock = clock
        self._sealer = Sealer(int(clock()[0] / 1000), clock)
        self._refusals = refusals
        self._now = now
        self._waiting = Waiting()
        self._taken: dict[int, Heard] = {}
        """What was taken in this turn and is not done with."""
        self._can_ask = can_ask
        self._asking = Asking(db, now)
        self._asks = Rates(ASKS)
        self._days: set[object] = set()
        """Those with partitions, as far as is known."""
        self._ahead = ""
        """The day on which partitions were made ahead last."""
        self._look_at_halls()
        self._refusals_due = now() + REFUSALS_EVERY

    def turn(self, wait: float) -> int:
        """Up to ``wait`` seconds for something to come; gives how many messages came. StoreAway: they come again."""
        try:
            return self._turn(wait)
        except StoreAway:
            self._taken |= {id(heard): heard for heard in self._came_as(self._waiting.drop())}
            for heard in self._taken.values():
                self._engine.later(heard, AGAIN)
            raise

    def _turn(self, wait: float) -> int:
        self._tend()
        came = self._engine.take(MOST, min(wait, LOOK_AGAIN) if self._waiting or self._asking else wait)
        self._taken = {id(heard): heard for heard in came}
        work, refused = self._sorted(came)
        for key, batches in self._waiting.all_().items():
            work.batches.setdefault(key, []).extend(batches)
        if work.batches or work.said:
            self._carry_out(work)
        self._done(refused)
        for hall, told in self._asking.answers(self._clock()[0]):
            self._send(hall, told)
        return len(came)

    def _sorted(self, came: Iterable[Heard]) -> tuple[Work, list[Heard]]:
        work, refused = Work(), list[Heard]()
        for heard in came:
            if heard.hall not in self._halls:
                self._refusals.count(heard.hall, "unknown-hall", heard.way, known=False)
                refused.append(heard)
                continue
            try:
                said = read(heard)
            except FAULTS as error:
                self._refusals.count(heard.hall, str(error.key), f"{heard.way}: {error}")
                refused.append(heard)
                continue
            if isinstance(said, Batch):
                work.batches.setdefault((said.hall, said.stream), []).append(said)
            elif isinstance(said.body, Ask) and not self._asks.one_more(heard.hall, self._now()):
                self._refusals.count(heard.hall, "too-many", f"{heard.way}: it asks for more than people would")
                refused.append(heard)
            else:
                work.said.append(said)
        return work, refused

    def _carry_out(self, work: Work) -> None:
        try:
            days = {day for batches in work.batches.values() for batch in batches for day in days_of(batch)}
            if missing := days - self._days:
                with store_errors():
                    partitions.make(self._db, missing)
                self._days |= missing
            outcome = record(self._db, work, self._clock()[0])
        except StoreAway:
            raise
        except StoreError as error:
            # Perhaps a partition that was known of is gone; perhaps one hall says what PostgreSQL does not take. The
            # others must not wait for it.
            self._days.clear()
            parts = list(work.by_hall())
            if len(parts) > 1:
                for part in parts:
                    self._carry_out(part)
                return
            self._refuse(work, error)
            return
        self._tell(work, outcome)

    def _refuse(self, work: Work, error: StoreError) -> None:
        for hall in work.halls():
            self._refusals.count(hall, "not-recorded", error)
        for key in work.batches:
            self._waiting.keep(key, [], self._now(), moved=False)
        self._done([said.heard for said in work.said])
        self._done(self._came_as(batch for batches in work.batches.values() for batch in batches))

    def _tell(self, work: Work, outcome: Outcome) -> None:
        """It is committed: now the halls hear of it, and then the broker."""
        done = [said.heard for said in work.said]
        for key, verdict in outcome.verdicts.items():
            batches = work.batches[key]
            gone = self._waiting.keep(key, verdict.early, self._now(), moved=bool(verdict.taken))
            still = {id(batch) for batch in verdict.early} - {id(batch) for batch in gone}
            settled = [batch for batch in batches if id(batch) not in still]
            if settled:
                self._send(key[0], Recorded(stream=key[1], upto=verdict.upto))
            done += self._came_as(settled)
        for hall, body in outcome.answers:
            self._send(hall, body)
        self._done(done)
        if self._can_ask:
            self._asking.ask(outcome.unknown)
        else:
            for asked in outcome.unknown:
                self._send(asked.hall, Told(to=asked.id, dossier=None, as_of=self._clock()[0]))

    def _done(self, heard: list[Heard]) -> None:
        for each in heard:
            self._taken.pop(id(each), None)
        self._engine.done(heard)

    def _send(self, hall: Slug, body: Down) -> None:
        way = str(body.__struct_config__.tag)
        try:
            payload = encode(self._sealer.seal(body, new_id()))
        except ContractError as error:
            self._refusals.count(hall, "answer-oversized", f"{way}: {error}")
            return
        self._engine.send(hall, way, payload)

    def _came_as(self, batches: Iterable[Batch]) -> list[Heard]:
        return [batch.came_as for batch in batches]

    def _tend(self) -> None:
        now = self._now()
        if now >= self._halls_due:
            self._look_at_halls()
        if now >= self._refusals_due:
            self.keep_refusals()
        today = local(self._clock()[0]).date()
        if f"{today}" != self._ahead:
            with store_errors():
                partitions.ahead(self._db, today)
            self._ahead = f"{today}"

    def keep_refusals(self) -> None:
        self._refusals_due = self._now() + REFUSALS_EVERY
        counts = self._refusals.counts()
        with transaction(self._db):
            halls.count_refused(self._db, counts)
            questions.forget(self._db)
        self._refusals.kept()

    def _look_at_halls(self) -> None:
        with store_errors():
            self._halls = halls.known(self._db)
        self._halls_due = self._now() + HALLS_EVERY
