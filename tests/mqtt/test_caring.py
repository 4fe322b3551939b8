"""What a box tells of its own health, and what it gives a head who asks, over a real broker."""

from __future__ import annotations

import base64
import queue
import random
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from broker_config.run import Broker, start
from hall_core.contract.codec import Sealer, encode
from hall_core.contract.doctor import Doing, Finding, Look, Looking, NotShown, Report, Shown
from hall_core.contract.ids import new_id
from hall_core.contract.messages import DeviceState
from hall_core.contract.topics import Topics
from hall_core.doctor.program import last_lines
from hall_core.domain.plan import Plan
from hall_core.mqtt import caring
from hall_core.mqtt.caring import Answer, Ways, packed, unpacked
from hall_core.mqtt.heard import AlertHeard, Heard, LinkUp, ShownHeard, StateHeard
from hall_core.mqtt.link import Publication
from hall_core.mqtt.station import Station
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.conftest import HandClock

HOT = Finding(check="temperature", verdict="alarm", case="hot", about={"celsius": 91.0}, words="91 °C")
T = TypeVar("T")


class Side:
    """A station and what it heard."""

    def __init__(self, role: str, id: str, folder: Path, broker: Broker, ways: Ways | None, *listen: tuple) -> None:
        self.heard: queue.Queue[Heard] = queue.Queue()
        self.station = Station(
            hall="thu",
            device=id,
            state=DeviceState(online=True, role=role, version="0.1"),  # pyright: ignore
            boot=1,
            clock=HandClock(),
            outbox=folder / f"{id}.sqlite",
            broker=broker.address,
            listen=listen,
            hear=self.heard.put,
            ways=ways,
        )
        self.stop = self.station.start()
        self.expect(LinkUp)

    def expect(self, kind: type[T], such_that: Callable[[T], bool] = lambda _: True) -> T:
        deadline = time.monotonic() + 20
        while True:
            heard = self.heard.get(timeout=max(0.001, deadline - time.monotonic()))
            if isinstance(heard, kind) and such_that(heard):
                return heard


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def broker(plan: Plan, tmp_path: Path) -> Iterator[Broker]:
    running = start(plan, None, tmp_path / "broker")
    yield running
    running.stop()


@pytest.fixture
def pictures() -> list[Answer]:
    """Pictures that were asked for, and who waits for them."""
    return []


@pytest.fixture
def box(tmp_path: Path, broker: Broker, pictures: list[Answer]) -> Iterator[Side]:
    (tmp_path / "run" / "kiosk").mkdir(parents=True)
    (tmp_path / "kiosk.log").write_text("".join(f"line {n}\n" for n in range(500)))
    ways = Ways(
        folder=tmp_path / "run" / "kiosk",
        report=tmp_path / "run" / "doctor.json",
        lines=lambda: packed(last_lines(tmp_path / "kiosk.log")),
        picture=pictures.append,
    )
    side = Side("kiosk", "kiosk-1", tmp_path, broker, ways)
    yield side
    side.stop()


@pytest.fixture
def console(tmp_path: Path, broker: Broker) -> Iterator[Side]:
    everything = (("doctor", "+"), ("shown", "+"), ("device-state", "+"), ("device-alert", "+", "+"))
    side = Side("console", "dieu-hanh", tmp_path, broker, None, *everything)
    yield side
    side.stop()


def found(tmp_path: Path, *findings: Finding, at: int = NINE) -> None:
    file = tmp_path / "run" / "doctor.json"
    new = file.with_name("new")
    new.write_bytes(msgspec.json.encode(Report(at=at, findings=list(findings))))
    new.replace(file)


def test_what_the_doctor_found_is_told_and_what_is_bad_is_a_problem_until_it_is_solved(
    tmp_path: Path, box: Side, console: Side
) -> None:
    found(tmp_path, HOT)
    alert = console.expect(AlertHeard, lambda heard: heard.problem == "temperature" and heard.alert is not None)
    assert alert.alert is not None
    assert alert.alert.words == "91 °C"
    told = console.expect(StateHeard, lambda heard: isinstance(heard.state, Report))
    assert (told.name, told.state) == ("kiosk-1", Report(at=NINE, findings=[HOT]))
    found(tmp_path, at=NINE + 1)
    console.expect(StateHeard, lambda heard: isinstance(heard.state, DeviceState) and not heard.state.problems)
    console.expect(AlertHeard, lambda heard: heard.problem == "temperature" and heard.alert is None)


def test_who_comes_later_learns_what_was_found_before(tmp_path: Path, box: Side, broker: Broker, console: Side) -> None:
    found(tmp_path, HOT)
    console.expect(StateHeard, lambda heard: isinstance(heard.state, Report))
    later = Side("console", "dieu-hanh-2", tmp_path, broker, None, ("doctor", "+"))
    told = later.expect(StateHeard, lambda heard: isinstance(heard.state, Report))
    later.stop()
    assert told.kept


def test_a_report_that_is_garbled_is_logged_and_changes_nothing(
    tmp_path: Path, box: Side, console: Side, caplog: pytest.LogCaptureFixture
) -> None:
    found(tmp_path, HOT)
    console.expect(StateHeard, lambda heard: isinstance(heard.state, Report))
    (tmp_path / "run" / "doctor.json").write_text('{"at": "yesterday"}')
    until(lambda: "doctor.json" in caplog.text)
    assert console.heard.empty()


