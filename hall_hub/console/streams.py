"""Pages that stay open and hear of changes as they come: so many in all, and so many of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

AGAIN = 30
"""Seconds after which a page for which there was no stream may try again."""


class Streams:
    """Belongs to the event loop."""

    def __init__(self, most: int, each: int) -> None:
        self._most = most
        self._each = each
        self._open: Counter[str] = Counter()

    def answer(self, whose: str, news: AsyncGenerator[bytes]) -> Response:
        """``news`` as server-sent events; or that there is no room for one more."""
        if self._open.total() >= self._most or self._open[whose] >= self._each:
            return Response(status_code=503, headers={"retry-after": str(AGAIN)})
        return _Stream(self._open, whose, news)


class _Stream(StreamingResponse):
    """Counted from before its first byte until its reader has gone."""

    def __init__(self, opened: Counter[str], whose: str, news: AsyncGenerator[bytes]) -> None:
        super().__init__(news, media_type="text/event-stream", headers={"x-accel-buffering": "no"})
        self._opened, self._whose = opened, whose
        opened[whose] += 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] == "HEAD":  # Nobody reads what would never end.
                await Response(status_code=self.status_code, headers=dict(self.headers))(scope, receive, send)
            else:
                await super().__call__(scope, receive, send)
        finally:
            self._opened[self._whose] -= 1
            if not self._opened[self._whose]:
                del self._opened[self._whose]
