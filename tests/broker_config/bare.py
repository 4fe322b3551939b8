"""An MQTT 5 client of bare packets: does what it is told, also what no library would send, and tells what came."""

from __future__ import annotations

import socket
import ssl
from typing import NamedTuple

from hall_core.keys import BROKER_NAME

WAIT = 8.0
"""Seconds after which something that should happen at once has not happened."""
CONNACK, PUBLISH, PUBACK, PUBREC, SUBACK, PINGRESP, DISCONNECT = 2, 3, 4, 5, 9, 13, 14
WITH_WILL = b"\xe0\x01\x04"
"""A farewell for which the broker says the will all the same, at once."""
ASK = b"\xc0\x00"
OK, NOBODY_LISTENS, DENIED, TAKEN_OVER, NO_SUCH_QOS = 0x00, 0x10, 0x87, 0x8E, 0x9B


class Delivered(NamedTuple):
    topic: str
    payload: bytes
    retained: bool
    by: int
    """Subscription identifier; 0 without."""


class Bare:
    """One connection; :class:`OSError` when there is none, or it ended."""

    def __init__(
        self,
        address: tuple[str, int],
        secure: ssl.SSLContext | None,
        *,
        of: str = BROKER_NAME,
        session: ssl.SSLSession | None = None,
    ) -> None:
        raw = socket.create_connection(address, WAIT)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket = raw if secure is None else secure.wrap_socket(raw, server_hostname=of, session=session)
        except OSError:
            raw.close()
            raise
        self._unread = b""
        self._next = 0
        self.delivered: list[Delivered] = []
        self.reasons: dict[int, int] = {}
        """Of each publication, and of the first filter of each subscription, by packet."""
        self.ended: int | None = None
        """The reason with which the broker said goodbye."""

    def enter(self, name: str, **how: object) -> int:
        """CONNECT; the answer's reason."""
        self.send(connect_packet(name, **how))  # type: ignore[arg-type]
        kind, body = self._packet()
        if kind != CONNACK:
            raise ConnectionError(f"answered CONNECT with packet {kind}")
        return body[1]

    @property
    def session(self) -> ssl.SSLSession | None:
        """What shortens the next handshake."""
        return self._socket.session if isinstance(self._socket, ssl.SSLSocket) else None

    @property
    def shown(self) -> bytes | None:
        """The broker's certificate, DER."""
        return self._socket.getpeercert(binary_form=True) if isinstance(self._socket, ssl.SSLSocket) else None

    def send(self, packets: bytes) -> None:
        self._socket.sendall(packets)

    def publish(self, topic: str, payload: bytes, qos: int = 1, *, retain: bool = False) -> int:
        """Sends, and returns the packet's number at once."""
        number = self._number()
        self.send(publish_packet(topic, payload, qos, number, retain=retain))
        return number

    def subscribe(self, filter: str, qos: int = 0, by: int = 0) -> int:
        number = self._number()
        self.send(subscribe_packet(filter, qos, number, by))
        return number

    def settle(self) -> None:
        """Returns when the broker has dealt with all that was sent here, and with all that it had done before that:
        it takes one thing after the other."""
        self.send(ASK)
        while self._packet()[0] != PINGRESP:
            pass

    def take(self) -> list[Delivered]:
        """What came until now."""
        self.settle()
        came, self.delivered = self.delivered, []
        return came

    def release(self, number: int) -> None:
        """The second half of a publication at QoS 2."""
        self.send(b"\x62\x02" + number.to_bytes(2, "big"))

    def wait_for_the_end(self) -> None:
        """Returns when the broker has ended the connection."""
        try:
            while True:
                self._packet()
        except (ConnectionError, ssl.SSLError):
            pass

    def close(self) -> None:
        self._socket.close()

    def _number(self) -> int:
        self._next = self._next % 65_535 + 1
        return self._next

    def _packet(self) -> tuple[int, bytes]:
        """The next one, and what it means for us."""
        first = self._bytes(1)[0]
        size = shift = 0
        while True:
            part = self._bytes(1)[0]
            size |= (part & 127) << shift
            shift += 7
            if part < 128:
                break
        kind, body = first >> 4, self._bytes(size)
        if kind == PUBLISH:
            self._take(first, body)
        elif kind in (PUBACK, PUBREC, SUBACK):
            # A short answer means success; the reasons of a SUBACK come last.
            reason = body[-1] if kind == SUBACK else body[2] if len(body) > 2 else OK
            self.reasons[int.from_bytes(body[:2], "big")] = reason
        elif kind == DISCONNECT:
            self.ended = body[0] if body else OK
        return kind, body

    def _take(self, first: int, body: bytes) -> None:
        end = 2 + int.from_bytes(body[:2], "big")
        topic, rest = body[2:end].decode(), body[end:]
        if (first >> 1) & 3:
            self.send(b"\x40\x02" + rest[:2])
            rest = rest[2:]
        size, rest = rest[0], rest[1:]  # properties: at most one, the subscription's number, in a few bytes
        by = sum((byte & 127) << (7 * n) for n, byte in enumerate(rest[1:size])) if size and rest[0] == 0x0B else 0
        self.delivered.append(Delivered(topic, rest[size:], bool(first & 1), by))

    def _bytes(self, count: int) -> bytes:
        while len(self._unread) < count:
            more = self._socket.recv(65_536)
            if not more:
                raise ConnectionError("the broker ended the connection")
            self._unread += more
        taken, self._unread = self._unread[:count], self._unread[count:]
        return taken


def connect_packet(
    name: str,
    *,
    version: int = 5,
    will: tuple[str, bytes, bool] | None = None,
    user: str | None = None,
    password: str | None = None,
    properties: bytes = b"",
) -> bytes:
    """``will`` is (topic, payload, retained), said at QoS 1. ``version`` 3 is MQTT 3.1, 4 is 3.1.1."""
    of_five = version == 5
    flags = 2 | (0x0C | will[2] << 5 if will else 0) | (user is not None) << 7 | (password is not None) << 6
    body = _text("MQIsdp" if version == 3 else "MQTT") + bytes([version, flags, 0, 60])
    if of_five:
        body += _length(len(properties)) + properties
    body += _text(name)
    if will is not None:
        body += (b"\0" if of_five else b"") + _text(will[0]) + len(will[1]).to_bytes(2, "big") + will[1]
    body += b"".join(_text(word) for word in (user, password) if word is not None)
    return _whole(0x10, body)


def publish_packet(
    topic: str, payload: bytes, qos: int, number: int, *, retain: bool = False, properties: bytes = b""
) -> bytes:
    head = _text(topic) + (number.to_bytes(2, "big") if qos else b"") + _length(len(properties)) + properties
    return _whole(0x30 | qos << 1 | retain, head + payload)


def subscribe_packet(filter: str, qos: int, number: int, by: int = 0) -> bytes:
    """Messages keep the mark "retained" as they were published."""
    properties = b"\x0b" + _length(by) if by else b""
    body = number.to_bytes(2, "big") + bytes([len(properties)]) + properties
    return _whole(0x82, body + _text(filter) + bytes([qos | 8]))


def _whole(first: int, body: bytes) -> bytes:
    return bytes([first]) + _length(len(body)) + body


def _text(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(2, "big") + data


def _length(size: int) -> bytes:
    out = b""
    while size >= 128:
        out += bytes([size & 127 | 128])
        size >>= 7
    return out + bytes([size])
