"""A real Mosquitto takes the configuration and keeps its promises."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from broker_config import mosquitto, run
from broker_config.guard import BrokerConfigError, Guard
from broker_config.mosquitto import PACKET_ROOM
from broker_config.run import HOST, PID_FILE, Broker, find, hold_port, start
from hall_core.contract.limits import MAX_BYTES
from hall_core.contract.topics import Topics
from hall_core.device.hall_file import load
from hall_core.domain.plan import Plan
from hall_core.keys import Keys

WAIT = 8
REAL_POPEN = subprocess.Popen
HALLS = sorted((Path(__file__).parents[2] / "halls").glob("*.toml"))
Started = Callable[..., Broker]
Connected = Callable[[str, Broker], Any]


@pytest.mark.parametrize("hall", HALLS, ids=lambda hall: hall.stem)
def test_mosquitto_takes_the_configuration_of_each_example(
    hall: Path, tmp_path: Path, started: Started, connected: Connected
) -> None:
    """And an MQTT 5 client gets in and hears of the limit."""
    broker = started(load(hall), tmp_path)
    assert connected("a", broker).properties.MaximumPacketSize == MAX_BYTES + PACKET_ROOM
    said = broker.log.read_text("utf-8")
    assert "rror" not in said
    assert "deprecated" not in said


def test_the_largest_message_on_the_longest_topic_passes(
    plan: Plan, tmp_path: Path, started: Started, connected: Connected
) -> None:
    broker = started(plan, tmp_path)
    topic = Topics("h" * 32).to("device-alert", "d" * 32, "a" * 32)
    ear, mouth = connected("ear", broker), connected("mouth", broker)
    ear.subscribe(topic)
    mouth.publish(topic, b"x" * MAX_BYTES)
    assert ear.received.get(timeout=WAIT) == (topic, b"x" * MAX_BYTES, False)


def test_a_packet_that_is_too_large_ends_its_senders_connection_and_reaches_nobody(
    plan: Plan, tmp_path: Path, started: Started, connected: Connected
) -> None:
    broker = started(plan, tmp_path)
    ear, mouth, other = (connected(name, broker) for name in ("ear", "mouth", "other"))
    ear.subscribe("x/#")
    mouth.send("x/large", b"x" * (MAX_BYTES + PACKET_ROOM))
    assert mouth.disconnected.get(timeout=WAIT) == "Packet too large"
    mouth.close()
    other.publish("x/small", b"1")
    assert ear.received.get(timeout=WAIT) == ("x/small", b"1", False)


def test_retained_state_outlives_an_orderly_stop(
    plan: Plan, tmp_path: Path, started: Started, connected: Connected
) -> None:
    first = started(plan, tmp_path)
    mouth = connected("a", first)
    mouth.publish("state/hall", b"7", retain=True)
    mouth.close()
    first.stop()
    ear = connected("b", started(plan, tmp_path))
    ear.subscribe("state/#")
    assert ear.received.get(timeout=WAIT) == ("state/hall", b"7", True)


def test_a_power_cut_costs_at_most_the_last_changes(
    plan: Plan, tmp_path: Path, started: Started, connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interval counts changes: what came so many changes before the end is there again."""
    monkeypatch.setattr(mosquitto, "CHANGES_PER_SAVE", 20)
    first = started(plan, tmp_path)
    mouth = connected("a", first)
    for number in range(60):
        mouth.publish(f"state/{number}", b"7", retain=True)
    mouth.close()
    first.kill()
    ear = connected("b", started(plan, tmp_path))
    ear.subscribe("state/#")
    back = {ear.received.get(timeout=WAIT)[0] for _ in range(60 - 21)}
    assert {f"state/{number}" for number in range(60 - 21)} <= back


def test_while_it_runs_its_process_stands_in_a_file(plan: Plan, tmp_path: Path, started: Started) -> None:
    broker = started(plan, tmp_path)
    assert int((tmp_path / PID_FILE).read_text("ascii")) == broker.process.pid
    broker.stop()
    assert not (tmp_path / PID_FILE).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="whoever is not root is an ordinary user already")
def test_an_ordinary_user_starts_it_too(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: Started, connected: Connected
) -> None:
    home = Path(tempfile.mkdtemp(prefix="motcua-"))
    home.chmod(0o777)

    def popen(*words: Any, **options: Any) -> Any:
        ear = Path(options["env"]["NOTIFY_SOCKET"])
        for made in (home, *home.rglob("*"), ear.parent, ear):
            shutil.chown(made, "nobody")
        return REAL_POPEN(*words, user="nobody", **options)

    monkeypatch.setattr(os, "geteuid", lambda: 1_000)
    monkeypatch.setattr(subprocess, "Popen", popen)
    broker = started(plan, home / "broker")
    connected("a", broker)
    broker.stop()
    shutil.rmtree(home)


@pytest.mark.parametrize("missing", ["ca.pem", "device.pem", "revoked.pem", "access.acl"])
def test_a_broker_that_lacks_one_of_its_files_is_told_which(plan: Plan, tmp_path: Path, missing: str) -> None:
    for name in {"ca.pem", "device.pem", "revoked.pem", "access.acl"} - {missing}:
        (tmp_path / name).touch()
    with pytest.raises(BrokerConfigError, match=f"{missing} is not there"):
        start(plan, None, tmp_path / "broker", Guard(Keys(tmp_path), tmp_path))


def test_a_stopped_broker_is_gone_and_may_be_stopped_again(plan: Plan, tmp_path: Path) -> None:
    broker = start(plan, None, tmp_path)
    broker.stop()
    broker.stop()
    assert broker.process.poll() is not None
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(broker.address)


def test_it_comes_back_on_the_port_it_had(plan: Plan, tmp_path: Path, started: Started, connected: Connected) -> None:
    first = started(plan, tmp_path)
    connected("a", first).close()
    first.kill()
    again = started(plan, tmp_path, first.port)
    assert again.port == first.port
    connected("b", again)


def test_a_port_that_is_held_is_nobodys_but_the_brokers(
    plan: Plan, tmp_path: Path, started: Started, connected: Connected
) -> None:
    with hold_port() as held:
        port = held.getsockname()[1]
        with socket.socket() as other, pytest.raises(OSError, match="already in use"):
            other.bind((HOST, port))
        for name in ("a", "b"):
            broker = started(plan, tmp_path, port)
            connected(name, broker).close()
            broker.kill()


def test_a_taken_port_is_told_in_mosquittos_own_words(plan: Plan, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BrokerConfigError, match=r"does not start: .*Address already in use"):
            start(plan, taken.getsockname()[1], tmp_path)


def test_a_machine_without_mosquitto_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(BrokerConfigError, match="sudo apt install mosquitto"):
        find()


def test_it_is_found_where_debian_puts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside the path of ordinary users."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert find() == "/usr/sbin/mosquitto"


def test_a_broker_that_never_gets_ready_is_ended_and_told(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here a program that lives but says nothing stands in mosquitto's place."""
    mute = tmp_path / "mosquitto"
    mute.write_text("#!/bin/sh\nexec sleep 60\n", encoding="ascii")
    mute.chmod(0o755)
    begun: list[Any] = []

    def popen(*words: Any, **options: Any) -> Any:
        begun.append(REAL_POPEN(*words, **options))
        return begun[0]

    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(run, "_UP_WITHIN", 0.2)
    monkeypatch.setattr(subprocess, "Popen", popen)
    with pytest.raises(BrokerConfigError, match=r"did not say within 0\.2 s that it is ready"):
        start(plan, None, tmp_path / "broker")
    assert begun[0].poll() is not None
