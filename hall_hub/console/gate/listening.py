"""Where the console is reached: its socket, with TLS or on this box alone, and the server behind it."""

from __future__ import annotations

import asyncio
import os
import resource
import socket
from asyncio import sslproto
from pathlib import Path

import uvicorn
from msgspec import Struct
from starlette.types import ASGIApp

from hall_core.device.program import the_end
from hall_core.domain.plan_devices import Console
from hall_hub.console.gate.addresses import is_here
from hall_hub.console.gate.tls import CertificateError, WebCertificate
from hall_hub.console.gate.wire import CONNECTIONS_MOST, HEAD_MOST, Wire

BACKLOG = 256
"""Browsers that may knock at once: when the console is back after a restart all do."""
HANDSHAKE = 10.0
"""Seconds for the beginning of TLS."""
FILES = 2 * CONNECTIONS_MOST
"""That may be open: each connection is one, and so is what is being sent."""
READ_AT_ONCE = 16_384
"""Bytes that a connection over TLS has ready to read into: one record. With asyncio's 256 kB 500 phones take 130 MB."""
PROXIES = "FORWARDED_ALLOW_IPS"
"""uvicorn's: which addresses may say for whom they ask; without it only this box."""
LAST_WORDS = 2
"""Seconds that open pages have to hear that the console ends."""


class Place(Struct, frozen=True):
    """``certificate`` None: without TLS, on this box alone."""

    sock: socket.socket
    certificate: WebCertificate | None

    @property
    def address(self) -> str:
        host, port = self.sock.getsockname()[:2]
        scheme = "http" if self.certificate is None else "https"
        return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def place(console: Console, port: int | None, folder: Path | None) -> Place:
    """``port`` instead of the hall file's; ``folder`` holds the certificate. Ends the program when it cannot be."""
    if folder is None and not is_here(console.listen):
        raise the_end(
            f"the console would listen on {console.listen} without TLS, and passwords could be read on the way: give "
            '--web-certificate DIR, or in the hall file listen = "127.0.0.1" for a proxy with TLS on this box'
        )
    if os.environ.get(PROXIES, "").strip() == "*":
        raise the_end(f"{PROXIES}=* would have everybody say who they are; name the proxy's address")
    try:
        certificate = None if folder is None else WebCertificate(folder)
    except CertificateError as error:
        raise the_end(str(error)) from error
    return Place(_listening(console.listen, console.port if port is None else port), certificate)


class Server(uvicorn.Server):
    def __init__(self, app: ASGIApp, place: Place) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Wire,
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                h11_max_incomplete_event_size=HEAD_MOST,
                timeout_graceful_shutdown=LAST_WORDS,
            )
        )
        self._place = place

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """With a socket of ours: uvicorn's own would wait for a minute for who never begins TLS."""
        await super().startup(sockets=[])
        certificate = self._place.certificate
        sslproto.SSLProtocol.max_size = READ_AT_ONCE
        listener = await asyncio.get_running_loop().create_server(
            self._wire,
            sock=self._place.sock,
            backlog=BACKLOG,
            ssl=None if certificate is None else certificate.context,
            ssl_handshake_timeout=None if certificate is None else HANDSHAKE,
        )
        self.servers.append(listener)

    def _wire(self) -> Wire:
        return Wire(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)


def room_for_connections() -> None:
    """Raises what the system grants by default, as far as it lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _listening(host: str, port: int) -> socket.socket:
    # TCP said by name: asyncio looks for it before it sets TCP_NODELAY, without which each page waits 40 ms.
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        why = f"cannot listen on {host}:{port}: {error.strerror or error}; is another console running?"
        raise the_end(why) from error
    return sock
