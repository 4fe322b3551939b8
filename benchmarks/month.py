"""A compressed month of a province's centre: memory of the hub after each working day, and its ledger after each night.

The hub is a process of its own (benchmarks/hub_apart.py) by a clock for which nobody waits. 721 people a day come; 34
counters, the kiosks, boards and pads say all that they say in life, and boxes are cut off now and then (hall_sim). The
hall has been at work before: its ledger has as many days as the shortest rule of keeping lets it have, so that each
night, in the process that does it in life, figures are rolled up, words go, and an old day leaves. The hub is never
switched off: a new one would begin with fresh memory. In the end the last day is checked as the simulator checks its
own.
"""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.boxes import Boxes
from benchmarks.hub_apart import HubApart
from benchmarks.report import Figure, Goal, Point
from demo.programs import ROOT
from hall_core.device.hall_file import load
from hall_core.domain.business_day import ends_at
from hall_core.domain.names import Day, Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_keep import LEAST, Keep
from hall_hub.figures.raw import LEDGER
from hall_sim.agenda import MINUTE, Agenda, Chances
from hall_sim.checks import faults
from hall_sim.days import working_days, write_days
from hall_sim.habits import Habits, Trouble, Troubles
from hall_sim.life import Life, everybody
from hall_sim.recorded import recorded
from hall_sim.setting import TURN, Setting

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
"""22 working days."""
KEEP = Keep(words=7, ledger=LEAST, tickets=LEAST)
HABITS = Habits(troubles=Troubles(hub_off=Trouble(a_day=0, minutes=(1, 1))))
SETTLED = 3
"""From this working day on everything has been used once: what grows after it grows for ever."""
GOAL = Goal(1.05, "×")


class Evening(Struct, frozen=True):
    """A working day: megabytes of the hub when everybody has gone, of its ledger when the night is over."""

    memory: float
    ledger: float


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        last = FIRST - timedelta(days=2)
        before = working_days(last - timedelta(days=LEAST + 7), last)
        evenings = live_month(Path(name), _plan(), before, working_days(FIRST, LAST))
    return figures(evenings)


def figures(evenings: list[Evening]) -> list[Figure]:
    settled = evenings[SETTLED - 1]
    beside = {"beside_name": f"working day {SETTLED}", "unit": "MB"}
    found: list[Figure] = []
    for day, evening in enumerate(evenings, 1):
        judged = GOAL if day == len(evenings) else None
        for what, value, bare, goal in (
            ("memory of the hub", evening.memory, settled.memory, judged),
            ("ledger on the disk", evening.ledger, settled.ledger, None),
        ):
            point = Point(f"{what.capitalize()}, by working days", what, day, "working days")
            name = f"working day {day}: {what}"
            found.append(Figure(name=name, value=value, beside=bare, goal=goal, point=point, **beside))
    return found


def _plan() -> Plan:
    plan = load(ROOT / "halls" / "province.toml")
    return replace(plan, keep=KEEP, hall=replace(plan.hall, day_turn=TURN))


def live_month(
    folder: Path, plan: Plan, before: list[date], days: list[date], visitors: int | None = None
) -> list[Evening]:
    """``days`` are lived; those ``before`` are in the ledger, the last of them two days earlier at least. ``visitors``
    a day; None: half of what the counters can do. RuntimeError when what happened on the last day cannot be true."""
    first = _setting(plan, days[0], visitors)
    write_days(folder / LEDGER, plan, before, first.visitors)
    begins = first.begins
    with HubApart(plan, folder, begins) as hub:
        boxes = Boxes(plan, hub, Agenda(begins))
        evenings: list[Evening] = []
        day, life = days[0], None
        while day <= days[-1]:
            if day in days:
                life = live_day(boxes, _setting(plan, day, visitors))
                memory = hub.memory
                _night(boxes, plan, day)
                evenings.append(Evening(memory, _on_disk(folder / LEDGER)))
            else:
                _night(boxes, plan, day)
            day += timedelta(days=1)
        assert life is not None
        wrong = faults(plan, recorded(folder / LEDGER, days[-1].isoformat()).happened, life.said)
        if wrong or boxes.unsaid:
            raise RuntimeError(f"{boxes.unsaid} facts were never recorded; {wrong[:5]}")
    return evenings


def _setting(plan: Plan, day: date, visitors: int | None) -> Setting:
    return Setting(plan, day.isoformat(), HABITS, 1, visitors)


def live_day(boxes: Boxes, setting: Setting) -> Life:
    agenda, chances = Agenda(setting.begins), Chances(setting.seed, setting.day)
    boxes.begin(setting.day, agenda)
    # Appointments come from a centre, and here there is none.
    people = [replace(who, due_in=None) for who in everybody(setting, chances)]
    life = Life(setting, agenda, chances, people, boxes)
    while agenda.next_at is not None:
        boxes.step()
    return life


def _night(boxes: Boxes, plan: Plan, day: date) -> None:
    """The business day turns, and what is done at night is done."""
    boxes.agenda.now = _turn(plan, day.isoformat()) + MINUTE
    boxes.look(night=True)


def _turn(plan: Plan, day: Day) -> Millis:
    return ends_at(day, plan.hall.day_turn)


def _on_disk(ledger: Path) -> float:
    """Megabytes, with what is not in the file itself yet."""
    return sum(file.stat().st_size for file in ledger.parent.glob(f"{ledger.name}*")) / 1e6
