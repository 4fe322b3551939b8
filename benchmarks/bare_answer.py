"""The bare thing beside a command: there and back through the same broker with paho as it comes, where another client
echoes, and then a commit of SQLite on the same disk."""

from __future__ import annotations

import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

THERE, BACK = "bare/there", "bare/back"
MESSAGE = b"x" * 200
WITHIN = 5.0


class BareAnswer:
    def __init__(self, broker: tuple[str, int], file: Path) -> None:
        self._back = threading.Event()
        ready = threading.Barrier(3)
        self._echo = _client("bare-echo", broker, THERE, ready, self._echoes)
        self._asker = _client("bare-asker", broker, BACK, ready, lambda _: self._back.set())
        ready.wait(WITHIN)
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, body BLOB)")

    def ask(self) -> float:
        """Seconds of both."""
        self._back.clear()
        begun = time.perf_counter()
        self._asker.publish(THERE, MESSAGE, 1)
        if not self._back.wait(WITHIN):
            raise TimeoutError("no echo")
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("INSERT INTO event (body) VALUES (?)", (MESSAGE,))
        self._db.execute("COMMIT")
        return time.perf_counter() - begun

    def _echoes(self, message: paho.MQTTMessage) -> None:
        self._echo.publish(BACK, message.payload, 1)

    def __enter__(self) -> BareAnswer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for client in (self._echo, self._asker):
            client.disconnect()
            client.loop_stop()
        self._db.close()


def _client(
    name: str,
    broker: tuple[str, int],
    listens: str,
    ready: threading.Barrier,
    heard: Callable[[paho.MQTTMessage], object],
) -> paho.Client:
    def opened(_client: object, _data: object, sock: Any) -> None:
        # As our own link does; without it the second message in a row waits 40 ms for an acknowledgement.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connected(client: paho.Client, *_: object) -> None:
        client.subscribe(listens, 1)

    def subscribed(*_: object) -> None:
        ready.wait()

    def message(_client: object, _data: object, message: paho.MQTTMessage) -> None:
        heard(message)

    made = paho.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=paho.MQTTv5)
    made.on_socket_open = opened
    made.on_connect = connected
    made.on_subscribe = subscribed
    made.on_message = message
    made.connect(*broker)
    made.loop_start()
    return made
