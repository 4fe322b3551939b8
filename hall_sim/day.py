"""A day at full speed: the rules alone, nobody waits for a clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from hall_core.domain.hall import Hall, picture
from hall_sim.agenda import Agenda, Chances
from hall_sim.alone import Alone
from hall_sim.check_answers import answers_hold
from hall_sim.checks import faults, forgotten_by_the_night
from hall_sim.happened import Happened, Kept, digest
from hall_sim.life import Life, appointments_of, everybody
from hall_sim.said import Said
from hall_sim.setting import Setting


class Lived(Struct, frozen=True, kw_only=True):
    """What is left of a day: the ledger, and what people would swear to."""

    setting: Setting
    happened: list[Happened]
    said: list[Said]
    turned_away: dict[str, int]
    troubles: list[str]
    digest: str
    live: dict[str, Any] | None
    """The hall as it was in the end, where it was in this process."""
    broken: list[str]
    """What was wrong while it was lived."""
    answers: list[Kept] = []
    """What a real hub has answered."""

    def faults(self) -> list[str]:
        plan = self.setting.plan
        found = self.broken + faults(plan, self.happened, self.said, self.live)
        # What has an impossible step in it cannot be folded.
        return found or [*forgotten_by_the_night(plan, self.happened), *answers_hold(plan, self.happened, self.answers)]


def live(
    setting: Setting,
    hall: Hall | None = None,
    *,
    people_of: Setting | None = None,
    told: Callable[[int], None] = lambda events: None,
) -> Lived:
    """``hall``: one that goes on from the day before; ``people_of``: the day from which the people are, if that is
    another one; ``told`` hears now and then how many events there are."""
    agenda, chances = Agenda(setting.begins), Chances(setting.seed, setting.day)
    people = everybody(people_of or setting, chances)
    alone = Alone(hall or Hall(setting.plan), agenda, chances, appointments_of(people))
    alone.tick()
    life = Life(setting, agenda, chances, people, alone)
    steps = 0
    while (at := agenda.next_at) is not None:
        due = alone.due()
        if due is not None and due <= at:
            agenda.at(due, alone.tick)
        agenda.step()
        steps += 1
        if steps % 1_000 == 0:
            told(len(alone.happened))
    return Lived(
        setting=setting,
        happened=alone.happened,
        said=life.said,
        turned_away=dict(life.turned_away),
        troubles=life.troubles,
        digest=digest(alone.happened),
        live=picture(alone.hall),
        broken=alone.broken,
    )
