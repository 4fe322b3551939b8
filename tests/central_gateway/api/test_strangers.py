"""Nobody gets anything without a token that is for it. The table of routes says what is tried, so new ones are too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from central_gateway.api.app import Api
from central_gateway.api.auth import LOOK_AGAIN
from central_gateway.api.table import ROUTES, Route
from central_gateway.store import clients
from central_gateway.store.clients import SCOPES
from central_gateway.store.connection import Db
from tests.central_gateway.api.conftest import Wire
from tests.conftest import HandClock

OPEN = {"/healthz", "/openapi.json"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
KEPT = [route for route in ROUTES if route.scope is not None]


def path_of(route: Route) -> str:
    return route.path.replace("{code}", "H41.16-0001").replace("{id}", "1")


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_only_the_health_and_the_document_are_for_everybody() -> None:
    assert {route.path for route in ROUTES if route.scope is None} == OPEN


@pytest.mark.parametrize("route", KEPT, ids=named)
def test_without_a_token_that_counts_nobody_gets_anything(
    route: Route, stranger: Wire, token: Callable[..., str]
) -> None:
    good = token()
    wrong = ["", "Bearer", "Basic aWdhdGU6eA==", "Bearer x", f"Bearer {good[:-1]}", f"Bearer igate.{'A' * 43}"]
    wrong += [f"Bearer other.{good.partition('.')[2]}", f"Token {good}", f"Bearer {good} {good}", "Bearer a.b.c"]
    for authorization in wrong:
        answer = stranger.ask(route.method, path_of(route), headers={"authorization": authorization})
        assert answer.status_code == 401, authorization
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.json()["type"] == "urn:motcua:problem:token"


@pytest.mark.parametrize("route", KEPT, ids=named)
def test_a_token_for_everything_else_is_not_for_this(route: Route, api: Api, token: Callable[..., str]) -> None:
    others = [scope for scope in SCOPES if scope != route.scope]
    answer = Wire(api, token(*others)).ask(route.method, path_of(route))
    assert answer.status_code == 403
    assert route.scope in answer.json()["detail"]


@pytest.mark.parametrize("route", KEPT, ids=named)
def test_a_token_for_this_alone_is_enough(route: Route, api: Api, token: Callable[..., str]) -> None:
    assert Wire(api, token(route.scope)).ask(route.method, path_of(route)).status_code not in (401, 403, 405, 500)


@pytest.mark.parametrize("path", sorted({route.path for route in ROUTES}))
def test_no_other_method_does_anything(path: str, wire: Wire) -> None:
    offered = {route.method for route in ROUTES if route.path == path}
    for method in METHODS:
        there = ("GET" if method == "HEAD" else method) in offered
        if there:
            continue
        answer = wire.ask(method, path.replace("{code}", "H41.16-0001").replace("{id}", "1"))
        assert answer.status_code == 405
        assert set(answer.headers["allow"].split(", ")) == offered


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v2/halls", "/v1/halls/", "//v1/halls", "/v1/dossiers/", "/docs"]
)
def test_what_is_not_in_the_table_is_not_there(path: str, wire: Wire) -> None:
    assert wire.ask("GET", path).status_code == 404


def test_a_client_that_has_ended_is_out_as_soon_as_one_looks_again(wire: Wire, db: Db, clock: HandClock) -> None:
    wire.get("/v1/halls")
    assert clients.end(db, "igate")
    clock.wait(int(LOOK_AGAIN * 1_000))
    wire.get("/v1/halls", 401)


def test_a_new_token_is_the_end_of_the_one_before(api: Api, token: Callable[..., str], clock: HandClock) -> None:
    before = Wire(api, token())
    before.get("/v1/halls")
    after = Wire(api, token())
    clock.wait(int(LOOK_AGAIN * 1_000))
    before.get("/v1/halls", 401)
    after.get("/v1/halls")


def test_of_a_token_only_its_hash_is_kept(db: Db, token: Callable[..., str]) -> None:
    secret = token().partition(".")[2]
    kept = db.execute("SELECT secret, client::text FROM client").fetchone()
    assert kept is not None
    assert len(kept[0]) == 64
    assert secret not in kept[1]
