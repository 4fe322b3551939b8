"""Brings halls what they have not: woken by what is put and by what halls say, and otherwise asleep.

It keeps nothing. How far each hall is the halls say themselves, again and again; one that is killed, and another that
goes on in its place, only mean that something is sent twice.
"""

from __future__ import annotations

import logging
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import timedelta

from central_gateway.carrier.loads import Loads, Repair
from central_gateway.carrier.way import FIRST, Way
from central_gateway.config import Dossiers
from central_gateway.engine.face import Engine
from central_gateway.store import carrying, dossiers, shelves
from central_gateway.store.carrying import Place
from central_gateway.store.connection import Db, store_errors, transaction
from hall_core.contract.centre.messages import Down, Stands
from hall_core.contract.codec import Sealer, encode
from hall_core.contract.ids import new_id
from hall_core.domain.business_day import local
from hall_core.domain.names import Slug
from hall_core.domain.plan_centre import SetName

log = logging.getLogger(__name__)

SWEEP_EVERY = 30.0
"""Seconds between two looks at everything: for halls that were away, and for whatever was missed."""
STANDS_EVERY = 60
"""Seconds between two times that a hall is told where its sets stand; which of these seconds is the hall's own."""
RATE, BURST = 2_000.0, 200.0
"""Messages a second to all halls together, 16 MB, and at once: so much of its line a new edition may take."""
TEND_EVERY = 3_600.0
"""Seconds."""

Key = tuple[Slug, SetName]


