"""The real hub, the real broker and real stations: half an hour of a hall in some seconds, with a power cut in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hall_core.device.hall_file import load
from hall_core.domain import events as e
from hall_sim.habits import Citizens, Habits, Officers, Trouble, Troubles
from hall_sim.really import live
from hall_sim.setting import Setting
from tests.hall_sim.days import MONDAY, WARD

NEVER = Trouble(a_day=0, minutes=(1, 1))
HABITS = Habits(
    citizens=Citizens(walk_s=(2, 8), late=0, never=0, second_call=0, leave=0),
    officers=Officers(late_minutes=(0, 0), breaks=0, leaves_early=0, overtime_minutes=2, park=0, speed=(0.2, 0.2)),
    troubles=Troubles(
        hub_off=Trouble(a_day=1, minutes=(1, 1)),
        kiosk_cut_off=NEVER,
        caller_cut_off=NEVER,
        board_off=NEVER,
        paper_out=NEVER,
        jam=0,
    ),
)


@pytest.mark.timeout(180)
def test_a_day_with_the_real_hub_and_a_power_cut_keeps_every_promise(tmp_path: Path) -> None:
    text = WARD.read_text("utf-8").replace('"2027-01-01" = []', f'"{MONDAY}" = ["08:00-08:08"]')
    hall = tmp_path / "hall.toml"
    hall.write_text(re.sub("^last_ticket_minutes = .*", "last_ticket_minutes = 1", text, flags=re.MULTILINE), "utf-8")
    setting = Setting(load(hall), MONDAY, HABITS, 1, 12)
    lived = live(setting, hall, tmp_path / "out", speed=90)
    assert any("hub" in words for words in lived.troubles)
    assert lived.faults() == []
    assert len(lived.answers) > 12, "what the hub said is held against its ledger"
    kinds = [type(event) for event, _ in lived.happened]
    assert kinds.count(e.TicketIssued) + sum(lived.turned_away.values()) >= 12
    assert e.TicketCalled in kinds
