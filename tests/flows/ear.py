"""Somebody who listens on the line: hears every message on a broker."""

from __future__ import annotations

import base64
import json
import queue
import threading

from hall_core.mqtt.link import Arrived, Link


class Ear:
    def __init__(self, broker: tuple[str, int]) -> None:
        self._heard: list[Arrived] = []
        self._topics: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._link = Link("ear", broker, [("#", 1)])
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            for item in self._link.turn(0.05):
                if isinstance(item, Arrived):
                    self._heard.append(item)
                    self._topics.put(item.topic)
        self._link.close()

    def wait_for(self, topic_end: str) -> None:
        """Until the next message comes whose topic ends so."""
        while not self._topics.get(timeout=20).endswith(topic_end):
            continue

    def stop(self) -> bytes:
        """Everything that was heard, topics and payloads, a line each."""
        self._stopping.set()
        self._thread.join()
        return b"".join(message.topic.encode() + b" " + message.payload + b"\n" for message in self._heard)

    def parts(self) -> list[bytes]:
        """What was told in parts, as far as it was heard; after :meth:`stop`."""
        parts = dict[str, dict[int, bytes]]()
        for message in self._heard:
            body = json.loads(message.payload or b"{}").get("body", {}).get("body", {})
            if isinstance(body, dict) and body.get("type") == "part" and "data" in body:
                parts.setdefault(body["digest"], {})[body["index"]] = base64.b64decode(body["data"])
        return [b"".join(data for _, data in sorted(pieces.items())) for pieces in parts.values()]
