"""What a part of a day's figures keeps, and what of a hall is known by name."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.figures.channels import channel_of
from hall_core.domain.figures.day import DaySummary, summary
from hall_core.domain.figures.narrowing import Only, belongs, narrowed, only_of
from hall_core.domain.figures.roster import Roster, RosterService, roster_of, with_former
from hall_core.domain.figures.rows import Step
from hall_core.domain.names import Name
from hall_core.domain.plan import Agency, Field, Plan, Policy
from hall_core.domain.plan_devices import Console
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.conftest import make_plan
from tests.domain.a_day import uid
from tests.domain.figures.told import MINUTE, Told


def the_plan() -> Plan:
    """Births belong to the one agency, copies to the other."""
    plan = make_plan()
    name = plan.agencies[0].name
    births, copies = plan.services
    return replace(
        plan,
        agencies=[*plan.agencies, Agency(id="ubnd", name=name)],
        fields=[*plan.fields, Field(id="chung-thuc", agency="ubnd", name=name)],
        services=[births, replace(copies, field="chung-thuc")],
        devices=[*plan.devices, Console(id="ban-may")],
        policy=Policy(service_level_minutes=7, rating_least=3, quick_no_show_s=9),
    )


ROSTER = roster_of(the_plan())


def the_day() -> Told:
    """At nine births at the first counter, at ten copies at the second: each a person who was served, one who did not
    come, and a roll of paper; and five ratings on one pad for each officer."""
    told = Told().at(0, e.CounterOpened(counter="quay-2", officer="can-bo-2", session=uid(901)))
    for at, n, counter, service in ((0, 1, "quay-1", "khai-sinh"), (60, 20, "quay-2", "sao-y")):
        told.issue(at, n, service=service).call(at + 1, n, counter=counter).at(at + 2, e.TicketMissed(ticket=uid(n)))
        for more in range(n + 1, n + 6):
            told.issue(at + 3, more, service=service).call(at + 3, more, counter=counter).start(at + 3, more)
            told.complete(at + 3, more, offer=500 + more).vote(at + 3, 500 + more)
        officer = counter.replace("quay", "can-bo")
        told.at(
            at + 4,
            e.RollEntered(
                service=service, counter=counter, officer=officer, first=1, last=n, missed=0, from_at=0, until=1
            ),
        )
    return told.at(70, e.CallUnseen(call=uid(1)), e.VoteRefused(offer=uid(1), reason="used", device="pad-1"))


def part(words: str) -> DaySummary:
    told, only = the_day(), only_of(words)
    steps = [step for step in told.fold.steps() if belongs(only, ROSTER)(step)]
    return narrowed(summary(told.fold, told.fold.steps()), steps, only, ROSTER)


@pytest.mark.parametrize(
    ("words", "service", "acts", "rolls", "calls", "staff", "bursts"),
    [
        ("service=khai-sinh", "khai-sinh", ["A001"], [1], {}, [], []),
        ("service=sao-y", "sao-y", ["A020"], [20], {}, [], []),
        ("agency=tu-phap", "khai-sinh", ["A001"], [1], {}, [], []),
        ("agency=ubnd", "sao-y", ["A020"], [20], {}, [], []),
        ("counter=quay-1", "khai-sinh", ["A001"], [1], {}, [], []),
        ("counter=quay-2", "sao-y", ["A020"], [20], {}, [], []),
        (
            "officer=can-bo-1",
            "khai-sinh",
            ["A001"],
            [1],
            {"can-bo-1": 6},
            [("can-bo-1", 9), ("can-bo-1", 10)],
            ["can-bo-1"],
        ),
        (
            "officer=can-bo-2",
            "sao-y",
            ["A020"],
            [20],
            {"can-bo-2": 6},
            [("can-bo-2", 9), ("can-bo-2", 10)],
            ["can-bo-2"],
        ),
        ("hour=9", "khai-sinh", ["A001"], [], {}, [("can-bo-1", 9), ("can-bo-2", 9)], []),
        ("hour=10", "sao-y", ["A020"], [], {}, [("can-bo-1", 10), ("can-bo-2", 10)], []),
    ],
)
def test_a_part_keeps_what_belongs_to_it_and_what_nobody_can_say_of_one_is_left_out(
    words: str, service: str, acts: Any, rolls: Any, calls: Any, staff: Any, bursts: Any
) -> None:
    day = part(words)
    assert {key: tally["steps"] for key, tally in day.tallies["service"].items()} == {service: 6}
    assert [act.number for act in day.acts] == acts
    assert [roll.last for roll in day.rolls] == rolls
    assert (day.calls, [(stay.officer, stay.hour) for stay in day.staff], [burst.officer for burst in day.bursts]) == (
        calls,
        staff,
        bursts,
    )
    assert (day.day, day.refused_votes, day.unseen_calls) == ("2026-11-21", {}, 0)


@pytest.mark.parametrize("words", ["service", "service=", "=khai-sinh", "colour=red", "ser=x"])
def test_what_figures_cannot_be_narrowed_to_is_said(words: str) -> None:
    with pytest.raises(ValueError, match="write service=") as refused:
        only_of(words)
    assert str(refused.value) == f"{words!r}: write service=, agency=, counter=, officer= or hour= and its id"


def test_an_id_may_hold_the_sign_and_an_hour_has_two_digits() -> None:
    assert [only_of("hour=9"), only_of("hour=10"), only_of("counter=a=b")] == [
        Only("hour", "09"),
        Only("hour", "10"),
        Only("counter", "a=b"),
    ]


def test_a_roster_names_all_that_figures_name() -> None:
    name, births, copies = (Name(vi=x, en=x) for x in ("Trung tâm Thử", "Khai sinh", "Sao y"))
    law = Name(vi="Tư pháp", en="Tư pháp")
    assert roster_of(the_plan()) == Roster(
        hall=name,
        service_level_minutes=7,
        rating_least=3,
        quick_no_show_s=9,
        agencies={"tu-phap": law, "ubnd": law},
        services={"khai-sinh": RosterService(births, "tu-phap"), "sao-y": RosterService(copies, "ubnd")},
        counters={"quay-1": 1, "quay-2": 2, "quay-3": 3},
        officers={"can-bo-1": "Cán bộ 1", "can-bo-2": "Cán bộ 2", "can-bo-3": "Cán bộ 3"},
        devices={"kiosk-1": "kiosk", "bang-1": "board", "goi-1": "caller", "goi-2": "caller", "goi-3": "caller"}
        | {"ban-may": "console"},
    )
    assert ROSTER.agency_of("gone") == "gone"


def test_names_that_are_gone_stay_known_and_the_present_ones_win() -> None:
    def one(n: int, *ids: str) -> Roster:
        name = Name(vi=f"{n}", en=f"{n}")
        return replace(
            ROSTER,
            hall=name,
            agencies=dict.fromkeys(ids, name),
            services={id: RosterService(name, f"{n}") for id in ids},
            counters=dict.fromkeys(ids, n),
            officers=dict.fromkeys(ids, f"{n}"),
            devices=dict.fromkeys(ids, f"{n}"),
        )

    both = with_former(one(2, "b", "a"), one(1, "c", "b"))
    assert both.hall.vi == "2"
    assert both.counters == {"b": 2, "a": 2, "c": 1}
    assert both.officers == both.devices == {"b": "2", "a": "2", "c": "1"}
    assert {id: name.vi for id, name in both.agencies.items()} == both.officers
    assert {id: service.agency for id, service in both.services.items()} == both.officers
    assert [list(x) for x in (both.agencies, both.services, both.counters, both.officers)] == [["b", "a", "c"]] * 4


@pytest.mark.parametrize(
    ("key", "channel"),
    [
        ("at:kiosk-1", "kiosk"),
        ("at:ban-may", "desk"),
        ("at:bang-1", "other"),
        ("at:gone", "other"),
        ("appointment", "appointment"),
        ("reserve", "reserve"),
    ],
)
def test_people_came_by_the_device_that_gave_the_number_or_by_an_appointment_or_a_reserve(
    key: str, channel: str
) -> None:
    assert channel_of(key, ROSTER) == channel


def test_a_summary_counts_devices_and_channels_of_the_first_step_alone_and_all_else_of_each() -> None:
    told = Told().issue(0, 2).call(1, 2).start(2, 2).at(3, e.TicketStepEnded(ticket=uid(2), service="sao-y"))
    told.issue(3, 1, appointment="HEN001", reserve=True).at(64, *(e.TicketExpired(ticket=uid(n)) for n in (1, 2)))
    told.issue(64, 3, reserve=True).at(64, e.TicketExpired(ticket=uid(3)))
    day = summary(told.fold, told.fold.steps())
    counted = {scope: [(key, tally["steps"]) for key, tally in table.items()] for scope, table in day.tallies.items()}
    assert counted == {
        "hour": [("09", 3), ("10", 1)],
        "service": [("khai-sinh", 3), ("sao-y", 1)],
        "counter": [("quay-1", 1)],
        "officer": [("can-bo-1", 1)],
        "device": [("kiosk-1", 3)],
        "channel": [("appointment", 1), ("at:kiosk-1", 1), ("reserve", 1)],
    }


def test_a_summary_has_every_apology_burst_roll_and_stay_of_its_day() -> None:
    told = the_day()
    day = summary(told.fold, told.fold.steps())
    assert [(x.officer, x.votes, x.since) for x in day.bursts] == [
        ("can-bo-1", 5, NINE + 3 * MINUTE),
        ("can-bo-2", 5, NINE + 63 * MINUTE),
    ]
    assert ([roll.last for roll in day.rolls], day.calls) == ([1, 20], {"can-bo-1": 6, "can-bo-2": 6})
    assert [type(step) for step in told.fold.steps()] == [Step] * 12
