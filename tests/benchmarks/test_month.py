"""The compressed month: what the bench of it stands on, in a day of a small hall."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.boxes import Boxes
from benchmarks.hub_apart import PlayedHub
from benchmarks.machine import ROOT
from benchmarks.month import KEEP, Evening, figures, live_day, live_month
from hall_core.device.hall_file import load
from hall_core.domain import events as e
from hall_core.domain.plan import Plan
from hall_core.domain.plan_keep import LEAST
from hall_hub.figures.raw import LEDGER
from hall_hub.keeping.age import before
from hall_sim.agenda import Agenda
from hall_sim.check_answers import answers_hold
from hall_sim.checks import faults
from hall_sim.days import working_days
from hall_sim.habits import Habits, Trouble, Troubles
from hall_sim.life import Life
from hall_sim.recorded import recorded
from hall_sim.setting import TURN, Setting

pytestmark = pytest.mark.timeout(120)
DAY = "2026-10-01"
OFTEN = Trouble(a_day=3, minutes=(5, 20))
BROKEN = Habits(troubles=Troubles(hub_off=Trouble(a_day=0, minutes=(1, 1)), kiosk_cut_off=OFTEN, caller_cut_off=OFTEN))


@pytest.fixture(scope="module")
def plan() -> Plan:
    ward = load(ROOT / "halls" / "ward.toml")
    return replace(ward, keep=KEEP, hall=replace(ward.hall, day_turn=TURN))


@pytest.fixture(scope="module")
def lived(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Life, Boxes, Path]]:
    """A day on which boxes are cut off all the time."""
    folder = tmp_path_factory.mktemp("day")
    setting = Setting(plan, DAY, BROKEN, 1, 40)
    hub = PlayedHub(plan, folder, setting.begins)
    try:
        boxes = Boxes(plan, hub, Agenda(setting.begins))
        yield live_day(boxes, setting), boxes, folder
    finally:
        hub.close()


def test_a_day_before_a_played_hub_keeps_every_rule(plan: Plan, lived: tuple[Life, Boxes, Path]) -> None:
    life, _, folder = lived

    day = recorded(folder / LEDGER, DAY)
    happened = day.happened

    assert life.troubles
    kinds = Counter(type(event) for event, _ in happened)
    assert kinds[e.TicketIssued] == 40
    assert min(kinds[e.CallShown], kinds[e.TicketCompleted], kinds[e.TicketPrinted]) > 20
    assert faults(plan, happened, life.said) == []
    assert (day.missing, list(answers_hold(plan, happened, day.answers))) == ([], [])
    assert len(day.answers) > 100


def test_all_that_boxes_tell_is_recorded_in_the_end(lived: tuple[Life, Boxes, Path]) -> None:
    _, boxes, _ = lived

    assert boxes.unsaid == 0


def test_a_played_hub_has_no_power_cut(lived: tuple[Life, Boxes, Path]) -> None:
    _, boxes, _ = lived

    with pytest.raises(ValueError, match="without a power cut"):
        boxes.power(on=False)


def test_a_month_takes_each_night_what_is_too_old_from_the_ledger(plan: Plan, tmp_path: Path) -> None:
    old, late = working_days(date(2026, 7, 30), date(2026, 8, 6)), working_days(date(2026, 9, 22), date(2026, 9, 29))
    evenings = live_month(tmp_path, plan, [*old, *late], [date(2026, 10, 1), date(2026, 10, 2)], visitors=6)

    with closing(sqlite3.connect(tmp_path / LEDGER)) as db:
        kept = [day for (day,) in db.execute("SELECT day FROM day WHERE first IN (SELECT seq FROM event)")]
    assert before("2026-10-03", LEAST) <= min(kept) < before("2026-10-03", LEAST - 5)
    assert len(evenings) == 2
    assert all(evening.memory > 10 and evening.ledger > 0 for evening in evenings)


def test_the_last_day_of_the_month_is_held_against_the_third() -> None:
    grows = [Evening(memory=40.0 + n, ledger=50.0) for n in range(22)]
    stays = [Evening(memory=40.0, ledger=50.0) for _ in range(22)]

    assert [figure.met for figure in figures(grows) if figure.goal] == [False]
    assert [figure.met for figure in figures(stays) if figure.goal] == [True]
    assert figures(grows)[-2].beside == grows[2].memory
