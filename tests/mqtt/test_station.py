"""What a device hears and what not, over a real broker; the hub's part is played by a bare link."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from broker_config.run import start
from hall_core.contract import examples, limits
from hall_core.contract.codec import Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.messages import FactsRecorded
from hall_core.contract.topics import Topics
from hall_core.domain.commands import IssueTicket
from hall_core.domain.facts import CallWasShown
from hall_core.domain.plan import Plan
from hall_core.mqtt import telling
from hall_core.mqtt.heard import AlertHeard, CallHeard, Heard, HubQuiet, LinkUp, StateHeard
from hall_core.mqtt.link import Arrived, Link, Publication, Up
from tests.conftest import HandClock
from tests.flows.conftest import Device

TOPICS = Topics("thu")
SERVICE = examples.BODIES["service"][0]
CALL = examples.BODIES["call"][0]


class PlayedHub:
    """Says what the test wants said, and keeps what devices sent."""

    def __init__(self, broker: tuple[str, int]) -> None:
        self.link = Link("hub", broker, [("motcua/v1/thu/dev/#", 1)])
        self.sealer = Sealer(1, HandClock())
        self.heard: list[Arrived] = []
        self.waiting: deque[Any] = deque()
        self.until(lambda item: isinstance(item, Up))

    def until(self, such_that: Callable[[Any], bool], seconds: float = 8) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            while self.waiting:
                item = self.waiting.popleft()
                if isinstance(item, Arrived):
                    self.heard.append(item)
                if such_that(item):
                    return item
            self.waiting.extend(self.link.turn(0.1))
        raise AssertionError(f"not heard; only {self.heard}")

    def until_on(self, topic: str, seconds: float = 8) -> Arrived:
        return self.until(lambda item: isinstance(item, Arrived) and item.topic == topic, seconds)

    def until_alert(self, device: str, problem: str) -> Arrived:
        """The next alert that is not the empty one, which every device says of what it does not suffer from."""
        topic = TOPICS.to("device-alert", device, problem)
        return self.until(lambda item: isinstance(item, Arrived) and item.topic == topic and item.payload)

    def say(self, kind: Any, name: str, body: Any, *, retain: bool = False) -> None:
        payload = encode(self.sealer.seal(body, new_id()))
        self.link.send([Publication(TOPICS.to(kind, name), payload, qos=1, retain=retain)])


@pytest.fixture
def hub(plan: Plan, tmp_path: Path) -> Iterator[PlayedHub]:
    broker = start(plan, None, tmp_path / "broker")
    hub = PlayedHub(broker.address)
    hub.broker = broker.address  # type: ignore[attr-defined]
    yield hub
    hub.link.close()
    broker.stop()


@pytest.fixture
def board(hub: Any, tmp_path: Path) -> Iterator[Device]:
    device = Device("bang-1", tmp_path, hub.broker, ("service", "+"), ("call", "sanh"))
    device.expect(LinkUp)
    yield device
    device.stop()


def last_heard(device: Device, hub: PlayedHub) -> list[Heard]:
    """Everything heard up to a state that is said last."""
    marker = replace(SERVICE, service="cuoi-cung", version=10_000)
    hub.say("service", "cuoi-cung", marker)
    heard: list[Heard] = []
    device.expect(object, lambda item: heard.append(item) or getattr(item, "state", None) == marker)
    return heard[:-1]


def test_a_state_older_than_the_one_known_is_not_heard(hub: PlayedHub, board: Device) -> None:
    for epoch, version in ((1, 5), (1, 4), (1, 5), (2, 1), (1, 9)):
        hub.say("service", "khai-sinh", replace(SERVICE, epoch=epoch, version=version))
    states = [item.state for item in last_heard(board, hub) if isinstance(item, StateHeard)]
    assert [(state.epoch, state.version) for state in states] == [(1, 5), (1, 5), (2, 1)]


def test_a_call_said_twice_is_heard_once_and_a_recall_is_another_call(hub: PlayedHub, board: Device) -> None:
    again = replace(CALL, id=new_id(), again=True)
    for call in (CALL, CALL, again, CALL, again):
        hub.say("call", "sanh", call)
    assert [item.call for item in last_heard(board, hub) if isinstance(item, CallHeard)] == [CALL, again]


def test_garbage_from_the_hubs_side_is_passed_over(hub: PlayedHub, board: Device) -> None:
    for payload in (b"", b"\xff", b"{}", b'{"v":3}'):
        hub.link.send([Publication(TOPICS.to("call", "sanh"), payload, qos=1)])
    assert last_heard(board, hub) == []


def test_an_alert_is_heard_with_its_words_and_when_it_is_taken_back(hub: PlayedHub, tmp_path: Path) -> None:
    broker: Any = hub
    ear = Device("dieu-hanh", tmp_path, broker.broker, ("device-alert", "+", "+"), ("device-state", "+"))
    ill = Device("kiosk-1", tmp_path, broker.broker)
    try:
        ear.expect(LinkUp)
        ill.expect(LinkUp)
        ill.station.report("paper-out", True, "cuộn giấy trống")
        heard = ear.expect(AlertHeard, lambda heard: heard.alert is not None)
        assert heard.alert is not None
        assert (heard.device, heard.problem, heard.alert.words) == ("kiosk-1", "paper-out", "cuộn giấy trống")
        ill.station.report("paper-out", False)
        ear.expect(
            AlertHeard, lambda heard: (heard.device, heard.problem, heard.alert) == ("kiosk-1", "paper-out", None)
        )
    finally:
        ill.stop()
        ear.stop()


def test_what_the_broker_had_kept_is_told_apart_from_what_is_said_now(hub: PlayedHub, tmp_path: Path) -> None:
    broker: Any = hub
    early = Device("kiosk-1", tmp_path, broker.broker)
    early.expect(LinkUp)
    hub.until_on(TOPICS.to("device-state", "kiosk-1"))
    ear = Device("dieu-hanh", tmp_path, broker.broker, ("device-state", "+"))
    try:
        found = ear.expect(StateHeard, lambda heard: heard.name == "kiosk-1")
        assert (found.kept, found.boot) == (True, 1)
        early.stop()
        gone = ear.expect(StateHeard, lambda heard: heard.name == "kiosk-1")
        assert (gone.kept, gone.state.online) == (False, False)  # type: ignore[union-attr]
    finally:
        ear.stop()


def test_a_fact_is_sent_again_until_it_is_acknowledged(
    hub: PlayedHub, board: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FACT_AGAIN", 0.2)
    board.station.tell(CallWasShown(call=CALL.id, how="painted"))
    topic = TOPICS.to("fact", "bang-1")
    first = decode("fact", hub.until_on(topic).payload)
    again = decode("fact", hub.until_on(topic).payload)
    assert first == again
    hub.say("ack", "bang-1", FactsRecorded(stream=first.stream or "", up_to=first.seq))
    board.station.tell(CallWasShown(call=CALL.id, how="spoken"))
    assert decode("fact", hub.until_on(topic).payload).seq == 2


def test_facts_that_the_disk_refuses_wait_in_order_and_the_problem_is_reported(
    hub: PlayedHub, board: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "SAVE_AGAIN", 0.1)
    board.station._outbox._db.execute("PRAGMA busy_timeout = 0")
    # Another connection holds the write lock: the same refusal as a full or read-only disk.
    other = sqlite3.connect(tmp_path / "bang-1.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for how in ("painted", "spoken"):
        board.station.tell(CallWasShown(call=CALL.id, how=how))
    assert decode("device-alert", hub.until_alert("bang-1", "storage").payload).body.problem == "storage"
    other.execute("ROLLBACK")
    other.close()
    hub.until(lambda item: isinstance(item, Arrived) and item.topic.endswith("alert/storage") and not item.payload)
    topic = TOPICS.to("fact", "bang-1")
    assert [decode("fact", hub.until_on(topic).payload).body.how for _ in range(2)] == ["painted", "spoken"]


def test_no_more_than_twenty_facts_are_under_way(hub: PlayedHub, board: Device) -> None:
    for _ in range(30):
        board.station.tell(CallWasShown(call=CALL.id, how="painted"))

    def sent() -> set[int]:
        topic = TOPICS.to("fact", "bang-1")
        heard = [item for item in hub.heard if isinstance(item, Arrived) and item.topic == topic]
        return {decode("fact", item.payload).seq for item in heard}

    while 20 not in sent():
        hub.until_on(TOPICS.to("fact", "bang-1"))
    # What would have been sent beyond them is there before this.
    board.station.ask(IssueTicket(service="khai-sinh"))
    hub.until_on(TOPICS.to("command", "bang-1"))
    assert sent() == set(range(1, 21))


def test_a_command_is_repeated_under_the_same_id(
    hub: PlayedHub, board: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "COMMAND_AGAIN", 0.2)
    asked = board.station.ask(IssueTicket(service="khai-sinh"))
    topic = TOPICS.to("command", "bang-1")
    assert {decode("command", hub.until_on(topic).payload).id for _ in range(3)} == {asked}


def test_an_alert_of_before_the_link_is_told_and_one_of_before_the_start_is_taken_back(
    hub: Any, tmp_path: Path
) -> None:
    before = TOPICS.to("device-alert", "kiosk-1", "paper-out")
    hub.link.send([Publication(before, b"x", qos=1, retain=True)])
    device = Device("kiosk-1", tmp_path, hub.broker)
    device.station.report("keypad-missing", True)
    alert = hub.until_alert("kiosk-1", "keypad-missing")
    assert decode("device-alert", alert.payload).body.problem == "keypad-missing"
    if not any(item.topic == before for item in hub.heard if isinstance(item, Arrived)):
        hub.until_on(before)
    assert [item.payload for item in hub.heard if item.topic == before][-1] == b""
    device.stop()


def test_of_many_words_an_alert_says_as_many_as_it_has_room_for(hub: PlayedHub, board: Device) -> None:
    board.station.report("display-missing", True, "không thấy màn hình; " * 50)
    alert = decode("device-alert", hub.until_alert("bang-1", "display-missing").payload).body
    assert alert.words == ("không thấy màn hình; " * 50)[:200]


def test_a_hub_that_was_never_heard_is_said_to_be_quiet(
    hub: PlayedHub, board: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STALE_AFTER", 0.3)
    assert board.expect(HubQuiet).since is None


def test_a_problem_stands_on_the_retained_state_and_as_an_alert_until_it_is_solved(
    hub: PlayedHub, board: Device
) -> None:
    state, alert = TOPICS.to("device-state", "bang-1"), TOPICS.to("device-alert", "bang-1", "sound")
    board.station.report("sound", True)
    assert decode("device-alert", hub.until_alert("bang-1", "sound").payload).body.problem == "sound"
    board.station.report("sound", False)
    assert hub.until_on(alert).payload == b""
    said = [decode("device-state", item.payload).body.problems for item in hub.heard if item.topic == state]
    assert ["sound"] in said
    assert said[-1] == []


@pytest.mark.timeout(30)
def test_a_device_that_leaves_says_so_and_one_that_dies_is_said_to_be_gone(hub: Any, tmp_path: Path) -> None:
    topic = TOPICS.to("device-state", "kiosk-1")
    device = Device("kiosk-1", tmp_path, hub.broker)
    assert decode("device-state", hub.until_on(topic).payload).body.online is True
    device.stop()
    assert decode("device-state", hub.until_on(topic).payload).body.online is False
    code = (
        "import sys; from pathlib import Path; from tests.flows.conftest import Device; "
        f"Device('kiosk-1', Path({str(tmp_path)!r}), {hub.broker!r}); sys.stdin.read()"
    )
    dying = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert decode("device-state", hub.until_on(topic).payload).body.online is True
    dying.kill()
    dying.communicate()
    assert decode("device-state", hub.until_on(topic, seconds=15).payload).body.online is False
