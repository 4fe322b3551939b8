"""Runs adapters, each in a thread of its own: what one of them runs into is nothing to the others.

A round that ends badly is told once, not each time, and tried again after a wait that doubles. Of several processes
with the same configuration one runs an adapter, and another takes over when that one ends.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable

from central_gateway.adapters.desk import Sink, StoreDesk
from central_gateway.adapters.face import Adapter, Clock, TryLater
from central_gateway.adapters.kinds import open_adapter
from central_gateway.config import Adapter as Entry
from central_gateway.config import Config
from central_gateway.store import adapters, migrate
from central_gateway.store.connection import Db, StoreError, connect, store_errors
from hall_core.errors import MotcuaError

log = logging.getLogger(__name__)

FIRST, LONGEST = 2.0, 300.0
"""Seconds of wait after a round that ended badly: doubled each time, and up to half as long again, so that adapters of
one vendor do not all come back at once."""
STANDBY = 10.0
"""Seconds between two looks at whether another process still runs it."""
END_WITHIN = 20.0
"""Seconds for a round to end; what it had not committed then is done again."""

Connect = Callable[[str], Db]


class Running:
    def __init__(
        self,
        config: Config,
        clock: Clock,
        sink: Sink,
        *,
        open: Callable[[Config, Entry, Clock], Adapter] = open_adapter,
        connect: Connect | None = None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._sink = sink
        self._open = open
        self._connect: Connect = connect or (lambda name: _connected(config, name))
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(entry,), name=f"adapter {entry.id}", daemon=True)
            for entry in config.central.adapters
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends them all; again is harmless."""
        self._stop.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(END_WITHIN)

    def _run(self, entry: Entry) -> None:
        faults = _Faults(entry.id)
        while not self._stop.is_set():
            try:
                with self._connect(f"adapter {entry.id}") as db:
                    self._hold_and_work(entry, db, faults)
            except MotcuaError as error:
                self._stop.wait(faults.count(str(error)))
            except Exception:
                # One guard for each: an adapter with a mistake in it is begun anew, and the others go on.
                log.exception("adapter %s: has a mistake of ours in it", entry.id)
                self._stop.wait(faults.count("a mistake of ours; see the log"))

    def _hold_and_work(self, entry: Entry, db: Db, faults: _Faults) -> None:
        with store_errors():
            while not adapters.hold(db, entry.id):
                if self._stop.wait(STANDBY):
                    return
        adapter = self._open(self._config, entry, self._clock)
        log.info("adapter %s: runs", entry.id)
        try:
            desk = StoreDesk(db, entry.id, self._sink)
            while not self._stop.is_set():
                self._stop.wait(self._round(adapter, desk, db, entry, faults))
        except MotcuaError:
            raise
        except Exception:
            # For the person who asks how it stands; that it cannot be kept hides nothing, for the log has it.
            with store_errors():
                adapters.has_fault(db, entry.id, "a mistake of ours; see the log")
            raise
        finally:
            adapter.close()

    def _round(self, adapter: Adapter, desk: StoreDesk, db: Db, entry: Entry, faults: _Faults) -> float:
        """Seconds until the next one."""
        try:
            done = adapter.round(desk)
        except StoreError:
            raise
        except MotcuaError as error:
            with store_errors():
                adapters.has_fault(db, entry.id, str(error))
            wait = faults.count(str(error))
            after = error.after if isinstance(error, TryLater) else None
            return wait if after is None else max(after, FIRST)
        with store_errors():
            adapters.went_well(db, entry.id, done.taken)
        faults.over()
        if done.remark:
            log.warning("adapter %s: %s", entry.id, done.remark)
        return done.wait


class _Faults:
    """How often in a row it went badly, and what was told of it."""

    def __init__(self, adapter: str) -> None:
        self._adapter = adapter
        self._times = 0
        self._told = ""

    def count(self, why: str) -> float:
        """Seconds to wait."""
        wait = min(LONGEST, FIRST * 2.0 ** min(self._times, 10)) * random.uniform(1, 1.5)
        if why != self._told:
            log.error("adapter %s: %s; tries again in %.0f s, and then ever more rarely", self._adapter, why, wait)
        self._times += 1
        self._told = why
        return wait

    def over(self) -> None:
        if self._times:
            log.info("adapter %s: goes on, after %d rounds that went badly", self._adapter, self._times)
        self._times = 0
        self._told = ""


def _connected(config: Config, name: str) -> Db:
    db = connect(config, name)
    try:
        with store_errors():
            migrate.check(db)
    except BaseException:
        db.close()
        raise
    return db
