"""A plain MQTT 3.1.1 client, as a hall's bridge is one."""

from __future__ import annotations

import queue
import threading

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

PATIENCE = 20.0


class Bridge:
    """Connected and subscribed when it is made. ``heard`` has (topic, payload) of what came down."""

    def __init__(self, address: tuple[str, int], hall: str, filters: list[str] | None = None) -> None:
        self.heard: queue.Queue[tuple[str, bytes]] = queue.Queue()
        ready = threading.Event()
        filters = filters or [f"motcua/v1/{hall}/down/+"]
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=f"bridge-{hall}", protocol=paho.MQTTv311)

        def connected(client: paho.Client, *_: object) -> None:
            client.subscribe([(each, 0) for each in filters])

        def subscribed(*_: object) -> None:
            ready.set()

        def heard(_client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
            self.heard.put((message.topic, bytes(message.payload)))

        self._client.on_connect = connected
        self._client.on_subscribe = subscribed
        self._client.on_message = heard
        self._client.reconnect_delay_set(1, 1)
        self._client.connect(*address)
        self._client.loop_start()
        assert ready.wait(PATIENCE)

    def publish(self, topic: str, payload: bytes) -> None:
        """Returns when the broker has acknowledged it."""
        info = self._client.publish(topic, payload, qos=1)
        info.wait_for_publish(PATIENCE)
        assert info.is_published()

    def say(self, topic: str, payload: bytes) -> None:
        """Without waiting, if it is connected just now."""
        if self._client.is_connected():
            self._client.publish(topic, payload, qos=1)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
