"""What the courier says on the line, and when: a hello, how the hall stands, what it is in trouble about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_core.contract.access import COURIER, grants
from hall_core.contract.centre.messages import (
    NOTHING,
    Bucket,
    Changes,
    Differs,
    HallStatus,
    Hello,
    Mark,
    Position,
    Recorded,
    Records,
    Stands,
)
from hall_core.contract.centre.sets import EMPTY
from hall_core.contract.codec import Sealer, decode, encode
from hall_core.contract.messages import Alert, CounterState, DeviceState, HallState, Health, ServiceState
from hall_core.contract.topics import Topics
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import SetName
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.courier import courier as c
from hall_hub.courier.courier import Courier
from hall_hub.courier.face import OfSets
from hall_hub.courier.status import Standing
from hall_hub.courier.tellings import STREAMS, Tellings
from tests.conftest import HandClock
from tests.domain.a_day import uid
from tests.hall_hub.courier.played_centre import PlayedCentre
from tests.hall_hub.courier.told_days import names_of, with_line, write_ledger

TOPICS = Topics("thu")
BUCKETS = ["0" * 16] * 256


class NoSets:
    """Sets that are empty, and what they have heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[OfSets, Millis]] = []
        self.wrong = ""
        self.differs: list[Differs] = []

    def positions(self) -> dict[SetName, Position]:
        return {"calendar": Position(epoch=1, seq=len(self.heard), digest=EMPTY)}

    def hear(self, message: OfSets, at: Millis) -> list[Differs]:
        self.heard.append((message, at))
        return [Differs(set=message.set, buckets=BUCKETS)] if isinstance(message, Stands) else []

    def tend(self, now: float) -> list[Differs]:
        return []

    def trouble(self) -> str:
        return self.wrong

    def close(self) -> None:
        pass


class Desk:
    """A courier whose time is turned by hand."""

    def __init__(self, folder: Path, plan: Plan, clock: HandClock) -> None:
        self.plan, self.clock, self.now = with_line(plan), clock, 0.0
        write_ledger(folder, plan)
        self.tellings = Tellings(folder, folder, names_of(plan))
        self.sets = NoSets()
        self.courier = Courier(self.plan, self.tellings, self.sets, Standing(self.plan), clock, 1, self.now)
        self._sealer = Sealer(1, clock)
        self.sent = 0

    def hear(self, topic: str, body: Any, *, retained: bool = False) -> list[Any]:
        self.sent += 1
        payload = body if isinstance(body, bytes) else encode(self._sealer.seal(body, uid(self.sent)))
        return read(self.courier.handle(Arrived(topic, payload, retained), self.now))

    def centre(self, body: Any, **more: Any) -> list[Any]:
        return self.hear(TOPICS.to("centre-down", str(type(body).__struct_config__.tag)), body, **more)

    def line(self, told: bytes = b"1") -> None:
        self.hear(TOPICS.line, told, retained=True)

    def look(self, seconds: float = 0.0) -> list[Any]:
        self.now += seconds
        return read(self.courier.look(self.now))

    def up(self, seconds: float = 0.0, kind: type[Any] = object) -> list[Any]:
        return [body for body in self.look(seconds) if isinstance(body, kind)]

    def until(self, seconds: float, kind: type[Any], step: float = 1.0) -> list[Any]:
        """What of that kind is said within so many seconds."""
        return [body for _ in range(int(seconds / step)) for body in self.up(step, kind)]

    def problems(self) -> list[str]:
        state = decode("device-state", self.courier.presence(online=True).payload).body
        return list(state.problems)


def read(said: list[Publication]) -> list[Any]:
    """Bodies; of an alert that is taken back None."""
    addressed = [(TOPICS.parse(each.topic), each.payload) for each in said]
    return [decode(a.kind, data).body if data else None for a, data in addressed if a]


@pytest.fixture
def desk(tmp_path: Path, plan: Plan, clock: HandClock) -> Iterator[Desk]:
    desk = Desk(tmp_path, plan, clock)
    yield desk
    desk.tellings.close()


def test_it_hears_only_what_it_may(desk: Desk) -> None:
    may = {grant.filter for grant in grants(desk.plan)[COURIER] if grant.verb == "read"}
    assert {topic for topic, _ in desk.courier.filters()} == may


def test_nothing_is_said_to_the_centre_while_the_line_is_away(desk: Desk) -> None:
    assert desk.until(120, object) == []
    desk.line()
    desk.line(b"0")
    assert desk.until(120, object) == []


