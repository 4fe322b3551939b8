"""The link to the broker: knows paho (MQTT 5) and drives its network itself, one turn at a time.

paho's own thread is not used: an exception in one of its callbacks ends it silently, its queue floods a broker
that comes back, and each publish from another thread wakes it through a pipe. Here one thread calls
:meth:`Link.turn` in a loop and gets what arrived as values; whatever raises is raised there, and a new paho
client is made for each connection, so nothing old is sent twice (docs/decisions/0004).
"""

from __future__ import annotations

import logging
import random
import select
import socket
import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from hall_core.contract.limits import KEEPALIVE, WILL_DELAY

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessage

log = logging.getLogger(__name__)

RETRY_FIRST = 0.3
"""Seconds until the second attempt to connect; doubled each time up to ``RETRY_MOST``."""
RETRY_MOST = 8.0
JITTER = 0.3
"""Seconds, at most, added by chance, so that forty boxes do not knock at once when a broker comes back."""
CONNECT_TIMEOUT = 3.0
BURST = 256
"""Messages taken in one turn: bounds how long a sender in a hurry can keep the loop from its other work."""


class Arrived(Struct, frozen=True):
    topic: str
    payload: bytes
    retained: bool

    def __repr__(self) -> str:
        # It is logged when it makes trouble, and an answer about dossiers belongs in no log.
        return f"Arrived({self.topic!r}, {len(self.payload)} bytes)"


class Up(Struct, frozen=True):
    """Connected and subscribed."""


class Down(Struct, frozen=True):
    why: str


class Will(Struct, frozen=True):
    """What the broker says for us, retained, when we have been gone for five seconds."""

    topic: str
    payload: bytes


class Publication(Struct, frozen=True):
    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    expires: int | None = None
    """Seconds after which the broker drops it undelivered."""


