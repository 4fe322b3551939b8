"""Answers what somebody in a hall asks and no set has: asks the systems that can be asked, takes in what one of them
tells like anything that it tells, and puts the answer where whoever hears the halls finds it.

In a thread beside the adapters; several processes share the questions. What is told too late is taken in all the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from central_gateway.adapters.desk import Sink, unusable
from central_gateway.adapters.face import Finder, TryLater
from central_gateway.adapters.finding import Finding, Found
from central_gateway.config import Authority
from central_gateway.program import while_it_comes_and_goes
from central_gateway.store import adapters, questions
from central_gateway.store.connection import Db, StoreError, store_errors
from central_gateway.store.lending import Lending
from central_gateway.store.questions import Answer, Begun
from central_gateway.store.told import counts, item_of
from hall_core.domain.bucket import Bucket, Rate

log = logging.getLogger(__name__)

WITHIN = 2.0
"""Seconds from the question to the answer; what is left of the hall's two and a half the way there and back takes."""
AT_ONCE = 8
"""Questions that are being answered."""
PACE = Rate(per_second=5, at_once=30)
"""Questions that the province's systems are asked because of people in its halls: what they know they tell by
themselves, so this is for dossiers of today. Beyond it nobody is asked."""
LOOK = 1.0
"""Seconds after which it looks by itself: so long it may take to end."""


class Answering:
    def __init__(
        self,
        finders: Mapping[str, Finder],
        sink: Sink,
        authorities: list[Authority],
        connect: Callable[[str], Db],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sink = sink
        self._connect = connect
        self._now = now
        self._finding = Finding(
            finders, self._keep, believed=lambda source, told: counts(source, told, authorities) is not False, now=now
        )
        self._lending = Lending(lambda: connect("answers"))
        self._pace = Bucket(PACE, now() * 1_000)
        self._room = threading.Semaphore(AT_ONCE)
        self._pool = ThreadPoolExecutor(AT_ONCE, "answering")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="answering", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Who waits just now is not answered any more; again is harmless."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._finding.close()
        self._pool.shutdown()
        self._lending.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                while_it_comes_and_goes(self._stop, self._listen)
            except Exception:
                # One guard for each part: the adapters go on, and so does this.
                log.exception("answering: has a mistake of ours in it")
                self._stop.wait(LOOK)

    def _listen(self, begun: Callable[[], None]) -> None:
        with self._connect("questions") as db, store_errors():
            questions.listen(db)
            begun()
            while not self._stop.is_set():
                if not self._begin(db):
                    questions.wait(db, LOOK)

    def _begin(self, db: Db) -> bool:
        """Whether there was something to begin with."""
        if not self._room.acquire(timeout=LOOK):
            return True
        asked = questions.begin(db)
        if asked is None:
            self._room.release()
            return False
        self._pool.submit(self._guarded, asked)
        return True

    def _guarded(self, asked: Begun) -> None:
        try:
            self._answer(asked)
        except StoreError as error:
            log.warning("%s; a question is not answered", error)
        except Exception:
            log.exception("answering: has a mistake of ours in it")
        finally:
            self._room.release()

    def _answer(self, asked: Begun) -> None:
        try:
            found = self._found(asked)
        except TryLater:
            self._lending.do(lambda db: questions.answer(db, asked.code, questions.AWAY))
            return
        if found is None:
            self._lending.do(lambda db: questions.answer(db, asked.code, Answer("none")))
        else:
            self._take_in(found)

    def _found(self, asked: Begun) -> Found | None:
        if not self._pace.take(self._now() * 1_000):
            raise TryLater("more is asked than systems are to be asked")
        return self._finding.find(asked.code, WITHIN - asked.age)

    def _keep(self, found: Found) -> None:
        """What came too late for whoever asked."""
        try:
            self._take_in(found)
        except StoreError as error:
            log.warning("%s: %s; what it told too late is not taken in", found.source, error)

    def _take_in(self, found: Found) -> None:
        def work(db: Db) -> None:
            with db.transaction():
                reports = self._sink(db, [found.told], found.source).reports
                adapters.set_aside(db, found.source, unusable(reports))
                bad = any(report.what == "unusable" for report in reports)
                answer = questions.AWAY if bad else Answer("found", item_of(found.told))
                questions.answer(db, found.told.code, answer)  # finders give the one that was asked for

        self._lending.do(work)
