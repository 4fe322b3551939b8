"""A hub, a kiosk, a board and a call box that die at each single step of what they do: before a commit and behind it,
between an answer and the next, between a paper and the word of it. The wish comes to its end, once.

``./run test`` lets them die at the first of the kinds that matter most; ``./run faults`` at every one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.chain import Chain
from tests.faults.dying import Points, Record, assert_reached, at_each, die_once, everyday, hub_that_dies, last
from tests.faults.hall import FaultHall
from tests.faults.long import mostly
from tests.faults.witness import witnessed


@pytest.fixture
def points(tmp_path: Path) -> Points:
    return Points(tmp_path / "points")


@pytest.fixture
def record(record_property: Callable[[str, object], None]) -> Record:
    """What the command prints at its end; see the conftest."""
    return record_property


def kinds(points: list[str]) -> set[str]:
    return {point.split("#")[0] for point in points}


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("hurry")
def test_a_visit_comes_to_its_end_once_at_whatever_point_of_it_the_hub_died(
    hall: FaultHall, points: Points, record: Record
) -> None:
    chain = Chain(hall.folder, hall.address, hall.witness)
    try:
        chain.open()
        hall.hub.kill()
        with hub_that_dies(hall, points.until_("")):
            chain.visit()
        names = points.passed()

        def die(point: str) -> bool:
            with hub_that_dies(hall, points.until_(point)) as died:
                chain.visit()
                return died()

        reached = at_each(names, die)
        hall.start_hub()
        assert {"COMMIT", "committed", "decide", "publish dev/kiosk-1/down/reply"} <= kinds(reached)
        assert_reached(record, "hub", names, reached)
    finally:
        chain.close()
    hall.settle()
    assert hall.faults() == []


def every_death(hall: FaultHall, points: Points, rest: Callable[[], bool]) -> tuple[list[str], list[str]]:
    """Lets a kiosk die at each point on somebody's way to a number; gives the points, and those at which it has."""

    def die(point: str) -> bool:
        seen = hall.count("seen", "kiosk-1")
        done = lambda: hall.count("seen", "kiosk-1") > seen  # noqa: E731
        return die_once(hall, "kiosk-1", points.until_(point), 1, done, rest)

    names = everyday(points, die)
    return names, at_each(names, die)


@pytest.mark.timeout(600)
def test_a_kiosk_that_dies_at_whatever_point_of_its_first_start_has_its_outbox_at_the_next(
    make_hall: Callable[..., FaultHall], points: Points, record: Record
) -> None:
    hall = make_hall(pause=0.0, wait=90.0)
    rest = lambda: hall.at_rest("kiosk-1")  # noqa: E731

    def die(point: str) -> bool:
        for file in (hall.folder / "kiosk-1").glob("*.sqlite*"):  # its starts go on being counted
            file.unlink()
        links = hall.links("kiosk-1")
        return die_once(hall, "kiosk-1", points.until_(point), 0, lambda: hall.links("kiosk-1") > links, rest)

    die("")
    names = points.passed(before="connect#1")
    reached = at_each(names, die)
    hall.start_device("kiosk-1", most=1)
    hall.until(lambda: hall.count("seen", "kiosk-1") == 1 and rest(), "a number with the last of these outboxes")
    hall.settle()
    assert hall.faults() == []
    assert mostly({"CREATE TABLE", "INSERT INTO migration"}, set()) <= kinds(reached)
    assert {"COMMIT", "committed"} <= kinds(reached)
    assert_reached(record, "kiosk's first start", names, reached)


@pytest.mark.timeout(600)
def test_a_kiosk_that_dies_at_whatever_point_leaves_no_number_that_nobody_has_seen(
    make_hall: Callable[..., FaultHall], points: Points, record: Record
) -> None:
    hall = make_hall(pause=0.0, wait=90.0)
    names, reached = every_death(hall, points, lambda: hall.at_rest("kiosk-1"))
    hall.settle()
    assert hall.faults() == []
    assert {"COMMIT", "committed", "people see seen", "people see paper"} <= kinds(reached)
    assert_reached(record, "kiosk with the hub", names, reached)


@pytest.mark.timeout(600)
def test_a_kiosk_alone_that_dies_at_whatever_point_gives_no_number_twice(
    make_hall: Callable[..., FaultHall], points: Points, record: Record
) -> None:
    hall = make_hall(pause=0.0, wait=0.0)
    hall.hub.kill()
    hall.broker.kill()
    names, reached = every_death(hall, points, lambda: hall.nobody_waits("kiosk-1"))
    hall.start_broker()
    hall.start_hub()
    hall.settle()
    assert hall.faults() == []
    assert {"COMMIT", "committed", "people see seen", "people see paper"} <= kinds(reached)
    assert_reached(record, "kiosk alone", names, reached)


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("hurry")
def test_a_board_that_dies_between_paint_and_tell_tells_of_each_call_in_the_end(
    make_hall: Callable[..., FaultHall], points: Points, record: Record
) -> None:
    hall = make_hall(pause=0.0)
    chain = Chain(hall.folder, hall.address, hall.witness)
    try:
        chain.open()
        chain.board.stop()

        def die(wrap: str) -> bool:
            call = chain.call()

            def told() -> bool:
                seen = [one for one in witnessed(hall.witness) if one.what == "told" and one.device == "bang-1"]
                return any(one.body["call"] == call for one in seen) and hall.at_rest("bang-1")

            return die_once(hall, "bang-1", points.until_(wrap), 0, lambda: True, told)

        die("")
        names = points.passed()
        reached = at_each(names, die)
        assert {"COMMIT", "committed", "people see painted", "publish dev/bang-1/up/fact"} <= kinds(reached)
        assert_reached(record, "board", names, reached)
    finally:
        chain.close()
    hall.settle()
    assert hall.faults() == []


@pytest.mark.timeout(600)
def test_a_call_box_that_dies_with_a_press_under_way_has_pressed_once_or_not_at_all(
    make_hall: Callable[..., FaultHall], points: Points, record: Record
) -> None:
    hall = make_hall(pause=0.0)
    hall.start_device("kiosk-1")
    pressed = [0]

    def done() -> bool:
        return hall.count("answered", "goi-1") >= pressed[0]

    def die(point: str) -> bool:
        pressed[0] = hall.count("answered", "goi-1") + 3
        first = hall.start_device("goi-1", most=3, wrap=points.until_(point))
        hall.until(lambda: first.process.poll() is not None or done(), "pressed or dead")
        died = first.process.poll() is not None
        first.kill()
        return died

    names = everyday(points, die)
    reached = at_each(names, die)
    hall.settle()
    assert hall.faults() == []
    assert {"publish dev/goi-1/up/command", "people see answered"} <= kinds(reached)
    assert_reached(record, "call box", names, reached)


def test_only_the_last_of_a_kind_of_points_may_be_missed_and_only_behind_all_that_were_reached() -> None:
    passed = ["begin#1", "begin#2", "begin#3", "begin#4", "once#1", "taken#1", "taken#2"]
    assert last(passed, ["begin#1", "begin#2", "begin#3"]) == {"begin#4", "taken#2"}
    assert last(passed, ["begin#1", "taken#1", "taken#2"]) == {"begin#3", "begin#4"}, "begin#2 is missed"
    assert last(passed, ["begin#1", "begin#2", "begin#4"]) == {"taken#2"}, "begin#3 lies between"
