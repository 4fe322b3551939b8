"""Which boxes may take a new release now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain.business_day import MINUTE, moment_of
from hall_core.domain.plan import Hours
from hall_core.domain.rollout import LOST, NOW_LASTS, Box, Rollout, Step, night_until, open_for, step

WORKDAY = ["07:30-11:30", "13:30-17:00"]
HOURS = Hours(mon=WORKDAY, tue=WORKDAY, wed=WORKDAY, thu=WORKDAY, fri=WORKDAY)
OFFER = "019aa2c1-0000-7000-8000-000000000001"
OTHER = "019aa2c1-0000-7000-8000-000000000002"


def at(clock: str, day: int = 23) -> int:
    """In November 2026; the 23rd is a Monday."""
    return moment_of(datetime.fromisoformat(f"2026-11-{day:02} {clock}"))


def hall() -> dict[str, Box]:
    boxes = [
        Box(id="board-1", group="zone a", version="1.0"),
        Box(id="board-2", group="zone a", version="1.0"),
        Box(id="console-1", group="consoles", hub=True, version="1.0"),
        Box(id="kiosk-1", group="kiosks", version="1.0"),
        Box(id="kiosk-2", group="kiosks", version="1.0"),
        Box(id="pad-1", group="pads", version="1.0"),
        Box(id="caller-1", group="callers", version="1.0"),
    ]
    return {box.id: box for box in boxes}


def ordered(**more: Any) -> Rollout:
    return Rollout(**({"id": OFFER, "version": "1.1", "first": "board-1", "by": "truong", "at": at("10:00")} | more))


def look(rollout: Rollout, boxes: dict[str, Box], now: int, **more: Any) -> Step:
    given = {"trusted": True, "quiet": True, "heard_for": 2 * LOST} | more
    return step(rollout, boxes.values(), HOURS, now, **given)


def has_it(boxes: dict[str, Box], *ids: str) -> None:
    for id in ids:
        boxes[id] = replace(boxes[id], version="1.1", state="running", offer=None)


@pytest.mark.parametrize(
    ("clock", "day", "until"),
    [
        ("10:00", 23, None),  # open
        ("12:30", 23, None),  # a break: the hall is closed for too short
        ("17:00", 23, None),  # it has just closed
        ("17:29", 23, None),  # somebody is still being served
        ("17:30", 23, ("06:30", 24)),
        ("06:29", 24, ("06:30", 24)),
        ("06:30", 24, None),  # somebody comes soon
        ("12:00", 28, ("06:30", 30)),  # a weekend
    ],
)
def test_boxes_are_updated_at_night_and_on_days_off(clock: str, day: int, until: tuple[str, int] | None) -> None:
    assert night_until(HOURS, at(clock, day)) == (None if until is None else at(*until))


def test_a_hall_that_never_opens_may_be_updated_at_any_time_and_is_asked_anew_after_four_hours() -> None:
    assert night_until(Hours(), at("10:00")) == at("14:00")
    assert night_until(Hours(), at("10:59")) == at("14:00"), "not another one with each second"
    assert night_until(Hours(), at("11:00")) == at("15:00")


@pytest.mark.parametrize(("opens", "until"), [("15:00", "14:00"), ("14:59", None)])
def test_a_hall_that_is_closed_for_less_than_four_hours_has_a_break(opens: str, until: str | None) -> None:
    hours = Hours(mon=["07:00-11:00", f"{opens}-18:00"])
    assert night_until(hours, at("11:30")) == (None if until is None else at(until))


@pytest.mark.parametrize(("clock", "until"), [("00:29", None), ("00:30", "06:30")])
def test_who_came_before_midnight_is_still_served_after_it(clock: str, until: str | None) -> None:
    hours = Hours(mon=["13:30-24:00"], tue=WORKDAY)
    assert night_until(hours, at(clock, 24)) == (None if until is None else at(until, 24))


def test_it_is_known_for_how_long_the_hall_was_open() -> None:
    assert open_for(HOURS, at("11:00"), at("14:00")) == 60 * MINUTE
    assert open_for(HOURS, at("17:00"), at("07:30", 24)) == 0
    assert open_for(HOURS, at("16:00", 27), at("08:00", 30)) == 90 * MINUTE
    assert open_for(Hours(), at("16:00"), at("08:00", 30)) == 0
    assert open_for(Hours(mon=WORKDAY[:1], special={"2026-11-30": []}), at("11:00"), at("08:00", 30)) == 30 * MINUTE


def test_nothing_begins_in_opening_hours() -> None:
    found = look(ordered(), hall(), at("16:59"))
    assert (found.phase, found.rollout.told) == ("night", {})


def test_the_first_box_goes_alone() -> None:
    boxes, rollout = hall(), ordered()
    found = look(rollout, boxes, at("17:30"))
    assert (found.phase, list(found.rollout.told), found.until) == ("first", ["board-1"], at("06:30", 24))
    again = look(found.rollout, boxes, at("17:40"))
    assert again.rollout == found.rollout


def test_nobody_follows_before_the_first_has_worked_with_people() -> None:
    boxes, rollout = hall(), ordered()
    has_it(boxes, "board-1")
    rollout = look(rollout, boxes, at("18:00")).rollout
    assert rollout.proved_from == at("18:00")
    for clock, day in (("18:31", 23), ("10:00", 24), ("10:29", 24)):
        found = look(rollout, boxes, at(clock, day))
        assert (found.phase, found.rollout.told) == ("proving", {})
    assert look(rollout, boxes, at("10:30", 24)).phase == "night"
    assert look(rollout, boxes, at("17:30", 24)).phase == "rest"


def test_in_haste_half_an_hour_is_enough() -> None:
    boxes, rollout = hall(), ordered(haste=True)
    has_it(boxes, "board-1")
    rollout = look(rollout, boxes, at("18:00")).rollout
    assert look(rollout, boxes, at("18:29")).phase == "proving"
    assert look(rollout, boxes, at("18:30")).phase == "rest"


def test_a_first_box_that_left_the_hall_file_holds_nobody_back() -> None:
    boxes = hall()
    del boxes["board-1"]
    assert look(ordered(), boxes, at("18:00")).phase == "rest"


def test_whoever_was_told_before_the_first_box_fell_silent_is_told_no_more() -> None:
    boxes, rollout = hall(), ordered(proved_from=at("18:00", 22), told={"kiosk-1": at("18:00")})
    has_it(boxes, "board-1")
    boxes["board-1"] = replace(boxes["board-1"], online=False)
    found = look(rollout, boxes, at("18:10"))
    assert (found.phase, found.rollout.told) == ("proving", {})


def test_nobody_follows_a_first_box_of_which_nothing_is_heard() -> None:
    boxes, rollout = hall(), ordered(proved_from=at("18:00"))
    has_it(boxes, "board-1")
    boxes["board-1"] = replace(boxes["board-1"], online=False)
    assert look(rollout, boxes, at("18:00", 24)).phase == "proving"


def test_a_release_that_is_still_on_trial_proves_nothing() -> None:
    boxes = hall()
    boxes["board-1"] = replace(boxes["board-1"], version="1.1", state="trying", offer=OFFER)
    found = look(ordered(), boxes, at("18:00"))
    assert found.rollout.proved_from is None
    assert found.phase == "first"


def test_a_box_that_starts_anew_has_not_taken_the_release_yet() -> None:
    boxes = hall()
    boxes["board-1"] = replace(boxes["board-1"], version="1.1", state="restarting", offer=OFFER)
    found = look(ordered(), boxes, at("18:00"))
    assert (found.phase, found.rollout.proved_from) == ("first", None)


def follow(boxes: dict[str, Box], rollout: Rollout, now: int) -> Rollout:
    found = look(rollout, boxes, now)
    assert found.phase == "rest"
    return found.rollout


def test_never_both_kiosks_and_never_all_boards_of_a_zone_and_the_hub_last() -> None:
    boxes = hall()
    has_it(boxes, "board-1")
    rollout = follow(boxes, ordered(proved_from=at("18:00", 22)), at("18:00"))
    assert set(rollout.told) == {"board-2", "kiosk-1", "pad-1"}
    has_it(boxes, "board-2")
    rollout = follow(boxes, rollout, at("18:10"))
    assert set(rollout.told) == {"kiosk-1", "pad-1", "caller-1"}
    has_it(boxes, "pad-1", "caller-1")
    rollout = follow(boxes, rollout, at("18:20"))
    assert set(rollout.told) == {"kiosk-1"}
    has_it(boxes, "kiosk-1")
    rollout = follow(boxes, rollout, at("18:30"))
    assert set(rollout.told) == {"kiosk-2"}
    has_it(boxes, "kiosk-2")
    rollout = follow(boxes, rollout, at("18:40"))
    assert set(rollout.told) == {"console-1"}
    has_it(boxes, "console-1")
    assert look(rollout, boxes, at("18:50")) == Step(replace(rollout, told={}), "done")


@pytest.mark.parametrize("state", ["rolled-back", "failed"])
def test_a_box_that_goes_back_or_refuses_stops_everything(state: Any) -> None:
    boxes = hall()
    has_it(boxes, "board-1")
    rollout = follow(boxes, ordered(proved_from=at("18:00", 22)), at("18:00"))
    boxes["kiosk-1"] = replace(boxes["kiosk-1"], state=state, offer=OFFER)
    found = look(rollout, boxes, at("18:10"))
    assert found == Step(replace(rollout, stop=state, stopped_by="kiosk-1", told={}), "stopped")
    has_it(boxes, "kiosk-1")
    assert look(found.rollout, boxes, at("18:20")) == found


def test_whom_the_head_of_the_centre_stops_nobody_is_told_any_more() -> None:
    rollout = ordered(told={"board-1": at("18:00")}, stop="by-hand", stopped_by="truong")
    assert look(rollout, hall(), at("18:10")) == Step(replace(rollout, told={}), "stopped")


def test_what_failed_in_an_earlier_rollout_stops_no_later_one() -> None:
    boxes = hall()
    boxes["board-1"] = replace(boxes["board-1"], state="rolled-back", offer=OTHER)
    assert list(look(ordered(), boxes, at("18:00")).rollout.told) == ["board-1"]


def test_a_box_that_does_not_come_back_stops_everything() -> None:
    boxes = hall()
    rollout = look(ordered(), boxes, at("18:00")).rollout
    boxes["board-1"] = replace(boxes["board-1"], online=False, state="restarting", offer=OFFER)
    assert look(rollout, boxes, at("19:00")).phase == "first"
    found = look(rollout, boxes, at("19:00") + 1)
    assert found == Step(replace(rollout, stop="lost", stopped_by="board-1", told={}), "stopped")


def test_a_box_that_waits_for_a_moment_of_rest_is_not_lost() -> None:
    boxes = hall()
    rollout = look(ordered(), boxes, at("18:00")).rollout
    boxes["board-1"] = replace(boxes["board-1"], state="ready", offer=OFFER)
    assert look(rollout, boxes, at("23:00")).phase == "first"


def test_a_hub_that_was_away_itself_gives_the_boxes_time() -> None:
    boxes = hall()
    rollout = look(ordered(), boxes, at("18:00")).rollout
    assert look(rollout, boxes, at("23:00"), heard_for=5 * MINUTE).phase == "first"


def test_the_night_s_end_takes_back_what_was_told() -> None:
    boxes = hall()
    rollout = look(ordered(), boxes, at("05:30", 24)).rollout
    assert list(rollout.told) == ["board-1"]
    found = look(rollout, boxes, at("06:30", 24))
    assert (found.phase, found.rollout.told, found.rollout.stop) == ("night", {}, None)


def test_nothing_is_begun_when_there_is_no_time_left() -> None:
    assert list(look(ordered(), hall(), at("06:00", 24)).rollout.told) == ["board-1"], "half an hour is enough"
    found = look(ordered(), hall(), at("06:00", 24) + 1)
    assert (found.phase, found.rollout.told) == ("first", {})


def test_nothing_is_begun_by_a_clock_that_may_be_wrong() -> None:
    found = look(ordered(), hall(), at("18:00"), trusted=False)
    assert (found.phase, found.rollout.told) == ("clock", {})


def test_a_box_that_is_at_it_goes_on_while_the_hub_does_not_know_the_time_and_to_the_end_it_was_told() -> None:
    boxes = hall()
    rollout = look(ordered(), boxes, at("18:00")).rollout
    for state in ("fetching", "ready"):
        boxes["board-1"] = replace(boxes["board-1"], state=state, offer=OFFER)
        found = look(rollout, boxes, at("05:00", 23), trusted=False)
        assert found == Step(rollout, "clock", at("06:30", 24))


def test_nothing_is_begun_while_somebody_is_served() -> None:
    found = look(ordered(), hall(), at("18:00"), quiet=False)
    assert (found.phase, found.rollout.told, found.until) == ("people", {}, at("06:30", 24))


def test_told_to_do_it_now_it_begins_among_people_for_two_hours() -> None:
    rollout = ordered(now_until=at("10:00") + NOW_LASTS)
    found = look(rollout, hall(), at("10:00"), quiet=False)
    assert (found.phase, list(found.rollout.told), found.until) == ("first", ["board-1"], at("12:00"))
    assert look(rollout, hall(), at("12:00"), quiet=False).phase == "night"


def test_who_is_switched_off_is_waited_for_by_nobody() -> None:
    boxes = hall()
    has_it(boxes, "board-1", "board-2", "kiosk-1", "pad-1", "caller-1")
    boxes["kiosk-2"] = replace(boxes["kiosk-2"], online=False)
    rollout = follow(boxes, ordered(proved_from=at("18:00", 22)), at("18:00"))
    assert list(rollout.told) == ["console-1"]
    has_it(boxes, "console-1")
    found = look(rollout, boxes, at("06:00", 24))
    assert (found.phase, found.until) == ("absent", at("06:30", 24))
    assert look(rollout, boxes, at("06:00", 24) + 1).phase == "rest", "so late nobody is waited for"
    boxes["kiosk-2"] = replace(boxes["kiosk-2"], online=True)
    assert list(look(rollout, boxes, at("18:40")).rollout.told) == ["kiosk-2"]


def test_a_first_box_that_is_switched_off_holds_the_others_back() -> None:
    boxes = hall()
    boxes["board-1"] = replace(boxes["board-1"], online=False)
    found = look(ordered(), boxes, at("18:00"))
    assert (found.phase, found.rollout.told) == ("absent", {})


def dark(boxes: dict[str, Box], *ids: str) -> None:
    """They run it, and their screens are off."""
    for id in ids:
        boxes[id] = replace(boxes[id], version="1.1", state="trying", offer=OFFER, dark=True)


def test_a_first_box_whose_screen_is_off_is_waited_for_and_stops_nothing() -> None:
    boxes = hall()
    rollout = look(ordered(), boxes, at("17:30")).rollout
    dark(boxes, "board-1")
    for clock, day in (("18:00", 23), ("19:00", 23), ("07:00", 24), ("10:00", 24), ("18:00", 24)):
        found = look(rollout, boxes, at(clock, day))
        assert (found.phase, found.rollout.stop, found.rollout.told) == ("dark", None, {}), clock
        rollout = found.rollout
    has_it(boxes, "board-1")
    assert look(rollout, boxes, at("18:01", 24)).phase == "proving"


def test_others_go_on_beside_one_whose_screen_is_off() -> None:
    boxes, rollout = hall(), ordered(proved_from=at("18:00", 20))
    has_it(boxes, "board-1", "kiosk-1", "pad-1", "caller-1", "kiosk-2")
    boxes["board-3"] = Box(id="board-3", group="zone a", version="1.0")
    first = look(rollout, boxes, at("18:00"))
    assert list(first.rollout.told) == ["board-2"]
    dark(boxes, "board-2")
    second = look(first.rollout, boxes, at("18:10"))
    assert list(second.rollout.told) == ["board-3"], "also in its own group"
    dark(boxes, "board-3")
    third = look(second.rollout, boxes, at("20:00"))
    assert (list(third.rollout.told), third.rollout.stop) == (["console-1"], None), "and the hub's own last"
    has_it(boxes, "console-1")
    assert look(third.rollout, boxes, at("10:00", 24)).phase == "dark"
    has_it(boxes, "board-2", "board-3")
    assert look(third.rollout, boxes, at("10:00", 24)).phase == "done"


def test_one_that_goes_back_when_its_screen_is_on_stops_it_all() -> None:
    boxes, rollout = hall(), ordered(proved_from=at("18:00", 20))
    dark(boxes, "board-2")
    assert look(rollout, boxes, at("18:00")).rollout.stop is None
    boxes["board-2"] = replace(boxes["board-2"], version="1.0", state="rolled-back", dark=False)
    found = look(rollout, boxes, at("10:00", 24)).rollout
    assert (found.stop, found.stopped_by) == ("rolled-back", "board-2")
