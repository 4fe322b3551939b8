"""A hall with a real broker, its line to the centre, and somebody in it who listens and speaks."""

from __future__ import annotations

import queue
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from msgspec.structs import replace
from paho.mqtt.enums import CallbackAPIVersion

from broker_config import run_tunnel
from broker_config.bridge import Pace
from broker_config.line import Line, LineFolder
from broker_config.run import Broker, start
from broker_config.run_tunnel import Tunnel
from central_gateway.engine.face import Engine
from demo.programs import SOON
from hall_core.contract.topics import Topics
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import Centre as Wished
from tests.conftest import make_plan

WAIT = 20.0
"""Seconds after which something that should happen at once has not happened."""


def plan_of(hall: str) -> Plan:
    plan = make_plan()
    return replace(plan, hall=replace(plan.hall, id=hall), centre=Wished())


def stolen_by(thief: LineFolder, line: Line) -> Line:
    """The line, with the certificate of somebody else."""
    return replace(line, folder=thief)


class Hall:
    """Its broker lets in whoever is on this machine: what certificates do is tried elsewhere."""

    def __init__(self, line: Line, folder: Path, pace: Pace = SOON) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.topics = Topics(line.told.hall)
        self._line, self._folder, self._pace = line, folder, pace
        self._plan = plan_of(line.told.hall)
        self.broker: Broker = start(self._plan, None, folder, line=line, pace=pace)
        self.ear = Ear(self.broker.port, self.topics)

    def restart_broker(self) -> None:
        """It dies as in a power cut, and is there again."""
        port = self.broker.port
        self.broker.kill()
        self.broker = start(self._plan, port, self._folder, line=self._line, pace=self._pace)

    @property
    def tunnel(self) -> Tunnel:
        assert self.broker.tunnel is not None
        return self.broker.tunnel

    def restart_tunnel(self) -> None:
        ports = self.tunnel.ports
        self.tunnel.kill()
        self.broker.tunnel = run_tunnel.start(self._line, self._folder, lambda: ports)

    def expect_of_tunnel(self, words: str) -> None:
        """Until stunnel has written them."""
        deadline = time.monotonic() + WAIT
        while words not in self.tunnel.log.read_text("utf-8", "replace"):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    @property
    def line(self) -> Line:
        return self._line

    def told(self, engine: Engine, payload: bytes) -> tuple[str, bytes]:
        """What comes down when the centre says this to it, again and again as the carrier does: what is said before the
        other side has taken the bridge's subscription nobody hears."""
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            engine.send(self.line.told.hall, "stands", payload)
            with suppress(queue.Empty):
                return self.ear.next(0.3)
        raise AssertionError("it never came")

    def answers(self) -> None:
        """Somebody new gets in, speaks, and hears himself: the broker has its wits about it."""
        ear = Ear(self.broker.port, self.topics, name="somebody-new")
        try:
            ear.publish(self.topics.to("centre-down", "told"), b"to itself")
            assert ear.next() == ("told", b"to itself")
        finally:
            ear.close()

    def up(self, way: str, payload: bytes) -> None:
        """Returns when the hall's broker has it."""
        self.ear.publish(self.topics.to("centre-up", way), payload)

    def close(self) -> None:
        self.ear.close()
        self.broker.stop()


class Knocking:
    """Somebody with what a line has, or a part of it, who is no bridge and says and asks for whatever he likes;
    ``plain``: by a way where somebody else does TLS."""

    def __init__(
        self,
        line: Line,
        *,
        user: str = "",
        password: str | None = None,
        client_id: str = "somebody",
        plain: bool = False,
    ) -> None:
        host, _, port = line.told.addresses[0].rpartition(":")
        self.heard: queue.Queue[str] = queue.Queue()
        self._answers: queue.Queue[bool] = queue.Queue()
        self._mqtt = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv311)
        self._mqtt.username_pw_set(user or line.told.hall, line.secret.password if password is None else password)
        self._mqtt.reconnect_delay_set(0.1, 0.5)
        own = str(line.folder.own)
        if not plain:
            self._mqtt.tls_set(str(line.folder.ca), own, own)
        self._mqtt.on_connect = lambda _c, _u, _f, reason, _p: self._answers.put(not reason.is_failure)
        self._mqtt.on_connect_fail = lambda *_: self._answers.put(False)
        self._mqtt.on_disconnect = lambda *_: self._answers.put(False)
        self._mqtt.on_subscribe = lambda *_: self._answers.put(True)
        self._mqtt.on_message = lambda _c, _u, message: self.heard.put(message.topic)
        self._mqtt.connect_async(host, int(port), keepalive=10)
        self._mqtt.loop_start()
        self.is_in = self._answers.get(timeout=WAIT)

    def say(self, topic: str, payload: bytes) -> None:
        self._mqtt.publish(topic, payload, qos=1)

    def listen(self, filter: str) -> bool:
        """Whether he is still in when that is answered, be it with a no."""
        self._mqtt.subscribe(filter, qos=0)
        return self._answers.get(timeout=WAIT)

    def close(self) -> None:
        self._mqtt.disconnect()
        self._mqtt.loop_stop()


class Ear:
    """Hears what the line says, and what comes down."""

    def __init__(self, port: int, topics: Topics, name: str = "ear") -> None:
        self._topics = topics
        self.heard: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self.states: queue.Queue[tuple[bytes, bool]] = queue.Queue()
        """What the line said: payload, and whether it was kept."""
        self._change = threading.Condition()
        self._subscribed = 0
        self._mqtt = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5)
        self._mqtt.reconnect_delay_set(0.1, 0.5)
        self._mqtt.on_connect = lambda client, *_: client.subscribe(
            [(topics.line, 1), (f"{topics.prefix}central/down/#", 1)]
        )
        self._mqtt.on_subscribe = self._on_subscribe
        self._mqtt.on_message = self._on_message
        self._mqtt.connect("127.0.0.1", port, keepalive=10)
        self._mqtt.loop_start()
        with self._change:
            assert self._change.wait_for(lambda: self._subscribed, WAIT)

    def _on_subscribe(self, *_: Any) -> None:
        with self._change:
            self._subscribed += 1
            self._change.notify_all()

    def _on_message(self, _client: Any, _user: Any, message: mqtt.MQTTMessage) -> None:
        if message.topic == self._topics.line:
            self.states.put((bytes(message.payload), message.retain))
        else:
            self.heard.put((message.topic.rpartition("/")[2], bytes(message.payload)))

    def publish(self, topic: str, payload: bytes) -> None:
        self._mqtt.publish(topic, payload, qos=1).wait_for_publish(WAIT)

    def expect_line(self, state: bytes) -> bool:
        """Until the line is so; whether that was kept."""
        deadline = time.monotonic() + WAIT
        while True:
            told, kept = self.states.get(timeout=max(0.001, deadline - time.monotonic()))
            if told == state:
                return kept

    def next(self, seconds: float = WAIT) -> tuple[str, bytes]:
        return self.heard.get(timeout=seconds)

    def close(self) -> None:
        self._mqtt.disconnect()
        self._mqtt.loop_stop()
