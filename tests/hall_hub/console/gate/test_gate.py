"""What is answered before any page is: to whom, and how often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from hall_core.device.hall_file import load
from hall_core.domain.plan_devices import Console
from hall_core.ui.translate import Words
from hall_hub.console.gate.gate import HSTS, Gate
from hall_hub.console.gate.rates import A_SECOND, BURST
from hall_hub.console.headers import ALWAYS, Headers

WARD = Path(__file__).parents[4] / "halls/ward.toml"
HALL, PHONES = "hall.lan", "xep-hang.example.gov.vn"
ELSEWHERE = "192.168.1.50"


async def _anything(request: Request) -> Response:
    return PlainTextResponse(f"page {request.url.path}")


class Clock:
    now = 0.0


Ask = Callable[..., httpx.Response]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ask(clock: Clock) -> Ask:
    """``ask(path, host=…, client=…, scheme=…, **headers)``"""
    plan = load(WARD)
    plan = replace(plan, hall=replace(plan.hall, phone_pages=f"https://{PHONES}/p01"))
    pages = Starlette(routes=[Route("/{rest:path}", _anything)])
    gate = Gate(pages, plan, Console(id="dieu-hanh", names=[HALL]), Words(), lambda: clock.now)
    app = Headers(gate)

    def ask(
        path: str, host: str = HALL, client: str = ELSEWHERE, scheme: str = "https", **headers: str
    ) -> httpx.Response:
        async def send() -> httpx.Response:
            way = httpx.ASGITransport(app, client=(client, 50_000))
            async with httpx.AsyncClient(transport=way, base_url=f"{scheme}://{host}") as wire:
                return await wire.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

        return asyncio.run(send())

    return ask


def exhausted(ask: Ask, client: str = ELSEWHERE, **more: str) -> httpx.Response:
    for _ in range(BURST):
        last = ask("/static/icon.svg", client=client, **more)
        if last.status_code == 429:
            return last
    return ask("/static/icon.svg", client=client, **more)


def test_officers_come_by_the_names_in_the_hall_file(ask: Ask) -> None:
    assert ask("/sign-in").text == "page /sign-in"


def test_under_any_other_name_there_is_a_plain_sentence_in_two_languages(ask: Ask) -> None:
    answer = ask("/sign-in", host="evil.example")
    assert answer.status_code == 421
    assert "Không có trang nào ở địa chỉ này" in answer.text
    assert "Nothing is called that here" in answer.text
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS


@pytest.mark.parametrize("path", ["/sign-in", "/", "/head", "/p01/sign-in"])
def test_where_phones_are_led_no_page_of_officers_is_found(ask: Ask, path: str) -> None:
    answer = ask(path, host=PHONES, client="10.0.0.9", x_forwarded_for="203.0.113.7")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert ask("/t/abc", host=PHONES).text == "page /t/abc"


def test_browsers_are_told_to_stay_with_tls_where_officers_come_and_nowhere_else(ask: Ask) -> None:
    assert ask("/").headers["strict-transport-security"] == HSTS
    assert "strict-transport-security" not in ask("/t/abc", host=PHONES).headers
    assert "strict-transport-security" not in ask("/", "localhost", "127.0.0.1", "http").headers


def test_what_can_be_read_on_the_way_shows_no_page_of_officers(ask: Ask) -> None:
    assert ask("/sign-in", scheme="http").status_code == 404
    assert ask("/t/abc", scheme="http").status_code == 200


@pytest.mark.timeout(60)
def test_who_asks_too_much_is_told_in_two_languages_and_when_to_come_back(ask: Ask, clock: Clock) -> None:
    answer = exhausted(ask)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
    assert "Mời đợi một lát" in answer.text
    assert "Mời đợi 10 giây" in answer.text
    assert "There are too many requests" in answer.text
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert ask("/", client="192.168.1.51").status_code == 200, "others are answered"
    clock.now += 10
    assert ask("/").status_code == 200


@pytest.mark.timeout(60)
def test_behind_a_proxy_it_is_counted_for_whom_it_asks(ask: Ask) -> None:
    """uvicorn puts that in the place of the proxy's own address."""
    assert exhausted(ask, "127.0.0.1", x_forwarded_for="127.0.0.1").status_code == 429


@pytest.mark.timeout(60)
def test_who_sits_at_the_box_itself_is_not_counted(ask: Ask) -> None:
    assert exhausted(ask, "127.0.0.1", host="localhost").status_code == 200


@pytest.mark.timeout(60)
def test_many_addresses_of_one_house_are_one(ask: Ask) -> None:
    for n in range(BURST):
        ask("/static/icon.svg", client=f"2001:db8:0:1::{n:x}")
    assert ask("/", client="2001:db8:0:1:ffff::").status_code == 429


@pytest.mark.timeout(60)
def test_a_flood_is_told_once_a_minute(ask: Ask, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    exhausted(ask)
    for _ in range(20):
        ask("/")
    assert [record.getMessage() for record in caplog.records] == [f"{ELSEWHERE} asks for more than is answered"]
    assert clock.now < BURST / A_SECOND
