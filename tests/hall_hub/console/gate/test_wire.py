"""Who dawdles is let go, over real sockets; and nobody else is."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hall_hub.console.gate import wire
from hall_hub.console.headers import ALWAYS
from tests.hall_hub.console.gate.conftest import BIG, Served

Serve = Callable[..., Served]
ASK = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"
FORM = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n"
LONG = 30.0
"""Seconds that a test waits for what must come."""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience of moments, for who dawdles; on a busy machine anybody else might be let go as well."""
    monkeypatch.setattr(wire, "LOOK_EVERY", 0.05)
    for patience in ("HEAD_PATIENCE", "BODY_PATIENCE", "LINGER", "READER_PATIENCE"):
        monkeypatch.setattr(wire, patience, 0.4)


@pytest.fixture
def client(serve: Serve) -> Iterator[socket.socket]:
    with socket.create_connection(serve().at, timeout=LONG) as opened:
        yield opened


def rest(client: socket.socket) -> bytes:
    """All that comes until the other end hangs up; it must."""
    got = b""
    try:
        while more := client.recv(65_536):
            got += more
    except ConnectionResetError:
        pass
    return got


@pytest.mark.usefixtures("quick")
def test_who_says_nothing_is_let_go(client: socket.socket) -> None:
    assert rest(client) == b""


def trickle(client: socket.socket, head: bytes) -> None:
    """Sends letter after letter until the other end has had enough."""
    client.sendall(head)
    client.settimeout(0.05)
    for _ in range(1_000):
        try:
            client.sendall(b"a")
            if not client.recv(65_536):
                return
        except TimeoutError:
            continue
        except (ConnectionResetError, BrokenPipeError):
            return
    raise AssertionError("the other end listens for ever")


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\nx-long: ", FORM % 4_000], ids=["head", "form"])
def test_letter_after_letter_is_no_way_to_stay(client: socket.socket, head: bytes) -> None:
    trickle(client, head)


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("quick")
def test_who_was_answered_does_not_stay_by_sending_on(client: socket.socket) -> None:
    """The pages of officers answer who is not signed in before they read a form."""
    trickle(client, b"GET /nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 4000\r\n\r\n")


@pytest.mark.usefixtures("quick")
def test_who_takes_nothing_of_what_it_asked_for_is_let_go(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.sendall(b"GET /big HTTP/1.1\r\nhost: x\r\n\r\n")
    while True:
        try:
            client.sendall(b"x")  # an error once the other end has hung up
        except (ConnectionResetError, BrokenPipeError):
            break
    assert len(rest(client)) < BIG


def test_a_form_that_comes_steadily_is_taken_however_long_it_is(client: socket.socket) -> None:
    client.sendall(b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 300000\r\n\r\n")
    for _ in range(300):
        client.sendall(b"a" * 1_000)
    assert rest(client).endswith(b"http 300000")


def test_what_is_no_http_is_refused_with_every_header(client: socket.socket) -> None:
    client.sendall(b"\x16\x03\x01 what\r\n\r\n")
    answer = rest(client).decode()
    assert answer.startswith("HTTP/1.1 400 ")
    for name, value in {**ALWAYS, "cache-control": "no-store"}.items():
        assert f"\r\n{name}: {value}\r\n" in answer


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * wire.HEAD_MOST + b" HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\ncookie: " + b"a" * wire.HEAD_MOST + b"\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\n" + b"a: b\r\n" * wire.HEAD_MOST,
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /\xc3\xa9 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\nhost : y\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked, gzip\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=range(12),
)
def test_a_head_that_is_too_long_or_can_be_read_two_ways_is_refused(client: socket.socket, head: bytes) -> None:
    client.sendall(head)
    assert rest(client).startswith(b"HTTP/1.1 400 ")


def test_one_address_does_not_take_all_connections(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "HEAD_PATIENCE", 60.0)
    monkeypatch.setattr(wire, "CONNECTIONS_EACH", 3)
    at = serve().at
    with ExitStack() as undo:
        first = [undo.enter_context(socket.create_connection(at, timeout=LONG)) for _ in range(3)]
        for each in first:
            each.sendall(ASK)
            assert each.recv(15) == b"HTTP/1.1 200 OK"
        one_more = undo.enter_context(socket.create_connection(at, timeout=LONG))
        assert rest(one_more) == b""


def test_a_plain_console_is_not_reached_from_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from hall_core.domain.plan_devices import Console
    from hall_hub.console.gate import listening

    with pytest.raises(SystemExit) as ended:
        listening.place(Console(id="dieu-hanh"), 0, None)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "0.0.0.0 without TLS" in told
    assert "--web-certificate" in told


def test_what_is_no_http_in_the_middle_of_an_answer_ends_it_without_a_word(client: socket.socket) -> None:
    """Whoever reads it must not take words of ours for the end of the page."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 100_000)
    client.sendall(b"GET /big HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
    begun = client.recv(100)
    client.sendall(b"zz\r\n")
    answer = begun + rest(client)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert len(answer) < BIG
    assert b" 400 " not in answer
