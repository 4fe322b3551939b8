"""The link to the broker: knows paho (MQTT 5) and drives its network itself, one turn at a time.

paho's own thread is not used: an exception in one of its callbacks ends it silently, its queue floods a broker
that comes back, and each publish from another thread wakes it through a pipe. Here one thread calls
:meth:`Link.turn` in a loop and gets what arrived as values; whatever raises is raised there, and a new paho
client is made for each connection, so nothing old is sent twice (docs/decisions/0004). With ``keys`` it is
mutual TLS (docs/decisions/0019).
"""

from __future__ import annotations

import logging
import random
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from hall_core.contract.limits import KEEPALIVE
from hall_core.keys import Keys
from hall_core.mqtt.outage import LinkError, Reason
from hall_core.mqtt.properties import connect_properties, publish_properties, subscribe_options, will_properties

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessage

log = logging.getLogger(__name__)

RETRY_FIRST = 0.3
"""Seconds until the second attempt to connect; doubled each time up to ``RETRY_MOST``."""
RETRY_MOST = 4.0
"""However long a broker was away, all boxes are back within five seconds of its return: this, jitter, a handshake."""
JITTER = 0.3
"""Seconds, at most, added by chance, so that forty boxes do not knock at once when a broker comes back."""
CONNECT_TIMEOUT = 3.0
"""Seconds for a connection, and as many for its TLS handshake."""
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
    """Said once an outage, and again when another reason keeps the link down."""

    why: str
    reason: Reason = "away"


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

    def __init__(
        self,
        client_id: str,
        broker: tuple[str, int],
        filters: Sequence[tuple[str, int]],
        keys: Keys | None = None,
        clock: Callable[[], tuple[int, int, bool]] | None = None,
    ) -> None:
        """``filters`` are (topic filter, QoS), at least one, subscribed anew at every connection. ``keys`` None: no
        TLS. ``clock`` tells, last, whether this box knows the time; None: it does."""
        self._client_id = client_id
        self._broker = broker
        self._filters = list(filters)
        self._keys = keys
        self._clock = clock
        self.will: Will | None = None
        self._client: Client | None = None
        self._socket: Any = None
        self._decrypted: Callable[[], int] = _none
        """Bytes that are here already, of which ``select`` knows nothing: a TLS record may hold many messages."""
        self._greeted = False
        """Whether the broker has answered this connection, be it with a no."""
        self._up = False
        self._told: set[Reason] = set()
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
            client.publish(item.topic, item.payload, item.qos, item.retain, publish_properties(item.expires))
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
        readable, writable, _ = select.select(waiting, writing, [], 0.0 if self._arrived or self._decrypted() else wait)
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
        where = f"{self._broker[0]}:{self._broker[1]}"
        self._greeted = False
        try:
            client = self._new_client()
            client.connect(*self._broker, keepalive=KEEPALIVE, clean_start=True, properties=self._session())
        except LinkError as error:
            self._lost(f"{where}: {error}", error.reason)
            return
        except OSError as error:
            self._lost(f"no broker at {where} ({error})")
            return
        self._socket = sock = client.socket()
        if isinstance(sock, socket.socket):
            # Without it a small message behind another waits 40 ms for the other end's acknowledgement.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._decrypted = getattr(sock, "pending", _none)
        self._client = client

    def _new_client(self) -> Client:
        # Imported here: 45 ms that a screen should not wait for before its first picture.
        from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

        from hall_core.mqtt.client import OutwardClient

        client = OutwardClient(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        client.connect_timeout = CONNECT_TIMEOUT
        if self._keys is not None:
            from hall_core.mqtt import secure

            trusted = self._clock is None or self._clock()[2]
            client.tls_set_context(
                secure.context(self._keys, self._client_id, check_ends=trusted, handshake_timeout=CONNECT_TIMEOUT)
            )
        client.max_inflight_messages_set(0)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_subscribe = self._on_subscribe
        # Said to be ours to watch, the socket is not written to within each publish: see send.
        client.on_socket_register_write = _nothing
        if self.will is not None:
            client.will_set(self.will.topic, self.will.payload, qos=1, retain=True, properties=will_properties())
        return client

    def _session(self) -> Any:
        # Without a will there is nothing that it must outlive.
        return None if self.will is None else connect_properties()

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
            if not self._decrypted() and not select.select([sock], [], [], 0)[0]:
                return
            client.loop_read()
            if self._client is not client:
                return
        if client.socket() is None and self._client is client:
            self._broke("the connection broke")

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

    def _broke(self, why: str) -> None:
        """A connection that there was is no more: for what the broker said, or else for ``why``."""
        where = f"{self._broker[0]}:{self._broker[1]}"
        if self._keys is not None:
            from hall_core.mqtt import secure

            if error := secure.why_it_broke(self._socket):
                self._lost(f"{where}: {error}", error.reason)
                return
        elif not self._greeted:
            self._lost(f"{where}: {LinkError('tls')}", "tls")
            return
        self._lost(why)

    def _lost(self, why: str, reason: Reason = "away") -> None:
        self._up = False
        self._client = self._socket = None
        self._decrypted = _none
        self._next_try = time.monotonic() + self._retry + random.uniform(0, JITTER)
        self._retry = min(RETRY_MOST, self._retry * 2)
        if reason not in self._told:
            # Said once an outage, not at each attempt.
            self._told.add(reason)
            self._arrived.append(Down(why, reason))

    def _on_connect(self, client: Client, userdata: object, flags: object, reason: Any, properties: object) -> None:
        self._greeted = True
        if reason.is_failure:
            self._lost(f"{LinkError('refused', reason)}", "refused")
            return
        # Up only once subscribed: an answer that comes before that would be missed.
        client.subscribe([(topic, subscribe_options(qos)) for topic, qos in self._filters])

    def _on_disconnect(self, client: Client, userdata: object, flags: object, reason: Any, properties: object) -> None:
        if client is self._client:
            self._broke(f"disconnected: {reason}")

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
        self._told.clear()
        self._retry = RETRY_FIRST
        self._outgoing.clear()
        self._arrived.append(Up())


def _none() -> int:
    """Without TLS nothing is here that ``select`` does not know of."""
    return 0


def _nothing(*_: object) -> None:
    """What is queued is written in the turn, and by :meth:`Link.send`."""
