"""The days that these tests live through."""

from __future__ import annotations

from pathlib import Path

from hall_core.device.hall_file import load
from hall_core.domain.plan import Plan
from hall_sim.day import Lived, live
from hall_sim.habits import Citizens, Habits, Officers, Trouble, Troubles
from hall_sim.setting import Setting

ROOT = Path(__file__).parents[2]
WARD = ROOT / "halls" / "ward.toml"
MONDAY = "2026-11-23"
WILD = Habits(
    citizens=Citizens(late=0.1, second_call=0.2, never=0.1, leave=0.3, appointments=0.3, priority=0.4),
    officers=Officers(
        park=0.15, transfer=0.1, more=0.1, requeue=0.1, defer=0.1, decline=0.05, breaks=6, leaves_early=0.3
    ),
    troubles=Troubles(
        paper_out=Trouble(a_day=6, minutes=(2, 15)),
        jam=0.05,
        kiosk_cut_off=Trouble(a_day=12, minutes=(0.1, 15)),
        caller_cut_off=Trouble(a_day=6, minutes=(0.1, 4)),
        board_off=Trouble(a_day=8, minutes=(1, 20)),
        hub_off=Trouble(a_day=8, minutes=(1, 8)),
    ),
)
"""Everything goes wrong that can."""


def ward() -> Plan:
    return load(WARD)


def a_day(seed: int = 1, habits: Habits = Habits(), visitors: int | None = 80, plan: Plan | None = None) -> Lived:  # noqa: B008
    return live(Setting(plan or ward(), MONDAY, habits, seed, visitors))