def test_the_doctor_is_told_what_the_program_knows(tmp_path: Path, box: Side) -> None:
    file = tmp_path / "run" / "kiosk" / "program.json"

    def told() -> Doing:
        until(file.exists)
        return msgspec.json.decode(file.read_bytes(), type=Doing)

    until(lambda: told().linked)
    assert (told().device, told().problems) == ("kiosk-1", {})
    box.station.report("paper-out", True, "cuộn trống")
    until(lambda: told().problems == {"paper-out": "cuộn trống"})


def asked(console: Side, wish: str) -> list[Shown | Looking | NotShown]:
    """All that came in answer."""
    id = console.station.look("kiosk-1", Look(wish=wish, by="lanh-dao"))  # pyright: ignore
    came: list[Shown | Looking | NotShown] = []
    while True:
        answer = console.expect(ShownHeard, lambda heard: heard.answer.to == id).answer
        came.append(answer)
        if not isinstance(answer, Shown) or len(came) == answer.count:
            return came


def whole(parts: list[Shown | Looking | NotShown]) -> bytes:
    ordered = sorted((part for part in parts if isinstance(part, Shown)), key=lambda part: part.index)
    return b"".join(base64.b64decode(part.data) for part in ordered)


def test_a_head_gets_the_last_two_hundred_lines_of_the_log(box: Side, console: Side) -> None:
    lines = unpacked(whole(asked(console, "log"))).splitlines()
    assert lines == [f"line {n}" for n in range(300, 500)]


def test_a_head_gets_the_screen_in_parts_and_meanwhile_nothing_else(
    box: Side, console: Side, pictures: list[Answer]
) -> None:
    id = console.station.look("kiosk-1", Look(wish="screen", by="lanh-dao"))
    until(lambda: pictures)
    assert asked(console, "log") == [NotShown(to=ANY, denial="busy")]
    picture = bytes(range(256)) * 700
    pictures[0](picture)
    parts = [console.expect(ShownHeard, lambda heard: heard.answer.to == id).answer]
    assert isinstance(parts[0], Shown)
    parts += [console.expect(ShownHeard).answer for _ in range(parts[0].count - 1)]
    assert whole(parts) == picture


class _Any:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # pyright: ignore


ANY: str = _Any()  # pyright: ignore


def test_while_a_citizen_stands_there_no_picture_is_given(box: Side, console: Side, pictures: list[Answer]) -> None:
    id = console.station.look("kiosk-1", Look(wish="screen", by="lanh-dao"))
    until(lambda: pictures)
    pictures[0]("somebody-there")
    assert console.expect(ShownHeard).answer == NotShown(to=id, denial="somebody-there")


def test_a_screen_that_stands_still_does_not_keep_the_log_from_being_seen(
    box: Side, console: Side, pictures: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caring, "PATIENCE", 0.1)
    assert asked(console, "screen") == [NotShown(to=ANY, denial="failed")]
    assert len(asked(console, "log")) == 1
    pictures[0](b"late")  # is given to nobody who waits


def test_a_head_has_the_box_looked_at_now(tmp_path: Path, box: Side, console: Side) -> None:
    assert asked(console, "again") == [Looking(to=ANY)]
    assert (tmp_path / "run" / "kiosk" / "look").exists()


def test_what_a_broker_has_kept_is_not_answered(
    box: Side, console: Side, broker: Broker, pictures: list[Answer], tmp_path: Path
) -> None:
    """It would be asked again at every connection."""
    look = Look(wish="screen", by="lanh-dao")
    topic, payload = (
        Topics("thu").to("look", "dieu-hanh", "kiosk-2"),
        encode(Sealer(1, HandClock()).seal(look, new_id())),
    )
    console.station._link.publish(Publication(topic, payload, qos=1, retain=True))  # pyright: ignore
    later = Side("console", "dieu-hanh-2", tmp_path, broker, None, ("look", "+", "kiosk-2"), ("shown", "+"))
    ways = Ways(folder=tmp_path, report=tmp_path / "none", lines=lambda: packed(["x"]), picture=pictures.append)
    kept = Side("kiosk", "kiosk-2", tmp_path, broker, ways)
    id = later.station.look("kiosk-2", Look(wish="log", by="lanh-dao"))
    answer = later.expect(ShownHeard, lambda heard: heard.device == "kiosk-2").answer
    kept.stop()
    later.stop()
    assert (answer.to, type(answer), pictures) == (id, Shown, [])


def test_on_what_is_no_box_nobody_looks(tmp_path: Path, broker: Broker, console: Side) -> None:
    nowhere = Ways(folder=tmp_path / "nowhere", report=tmp_path / "none", lines=lambda: packed(["x"]))
    bare = Side("caller", "kiosk-1", tmp_path, broker, nowhere)
    assert asked(console, "again") == [NotShown(to=ANY, denial="no-doctor")]
    assert asked(console, "screen") == [NotShown(to=ANY, denial="no-screen")]
    bare.stop()


def test_a_log_that_is_too_long_loses_its_beginning_and_a_bomb_is_not_unpacked() -> None:
    rng = random.Random(1)
    lines = ["".join(rng.choices("abcdefghijklmnop", k=2_000)) for _ in range(200)]
    kept = unpacked(packed(lines)).splitlines()
    assert 0 < len(kept) < 200
    assert kept == lines[-len(kept) :]
    with pytest.raises(ValueError, match="too long"):
        unpacked(zlib.compress(b"\0" * 10_000_000))
    with pytest.raises(ValueError, match=r"invalid|incorrect"):
        unpacked(b"not packed")


def test_a_log_that_has_only_just_begun_is_told_with_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "k.log.1").write_text("a\nb\n")
    (tmp_path / "k.log").write_text("c\n")
    assert last_lines(tmp_path / "k.log", 2) == ["b", "c"]
    assert last_lines(tmp_path / "none.log") == []
