"""The console's server with pages of next to nothing, in this process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from hall_core.domain.plan_devices import Console
from hall_hub.console.gate import listening

BIG = 8_000_000
"""Bytes of an answer that no socket takes at once."""


async def _page(request: Request) -> Response:
    try:
        return PlainTextResponse(f"{request.url.scheme} {len(await request.body())}")
    except ClientDisconnect:
        return Response(status_code=400)


async def _big(request: Request) -> Response:
    return Response(b"x" * BIG)


class Served:
    """``certificate``: the folder of its own."""

    def __init__(self, certificate: Path | None) -> None:
        app = Starlette(routes=[Route("/", _page, methods=["GET", "POST"]), Route("/big", _big)])
        self.place = listening.place(Console(id="dieu-hanh", listen="127.0.0.1"), 0, certificate)
        self.at: tuple[str, int] = self.place.sock.getsockname()
        self._server = listening.Server(app, self.place)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()), name="served")
        self._thread.start()

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture
def serve() -> Iterator[Callable[[Path | None], Served]]:
    with ExitStack() as undo:

        def start(certificate: Path | None = None) -> Served:
            served = Served(certificate)
            undo.callback(served.close)
            return served

        yield start
