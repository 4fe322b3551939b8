"""``/releases/<digest>``: a release, for a box that the hub has told its digest. Who does not know that finds nothing;
what is given is signed and holds no secret."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from hall_hub.release_folder import ReleaseError, ReleaseFolder

AT_ONCE = 6
"""Downloads: twice what the hub lets boxes do; further ones ask again."""
AGAIN = 30
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Giving:
    def __init__(self, data: Path) -> None:
        """``data``: the hub's data folder."""
        self._folder = ReleaseFolder(data)
        self._given = 0

    def routes(self) -> list[Route]:
        return [Route("/releases/{digest}", self.give)]

    async def give(self, request: Request) -> Response:
        digest: str = request.path_params["digest"]
        file = await run_in_threadpool(self._find, digest) if _DIGEST.fullmatch(digest) else None
        if file is None:
            return Response(status_code=404)
        if self._given >= AT_ONCE:
            return PlainTextResponse("busy", 503, headers={"retry-after": str(AGAIN)})
        return _Counted(self, file)

    def begun(self, count: int) -> None:
        self._given += count

    def _find(self, digest: str) -> Path | None:
        try:
            return self._folder.by_digest(digest)
        except ReleaseError:
            return None


class _Counted(FileResponse):
    """One of those that are under way."""

    def __init__(self, giving: Giving, file: Path) -> None:
        super().__init__(file, media_type="application/octet-stream", headers={"cache-control": "no-store"})
        self._giving = giving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._giving.begun(1)
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._giving.begun(-1)
