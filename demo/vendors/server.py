"""A small web server on this machine that can do wrong. In a thread; ``with`` starts and stops it."""

from __future__ import annotations

import argparse
import json
import random
import signal
import ssl
import threading
import time
import unicodedata
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from demo.vendors.faults import Fault, Faults
from demo.vendors.made import Made

DRIP_EVERY = 0.05
"""Seconds between two bytes."""
RETRY_AFTER = 7
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True)
class Got:
    """A question, as it came."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Answer:
    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])


class Vendor:
    """``got``: all questions but those of signing in. Its clock is ``skew_ms`` ahead of the machine's."""

    signs_in: ClassVar[frozenset[str]] = frozenset()
    """Paths on which it is asked for a session or a token; faults leave them alone."""

    def __init__(
        self,
        faults: Faults | None = None,
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        dossiers: list[Made] | None = None,
    ) -> None:
        self.faults = faults or Faults()
        self.dossiers = {one.code: one for one in (self.usual() if dossiers is None else dossiers)}
        """May be changed at any time."""
        self.begin()
        self.got: list[Got] = []
        self.skew_ms = 0
        self.let_go = threading.Event()
        """Ends what is slow."""
        self._scheme = "http" if tls is None else "https"
        self._server = _Server(("127.0.0.1", port), _Handler, self)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Any:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def usual(self) -> list[Made]:
        """The dossiers that it has if nobody says which."""
        return []

    def begin(self) -> None:
        """What it keeps beside them is empty."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self.skew_ms

    def answer(self, got: Got, fault: Fault | None) -> Answer:
        """``fault``: one that is about what is said, not how it is carried."""
        raise NotImplementedError


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], vendor: Vendor) -> None:
        self.vendor = vendor
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has gone, or speaks no TLS: nothing to print."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: a person looks at ``got``."""

    def do_GET(self) -> None:
        self._do()

    def do_POST(self) -> None:
        self._do()

    def do_PUT(self) -> None:
        self._do()

    def _do(self) -> None:
        vendor = self.server.vendor
        parts = urlsplit(self.path)
        data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        got = Got(self.command, parts.path, dict(parse_qsl(parts.query)), dict(self.headers), _body(data))
        if parts.path in vendor.signs_in:
            self._send(vendor.answer(got, None), None)
            return
        fault = vendor.faults.take()
        vendor.got.append(got)
        match fault:
            case "slow":
                vendor.let_go.wait(30)
                self._send(vendor.answer(got, None), None)
            case "error":
                self._send(Answer({"message": "lỗi hệ thống"}, 500), None)
            case "busy":
                self._send(Answer({}, 429, {"Retry-After": str(RETRY_AFTER)}), None)
            case "elsewhere":
                self._send(Answer({}, 302, {"Location": "http://127.0.0.1:9/"}), None)
            case _:
                self._send(vendor.answer(got, fault), fault)

    def _send(self, answer: Answer, fault: Fault | None) -> None:
        data = json.dumps(answer.body, ensure_ascii=False).encode()
        match fault:
            case "cut":
                data = data[: len(data) // 2]
            case "mangled":
                data = data.replace(b"i", b"\xff\xfe\xfd")
            case "old-encoding":
                data = windows_1258(data.decode())
            case _:
                pass
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if fault == "broken-off":
            self.wfile.write(data[: len(data) // 2])
        elif fault == "drip":
            self._drip(data)
        else:
            self.wfile.write(data)

    def _drip(self, data: bytes) -> None:
        for byte in data:
            self.wfile.write(bytes([byte]))
            if self.server.vendor.let_go.wait(DRIP_EVERY):
                return


def windows_1258(text: str) -> bytes:
    """As an old Vietnamese Windows writes it: the tone marks behind their letters. What it has no sign for is ``?``."""
    data = bytearray()
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(sign for sign in apart if sign in _TONES)
        bare = unicodedata.normalize("NFC", apart.replace(tone, "") if tone else apart)
        data += (bare + tone).encode("cp1258", "replace")
    return bytes(data)


def _body(data: bytes) -> Any:
    if not data:
        return None
    try:
        return json.loads(data)
    except ValueError:
        return dict(parse_qsl(data.decode("utf-8", "replace")))


def serve(make: type[Vendor], what: str, argv: list[str] | None = None) -> None:
    """``python -m demo.vendors.<name> --port N``: until Ctrl+C."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--faults", type=float, default=0.0, metavar="RATE", help="of each question, 0 to 1")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000))
    given = parser.parse_args(argv)
    with make(Faults(given.faults, given.seed), port=given.port) as vendor:
        print(f"{vendor.url}  (seed {given.seed})", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