def test_when_the_line_stands_it_says_hello_until_it_is_answered_and_then_once_a_minute(desk: Desk) -> None:
    desk.line()
    [hello] = desk.up(0, Hello)
    assert hello.told == dict.fromkeys(STREAMS, NOTHING)
    assert hello.epoch > 0
    assert hello.sets == desk.sets.positions()
    assert len(desk.until(20, Hello)) == 4
    desk.centre(Recorded(stream="ratings", upto=NOTHING))
    assert len(desk.until(c.HELLO_AGAIN + 1, Hello)) == 1
    assert len(desk.until(180, Hello)) == 3


def test_a_line_that_is_said_to_stand_once_more_is_a_new_one(desk: Desk) -> None:
    """The one before has swallowed what was said, and nobody told."""
    desk.line()
    for stream in STREAMS:
        desk.centre(Recorded(stream=stream, upto=NOTHING))
    first = desk.until(3, Records, step=0.1)
    assert first
    desk.up()
    desk.line()
    said = desk.up()
    assert [each for each in said if isinstance(each, Records)] == first
    assert len([each for each in said if isinstance(each, Hello)]) == 1


def test_the_broker_answers_for_records_and_differences_alone(desk: Desk) -> None:
    """The rest is said again, or is of no use to anybody later."""
    desk.line()
    for stream in STREAMS:
        desk.centre(Recorded(stream=stream, upto=NOTHING))
    stands = Stands(set="calendar", position=Position(epoch=1, seq=1, digest=EMPTY))
    topic = TOPICS.to("centre-down", "stands")
    payload = encode(Sealer(1, desk.clock).seal(stands, uid(999)))
    said = desk.courier.handle(Arrived(topic, payload, retained=False), desk.now)
    for n in range(10):
        said += desk.courier.look(desk.now + n)
    ways = {each.topic.rpartition("/")[2]: each.qos for each in said if "/central/up/" in each.topic}
    assert ways == {"hello": 0, "differs": 1, "records": 1}


def test_hello_comes_again_soon_after_something_of_a_set(desk: Desk) -> None:
    desk.line()
    desk.look()
    desk.centre(Stands(set="calendar", position=Position(epoch=1, seq=1, digest=EMPTY)))
    assert desk.until(3, Hello) == []
    changes = Changes(set="calendar", epoch=1, after=0, upto=1, packed="", digest=EMPTY)
    desk.centre(changes)
    desk.centre(Bucket(set="calendar", epoch=1, seq=1, bucket=0, part=0, parts=1, packed=""))
    assert desk.up(0, Hello) == []
    [hello] = desk.up(c.HELLO_SOON, Hello)
    assert hello.sets == desk.sets.positions()


def test_what_the_sets_have_to_say_goes_up_at_once(desk: Desk) -> None:
    desk.line()
    stands = Stands(set="calendar", position=Position(epoch=1, seq=1, digest=EMPTY))
    assert desk.centre(stands) == [Differs(set="calendar", buckets=BUCKETS)]
    assert desk.sets.heard == [(stands, desk.clock.at)]


def test_records_go_up_and_are_acknowledged(desk: Desk) -> None:
    played = PlayedCentre()
    desk.line()
    for stream in STREAMS:
        desk.centre(played.recorded(stream))
    for _ in range(100):
        for batch in desk.up(0.1, Records):
            desk.centre(played.take(batch))
        if desk.tellings.idle and not desk.tellings.behind:
            break
    assert len(played.came) > 100
    assert played.gaps == 0


def test_what_a_broker_has_kept_of_the_centre_is_not_believed(desk: Desk) -> None:
    desk.line()
    desk.centre(Recorded(stream="ratings", upto=Mark(9, 9, 9)), retained=True)
    assert desk.tellings.told()["ratings"] == NOTHING


def test_what_it_cannot_read_is_refused_and_counted(desk: Desk) -> None:
    assert desk.hear(TOPICS.to("centre-down", "recorded"), b"{}") == []
    [health] = read([desk.courier.health(Health(uptime_s=1))])
    assert health.refused == 1


