from __future__ import annotations

from collections import Counter
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from hall_core.domain import decide_counter, recovering
from hall_core.domain import events as e
from hall_core.domain.plan import Hours
from hall_sim import alone
from hall_sim.agenda import Chances
from hall_sim.habits import Habits, Officers, Troubles
from hall_sim.life import everybody
from hall_sim.setting import Setting, SettingError
from tests.hall_sim.days import MONDAY, WILD, a_day, ward


def test_the_same_seed_gives_the_same_day_to_the_last_byte() -> None:
    assert a_day(7).digest == a_day(7).digest
    assert a_day(8).digest != a_day(7).digest


@pytest.mark.parametrize("seed", range(3))
def test_on_a_day_on_which_everything_breaks_every_check_holds(seed: int) -> None:
    assert a_day(seed, WILD, visitors=300).faults() == []


def test_on_such_days_everything_happens_that_may() -> None:
    lived = [a_day(seed, WILD, visitors=300) for seed in (3, 6)]
    kinds = Counter(type(event) for day in lived for event, _ in day.happened)
    never = {e.DayDated, e.TicketReported, e.PaperReported, e.RollEntered, e.RollVoided, e.MessagePosted}
    never |= {e.MessageTakenDown, e.ApologiesShown, e.TicketPrioritised, e.HelpAsked, e.HelpEnded, e.VoteRefused}
    never |= {e.ServiceStopped, e.ServiceResumed, e.ServiceCapped, e.TicketExpired}
    never |= {e.HubRestored, e.DeviceTold, e.DeviceSkipped, e.AnswerUnfit, e.NumbersPassed, e.HubRecovered}
    assert set(get_args(e.Event)) - set(kinds) == never
    reserves = sum(isinstance(event, e.TicketIssued) and event.reserve for day in lived for event, _ in day.happened)
    assert reserves > 10


def test_what_a_kiosk_gave_alone_stands_in_the_ledger_at_the_time_when_it_was_given() -> None:
    told_late = [
        (event.issued_at, at)
        for event, at in a_day(3, WILD, visitors=300).happened
        if isinstance(event, e.TicketIssued) and event.reserve
    ]
    assert told_late
    assert all(issued is not None and issued <= at for issued, at in told_late)
    assert any(at - (issued or 0) > 60_000 for issued, at in told_late), "some were told minutes later"


def test_nothing_is_recorded_while_the_hub_has_no_power() -> None:
    lived = a_day(3, WILD, visitors=300)
    dark = [words for words in lived.troubles if "hub" in words]
    assert dark
    for words in dark:
        begins, ends = words[:5], words[9:14]
        inside = [at for _, at in lived.happened if begins < alone.moment(at)[11:16] < ends]
        assert inside == [], words


def test_the_same_people_come_whatever_else_is_so() -> None:
    plain, wild = ward(), replace(WILD, citizens=Habits().citizens)
    policy = replace(plain, policy=replace(plain.policy, ahead_in_row=9))
    people = [
        everybody(Setting(plan, MONDAY, habits, 5, 40), Chances(5, MONDAY))
        for plan, habits in ((plain, Habits()), (policy, Habits()), (plain, replace(wild, officers=Officers())))
    ]
    assert people[0] == people[1] == people[2]
    assert everybody(Setting(plain, MONDAY, Habits(), 5, 60), Chances(5, MONDAY))[:40] == people[0]


def test_a_hub_that_chooses_wrongly_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    fair = decide_counter.turn

    def unfair(lines: Any, *rest: Any) -> Any:
        """Whoever came last."""
        lines = list(lines)
        last = max((max(line.ordinary + line.priority, default=0) for line, _ in lines), default=0)
        choice = fair(lines, *rest)
        return None if choice is None else replace(choice, arrival=last)

    monkeypatch.setattr(decide_counter, "turn", unfair)
    assert any("who came first for the same service" in fault for fault in a_day(1, visitors=120).faults())


def test_a_hub_that_forgets_at_night_who_still_waits_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    lived = a_day(1, visitors=400)
    assert lived.faults() == []
    monkeypatch.setattr(recovering, "turned", lambda _, day: [e.DayBegan(day=day)])
    [fault] = lived.faults()
    assert "the day ended, and nothing tells what became of" in fault


def test_a_hub_that_forgets_something_in_a_power_cut_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger: list[Any] = []

    def forgets(body: bytes) -> Any:
        """The hundredth event is a vote that never was."""
        ledger.append(body)
        event = whole(body)
        return e.IntentVoided(ticket=event.ticket) if isinstance(event, e.TicketPrinted) else event

    whole = alone._decode
    monkeypatch.setattr(alone, "_decode", forgets)
    lived = a_day(3, WILD, visitors=60)
    assert ledger
    assert "a hub that started anew differs in tickets, voided" in " ".join(lived.broken)


def test_nobody_is_forgotten_by_the_officer_who_has_parked_him() -> None:
    quiet = Habits(officers=Officers(park=1.0, leaves_early=0, overtime_minutes=240), troubles=Troubles())
    lived = a_day(2, quiet, visitors=30)
    assert lived.live is not None
    assert "parked" not in {ticket.state for ticket in lived.live["tickets"].values()}


def test_a_hall_that_is_closed_lives_no_day() -> None:
    with pytest.raises(SettingError, match="the hall is closed on 2026-11-22: give another day"):
        Setting(ward(), "2026-11-22", Habits(), 1)


def test_a_hall_without_kiosks_or_without_hands_lives_no_day() -> None:
    plan = ward()
    for role, words in (("kiosk", "has no kiosk"), ("caller", "no call box and no console")):
        gone = {role, "console"} if role == "caller" else {role}
        devices = [device for device in plan.devices if device.__struct_config__.tag not in gone]
        with pytest.raises(SettingError, match=words):
            Setting(replace(plan, devices=devices), MONDAY, Habits(), 1)


def test_in_a_hall_that_never_closes_people_work_in_the_usual_hours() -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours: Any = {day: ["00:00-24:00"] for day in days}
    always = replace(ward(), hours=Hours(**hours))
    setting = Setting(always, MONDAY, Habits(), 1)
    assert [(alone.moment(start)[11:16], alone.moment(end)[11:16]) for start, end in setting.spans] == [
        ("07:30", "11:30"),
        ("13:30", "17:00"),
    ]
