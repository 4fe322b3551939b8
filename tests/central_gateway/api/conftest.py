"""The API over a database of the test's own. Whatever it answers is held against what it publishes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jsonschema
import msgspec
import pytest

from central_gateway.api import openapi
from central_gateway.api.app import Api
from central_gateway.api.auth import Door
from central_gateway.api.table import ROUTES, Route
from central_gateway.config import Dossiers
from central_gateway.store import clients
from central_gateway.store.clients import SCOPES, Scope
from central_gateway.store.connection import Db, open_
from central_gateway.store.lending import Lending
from central_gateway.store.run import Postgres
from tests.conftest import HandClock

EMPTY = b"""
    DELETE FROM transaction; DELETE FROM rating; DELETE FROM day_closed; DELETE FROM apology; DELETE FROM heard;
    DELETE FROM hall_shelf; DELETE FROM shelf_change; DELETE FROM shelf_item; DELETE FROM shelf;
    DELETE FROM dossier_source; DELETE FROM unknown_code; DELETE FROM edition; DELETE FROM client;
    UPDATE hall SET ended = NULL, seen = NULL, version = NULL, status = NULL, status_at = NULL, card_key = NULL;
    SELECT setval('taken', 1, false);
"""
DOCUMENT = msgspec.json.decode(openapi.text())


class Wire:
    """Asks as a client would, with what a client is told about the answers."""

    def __init__(self, api: Api, token: str | None = None) -> None:
        self.api = api
        self.headers = {} if token is None else {"authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {**self.headers, **more.pop("headers", {})}
        answer = asyncio.run(self.asked(method, path, headers=headers, **more))
        _as_published(method, httpx.URL(path).path, answer)
        return answer

    async def asked(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.api, client=("192.0.2.7", 40_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://centre") as client:
            return await client.request(method, path, **more)

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        answer = self.ask("POST", path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()


def _as_published(method: str, path: str, answer: httpx.Response) -> None:
    assert answer.headers["x-request-id"]
    assert answer.headers["cache-control"] == "no-store"
    asked = "GET" if method == "HEAD" else method
    route = next((route for route in ROUTES if route.method == asked and _is_at(route, path)), None)
    responses = DOCUMENT["paths"][route.path][asked.lower()]["responses"] if route else {}
    told = responses.get(str(answer.status_code))
    media = answer.headers["content-type"]
    if told is None:  # of no route: a path or a method that is not there
        assert answer.status_code in (404, 405)
        assert media == "application/problem+json"
        return
    schema = {**told["content"][media]["schema"], "components": DOCUMENT["components"]}
    if method != "HEAD":
        jsonschema.Draft202012Validator(schema).validate(answer.json())


def _is_at(route: Route, path: str) -> bool:
    parts, asked = route.path.split("/"), path.split("/")
    if "{code}" in route.path:
        asked = [*asked[: len(parts) - 1], "/".join(asked[len(parts) - 1 :])]
    return len(parts) == len(asked) and all(a in (b, "{id}", "{code}") for a, b in zip(parts, asked, strict=True))


@pytest.fixture(scope="session")
def database(postgres: Postgres) -> Iterator[str]:
    """One for all of them, emptied by :func:`db`: to make one takes a hundred times as long."""
    yield postgres.create("api", "made")
    postgres.drop("api")


@pytest.fixture
def db(database: str) -> Iterator[Db]:
    with open_(database, "test") as opened:
        opened.execute(EMPTY)
        yield opened


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def lending(database: str) -> Iterator[Lending]:
    lent = Lending(lambda: open_(database, "api"))
    yield lent
    lent.close()


@pytest.fixture
def api(lending: Lending, clock: HandClock) -> Api:
    return api_of(lending, clock)


def api_of(lending: Lending, clock: HandClock, **more: Any) -> Api:
    def now() -> float:
        return clock.since_start / 1_000

    return Api(lending, Door(lending, now=now, **more), Dossiers(), lambda: clock.at, now)


@pytest.fixture
def token(db: Db) -> Callable[..., str]:
    """Makes a client with those scopes, with all if none is named, and gives its token. Before the first request."""

    def make(*scopes: Scope, id: str = "igate") -> str:
        new = clients.new_token(id)
        clients.add(db, id, "iGate", scopes or SCOPES, new)
        return new

    return make


@pytest.fixture
def wire(api: Api, token: Callable[..., str]) -> Wire:
    """Of a client that may do everything."""
    return Wire(api, token())


@pytest.fixture
def stranger(api: Api) -> Wire:
    return Wire(api)
