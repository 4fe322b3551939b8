"""The application: what stands in the table, with who may do it, how often, and how much of it at once."""

from __future__ import annotations

import logging
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from re import Pattern
from typing import TypeVar

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from central_gateway.api.asked import Asked
from central_gateway.api.auth import Allowed, Door
from central_gateway.api.problems import AGAIN, MEDIA, Problem
from central_gateway.api.rates import OF_A_CLIENT, OF_A_STRANGER, OF_THE_PUBLIC
from central_gateway.api.reading import query_of
from central_gateway.api.table import JSON, ROUTES, Route
from central_gateway.config import Dossiers
from central_gateway.store.connection import Db, StoreAway
from central_gateway.store.lending import Lending
from central_gateway.store.reading import Horizon
from hall_core.contract.ids import new_id
from hall_core.domain.bucket import Rates
from hall_core.domain.names import Millis, Uid

log = logging.getLogger(__name__)

THREADS = 8
"""Requests that work at once, each with a connection to PostgreSQL; two cores have no use for more."""
OF_THE_DOOR = 4
"""Threads that look who somebody is: these wait for the identity provider, and nobody else must."""
WAIT_MOST = 64
"""Requests that wait for a thread; of more, none would be answered before its client gives up."""
AT_ONCE = 4
"""Requests of one client: half of the threads stay for others."""
FRAMES_TOLD = 4
ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
"""With each answer."""
HSTS = {"strict-transport-security": "max-age=2592000"}

Result = TypeVar("Result")


