"""The real program, with real TLS, asked by a real client over loopback; and what it does not put up with."""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from central_gateway.api import wire as api_wire
from central_gateway.api.wire import Server, listening, tls
from central_gateway.config import Config, ConfigError, load
from central_gateway.store import clients
from central_gateway.store.connection import Db
from tests.central_gateway.api.test_dossiers import told
from tests.certificates import Authority

PROVINCE = Authority("Province")
PATIENCE = 20.0


def configured(folder: Path, database: str, port: int, more: str = "", host: str = "127.0.0.1") -> Path:
    shown = PROVINCE.broker(called="localhost")
    (folder / "api.pem").write_bytes(shown.certificate.public_bytes(Encoding.PEM))
    key = folder / "api.key"
    key.touch(mode=0o600)
    key.write_bytes(shown.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    file = folder / "central.toml"
    file.write_text(
        f'[store]\nurl = "{database}"\n[broker]\nkind = "nats"\nservers = ["127.0.0.1:4222"]\n'
        f'[api]\nlisten = "{host}:{port}"\n{more}'
    )
    return file


WITH_TLS = 'certificate = "api.pem"\nkey = "api.key"\n'


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[str]:
    """Its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    file = configured(tmp_path_factory.mktemp("api"), database, port, WITH_TLS)
    argv = [sys.executable, "-m", "central_gateway", "api", "--config", str(file)]
    with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "API at" in line:
                break
        yield f"https://localhost:{port}"
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(PATIENCE) == 0
        assert "igate" in rest, "each request is told in the log"
        assert "Traceback" not in rest


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cadata=PROVINCE.pem.decode())


def test_over_tls_dossiers_go_in_and_come_out(running: str, db: Db) -> None:
    token = clients.new_token("igate")
    clients.add(db, "igate", "iGate", ["dossiers:write", "dossiers:read"], token)
    with httpx.Client(base_url=running, verify=trusting(), headers={"authorization": f"Bearer {token}"}) as client:
        pushed = client.post("/v1/dossiers", json={"dossiers": [told(n) for n in range(200)]})
        assert pushed.json()["counts"] == {"taken": 200}
        known = client.get("/v1/dossiers/H41.16-210612-0007").json()
        assert known["dossier"]["procedure"]["vi"] == "Đăng ký khai sinh"
        too_large = client.post("/v1/dossiers", content=b" " * 5_000_000, headers={"content-type": "application/json"})
        assert too_large.status_code == 413
        health = client.get("/healthz")
        assert health.headers["strict-transport-security"].startswith("max-age=")
        assert "server" not in health.headers


def test_without_tls_nobody_is_answered(running: str) -> None:
    with httpx.Client() as client, pytest.raises(httpx.TransportError):
        client.get(running.replace("https", "http") + "/healthz")


def test_tls_of_before_1_2_is_not_spoken(running: str) -> None:
    context = trusting()
    with pytest.warns(DeprecationWarning):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with httpx.Client(verify=context) as client, pytest.raises(httpx.ConnectError):
        client.get(f"{running}/healthz")


def test_what_is_no_http_is_answered_and_let_go(running: str) -> None:
    port = int(running.rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port), PATIENCE) as plain,
        trusting().wrap_socket(plain, server_hostname="localhost") as wrapped,
    ):
        wrapped.sendall(b"\x00\x01 nonsense\r\n\r\n")
        assert wrapped.recv(100).startswith(b"HTTP/1.1 400 ")
        assert wrapped.recv(100) is not None


def test_whoever_dawdles_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """With times that a test can wait for: half a head, half a body, and nothing at all."""
    monkeypatch.setattr(api_wire, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(api_wire, "IDLE_PATIENCE", 0.05)
    monkeypatch.setattr(api_wire, "BODY_PATIENCE", 0.05)

    async def never(scope: object, receive: object, send: object) -> None:
        await receive()  # type: ignore[operator]
        await receive()  # type: ignore[operator]

    async def let_go() -> list[bytes]:
        sock = socket.create_server(("127.0.0.1", 0))
        server = Server(never, sock, None)  # type: ignore[arg-type]
        serving = asyncio.create_task(server.serve())
        port = sock.getsockname()[1]
        heard: list[bytes] = []
        for said in (b"", b"GET / HT", b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nx"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            try:
                heard.append(await asyncio.wait_for(reader.read(), PATIENCE))
            except ConnectionResetError:
                heard.append(b"")
            writer.close()
        server.should_exit = True
        await serving
        return heard

    assert asyncio.run(let_go()) == [b"", b"", b""]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load(configured(tmp_path, "dbname=x", 0, WITH_TLS))


def test_without_a_certificate_it_listens_to_this_machine_alone(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="tokens could be read on the way"):
        listening(load(configured(tmp_path, "dbname=x", 0, host="0.0.0.0")))
    for host in ("127.0.0.1", "localhost", "[::1]"):
        listening(load(configured(tmp_path, "dbname=x", 0, host=host))).close()
    listening(load(configured(tmp_path, "dbname=x", 0, WITH_TLS, host="0.0.0.0"))).close()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match="is another one running"):
            listening(load(configured(tmp_path, "dbname=x", port)))


def test_a_key_that_everybody_may_read_is_none(config: Config, tmp_path: Path) -> None:
    assert tls(config) is not None
    (tmp_path / "api.key").chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 640"):
        tls(config)


@pytest.mark.parametrize("file", ["api.pem", "api.key"])
def test_a_certificate_that_is_none_is_told(file: str, config: Config, tmp_path: Path) -> None:
    (tmp_path / file).write_text("none")
    with pytest.raises(ConfigError, match="no certificate with its private key"):
        tls(config)
    (tmp_path / file).unlink()
    with pytest.raises(ConfigError, match="no certificate with its private key"):
        tls(config)
