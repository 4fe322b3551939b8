"""Where the API is reached: with TLS, or on this machine alone; and with how much patience."""

from __future__ import annotations

import asyncio
import socket
import ssl
import stat
from asyncio import sslproto

import uvicorn
from starlette.types import ASGIApp

from central_gateway.config import OTHERS, Config, ConfigError
from hall_core.domain.this_machine import is_this_machine
from hall_core.web.wire import Patience, Watched

BACKLOG = 128
HEAD_MOST = 32_768
"""Bytes of the head of a request: a token of an identity provider may have 8,000."""
CONNECTIONS_MOST = 500
"""At once: some systems, each with a pool of connections."""
HANDSHAKE = 10.0
"""Seconds for the beginning of TLS."""
READ_AT_ONCE = 65_536
"""Bytes that a connection over TLS has ready to read into."""
LOOK_EVERY = 5.0
IDLE_PATIENCE = 75.0
"""Seconds without a request: longer than the pools of most clients keep a connection, so that they let go first."""
BODY_PATIENCE, BODY_RATE = 20.0, 20_000
"""Seconds for a head or a body, and of a body one more for each so many bytes."""
LINGER = 10.0
"""Seconds in which who was answered before all was sent may go on sending."""
READER_PATIENCE = 60.0
"""Seconds in which somebody has to take something of an answer."""
LAST_WORDS = 5
"""Seconds that requests have to be answered when the API ends."""
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2: with forward secrecy, and sealed. TLS 1.3 has no others."""


class Wire(Watched):
    def patience(self) -> Patience:
        return Patience(
            look=LOOK_EVERY,
            idle=IDLE_PATIENCE,
            head=BODY_PATIENCE,
            body=BODY_PATIENCE,
            body_rate=BODY_RATE,
            linger=LINGER,
            reader=READER_PATIENCE,
        )

    def one_too_many(self) -> bool:
        return len(self.connections) > CONNECTIONS_MOST


class Server(uvicorn.Server):
    def __init__(self, app: ASGIApp, sock: socket.socket, tls: ssl.SSLContext | None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Wire,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                h11_max_incomplete_event_size=HEAD_MOST,
                timeout_keep_alive=int(IDLE_PATIENCE),
                timeout_graceful_shutdown=LAST_WORDS,
            )
        )
        self._sock, self._tls = sock, tls

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """With a socket of ours: uvicorn's own would wait for a minute for who never begins TLS."""
        await super().startup(sockets=[])
        sslproto.SSLProtocol.max_size = READ_AT_ONCE
        listener = await asyncio.get_running_loop().create_server(
            lambda: Wire(config=self.config, server_state=self.server_state, app_state=self.lifespan.state),
            sock=self._sock,
            backlog=BACKLOG,
            ssl=self._tls,
            ssl_handshake_timeout=None if self._tls is None else HANDSHAKE,
        )
        self.servers.append(listener)


def listening(config: Config) -> socket.socket:
    """ConfigError when it must not or cannot be there."""
    api = config.central.api
    host, _, port = api.listen.rpartition(":")
    host = host.strip("[]")
    if api.certificate is None and not is_this_machine(host):
        raise ConfigError(
            [
                f"[api] listen {api.listen} is reached from other machines, and without TLS tokens could be read on "
                "the way: give certificate and key, or listen on 127.0.0.1 behind a proxy with TLS on this machine"
            ]
        )
    family, type, protocol, _, address = _found(host, int(port), api.listen)
    sock = socket.socket(family, type, protocol)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(address)
        sock.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        sock.close()
        raise ConfigError([f"[api] cannot listen on {api.listen}: {error}; is another one running?"]) from error
    return sock


def tls(config: Config) -> ssl.SSLContext | None:
    """None: without. ConfigError when there is no such certificate, or everybody may read its key."""
    api = config.central.api
    if api.certificate is None or api.key is None:
        return None
    certificate, key = config.path(api.certificate), config.path(api.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    try:
        if stat.S_IMODE(key.stat().st_mode) & OTHERS:
            raise ConfigError([f"{key} holds a private key that everybody may read: chmod 640 {key}"])
        context.load_cert_chain(certificate, key, _locked)
    except (OSError, ValueError) as error:
        raise ConfigError([f"[api] {certificate} with {key}: no certificate with its private key: {error}"]) from error
    return context


def address(sock: socket.socket, *, safe: bool) -> str:
    host, port = sock.getsockname()[:2]
    return f"{'https' if safe else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"


def _found(host: str, port: int, listen: str) -> tuple[int, int, int, str, tuple[object, ...]]:
    try:
        # TCP said by name: asyncio looks for it before it sets TCP_NODELAY, without which each answer waits 40 ms.
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)[0]  # type: ignore[return-value]
    except (OSError, OverflowError, UnicodeError) as error:
        raise ConfigError([f"[api] listen {listen}: {error}"]) from error


def _locked() -> str:
    # Without this OpenSSL would ask for the password on the terminal.
    raise ValueError("the private key is locked with a password")
