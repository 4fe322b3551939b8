"""When an officer works: the hall's hours, how late he comes, his breaks, lunch, and how he ends."""

from __future__ import annotations

from random import Random
from typing import Literal

from hall_core.domain.names import Millis
from hall_sim.agenda import HOUR, MINUTE, times_a_day
from hall_sim.people import between
from hall_sim.setting import Setting

What = Literal["call", "wait", "break", "leave"]
LUNCH = (11 * 60 + 15, 12 * 60 + 30)
LONG = 6 * HOUR
"""A stretch of work that is longer has a lunch in it."""
EARLY = 30 * MINUTE


class Shift:
    """Drawn before the day begins."""

    def __init__(self, setting: Setting, random: Random) -> None:
        habits = setting.habits.officers
        self._spans = [(start + between(random, habits.late_minutes, MINUTE), end) for start, end in setting.spans]
        early = random.random() < habits.leaves_early
        start, end = self._spans[-1]
        self.leaves_early = early
        if early:
            self._spans[-1] = start, end - int(random.random() * EARLY)
        self._overtime = 0 if early else int(habits.overtime_minutes * MINUTE)
        self._span = 0
        self._rests: list[tuple[Millis, Millis]] = []
        """When he would like to rest, and for how long."""
        for start, end in self._spans:
            if end - start > LONG and habits.lunch_minutes:
                middle = (start + end) // 2 + random.randrange(-45, 45) * MINUTE
                self._rests.append((middle, int(habits.lunch_minutes * MINUTE)))
        whole = sum(end - start for start, end in self._spans)
        for _ in range(times_a_day(random, habits.breaks)):
            self._rests.append((self._within(random.random() * whole), between(random, habits.break_minutes, MINUTE)))
        self._rests.sort()
        self.looks_up = [at for at, _ in self._rests] + [end for _, end in self._spans]
        self.looks_up.append(self.until)

    @property
    def begins(self) -> list[Millis]:
        return [start for start, _ in self._spans]

    @property
    def until(self) -> Millis:
        """Nobody calls after this."""
        return self._spans[-1][1] + self._overtime

    def what(self, now: Millis, *, waiting: bool, aside: bool) -> What:
        """With empty hands at ``now``. ``waiting``: whether anybody waits whom he could call; ``aside``: whether
        somebody he has parked is to come back."""
        _, end = self._spans[self._span]
        last = self._span == len(self._spans) - 1
        if now >= end:
            if last and self.leaves_early:
                return "leave"
            if last and waiting and now < self.until:
                return "call"
            if aside and now < self.until:
                return "wait"
            return "leave"
        if self._rests and now >= self._rests[0][0]:
            return "break"
        return "call"

    def rest(self, now: Millis) -> Millis:
        """For how long, now that he rests."""
        lasts = self._rests.pop(0)[1]
        while self._rests and self._rests[0][0] < now + lasts:
            self._rests.pop(0)
        return lasts

    def has_left(self, now: Millis) -> None:
        """Until the next stretch of the day, if there is one."""
        if self._span + 1 < len(self._spans):
            self._span += 1

    def on_duty(self, now: Millis) -> bool:
        start, end = self._spans[self._span]
        return start <= now < end

    def _within(self, worked: float) -> Millis:
        """The moment after so much work."""
        for start, end in self._spans:
            if worked < end - start:
                return start + int(worked)
            worked -= end - start
        return self._spans[-1][1]
