"""How much, how often and of what kind: what is too much is told, and costs nobody else anything."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from msgspec.structs import replace

from central_gateway.api import app as api_app
from central_gateway.api import table
from central_gateway.api.app import AT_ONCE, Api
from central_gateway.api.rates import OF_A_CLIENT, OF_A_STRANGER
from central_gateway.api.table import ROUTES
from central_gateway.store.connection import StoreAway, StoreError
from central_gateway.store.lending import Lending
from hall_core.domain.bucket import REMEMBERED, Rate, Rates
from tests.central_gateway.api.conftest import Wire, api_of
from tests.central_gateway.api.test_dossiers import push, results, told
from tests.conftest import HandClock

PUSH = next(route for route in ROUTES if route.name == "push_dossiers")
JSON = {"content-type": "application/json"}
PATIENCE = 10.0


def test_a_body_that_is_said_to_be_too_large_is_not_even_read(wire: Wire) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    headers = {**JSON, "content-length": str(PUSH.largest + 1)}
    assert wire.ask("POST", PUSH.path, content=never(), headers=headers).status_code == 413


def test_a_body_that_grows_too_large_is_let_go_as_soon_as_it_is(wire: Wire) -> None:
    sent: list[int] = []

    async def growing() -> AsyncIterator[bytes]:
        for _ in range(100):
            sent.append(1_000_000)
            yield b" " * 1_000_000

    assert wire.ask("POST", PUSH.path, content=growing(), headers=JSON).status_code == 413
    assert sum(sent) <= PUSH.largest + 1_000_000


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/xml"},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {},
    ],
)
def test_what_is_no_json_is_not_looked_at(headers: dict[str, str], wire: Wire) -> None:
    assert wire.ask("POST", PUSH.path, content=b"{}", headers=headers).status_code == 415


def test_a_client_that_asks_too_often_is_told_to_wait_and_others_are_not(
    api: Api, token: Callable[..., str], clock: HandClock
) -> None:
    one, other = Wire(api, token(id="igate")), Wire(api, token(id="portal"))
    for _ in range(OF_A_CLIENT.at_once):
        one.ask("GET", "/v1/unknown-codes", params={"limit": "none"})
    answer = one.ask("GET", "/v1/halls")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    other.get("/v1/halls")
    clock.wait(1_000)
    one.get("/v1/halls")


def test_strangers_are_told_to_wait_and_clients_behind_the_same_router_are_not(
    api: Api, stranger: Wire, token: Callable[..., str]
) -> None:
    client = Wire(api, token())
    seen = [stranger.ask("GET", "/v1/halls").status_code for _ in range(OF_A_STRANGER.at_once + 1)]
    assert seen == [401] * OF_A_STRANGER.at_once + [429]
    client.get("/v1/halls")


def test_who_is_forgotten_is_as_if_never_seen() -> None:
    rates = Rates(Rate(per_second=1, at_once=1))
    assert [rates.one_more("first", 0), rates.one_more("first", 0)] == [True, False]
    for n in range(REMEMBERED):
        assert rates.one_more(f"{n}", 0)
    assert len(rates._buckets) <= REMEMBERED
    assert rates.one_more("first", 2)


def test_a_client_has_a_few_requests_at_once_and_the_others_have_theirs(
    api: Api, token: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wire, other = Wire(api, token(id="igate")), Wire(api, token(id="portal"))
    go, began = threading.Event(), threading.Semaphore(0)

    def slow(db: Any, asked: Any) -> Any:
        began.release()
        assert go.wait(PATIENCE)
        return {"items": []}

    _put_in(monkeypatch, api, "halls", slow)

    async def many() -> tuple[list[int], int]:
        under_way = [asyncio.create_task(wire.asked("GET", "/v1/halls", headers=wire.headers)) for _ in range(AT_ONCE)]
        for _ in under_way:
            assert await asyncio.to_thread(began.acquire, timeout=PATIENCE)
        refused = await wire.asked("GET", "/v1/halls", headers=wire.headers)
        fine = await other.asked("GET", "/v1/transactions", headers=other.headers)
        assert fine.status_code == 200
        go.set()
        return [(await each).status_code for each in under_way], refused.status_code

    assert asyncio.run(many()) == ([200] * AT_ONCE, 429)
    wire.get("/v1/halls")


def test_when_more_wait_than_can_be_answered_the_next_one_is_told(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_app, "WAIT_MOST", 0)
    answer = wire.ask("GET", "/v1/halls")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_a_fault_of_ours_is_told_with_an_id_and_nothing_else(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(db: Any, asked: Any) -> Any:
        raise StoreError("a secret of a body")

    _put_in(monkeypatch, wire.api, "halls", broken)
    answer = wire.ask("GET", "/v1/halls")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    ours = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [answer.headers["x-request-id"] in record.getMessage() for record in ours] == [True]
    assert "StoreError test_limits.py" in ours[0].getMessage()
    assert "secret" not in ours[0].getMessage()


def test_without_a_store_everybody_is_told_to_come_again(clock: HandClock) -> None:
    def away() -> Any:
        raise StoreAway("PostgreSQL: connection refused")

    wire = Wire(api_of(Lending(away), clock), "igate.x")
    for path in ("/healthz", "/v1/halls"):
        answer = wire.ask("GET", path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_a_connection_that_the_server_has_cut_is_replaced_and_nobody_notices(wire: Wire, db: Any) -> None:
    assert results(wire, told(1)) == ["taken"]
    cut = db.execute(
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
        " WHERE application_name = 'motcua api' AND datname = current_database()"
    ).fetchone()
    assert cut[0] >= 1
    assert results(wire, told(1)) == ["same"]
    push(wire, told(2))


def test_everybody_may_look_whether_it_is_well_and_read_the_document(stranger: Wire) -> None:
    assert stranger.get("/healthz")["ok"] is True
    assert stranger.get("/openapi.json")["openapi"] == "3.1.0"
    assert stranger.ask("HEAD", "/healthz").status_code == 200


def _put_in(monkeypatch: pytest.MonkeyPatch, api: Api, name: str, do: Any) -> None:
    """Another way to answer, under a name of the table."""
    routes = tuple(replace(route, do=do) if route.name == name else route for route in table.ROUTES)
    monkeypatch.setattr(api_app, "ROUTES", routes)
    api._paths = [(api_app._compiled(path), methods) for path, methods in api_app.by_path().items()]
