"""A broker's TLS played byte by byte, for what a real one does only by chance: many messages in one record, or no
ear for what is sent to it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from hall_core.keys import Keys

WAIT = 8
CONNACK = b"\x20\x03\x00\x00\x00"


class Peer:
    """The other end of one connection, which has greeted and subscribed; ``subscribed`` is to be sent to it."""

    def __init__(self, sock: ssl.SSLSocket) -> None:
        self._sock = sock
        assert self.packet()[0] >> 4 == 1, "CONNECT comes first"
        sock.sendall(CONNACK)
        kind, body = self.packet()
        assert kind >> 4 == 8, "then SUBSCRIBE"
        self.subscribed = b"\x90\x04" + body[:2] + b"\x00\x01"

    def send(self, data: bytes) -> None:
        """As one TLS record, when it is no longer than 16 kB."""
        self._sock.sendall(data)

    def packet(self) -> tuple[int, bytes]:
        """The next one it sends: its first byte, and what comes after its length."""
        kind = self._exactly(1)[0]
        length = shift = 0
        while (byte := self._exactly(1)[0]) & 0x80:
            length, shift = length | (byte & 0x7F) << shift, shift + 7
        return kind, self._exactly(length | byte << shift)

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self._sock.recv(count - len(data))
            assert more, "it hung up"
            data += more
        return data


class PlayedBroker:
    """Plays ``play`` to the first who comes, with the certificate in ``own``; what it raises, :meth:`close` raises."""

    def __init__(self, own: Path, keys: Keys, play: Callable[[Peer], None]) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(own)
        self._context.load_verify_locations(keys.ca)
        self._context.verify_mode = ssl.CERT_REQUIRED
        self._play = play
        self._failed: BaseException | None = None
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(WAIT)
        self.address: tuple[str, int] = self._server.getsockname()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            plain, _ = self._server.accept()
            plain.settimeout(WAIT)
            with self._context.wrap_socket(plain, server_side=True) as sock:
                self._play(Peer(sock))
        except BaseException as error:
            self._failed = error

    def close(self) -> None:
        self._thread.join(2 * WAIT)
        self._server.close()
        if self._failed is not None:
            raise self._failed
        assert not self._thread.is_alive(), "it has not played to the end"


def publish(topic: str, payload: bytes) -> bytes:
    """A PUBLISH of quality 0, shorter than 128 bytes."""
    name = topic.encode()
    rest = len(name).to_bytes(2, "big") + name + b"\x00" + payload
    return bytes([0x30, len(rest)]) + rest