class Api:
    """An ASGI application. ``clock``: milliseconds since 1970; ``now``: seconds of a clock that nobody sets."""

    def __init__(
        self,
        lending: Lending,
        door: Door,
        rules: Dossiers,
        clock: Callable[[], Millis],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lending, self._door, self._rules, self._clock, self._now = lending, door, rules, clock, now
        self._horizon = Horizon(now)
        self._paths = [(_compiled(path), methods) for path, methods in by_path().items()]
        self._of_clients, self._of_strangers = Rates(OF_A_CLIENT), Rates(OF_A_STRANGER)
        self._of_the_public = Rates(OF_THE_PUBLIC)
        self._at_once: Counter[str] = Counter()
        self._threads, self._door_threads = CapacityLimiter(THREADS), CapacityLimiter(OF_THE_DOOR)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request, id, began = Request(scope, receive), new_id(), self._now()
        told = {"route": "none", "client": "nobody"}
        try:
            answer = await self._answered(request, told)
        except ClientDisconnect:
            log.info("%s %s %s of %s: hung up", id, request.method, told["route"], told["client"])
            return
        except Problem as problem:
            answer = _problem(problem, id)
        except StoreAway as error:
            log.warning("%s: %s", id, error)
            answer = _problem(Problem("away", "The store does not answer. Try again in a while.", headers=AGAIN), id)
        except Exception as error:
            # Without its message: what came may be in it.
            log.error("%s: %s %s", id, type(error).__name__, _where(error))  # noqa: TRY400
            said = f"It is in the gateway's log under {id}. Sending the same again will hardly help."
            answer = _problem(Problem("broken", said), id)
        took = (self._now() - began) * 1_000
        log.info(
            "%s %s %s of %s: %d in %.0f ms",
            *(id, request.method[:10], told["route"], told["client"], answer.status_code, took),
        )
        answer.headers.update(ALWAYS | {"x-request-id": id} | (HSTS if scope["scheme"] == "https" else {}))
        await answer(scope, receive, send)

    async def _answered(self, request: Request, told: dict[str, str]) -> Response:
        route, path = self._route(request)
        told["route"] = route.path
        address = "" if request.client is None else request.client.host
        if route.scope is None:
            _check_rate(self._of_the_public, address, self._now())
            return await self._done(request, route, path, "")
        allowed = await self._allowed(request, address)
        told["client"] = allowed.client
        if route.scope not in allowed.scopes:
            raise Problem("scope", f"This needs the scope {route.scope}. Ask whoever runs the centre for it.")
        _check_rate(self._of_clients, allowed.client, self._now())
        with self._one_of(allowed.client):
            return await self._done(request, route, path, allowed.client)

    def _route(self, request: Request) -> tuple[Route, dict[str, str]]:
        for pattern, methods in self._paths:
            if found := pattern.fullmatch(request.url.path):
                method = "GET" if request.method == "HEAD" else request.method
                if method in methods:
                    return methods[method], found.groupdict()
                allow = ", ".join(sorted(methods))
                raise Problem("method", f"Here one may {allow}.", headers={"allow": allow})
        raise Problem("unknown", "Nothing is there. What there is stands in /openapi.json.")

    async def _allowed(self, request: Request, address: str) -> Allowed:
        try:
            authorization = request.headers.get("authorization")
            return await self._in_thread(self._door_threads, lambda: self._door.allowed(authorization))
        except Problem as problem:
            if problem.kind == "token":
                _check_rate(self._of_strangers, address, self._now())
            raise

    @contextmanager
    def _one_of(self, client: str) -> Iterator[None]:
        if self._at_once[client] >= AT_ONCE:
            raise Problem("too-many", f"At most {AT_ONCE} requests at once.", headers={"retry-after": "1"})
        self._at_once[client] += 1
        try:
            yield
        finally:
            self._at_once[client] -= 1

    async def _done(self, request: Request, route: Route, path: dict[str, str], client: str) -> Response:
        given = request.query_params.multi_items()
        query = None if route.query is None else query_of(route.query, given)
        media = _media(request, route)
        body = await _body(request, route.largest) if route.takes else b""

        def work(db: Db) -> bytes:
            asked = Asked(
                client=client,
                now=self._clock(),
                rules=self._rules,
                horizon=self._horizon,
                path=path,
                query=query,
                body=body,
                media=media,
            )
            return msgspec.json.encode(route.do(db, asked))

        data = await self._in_thread(self._threads, lambda: self._lending.do(work))
        return Response(data, media_type=JSON)

    async def _in_thread(self, threads: CapacityLimiter, work: Callable[[], Result]) -> Result:
        if threads.statistics().tasks_waiting >= WAIT_MOST:
            raise Problem("away", "Too much is going on. Try again in a while.", headers=AGAIN)
        return await to_thread.run_sync(work, limiter=threads)


def by_path() -> dict[str, dict[str, Route]]:
    """The routes by path and method."""
    paths: dict[str, dict[str, Route]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method] = route
    return paths


def _compiled(path: str) -> Pattern[str]:
    # A dossier's code may have a slash in it, and a proxy may have read its %2F already.
    return compile_path(path.replace("{code}", "{code:path}"))[0]


def _check_rate(rates: Rates, who: str, now: float) -> None:
    if not rates.one_more(who, now):
        raise Problem("too-many", "More than is answered. Try again in some seconds.", headers=AGAIN)


def _media(request: Request, route: Route) -> str:
    if not route.takes:
        return ""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in route.takes or request.headers.get("content-encoding", "identity") != "identity":
        raise Problem("media", f"Send {' or '.join(route.takes)}, not compressed, and say so in Content-Type.")
    return media


async def _body(request: Request, largest: int) -> bytes:
    too_large = Problem("too-large", f"At most {largest} bytes are taken.", headers={"connection": "close"})
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > largest:
        raise too_large
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > largest:
            raise too_large
    return bytes(body)


def _problem(problem: Problem, id: Uid) -> Response:
    return Response(msgspec.json.encode(problem.body(id)), problem.status, problem.headers, MEDIA)


def _where(error: BaseException) -> str:
    """Its last frames, and those of what it came from."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_TOLD:]
    told = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    cause = error.__cause__
    return told if cause is None else f"{told}, by {type(cause).__name__} {_where(cause)}"