class Link:
    """One connection, kept up. ``turn`` belongs to one thread; ``publish`` and ``wake`` may be called from any."""

    def __init__(self, client_id: str, broker: tuple[str, int], filters: Sequence[tuple[str, int]]) -> None:
        """``filters`` are (topic filter, QoS), at least one, subscribed anew at every connection."""
        self._client_id = client_id
        self._broker = broker
        self._filters = list(filters)
        self.will: Will | None = None
        self._client: Client | None = None
        self._up = False
        self._arrived: deque[Arrived | Up | Down] = deque()
        self._outgoing: deque[Publication] = deque()
        self._retry = RETRY_FIRST
        self._next_try = 0.0
        self._misc_due = 0.0
        self._reader, self._waker = socket.socketpair()
        self._reader.setblocking(False)
        self._waker.setblocking(False)

    def publish(self, publication: Publication) -> None:
        """Sends at the next turn if the link is up then; otherwise it is dropped: who needs more keeps an outbox."""
        self._outgoing.append(publication)
        self.wake()

    def send(self, publications: Iterable[Publication]) -> None:
        """As :meth:`publish`, at once, from the thread that turns."""
        client = self._client
        if client is None or not self._up:
            return
        for item in publications:
            client.publish(item.topic, item.payload, item.qos, item.retain, _publish_properties(item.expires))
        client.loop_write()

    def wake(self) -> None:
        """Ends the wait of the present turn."""
        # A full pipe means that it was woken often enough already, a closed one that nobody turns it any more: whoever
        # ends the thread that turns it wakes it, and may find it gone.
        with suppress(OSError):
            self._waker.send(b"\0")

    def turn(self, wait: float) -> list[Arrived | Up | Down]:
        """Up to ``wait`` seconds of network work; returns what came, in order, as soon as something has."""
        self._keep_connected()
        self._send_outgoing()
        client = self._client
        waiting: list[Any] = [self._reader]
        writing: list[Any] = []
        if client is not None and client.socket() is not None:
            waiting.append(client.socket())
            if client.want_write():
                writing.append(client.socket())
        else:
            wait = min(wait, max(0.0, self._next_try - time.monotonic()))
        readable, writable, _ = select.select(waiting, writing, [], 0.0 if self._arrived else wait)
        if self._reader in readable:
            self._drain_wakes()
            self._send_outgoing()
        if client is not None:
            if writable:
                client.loop_write()
            self._read(client)
            client.loop_write()
            self._misc(client)
        arrived = list(self._arrived)
        self._arrived.clear()
        return arrived

    def flush(self, wait: float) -> None:
        """Sends what is queued, for at most ``wait`` seconds: for the last words before closing."""
        deadline = time.monotonic() + wait
        self._send_outgoing()
        while (client := self._client) is not None and client.want_write() and time.monotonic() < deadline:
            client.loop_write()

    def close(self) -> None:
        """Says goodbye properly, so that the will is not spoken, and frees the sockets."""
        if self._client is not None and self._up:
            self.flush(0.5)
            self._client.disconnect()
            self._client.loop_write()
        self._client = None
        self._up = False
        self._reader.close()
        self._waker.close()

    def _keep_connected(self) -> None:
        if self._client is not None or time.monotonic() < self._next_try:
            return
        client = self._new_client()
        try:
            client.connect(*self._broker, keepalive=KEEPALIVE, clean_start=True, properties=_connect_properties())
        except OSError as error:
            self._lost(f"no broker at {self._broker[0]}:{self._broker[1]} ({error})")
            return
        sock = client.socket()
        if isinstance(sock, socket.socket):
            # Without it a small message behind another waits 40 ms for the other end's acknowledgement.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client = client

    def _new_client(self) -> Client:
        # Imported here: 45 ms that a screen should not wait for before its first picture.
        import paho.mqtt.client as paho
        from paho.mqtt.enums import CallbackAPIVersion

        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            protocol=paho.MQTTv5,
            reconnect_on_failure=False,
        )
        client.connect_timeout = CONNECT_TIMEOUT
        client.max_inflight_messages_set(0)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_subscribe = self._on_subscribe
        # Said to be ours to watch, the socket is not written to within each publish: see send.
        client.on_socket_register_write = _nothing
        if self.will is not None:
            client.will_set(self.will.topic, self.will.payload, qos=1, retain=True, properties=_will_properties())
        return client

    def _send_outgoing(self) -> None:
        while self._outgoing:
            self.send([self._outgoing.popleft()])

    def _read(self, client: Client) -> None:
        # Only while we read: paho would also call it, and make a properties object for it, at each message that it
        # has written without asking for an acknowledgement.
        client.on_publish = self._on_publish
        try:
            self._read_burst(client)
        finally:
            client.on_publish = None

    def _read_burst(self, client: Client) -> None:
        for _ in range(BURST):
            sock = client.socket()
            if sock is None:
                break
            if not select.select([sock], [], [], 0)[0]:
                return
            client.loop_read()
            if self._client is not client:
                return
        if client.socket() is None and self._client is client:
            self._lost("the connection broke")

    def _misc(self, client: Client) -> None:
        now = time.monotonic()
        if now < self._misc_due:
            return
        self._misc_due = now + 0.5
        client.loop_misc()

    def _drain_wakes(self) -> None:
        with suppress(BlockingIOError):
            while self._reader.recv(4096):
                continue

    def _lost(self, why: str) -> None:
        was_up, self._up = self._up, False
        self._client = None
        self._next_try = time.monotonic() + self._retry + random.uniform(0, JITTER)
        self._retry = min(RETRY_MOST, self._retry * 2)
        if was_up or self._retry == RETRY_FIRST * 2:
            # Said once an outage, not at each attempt.
            self._arrived.append(Down(why))

    def _on_connect(self, client: Client, userdata: object, flags: object, reason: Any, properties: object) -> None:
        if reason.is_failure:
            self._lost(f"the broker refused {self._client_id}: {reason}")
            return
        # Up only once subscribed: an answer that comes before that would be missed.
        client.subscribe([(topic, _subscribe_options(qos)) for topic, qos in self._filters])

    def _on_disconnect(self, client: Client, userdata: object, flags: object, reason: Any, properties: object) -> None:
        if client is self._client:
            self._lost(f"disconnected: {reason}")

    def _on_message(self, client: Client, userdata: object, message: MQTTMessage) -> None:
        self._arrived.append(Arrived(message.topic, bytes(message.payload), message.retain))

    def _on_publish(self, client: Client, userdata: object, mid: int, reason: Any, properties: object) -> None:
        if reason.is_failure:
            log.error("the broker refused a message of %s: %s", self._client_id, reason)

    def _on_subscribe(self, client: Client, userdata: object, mid: int, reasons: Any, properties: object) -> None:
        for reason in reasons:
            if reason.is_failure:
                log.error("the broker refused a subscription of %s: %s", self._client_id, reason)
        self._up = True
        self._retry = RETRY_FIRST
        self._outgoing.clear()
        self._arrived.append(Up())


def _connect_properties() -> Any:
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    properties = Properties(PacketTypes.CONNECT)
    # A delayed will is spoken at once when the session ends, so the session must outlive the delay; nothing
    # else is kept in it, for every connection starts clean.
    properties.SessionExpiryInterval = WILL_DELAY * 2
    return properties


def _will_properties() -> Any:
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    properties = Properties(PacketTypes.WILLMESSAGE)
    properties.WillDelayInterval = WILL_DELAY
    return properties


def _nothing(*_: object) -> None:
    """What is queued is written in the turn, and by :meth:`Link.send`."""


@cache
def _publish_properties(expires: int | None) -> Any:
    if expires is None:
        return None
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    properties = Properties(PacketTypes.PUBLISH)
    properties.MessageExpiryInterval = expires
    return properties


def _subscribe_options(qos: int) -> Any:
    from paho.mqtt.subscribeoptions import SubscribeOptions

    return SubscribeOptions(qos=qos, noLocal=True)
