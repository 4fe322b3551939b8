"""``motcua central clients``: who may use the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from central_gateway.api.app import Api
from central_gateway.api.clients import main
from central_gateway.store import clients
from central_gateway.store.connection import Db
from tests.central_gateway.api.conftest import Wire

ADD = ["add", "igate", "--name", "iGate, gọi 1900 0000", "--scope", "dossiers:write", "--scope", "halls:read"]


@pytest.fixture
def config(tmp_path: Path, database: str) -> list[str]:
    file = tmp_path / "central.toml"
    file.write_text(
        f'[store]\nurl = "{database}"\n[broker]\nkind = "nats"\nservers = ["127.0.0.1:4222"]\n'
        '[[adapters]]\nid = "tha-tep"\nkind = "file-drop"\n'
    )
    return ["--config", str(file)]


def test_a_new_client_gets_a_token_that_counts(config: list[str], api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*config, *ADD]) == 0
    token = capsys.readouterr().out.strip()
    assert token.startswith("igate.")
    wire = Wire(api, token)
    wire.get("/v1/halls")
    wire.get("/v1/transactions", 403)


def test_two_tokens_are_never_alike_and_have_256_bits() -> None:
    tokens = {clients.new_token("igate") for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token.partition(".")[2]) == 43 for token in tokens)


def test_the_list_shows_who_there_is_and_no_secret(
    config: list[str], db: Db, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*config, *ADD])
    main([*config, "add", "portal", "--name", "Cổng", "--scope", "records:read", "--oidc"])
    token, _, _ = capsys.readouterr().out.partition("\n")
    assert main([*config, "end", "portal"]) == 0
    assert main([*config, "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split()[:2] == ["igate", "token"]
    assert "dossiers:write,halls:read" in first
    assert second.split()[:2] == ["portal", "ended"]
    assert token.partition(".")[2] not in first + second
    assert clients.hash_of(token) not in first + second


def test_a_client_of_the_identity_provider_gets_no_token(
    config: list[str], db: Db, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*config, "add", "portal", "--name", "Cổng", "--scope", "records:read", "--oidc"])
    assert capsys.readouterr().out == ""
    assert [(client.id, client.secret) for client in clients.all_(db)] == [("portal", None)]


@pytest.mark.parametrize(
    "wrong",
    [
        ["add", "tha-tep", "--name", "x", "--scope", "halls:read"],
        ["add", "Hà Nội", "--name", "x", "--scope", "halls:read"],
        ["add", "igate", "--name", "x", "--scope", "everything"],
        ["add", "igate", "--name", "x"],
        ["end", "nobody"],
        [],
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_done(config: list[str], wrong: list[str], db: Db) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*config, *wrong])
    assert caught.value.code == 2
    assert clients.all_(db) == []
