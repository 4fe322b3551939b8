"""Who comes, drawn before the day begins: each person from a chance of his own, so that the same people come, with the
same matters and the same patience, whatever the hall does."""

from __future__ import annotations

from random import Random
from typing import Literal, TypeVar

from msgspec import Struct

from hall_core.domain.names import AppointmentCode, Language, Millis, Slug
from hall_core.domain.rating import LEVELS, Level
from hall_sim.agenda import MINUTE, SECOND, Chances
from hall_sim.habits import Citizens, Officers, Range
from hall_sim.setting import Setting

Comes = Literal["first", "second", "late", "never"]
Turn = Literal["plain", "park", "transfer", "more", "requeue", "defer", "decline"]
"""What becomes of a service beside its end."""
LIKES = (70, 24, 4, 2)
"""Weights of the levels of a vote, from the best on."""
LONGEST_EFFORT = 4.0
T = TypeVar("T")


class Person(Struct, frozen=True, kw_only=True):
    n: int
    at: Millis
    """When he comes."""
    service: Slug
    priority: Slug | None
    language: Language
    kiosk: int
    due_in: Millis | None
    """His appointment is so much later than he comes."""
    comes: Comes
    patience: Millis | None
    says_so: bool
    """Who leaves tells the kiosk."""
    walk: Millis
    late: Millis
    effort: float
    """His matter takes so many times as long as the hall file says."""
    turn: Turn
    where: float
    """Which of the services he goes on to."""
    aside: Millis
    """For how long he is parked."""
    vote: Level | None
    vote_after: Millis
    reprint: bool


def code_of(who: Person) -> AppointmentCode:
    """Of the appointment of whoever has one."""
    return f"HEN{who.n:05d}"


def between(random: Random, range: Range, unit: Millis) -> Millis:
    return int(random.uniform(*range) * unit)


def person(setting: Setting, chances: Chances, n: int) -> Person:
    random, habits = chances.of(f"citizen {n}"), setting.habits.citizens
    service = setting.choose_service(random.random())
    prior, group = random.random(), random.random()
    languages, kiosk = random.random(), random.random()
    booked, due = random.random(), random.randrange(-4, 6)
    groups = service.priority
    leaves, patience = random.random(), between(random, habits.patience_minutes, MINUTE)
    vote, rates = random.choices(LEVELS, LIKES)[0], random.random()
    return Person(
        n=n,
        at=setting.choose_arrival(random),
        service=service.id,
        priority=groups[int(group * len(groups))] if groups and prior < habits.priority else None,
        language=_language(habits, languages),
        kiosk=int(kiosk * len(setting.kiosks)),
        due_in=due * 5 * MINUTE if service.appointments and booked < habits.appointments else None,
        comes=_comes(habits, random.random()),
        patience=patience if leaves < habits.leave else None,
        says_so=random.random() < 0.5,
        walk=between(random, habits.walk_s, SECOND),
        late=between(random, habits.late_minutes, MINUTE),
        effort=min(LONGEST_EFFORT, random.lognormvariate(-0.2, 0.6)),
        turn=_turn(setting.habits.officers, random.random()),
        where=random.random(),
        aside=between(random, setting.habits.officers.park_minutes, MINUTE),
        vote=vote if rates < habits.rate else None,
        vote_after=random.randrange(5, 90) * SECOND,
        reprint=random.random() < habits.reprint,
    )


def _language(habits: Citizens, chance: float) -> Language:
    for language, share in habits.languages.items():
        chance -= share
        if chance < 0:
            return language
    return "vi"


def _comes(habits: Citizens, chance: float) -> Comes:
    shares: tuple[tuple[Comes, float], ...] = (
        ("never", habits.never),
        ("late", habits.late),
        ("second", habits.second_call),
    )
    return _one_of(shares, chance, "first")


def _turn(habits: Officers, chance: float) -> Turn:
    shares: tuple[tuple[Turn, float], ...] = (
        ("park", habits.park),
        ("transfer", habits.transfer),
        ("more", habits.more),
        ("requeue", habits.requeue),
        ("defer", habits.defer),
        ("decline", habits.decline),
    )
    return _one_of(shares, chance, "plain")


def _one_of(shares: tuple[tuple[T, float], ...], chance: float, otherwise: T) -> T:
    for what, share in shares:
        chance -= share
        if chance < 0:
            return what
    return otherwise
