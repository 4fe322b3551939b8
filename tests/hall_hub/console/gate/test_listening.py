"""Where the console listens, and why it does not start where it cannot."""

from __future__ import annotations

import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_core.device.program import WRONG_CONFIGURATION
from hall_core.domain.plan_devices import Console
from hall_hub.console.gate import listening
from tests.certificates import Authority
from tests.hall_hub.console.gate.test_tls import put

HERE = Console(id="dieu-hanh", listen="127.0.0.1")
LIMIT = resource.RLIMIT_NOFILE


def why_not(
    capsys: pytest.CaptureFixture[str], device: Console = HERE, port: int = 0, folder: Path | None = None
) -> str:
    """What the program says with which it ends."""
    with pytest.raises(SystemExit) as ended:
        listening.place(device, port, folder)
    assert ended.value.code == WRONG_CONFIGURATION
    return capsys.readouterr().err


def test_passwords_are_never_taken_over_the_network_without_tls(capsys: pytest.CaptureFixture[str]) -> None:
    assert "without TLS" in why_not(capsys, Console(id="dieu-hanh", listen="0.0.0.0"))


def test_nobody_at_all_is_believed_whom_he_asks_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", " * ")
    assert "name the proxy's address" in why_not(capsys)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1")
    listening.place(HERE, 0, None).sock.close()


def test_a_certificate_that_cannot_be_used_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert str(tmp_path / "web.pem") in why_not(capsys, folder=tmp_path)
    place = listening.place(HERE, 0, put(tmp_path, Authority().broker(called="localhost")))
    assert place.address.startswith("https://127.0.0.1:")
    place.sock.close()


def test_a_port_that_is_taken_is_named_with_what_may_have_it(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port}" in (why := why_not(capsys, port=port))
        assert "is another console running?" in why
    listening.place(HERE, port, None).sock.close()


@pytest.fixture
def limits() -> Iterator[tuple[int, int]]:
    before = resource.getrlimit(LIMIT)
    yield before
    resource.setrlimit(LIMIT, before)


def test_there_is_room_for_all_phones_where_the_system_grants_it(limits: tuple[int, int]) -> None:
    _, hard = limits
    wanted = listening.FILES if hard == resource.RLIM_INFINITY else min(listening.FILES, hard)
    resource.setrlimit(LIMIT, (min(256, wanted), hard))
    listening.room_for_connections()
    assert resource.getrlimit(LIMIT) == (wanted, hard)
    listening.room_for_connections()
    assert resource.getrlimit(LIMIT) == (wanted, hard), "and is not taken back"
