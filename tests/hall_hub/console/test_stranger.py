"""An attacker at the console: every address of the application, with everything that is not right about a request."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from hall_hub.console.accounts import IDLE, LONGEST, Accounts
from hall_hub.console.passwords import FILE, FOLDER
from tests.hall_hub.console.attack import HEADS, NAMES, OPEN, Address, faults, raw, state
from tests.hall_hub.console.conftest import PASSWORD, Centre, Person

OFFICERS = {"/", "/lists", "/figures", "/live/counter", "/do", "/sign-in", "/sign-out"}
"""What an officer may ask for who is no head; a new address is the head's, until it is named here."""
WISH = {"type": "open", "counter": "quay-1", "where": "open", "back": "/"}
"""What changes something, if it is let in."""


@pytest.fixture
def accounts(centre: Centre) -> Iterator[Accounts]:
    opened = Accounts(centre.data / FOLDER / FILE)
    yield opened
    opened.close()


def now() -> int:
    return time.time_ns() // 1_000_000


def keys(accounts: Accounts) -> dict[str, str]:
    """What somebody may hold who is not signed in: none of it a session that runs."""
    idle, over, gone = (accounts.begin("lanh-dao", now() - ago) for ago in (0, 0, 0))
    with accounts._db as db:  # pyright: ignore[reportPrivateUsage]
        from hall_hub.console.accounts import _id  # pyright: ignore[reportPrivateUsage]

        db.execute("UPDATE session SET seen = ? WHERE id = ?", (now() - IDLE - 1, _id(idle)))
        db.execute("UPDATE session SET began = ? WHERE id = ?", (now() - LONGEST - 1, _id(over)))
    accounts.end(gone)
    return {
        "nothing": "",
        "idle too long": idle,
        "too old": over,
        "signed out": gone,
        "made up": "A" * 43,
        "injected": "' OR '1'='1",
        "long": "A" * 4_000,
        "odd": "\x7f;;=é",
    }


def test_who_is_not_signed_in_sees_and_does_nothing_at_any_address(
    centre: Centre, found: list[Address], accounts: Accounts
) -> None:
    held, wrong = keys(accounts), list[str]()
    accounts.session(held["idle too long"], now())  # seen once, they are taken out: that is no change of ours
    accounts.session(held["too old"], now())
    before = state(centre)
    with httpx.Client(base_url=centre.address, timeout=20) as wire:
        for address in found:
            for name, cookie in held.items():
                for method in address.methods:
                    asked = {"data": {**WISH, "token": "0" * 64}} if method == "POST" else {}
                    head = {"cookie": f"session={cookie}; door=x"} if cookie.isascii() and cookie.isprintable() else {}
                    answer = wire.request(method, address.path, headers=head, **asked)
                    wrong += faults(answer)
                    if not address.path.startswith(OPEN) and answer.status_code not in (303, 403, 404):
                        wrong.append(f"{name}: {method} {address.path} -> {answer.status_code}")
                    if answer.status_code == 303 and answer.headers["location"] != "/sign-in":
                        wrong.append(f"{name}: {method} {address.path} leads to {answer.headers['location']}")
    assert wrong == []
    assert state(centre) == before


def test_an_officer_finds_nothing_that_is_the_heads(centre: Centre, found: list[Address], officer: Person) -> None:
    officer.see("/")
    before, wrong, token = state(centre), list[str](), officer.token
    for address in found:
        if address.path in OFFICERS or address.path.startswith(OPEN):
            continue
        for method in address.methods:
            form = {"data": {**WISH, "token": token}} if method == "POST" else {}
            answer = officer.wire.request(method, address.path, headers={"x-token": token, "x-name": "a.png"}, **form)
            wrong += faults(answer, None)
            if answer.status_code not in (403, 404):
                wrong.append(f"{method} {address.path} -> {answer.status_code}")
    assert wrong == []
    assert state(centre) == before


def test_the_heads_pages_are_there_for_the_head(head: Person) -> None:
    """So that what is refused to others is not refused for another reason."""
    answers = {path: head.wire.get(path, params={"as": "csv"}).status_code for path in HEADS}
    assert set(answers.values()) == {200}, answers


def tokens(head: Person, officer: Person, centre: Centre) -> dict[str, str]:
    with httpx.Client(base_url=centre.address) as wire:
        door = re.search(r'name="token" value="(\w+)"', wire.get("/sign-in").text)
    assert door
    officer.see("/")
    head.see("/")
    return {
        **{"none": "", "made up": "0" * 64, "of another session": officer.token, "of a stranger": door.group(1)},
        **{"shortened": head.token[:-1], "in capitals": head.token.upper(), "of other letters": "é" * 64},
    }


