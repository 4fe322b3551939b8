"""The NATS engine over a real nats-server, with a real MQTT client as the hall's bridge."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from central_gateway.config import Nats
from central_gateway.engine import nats
from central_gateway.engine.face import EngineError, Heard
from central_gateway.engine.nats import NatsEngine, plain_options
from central_gateway.engine.run import HOST, Node, free_ports, start
from hall_core.contract.centre.topics import down, up
from tests.central_gateway.engine.mqtt_client import PATIENCE, Bridge

Make = Callable[..., NatsEngine]


@pytest.fixture
def engine_of() -> Iterator[Make]:
    made: list[NatsEngine] = []

    def make(nodes: list[Node], *, replicas: int = 1, hears: bool = True) -> NatsEngine:
        servers = [node.server for node in nodes]
        broker = Nats(servers=servers, replicas=replicas)
        made.append(NatsEngine(broker, plain_options(broker), "test", hears=hears))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def engine(engine_of: Make, nats_node: Node) -> NatsEngine:
    engine = engine_of([nats_node])
    while left := engine.take(10, 0.2):  # of other tests
        engine.done(left)
    return engine


@pytest.fixture
def bridge(nats_node: Node) -> Iterator[Bridge]:
    made = Bridge((HOST, nats_node.mqtt), "thu")
    yield made
    made.close()


@contextmanager
def ending(node: Node) -> Generator[None]:
    try:
        yield
    finally:
        node.kill()


def take(engine: NatsEngine, count: int) -> list[Heard]:
    """So many, or what there is after all patience."""
    taken: list[Heard] = []
    until = time.monotonic() + PATIENCE
    while len(taken) < count and time.monotonic() < until:
        taken += engine.take(count - len(taken), 1.0)
    return taken


def test_what_a_bridge_publishes_over_mqtt_can_be_taken_with_its_hall_and_way(
    engine: NatsEngine, bridge: Bridge
) -> None:
    bridge.publish(up("thu", "records"), b"one")
    [heard] = take(engine, 1)
    assert (heard.hall, heard.way, heard.payload) == ("thu", "records", b"one")
    engine.done([heard])


def test_what_is_sent_reaches_the_bridge_at_qos_0(engine: NatsEngine, bridge: Bridge) -> None:
    engine.send("thu", "recorded", b"up to 5")
    assert bridge.heard.get(timeout=PATIENCE) == (down("thu", "recorded"), b"up to 5")


def test_what_is_not_acknowledged_when_a_worker_ends_comes_to_another(
    engine: NatsEngine, engine_of: Make, nats_node: Node, bridge: Bridge
) -> None:
    for n in range(3):
        bridge.publish(up("thu", "records"), b"%d" % n)
    [first] = take(engine, 1)
    engine.done([first])
    engine.close()
    other = engine_of([nats_node])
    wanted, until = {b"1", b"2"}, time.monotonic() + PATIENCE
    while wanted and time.monotonic() < until:
        taken = other.take(10, 1.0)
        wanted -= {each.payload for each in taken}
        other.done(taken)
    assert wanted == set()


def test_what_is_put_off_comes_again_later(engine: NatsEngine, bridge: Bridge) -> None:
    bridge.publish(up("thu", "hello"), b"again")
    [heard] = take(engine, 1)
    engine.later(heard, 0.1)
    [again] = take(engine, 1)
    assert again.payload == b"again"
    engine.done([again])


def test_two_workers_share_what_there_is(engine: NatsEngine, engine_of: Make, nats_node: Node, bridge: Bridge) -> None:
    other = engine_of([nats_node])
    assert other.take(10, 0.05) == []
    for n in range(30):
        bridge.publish(up("thu", "records"), b"%d" % n)
    taken: dict[NatsEngine, set[int]] = {engine: set(), other: set()}
    until = time.monotonic() + PATIENCE
    while sum(map(len, taken.values())) < 30 and time.monotonic() < until:
        for each in (engine, other):
            heard = each.take(10, 0.05)
            taken[each] |= {int(message.payload) for message in heard}
            each.done(heard)
    assert sorted([*taken[engine], *taken[other]]) == list(range(30))
    assert taken[engine] and taken[other]


def test_when_nobody_says_anything_nothing_is_taken(engine: NatsEngine) -> None:
    assert engine.take(10, 0.1) == []


def test_somebody_who_only_sends_makes_no_stream(engine_of: Make, nats_node: Node, bridge: Bridge) -> None:
    engine_of([nats_node], hears=False).send("thu", "told", b"yes")
    assert bridge.heard.get(timeout=PATIENCE)[1] == b"yes"


def test_a_cluster_that_is_not_there_is_told_as_such(monkeypatch: pytest.MonkeyPatch, engine_of: Make) -> None:
    monkeypatch.setattr(nats, "START_WITHIN", 0.3)
    [port] = free_ports(1)
    broker = Nats(servers=[f"{HOST}:{port}"])
    with pytest.raises(EngineError, match=f"{port}.*none of them answers"):
        NatsEngine(broker, plain_options(broker), "test", hears=True)


@pytest.mark.timeout(90)
def test_a_node_that_comes_back_without_its_disk_is_told_again_what_to_keep(engine_of: Make, tmp_path: Path) -> None:
    [node] = start(tmp_path / "one", 1)
    engine = engine_of([node])
    assert engine.take(1, 0.05) == []
    node.kill()
    shutil.rmtree(tmp_path / "one" / node.name)
    node.start()
    node.wait_until_up()
    taken: list[Heard] = []
    with closing(Bridge((HOST, node.mqtt), "thu")) as bridge, ending(node):
        until = time.monotonic() + PATIENCE
        while not taken and time.monotonic() < until:
            bridge.say(up("thu", "records"), b"again")
            taken = engine.take(1, 0.5)
    assert [each.payload for each in taken] == [b"again"]


@pytest.mark.timeout(90)
def test_a_stream_that_is_full_lets_the_oldest_go_and_stops_no_hall(
    engine_of: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nats, "STREAM_BYTES", 20_000)
    [node] = start(tmp_path / "one", 1)
    with ending(node):
        engine = engine_of([node])
        with closing(Bridge((HOST, node.mqtt), "thu")) as bridge:
            for n in range(100):
                bridge.publish(up("thu", "records"), b"%03d" % n + bytes(1_000))
        came = [int(each.payload[:3]) for each in take(engine, 1)]
        while came[-1] < 99:
            came += [int(each.payload[:3]) for each in take(engine, 1)]
    assert came == list(range(came[0], 100))
    assert 5 < len(came) < 20


@pytest.mark.timeout(90)
def test_a_consumer_that_somebody_has_deleted_is_made_again(engine: NatsEngine, bridge: Bridge) -> None:
    assert engine.take(1, 0.05) == []
    engine._do(engine._nats.jetstream().delete_consumer(nats.STREAM, nats.CONSUMER), PATIENCE)  # pyright: ignore[reportPrivateUsage]
    bridge.publish(up("thu", "records"), b"kept")
    # From the beginning of the stream, for nobody knows any more how far the workers were.
    until = time.monotonic() + PATIENCE
    came = set[bytes]()
    while b"kept" not in came and time.monotonic() < until:
        heard = engine.take(100, 0.5)
        engine.done(heard)
        came |= {each.payload for each in heard}
    assert b"kept" in came


@pytest.mark.timeout(90)
def test_the_node_that_leads_may_be_killed(engine_of: Make, nats_cluster: list[Node]) -> None:
    """What a hall goes on to say until it is told that it was heard is heard."""
    engine = engine_of(nats_cluster, replicas=3)
    leader = engine.leader()
    bridges = [Bridge((HOST, node.mqtt), f"thu-{node.name}") for node in nats_cluster if node.name != leader]
    next(node for node in nats_cluster if node.name == leader).kill()
    missing = {b"%d" % n for n in range(50)}
    until = time.monotonic() + 3 * PATIENCE
    while missing:
        assert time.monotonic() < until, missing
        for bridge in bridges:
            for each in missing:
                bridge.say(up("thu", "records"), each)
        while taken := engine.take(50, 0.5):
            missing -= {each.payload for each in taken}
            engine.done(taken)
    for bridge in bridges:
        bridge.close()
