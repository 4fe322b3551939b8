from __future__ import annotations

import re

import pytest

from hall_core.device.hall_file import HallFileError
from hall_core.domain.plan_devices import Caller
from hall_sim.agenda import Chances
from hall_sim.habits import Habits
from hall_sim.life import everybody
from hall_sim.report import report
from hall_sim.setting import Setting
from hall_sim.variants import Variant, VariantError, changed, differences
from tests.hall_sim.days import MONDAY, a_day, ward

PLAIN = Setting(ward(), MONDAY, Habits(), 1, 100)


def test_a_further_counter_is_like_the_busiest_one_and_has_an_officer_and_a_call_box() -> None:
    setting = changed(PLAIN, "quay-2", "counters=+1").setting
    one = setting.plan.counter("them-1")
    like = setting.plan.counter("quay-2")
    assert one is not None
    assert like is not None
    assert (one.serves, one.zone, one.number) == (like.serves, like.zone, 5)
    assert setting.plan.officer("them-1") is not None
    assert any(isinstance(device, Caller) and device.counters == ["them-1"] for device in setting.plan.devices)
    assert len(setting.desks) == len(PLAIN.desks) + 1


@pytest.mark.parametrize("words", ["counters=+2", "policy.ahead_in_row=9", "services.sao-y.minutes=9"])
def test_the_same_people_come_to_a_hall_that_is_otherwise(words: str) -> None:
    people_of = changed(PLAIN, "quay-2", words).people_of
    assert everybody(people_of, Chances(1, MONDAY)) == everybody(PLAIN, Chances(1, MONDAY))


@pytest.mark.parametrize(
    ("words", "count"), [("visitors=70", 70), ("visitors=+30", 130), ("visitors=-30", 70), ("visitors=+10%", 110)]
)
def test_visitors_are_counted_anew_or_from_those_there_were(words: str, count: int) -> None:
    assert changed(PLAIN, "quay-1", words).setting.visitors == count


def test_one_variant_may_be_several_changes() -> None:
    setting = changed(PLAIN, "quay-1", "visitors=50, policy.ahead_in_row=1 habits.officers.breaks=0").setting
    assert (setting.visitors, setting.plan.policy.ahead_in_row, setting.habits.officers.breaks) == (50, 1, 0)


@pytest.mark.parametrize("between", [", ", ";", " "])
def test_a_value_may_be_a_list_whose_commas_end_no_change(between: str) -> None:
    hours = 'hours.mon=["07:30-11:30", "13:30-16:00"]'
    names = "services.sao-y.name={ vi = 'Sao y; [chứng thực', en = 'Copies' }"
    setting = changed(PLAIN, "quay-1", between.join([hours, names, "visitors=50"])).setting
    assert setting.plan.hours.mon == ["07:30-11:30", "13:30-16:00"]
    assert {service.name.vi for service in setting.plan.services} >= {"Sao y; [chứng thực"}
    assert setting.visitors == 50


def test_a_counter_more_is_like_the_last_one_where_the_busiest_one_has_gone() -> None:
    one = changed(PLAIN, "them-1", "counters=+1, counters=-1, counters=+1").setting.plan.counter("them-2")
    assert one is not None
    assert one.serves == PLAIN.plan.counters[-1].serves


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("seed", "is no change: write what=value"),
        ("visitors=many", "visitors=many: is no number of visitors; write 300"),
        ("visitors=10%", "is no number of visitors; write 300, +50, -50 or +10%"),
        ("visitors=-100", "visitors=-100: 0 would come, of 100; it must be 1 to 100000"),
        ("visitors=+999999", "it must be 1 to 100000"),
        ("visitors=0", "it must be 1 to 100000"),
        ("services.sao-i.minutes=9", 'nothing there is called "sao-i"; did you mean "sao-y"?'),
        ("services.minutes=3", "say which of them, and which of its values"),
        ("policy.ahead=3", "policy.ahead: is not a key here"),
        ("policy.ahead_in_row=200", "200 is not allowed"),
        ("habits.officers.brakes=0", 'did you mean "breaks"?'),
        ("counters=-1", "no counter serves it"),
        ("counters=+99", "there are 99 counters already"),
        ("counters=-4", "counters=-4: the hall has 4, and one at least must be left"),
        ("counters=-9", "counters=-9: the hall has 4, and one at least must be left"),
        ("counters=6", "counters=6: write counters=+1 for one more"),
        ("counters=+50%", "counters=+50%: write counters=+1 for one more"),
        ("counters=+0", "counters=+0: write counters=+1 for one more"),
        ("hours.mon.first.end=1", 'nothing there is called "first"'),
        ('hours.mon=["07:30-11:30"', "] is missing at its end"),
        ("", "is no change: write what=value"),
    ],
)
def test_what_is_no_change_of_this_hall_is_told_with_what_would_be(words: str, told: str) -> None:
    with pytest.raises((VariantError, HallFileError), match=re.escape(told)):
        changed(PLAIN, "quay-1", words)


def test_the_difference_is_told_in_a_sentence() -> None:
    few, many = (report(ward(), a_day(1, visitors=visitors).happened) for visitors in (40, 160))
    [words] = differences(few, [Variant("visitors=160", many)])
    assert words.startswith("visitors=160: nine of ten wait no longer than ")
    assert f"served {many.served} instead of {few.served}" in words
    assert differences(few, [Variant("nothing", few)])[0].count("as it is") == 2