def test_no_form_does_anything_without_the_token_of_its_session(
    centre: Centre, found: list[Address], head: Person, officer: Person
) -> None:
    wrong, tried = list[str](), tokens(head, officer, centre)
    before = state(centre)
    for address in [one for one in found if "POST" in one.methods and one.path != "/sign-in"]:
        for name, token in tried.items():
            said = {"x-token": token if token.isascii() else "-", "x-name": "a.png"}
            answer = head.wire.post(address.path, data={**WISH, "token": token}, headers=said, follow_redirects=False)
            wrong += faults(answer, None)
            if answer.status_code != 403:
                wrong.append(f"{address.path} with a token {name}: {answer.status_code}")
    assert wrong == []
    assert state(centre) == before


@pytest.mark.parametrize(
    "said",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_no_form_of_another_site_does_anything_not_even_with_the_token(
    found: list[Address], head: Person, said: dict[str, str], centre: Centre
) -> None:
    head.see("/")
    before, wrong = state(centre), list[str]()
    for address in [one for one in found if "POST" in one.methods and one.path != "/sign-in"]:
        answer = head.wire.post(
            address.path, data={**WISH, "token": head.token}, headers={"x-token": head.token, "x-name": "a", **said}
        )
        wrong += faults(answer, None) + ([] if answer.status_code == 403 else [f"{address.path}: {answer.status_code}"])
    assert wrong == []
    assert state(centre) == before


def test_a_stranger_signs_nobody_in_from_another_site(centre: Centre, stranger: Person) -> None:
    stranger.see("/sign-in")
    fields = {"token": stranger.token, "officer": "can-bo-1", "password": PASSWORD}
    before = state(centre)
    for said in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert stranger.wire.post("/sign-in", data=fields, headers=said).status_code == 403
    assert stranger.wire.post("/sign-in", data={**fields, "token": "0" * 64}).status_code == 403
    assert state(centre) == before


def test_nothing_changes_by_being_read(centre: Centre, found: list[Address], head: Person) -> None:
    """A picture on another site can make a browser read anything here."""
    head.see("/")
    before, wrong = state(centre), list[str]()
    for address in found:
        if address.streams:
            continue
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = head.wire.request(
                method, address.path, params={**WISH, "token": head.token}, follow_redirects=False
            )
            wrong += faults(answer, None)
            if method not in address.methods and answer.status_code != 405:
                wrong.append(f"{method} {address.path} -> {answer.status_code}")
    assert wrong == []
    assert state(centre) == before


def test_no_other_method_is_known_at_any_address(centre: Centre, found: list[Address], head: Person) -> None:
    head.see("/")
    before, wrong = state(centre), list[str]()
    for address in found:
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "X"):
            answer = head.wire.request(method, address.path, headers={"x-token": head.token}, content=b"type=open")
            wrong += faults(answer, None)
            if answer.status_code not in (404, 405):
                wrong.append(f"{method} {address.path} -> {answer.status_code}")
    assert wrong == []
    assert state(centre) == before


def test_the_head_of_a_stream_is_told_and_then_it_ends(officer: Person) -> None:
    answer = officer.wire.head("/live/counter")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil", ""),
        *("127.0.0.1,evil.example", "0.0.0.0", "0", "2130706433", "0x7f.1", "127.0.0.1/", "[::1", "xn--e1aybc"),
    ],
)
def test_under_another_name_there_is_nothing(centre: Centre, head: Person, host: str) -> None:
    cookie = f"cookie: session={head.wire.cookies['session']}"
    for path in ("/", "/sign-in", "/static/console.css", "http://localhost/"):
        answer = raw(centre.address, f"GET {path} HTTP/1.1", f"host: {host}", cookie).decode()
        assert answer.startswith("HTTP/1.1 421 "), (path, answer[:200])
        assert "content-security-policy" in answer
        assert not NAMES.search(answer)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "by",
    [
        *("x-forwarded-for: 203.0.113.7", "x-forwarded-host: evil.example", "forwarded: for=203.0.113.7", "via: 1.1 a"),
        *("x-forwarded-proto: https", "x-real-ip: 203.0.113.7"),
    ],
)
def test_through_a_proxy_that_nobody_named_there_are_pages_of_tickets_alone(
    centre: Centre, head: Person, found: list[Address], by: str
) -> None:
    """Whoever leads all of a name to the console by mistake does not put the sign-in before the world."""
    cookie = f"cookie: session={head.wire.cookies['session']}"
    for address in found:
        if not address.path.startswith(("/static/", "/t/")):
            answer = raw(centre.address, f"GET {address.path} HTTP/1.1", "host: localhost", by, cookie).decode()
            assert answer.startswith("HTTP/1.1 404 "), (address.path, answer[:200])
            assert "password" not in answer
    assert raw(centre.address, "GET /static/phone.css HTTP/1.1", "host: localhost", by).startswith(b"HTTP/1.1 200 ")


def test_a_proxy_of_old_that_says_nothing_of_itself_is_known_too(centre: Centre) -> None:
    assert raw(centre.address, "GET /sign-in HTTP/1.0", "host: localhost").startswith(b"HTTP/1.1 404 ")
