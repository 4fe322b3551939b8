"""One day of one hall as it is to be lived: when it is open, who sits where, what people come for."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from msgspec.structs import replace

from hall_core.domain.business_day import local, moment_of, spans_on
from hall_core.domain.names import Day, Millis, Slug
from hall_core.domain.plan import Plan, Service
from hall_core.domain.plan_devices import Caller, Console, Kiosk, Pad
from hall_core.errors import MotcuaError
from hall_sim.agenda import HOUR, MINUTE
from hall_sim.habits import Habits

ORDINARY = [(7 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)]
"""Minutes after midnight: when officers sit in a hall that is open day and night, as the demo's is."""
LONGEST = 14 * 60
"""Minutes: an opening that is longer is nobody's working day."""
LOAD = 0.5
"""Part of what the counters can do that comes when nobody says how many are to come."""
MOST_VISITORS = 100_000
TURN = "04:00"
T = TypeVar("T")


class SettingError(MotcuaError):
    """This hall cannot live such a day; the message says why and what to do."""

    key = "hall-file"


class Desk:
    """Where one officer works: a call box's keys, or the console."""

    def __init__(self, counter: Slug, officer: Slug, device: Slug, by: Slug | None) -> None:
        self.counter, self.officer, self.device, self.by = counter, officer, device, by


class Setting:
    """``plan`` with its day turned at four, whatever the file says: a day that is played begins in the morning."""

    def __init__(self, plan: Plan, day: Day, habits: Habits, seed: int, visitors: int | None = None) -> None:
        self.plan = replace(plan, hall=replace(plan.hall, day_turn=TURN))
        self.day, self.habits, self.seed = day, habits, seed
        self.spans = self._spans()
        self.desks = _desks(plan)
        self.kiosks = [device for device in plan.devices if isinstance(device, Kiosk)]
        self.console = next((device.id for device in plan.devices if isinstance(device, Console)), None)
        self.pads = {device.counter: device.id for device in plan.devices if isinstance(device, Pad)}
        if not self.kiosks:
            raise SettingError("the hall file has no kiosk: nobody could take a number")
        if not self.desks:
            raise SettingError("the hall file has no call box and no console: nobody could call")
        if not self.services:
            raise SettingError("no counter at which an officer sits serves anything that people come for")
        self.visitors = self._usual() if visitors is None else visitors

    @cached_property
    def services(self) -> list[Service]:
        """What people come for."""
        return [service for service, weight in self._mix if weight > 0]

    @property
    def begins(self) -> Millis:
        """An hour before it opens: boxes and the hub are on by then."""
        return self.opens - HOUR

    @property
    def opens(self) -> Millis:
        return self.spans[0][0]

    @property
    def ends(self) -> Millis:
        return self.spans[-1][1]

    @property
    def hours(self) -> int:
        """Milliseconds in which the hall is open."""
        return sum(end - start for start, end in self.spans)

    def choose_service(self, chance: float) -> Service:
        return self._services.choose(chance)

    def choose_arrival(self, random: Random) -> Millis:
        """Within an hour as often as in another, in the hours by their weights."""
        start, end = self._windows.choose(random.random())
        return int(start + random.random() * (end - start))

    @cached_property
    def _windows(self) -> _Weighted[tuple[Millis, Millis]]:
        weights, midnight = self.habits.citizens.arrivals, _midnight(self.day)
        last = self.plan.hours.last_ticket_minutes * MINUTE
        windows: list[tuple[tuple[Millis, Millis], float]] = []
        for hour, weight in sorted(weights.items()):
            for start, end in self.spans:
                since = max(start, midnight + int(hour) * HOUR)
                until = min(end - last, midnight + (int(hour) + 1) * HOUR)
                if until > since:
                    windows.append(((since, until), weight * (until - since) / HOUR))
        if not any(weight for _, weight in windows):
            raise SettingError("in none of the hours in which people come is the hall open: see citizens.arrivals")
        return _Weighted(windows)

    @cached_property
    def _services(self) -> _Weighted[Service]:
        return _Weighted(self._mix)

    @cached_property
    def _mix(self) -> list[tuple[Service, float]]:
        wished = self.habits.citizens.services
        capacity = self._capacity()
        if wished:
            return [
                (service, wished.get(service.id, 0.0) if capacity[service.id] else 0.0)
                for service in self.plan.services
            ]
        return [(service, capacity[service.id]) for service in self.plan.services]

    def _capacity(self) -> dict[Slug, float]:
        """Service to how many a minute all desks can do of it, each dividing its time evenly."""
        counters = {counter.id: counter for counter in self.plan.counters}
        minutes = {service.id: service.minutes for service in self.plan.services}
        done = dict.fromkeys(minutes, 0.0)
        for desk in self.desks:
            serves = does(self.plan, desk)
            for service in counters[desk.counter].serves:
                if service in serves:
                    done[service] += 1 / len(serves) / minutes[service]
        return done

    def _usual(self) -> int:
        return max(1, int(sum(self._capacity()[service.id] for service in self.services) * LOAD * self.hours / MINUTE))

    def _spans(self) -> list[tuple[Millis, Millis]]:
        midnight = _midnight(self.day)
        spans = spans_on(self.plan.hours, local(midnight))
        if any(end - start > LONGEST for start, end in spans):
            spans = ORDINARY
        if not spans:
            raise SettingError(f"the hall is closed on {self.day}: give another day")
        return [(midnight + start * MINUTE, midnight + end * MINUTE) for start, end in spans]


def is_open(plan: Plan, day: Day) -> bool:
    return bool(spans_on(plan.hours, local(_midnight(day))))


def does(plan: Plan, desk: Desk) -> set[Slug]:
    """What is done there by who sits there."""
    counter, officer = plan.counter(desk.counter), plan.officer(desk.officer)
    assert counter is not None
    own = {} if officer is None else officer.serves
    return {service for service in counter.serves if not own or service in own}


def _desks(plan: Plan) -> list[Desk]:
    """Counters with a call box, and, where there is a console, the others, as far as there are officers for them."""
    desks = [
        Desk(desk.counter, desk.officer, box.id, None)
        for box in plan.devices
        if isinstance(box, Caller)
        for desk in box.all_desks
    ]
    console = next((device.id for device in plan.devices if isinstance(device, Console)), None)
    if console is None:
        return desks
    free = [officer for officer in plan.officers if officer.id not in {desk.officer for desk in desks}]
    free.sort(key=lambda officer: officer.role == "head")
    for counter in plan.counters:
        if counter.id not in {desk.counter for desk in desks}:
            fits = next((x for x in free if not x.serves or set(x.serves) & set(counter.serves)), None)
            if fits is not None and fits.role != "head":
                free.remove(fits)
                desks.append(Desk(counter.id, fits.id, console, fits.id))
    return desks


def _midnight(day: Day) -> Millis:
    return moment_of(datetime.fromisoformat(day))


class _Weighted(Generic[T]):
    """Things, each as likely as its weight."""

    def __init__(self, items: Sequence[tuple[T, float]]) -> None:
        self._items = [item for item, _ in items]
        self._sums = list(accumulate(weight for _, weight in items))

    def choose(self, chance: float) -> T:
        return self._items[min(bisect(self._sums, chance * self._sums[-1]), len(self._items) - 1)]