def test_it_tells_how_the_hall_stands_once_a_minute_and_when_that_changes(desk: Desk) -> None:
    desk.line()
    assert desk.until(5, HallStatus) == [], "the hub was not heard yet"
    hall = HallState(epoch=1, version=1, day="2026-11-21", open=True, changes_at=None)
    desk.hear(TOPICS.to("hall"), hall)
    for service, waiting in (("khai-sinh", 3), ("sao-y", 0), ("ngay-xua", 9)):
        state = ServiceState(
            epoch=1, version=1, service=service, waiting=waiting, oldest=None, estimate_minutes=None, issuing="open"
        )
        desk.hear(TOPICS.to("service", service), state)
    for counter, status in (("quay-1", "open"), ("quay-2", "paused")):
        desk.hear(TOPICS.to("counter", counter), counter_state(counter, status))
    for device in desk.plan.devices:
        online = device.id != "goi-2"
        problems: list[Any] = ["paper-out"] if device.id == "kiosk-1" else []
        state = DeviceState(online=online, role="kiosk", version="1", problems=problems)
        desk.hear(TOPICS.to("device-state", device.id), state)
    [status] = desk.until(3, HallStatus)
    assert status == HallStatus(
        day="2026-11-21",
        open=True,
        waiting={"khai-sinh": 3, "sao-y": 0},
        counters_open=1,
        served_today=0,
        devices=len(desk.plan.devices),
        away=["goi-2"],
        problems={"paper-out": 1},
    )
    assert len(desk.until(120, HallStatus)) == 2
    desk.hear(TOPICS.to("device-state", "bang-1"), DeviceState(online=False, role="board", version="1"))
    [changed] = desk.until(c.STATUS_SOON + 1, HallStatus)
    assert changed.away == ["bang-1", "goi-2"]


def counter_state(counter: str, status: Any) -> CounterState:
    return CounterState(
        epoch=1, version=1, counter=counter, revision=1, status=status, reason="", since=0, ticket=None, seen=None
    )


def test_a_line_that_is_away_for_long_is_a_problem_until_it_is_back(desk: Desk) -> None:
    desk.until(c.LINE_AWAY - 2, object)
    assert desk.problems() == []
    desk.until(4, object)
    assert desk.problems() == ["centre-line"]
    desk.line()
    desk.until(2, object)
    assert desk.problems() == []


def test_a_broker_that_is_away_takes_the_line_with_it(desk: Desk) -> None:
    desk.line()
    desk.courier.lost(desk.now)
    assert desk.until(c.LINE_AWAY + 2, Hello) == []
    assert desk.problems() == ["centre-line"]


def test_a_centre_that_does_not_acknowledge_is_a_problem(desk: Desk) -> None:
    desk.line()
    for stream in STREAMS:
        desk.centre(Recorded(stream=stream, upto=NOTHING))
    desk.until(c.SILENT - 5, Records)
    assert desk.problems() == []
    desk.until(10, Records)
    assert desk.problems() == ["centre-line"]


def test_a_centre_that_never_answers_is_a_problem(desk: Desk) -> None:
    desk.line()
    desk.until(c.SILENT + 5, Records)
    assert desk.problems() == ["centre-line"]


def test_an_old_copy_that_was_put_back_is_a_problem_that_says_what_is_to_be_done(desk: Desk) -> None:
    desk.line()
    desk.look()
    for stream in STREAMS:
        desk.centre(Recorded(stream=stream, upto=Mark(desk.tellings.epoch, 10_000_000)))
    [alert] = [body for body in desk.look(2) + desk.look(2) if isinstance(body, Alert)]
    assert (alert.problem, alert.words) == ("centre-line", c.OLDER)
    assert "epoch" in alert.words
    assert desk.until(120, Records) == [], "nothing is told"


def test_a_disk_that_refuses_is_a_problem(desk: Desk) -> None:
    desk.sets.wrong = "copies.sqlite: disk full"
    desk.look(2)
    assert desk.problems() == ["storage"]
    desk.sets.wrong = ""
    desk.look(2)
    assert desk.problems() == []


def test_alerts_that_an_earlier_run_has_left_are_taken_back(desk: Desk) -> None:
    said = desk.courier.announcement()
    assert [each.topic.rsplit("/", 1)[-1] for each in said if not each.payload] == list(c.OURS)
    assert all(each.retain for each in said)


@pytest.mark.parametrize(("trusted", "day"), [(True, "2026-11-21"), (False, None)])
def test_nobody_knows_the_day_before_the_hub_has_said_it_by_a_clock_that_it_trusts(
    plan: Plan, clock: HandClock, *, trusted: bool, day: str | None
) -> None:
    standing = Standing(plan)
    assert standing.day is None
    clock.trusted = trusted
    hall = HallState(epoch=1, version=1, day="2026-11-21", open=True, changes_at=None)
    standing.take(TOPICS.to("hall"), "", Sealer(1, clock).seal(hall, uid(1)))
    assert standing.day == day
