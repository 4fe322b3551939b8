"""One connection over HTTP: who dawdles, or is one too many, is let go, so that there is room for the others.

The one place that knows the inside of uvicorn's protocol and of h11.
"""

from __future__ import annotations

import asyncio
import logging

import h11
from msgspec import Struct
from uvicorn.protocols.http.h11_impl import H11Protocol

log = logging.getLogger(__name__)


class Patience(Struct, frozen=True, kw_only=True):
    """Seconds."""

    look: float
    """Between two looks at a connection."""
    idle: float
    """Until a request begins, since the connection stood or the last answer was given."""
    head: float
    """Until a head that has begun is there, since then too."""
    body: float
    body_rate: int
    """For a body; and one second more for each so many bytes."""
    linger: float
    """In which who was answered before all was sent may go on sending."""
    reader: float
    """In which somebody has to take something of what was sent."""


class Watched(H11Protocol):
    """``where``: how the log calls the other side."""

    where = "a connection"
    _watch: asyncio.TimerHandle | None = None
    _began = 0.0
    """Since when a request is waited for."""
    _got = 0
    """Bytes since then."""
    _full_since: float | None = None
    """Since when nothing more can be sent, since nothing is taken."""

    def patience(self) -> Patience:
        raise NotImplementedError

    def one_too_many(self) -> bool:
        """Asked when the connection stands."""
        raise NotImplementedError

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()
        if self.one_too_many():
            log.warning("%s: too many connections; no more are taken", self.where)
            transport.abort()
            return
        self._watch = self.loop.call_later(self.patience().look, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._got += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        self._begin()
        super().on_response_complete()

    def pause_writing(self) -> None:
        self._full_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._full_since = None
        super().resume_writing()

    def _begin(self) -> None:
        self._began, self._got = self.loop.time(), 0

    def _look(self) -> None:
        if self.transport.is_closing() and self._full_since is None:
            self._full_since = self.loop.time()  # Whoever hangs up politely waits until all was taken.
        patience = self.patience()
        if why := self._why_not(patience):
            log.info("%s: %s; let go", self.where, why)
            self.transport.abort()
            return
        self._watch = self.loop.call_later(patience.look, self._look)

    def _why_not(self, patience: Patience) -> str:
        """Why this connection is not kept; empty when it is."""
        now = self.loop.time()
        if self._full_since is not None:
            return "takes nothing" if now - self._full_since > patience.reader else ""
        if self.flow.read_paused:
            self._began = now  # It is we who do not read.
        waited, theirs = now - self._began, self.conn.their_state
        if theirs is h11.IDLE:
            return "sends no request" if waited > (patience.head if self._got else patience.idle) else ""
        if theirs is not h11.SEND_BODY:
            return ""
        answered = self.cycle.response_complete
        longest = patience.linger if answered else patience.body + self._got / patience.body_rate
        return "dawdles with what it sends" if waited > longest else ""