class Carrier:
    def __init__(
        self,
        db: Db,
        engine: Engine,
        clock: Callable[[], tuple[int, int, bool]],
        now: Callable[[], float],
        rules: Dossiers,
    ) -> None:
        """Only for who may carry (:func:`carrying.wait_to_carry`). Each method may raise StoreAway; then this one is of
        no more use."""
        self._db = db
        self._engine = engine
        self._clock = clock
        self._sealer = Sealer(int(clock()[0] / 1000), clock)
        self._now = now
        self._rules = rules
        self._loads = Loads(db)
        self._places: dict[Key, Place] = {}
        """Of all halls that were seen lately."""
        self._seconds: list[set[Key]] = [set() for _ in range(STANDS_EVERY)]
        """Whom to tell where its sets stand, in which second of a minute."""
        self._ways: dict[Key, Way] = {}
        """Of those that are behind; and what is under way to those that are being mended."""
        self._repairs: dict[Key, Repair] = {}
        self._ready: OrderedDict[Key, None] = OrderedDict()
        self._room, self._filled = BURST, now()
        self._second = int(now())
        self._sweep_at = self._tend_at = now()
        with store_errors():
            carrying.listen(db)

    def turn(self, wait: float) -> None:
        """Up to ``wait`` seconds, until there is something to do; and does it."""
        with store_errors():
            woken = carrying.woken(self._db, self._pause(wait))
            now = self._now()
            self._look(woken, now)
            self._room = min(BURST, self._room + (now - self._filled) * RATE)
            self._filled = now
            while self._ready and self._room > 0:
                key, _ = self._ready.popitem(last=False)
                self._serve(key, now)
        self._say_where_sets_stand(int(now))
        if now >= self._tend_at:
            self._tend_at = now + TEND_EVERY
            self.tend()

    def tend(self) -> None:
        """What nobody needs any more goes, and what has waited for its site to be known comes."""
        today = local(self._clock()[0]).date()
        before = today - timedelta(days=self._rules.keep_days)
        with transaction(self._db):
            dossiers.let_in(self._db, self._rules, today.isoformat())
        with transaction(self._db):
            gone = dossiers.tidy(self._db, before)
        with transaction(self._db):
            pruned = shelves.prune(self._db)
        if gone or pruned:
            log.info(
                "%d dossiers that ended before %s and %d changes that all halls have are gone", gone, before, pruned
            )

    def _pause(self, wait: float) -> float:
        now = self._now()
        if self._ready:
            return max(0.0, min(wait, (1 - self._room) / RATE))
        soonest = min([self._sweep_at, self._second + 1.0, *(way.again_at for way in self._ways.values())])
        return max(0.0, min(wait, soonest - now))

    def _look(self, woken: carrying.Woken, now: float) -> None:
        due = {key[0] for key, way in self._ways.items() if way.again_at <= now and key not in self._ready}
        if now >= self._sweep_at:
            self._sweep_at = now + SWEEP_EVERY
            seen = carrying.everybody(self._db)
            for key in self._places.keys() - {(place.hall, place.set) for place in seen}:
                self._forget(key)
        elif due or woken.halls or woken.shelves:
            seen = carrying.places(self._db, due | woken.halls, woken.shelves)
        else:
            return
        for place in seen:
            self._see(place, now, spoke=place.hall in woken.halls)

    def _see(self, place: Place, now: float, *, spoke: bool) -> None:
        key = place.hall, place.set
        if key not in self._places:
            self._seconds[second_of(place.hall)].add(key)
        self._places[key] = place
        if place.there == place.here:
            self._ways.pop(key, None)
            self._repairs.pop(key, None)
            self._ready.pop(key, None)
            return
        self._ways.setdefault(key, Way()).look(place.there, now, spoke=spoke)
        self._ready[key] = None

    def _forget(self, key: Key) -> None:
        """It was not seen for long."""
        self._seconds[second_of(key[0])].discard(key)
        for known in (self._places, self._ways, self._repairs, self._ready):
            known.pop(key, None)

    def _serve(self, key: Key, now: float) -> None:
        place, way = self._places[key], self._ways[key]
        if place.differs:
            self._mend(key, place, way, now)
        elif place.there.epoch == place.here.epoch and place.there.seq < place.here.seq:
            self._bring(place, way, now)
        elif now >= way.again_at:
            self._say_where(place, way, now)

    def _bring(self, place: Place, way: Way, now: float) -> None:
        after, room = way.after, way.room
        if after >= place.here.seq or room <= 0:
            return
        messages = self._loads.changes(place, after)[:room]
        if messages:
            self._send(place.hall, messages)
            way.sent([message.upto for message in messages], now)
        elif now >= way.again_at:
            self._say_where(place, way, now)

    def _say_where(self, place: Place, way: Way, now: float) -> None:
        """Changes would not help it. It sees whether it has the same, and says what differs."""
        self._send(place.hall, [Stands(set=place.set, position=place.here)])
        way.sent([], now)

    def _mend(self, key: Key, place: Place, way: Way, now: float) -> None:
        repair = self._repairs.get(key)
        if repair is not None and repair.difference.epoch == place.here.epoch:
            if now < repair.again_at and repair.there == place.there:
                way.again_at = repair.again_at
                return
        else:
            difference = carrying.difference(self._db, place)
            repair = Repair(difference, list(difference.buckets), place.there, now)
            self._repairs[key] = repair
        self._send(place.hall, repair.page(self._db, place.set, place.shelf))
        repair.there = place.there
        repair.again_at = way.again_at = now + FIRST
        if not repair.left:
            carrying.seen_to(self._db, place, repair.difference)
            del self._repairs[key]
            self._say_where(place, way, now)

    def _say_where_sets_stand(self, second: int) -> None:
        for each in range(max(self._second + 1, second - STANDS_EVERY + 1), second + 1):
            for key in self._seconds[each % STANDS_EVERY] - self._repairs.keys():
                self._send(key[0], [Stands(set=key[1], position=self._places[key].here)])
        self._second = max(self._second, second)

    def _send(self, hall: Slug, bodies: Iterable[Down]) -> None:
        for body in bodies:
            self._engine.send(hall, str(body.__struct_config__.tag), encode(self._sealer.seal(body, new_id())))
            self._room -= 1


def second_of(hall: Slug) -> int:
    """Alike at every carrier."""
    return zlib.crc32(hall.encode()) % STANDS_EVERY
