"""Tokens of the province's identity provider: what counts, and all that does not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from central_gateway.api import oidc
from central_gateway.api.app import Api
from central_gateway.api.oidc import (
    ASK_AGAIN,
    KEYS_FRESH,
    KEYS_LAST,
    LEEWAY,
    KeysAway,
    Provider,
    TokenRefused,
    keys_file,
)
from central_gateway.config import Config, ConfigError, Oidc
from central_gateway.store import clients
from central_gateway.store.connection import Db
from central_gateway.store.lending import Lending
from tests.central_gateway.api.conftest import Wire, api_of
from tests.central_gateway.api.issuer import AUDIENCE, ISSUER, Issuer, KeyServer, public, served
from tests.certificates import Authority
from tests.conftest import HandClock

PROVINCE = Authority("Province")


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def keys(issuer: Issuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyServer]:
    (tmp_path / "ca.pem").write_bytes(PROVINCE.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with served(issuer, PROVINCE, tmp_path) as server:
        yield server


@pytest.fixture
def provider(issuer: Issuer, tmp_path: Path) -> Provider:
    file = tmp_path / "jwks.json"
    file.write_bytes(issuer.jwks())
    return Provider(Oidc(issuer=ISSUER, audience=AUDIENCE, keys="jwks.json"), file)


@pytest.fixture
def api(lending: Lending, clock: HandClock, provider: Provider, db: Db) -> Api:
    db.execute("DELETE FROM client")
    clients.add(db, "portal", "Portal", ["halls:read", "records:read"], None)
    return api_of(lending, clock, provider=provider)


def of(server: KeyServer, clock: HandClock) -> Provider:
    address = f"https://localhost:{server.server_port}/jwks"
    return Provider(Oidc(issuer=ISSUER, audience=AUDIENCE, keys=address), None, lambda: clock.since_start / 1_000)


def refused(provider: Provider, token: str) -> str:
    with pytest.raises(TokenRefused) as caught:
        provider.vouched(token)
    return str(caught.value)


@pytest.mark.parametrize("kid", ["rsa-1", "ec-1"])
def test_a_token_of_the_provider_lets_its_client_in(kid: str, api: Api, issuer: Issuer) -> None:
    Wire(api, issuer.token(kid)).get("/v1/halls")


def test_a_client_may_do_what_both_the_token_and_the_centre_allow(api: Api, issuer: Issuer) -> None:
    assert Wire(api, issuer.token(scope="openid halls:read")).get("/v1/transactions", 403)
    wire = Wire(api, issuer.token(scope="catalogue:decide records:read"))
    wire.get("/v1/transactions")
    assert wire.ask("POST", "/v1/catalogue/editions/1/accept").status_code == 403
    Wire(api, issuer.token(scope=None)).get("/v1/halls", 403)


def test_a_client_that_is_not_entered_here_stays_out(api: Api, issuer: Issuer) -> None:
    Wire(api, issuer.token(azp="somebody")).get("/v1/halls", 401)


def test_a_client_with_a_token_of_ours_is_reached_by_that_alone(api: Api, issuer: Issuer, db: Db) -> None:
    own = clients.new_token("igate")
    clients.add(db, "igate", "iGate", ["halls:read"], own)
    Wire(api, issuer.token(azp="igate")).get("/v1/halls", 401)
    Wire(api, own).get("/v1/halls")


def test_a_client_that_has_ended_has_no_way_in(api: Api, issuer: Issuer, db: Db) -> None:
    clients.end(db, "portal")
    Wire(api, issuer.token()).get("/v1/halls", 401)


NOW = int(time.time())


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"exp": NOW - LEEWAY - 60}, "it is over"),
        ({"exp": None}, "is missing"),
        ({"exp": "tomorrow"}, "no such token"),
        ({"nbf": NOW + 3_600}, "does not count yet"),
        ({"aud": "another"}, "not for us"),
        ({"aud": None}, "is missing"),
        ({"aud": ["x", "y"]}, "not for us"),
        ({"iss": "https://elsewhere.example"}, "another one"),
        ({"iss": None}, "is missing"),
        ({"azp": None}, "it has no azp"),
        ({"azp": ["portal"]}, "it has no azp"),
        ({"scope": ["halls:read"]}, "scope is no text"),
    ],
)
def test_what_is_not_for_us_or_not_of_now_is_refused(
    claims: dict[str, Any], why: str, provider: Provider, issuer: Issuer
) -> None:
    assert why in refused(provider, issuer.token(**claims))


def test_two_clocks_may_differ_a_little(provider: Provider, issuer: Issuer) -> None:
    now = int(time.time())
    assert provider.vouched(issuer.token(exp=now - LEEWAY + 15)).client == "portal"
    assert provider.vouched(issuer.token(nbf=now + LEEWAY - 15)).client == "portal"


def test_one_audience_of_several_is_enough(provider: Provider, issuer: Issuer) -> None:
    assert provider.vouched(issuer.token(aud=["account", AUDIENCE])).scopes == {"halls:read"}


def _part(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _resigned(token: str, header: dict[str, Any], sign: Any) -> str:
    head = f"{_part(header)}.{token.split('.')[1]}"
    return f"{head}.{_part(sign(head.encode()))}"


def test_no_token_says_for_itself_how_it_is_to_be_judged(provider: Provider, issuer: Issuer) -> None:
    good = issuer.token()
    pem = issuer.keys["rsa-1"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    stolen = rsa.generate_private_key(65_537, 2_048)
    forged = [
        _resigned(good, {"alg": "none", "kid": "rsa-1"}, lambda _: b""),
        _resigned(good, {"alg": "HS256", "kid": "rsa-1"}, lambda head: hmac.digest(pem, head, hashlib.sha256)),
        _resigned(good, {"alg": "RS256", "kid": "rsa-1"}, lambda _: b"\0" * 256),
        issuer.token("ec-1", headers={"kid": "rsa-1"}),
        issuer.token(headers={"kid": "nobody"}),
        _resigned(good, {"alg": "RS256", "kid": 7}, lambda _: b"\0" * 256),
        _resigned(good, {"alg": "RS256"}, lambda _: b"\0" * 256),
        f"{good[:-8]}AAAAAAAA",
        "a.b.c",
        "..",
        f"{'A' * 9_000}.b.c",
    ]
    theirs = Issuer()
    theirs.keys["rsa-1"] = stolen
    forged += [
        theirs.token(),
        theirs.token(headers={"jwk": {"kty": "RSA"}}),
        theirs.token(headers={"jku": "https://x"}),
    ]
    for token in forged:
        assert refused(provider, token)


def test_of_its_keys_only_those_count_that_are_strong_and_for_signing(tmp_path: Path) -> None:
    good = Issuer()
    small, curve = rsa.generate_private_key(65_537, 1_024), ec.generate_private_key(ec.SECP384R1())
    listed = [
        {**public(good.keys["rsa-1"]), "kid": "for-secrets", "use": "enc"},
        {**public(small), "kid": "small"},
        {**public(curve), "kid": "curve"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "shared"},
        {**public(good.keys["ec-1"]), "kid": "ec-1"},
    ]
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": listed}))
    provider = Provider(Oidc(issuer=ISSUER, audience=AUDIENCE, keys="x"), file)
    assert provider.vouched(good.token("ec-1")).client == "portal"
    assert "no key" in refused(provider, good.token("rsa-1", headers={"kid": "for-secrets"}))
    good.keys["small"] = small
    assert "no key" in refused(provider, good.token("ec-1", headers={"kid": "curve"}))


def test_its_keys_are_asked_for_once_in_a_while(keys: KeyServer, issuer: Issuer, clock: HandClock) -> None:
    provider = of(keys, clock)
    for _ in range(3):
        provider.vouched(issuer.token())
    assert keys.asked == 1
    clock.wait(int(KEYS_FRESH * 1_000) + 1)
    provider.vouched(issuer.token())
    assert keys.asked == 2


def test_a_new_key_counts_at_once_and_strangers_cannot_make_us_ask(
    keys: KeyServer, issuer: Issuer, clock: HandClock
) -> None:
    provider = of(keys, clock)
    provider.vouched(issuer.token())
    other = Issuer()
    keys.issuer = other
    other.keys["new"] = ec.generate_private_key(ec.SECP256R1())
    for _ in range(5):
        refused(provider, other.token("new"))
    assert keys.asked == 1
    clock.wait(int(ASK_AGAIN * 1_000) + 1)
    assert provider.vouched(other.token("new")).client == "portal"
    for n in range(5):
        refused(provider, other.token(headers={"kid": f"unknown-{n}"}))
    assert keys.asked == 2


def test_when_it_is_away_its_keys_go_on_counting_for_an_hour(
    keys: KeyServer, issuer: Issuer, clock: HandClock, lending: Lending, db: Db
) -> None:
    db.execute("DELETE FROM client")
    clients.add(db, "portal", "Portal", ["halls:read"], None)
    wire = Wire(api_of(lending, clock, provider=of(keys, clock)), issuer.token())
    wire.get("/v1/halls")
    keys.status = 302
    clock.wait(int(KEYS_LAST * 1_000) - 1)
    wire.get("/v1/halls")
    clock.wait(60_000)
    assert wire.ask("GET", "/v1/halls").status_code == 503
    keys.status = 200
    clock.wait(60_000)
    wire.get("/v1/halls")


def test_keys_are_not_taken_from_whom_this_machine_does_not_trust(
    keys: KeyServer, issuer: Issuer, clock: HandClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "other.pem").write_bytes(Authority("Somebody").pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    with pytest.raises(KeysAway):
        of(keys, clock).vouched(issuer.token())


def test_keys_come_from_a_file_or_over_tls() -> None:
    config = Config(Path("/etc/motcua/central.toml"), None)  # type: ignore[arg-type]
    oidc = Oidc(issuer=ISSUER, audience=AUDIENCE, keys="jwks.json")
    assert keys_file(config, oidc) == Path("/etc/motcua/jwks.json")
    assert keys_file(config, Oidc(issuer=ISSUER, audience=AUDIENCE, keys="https://sso.example/jwks")) is None
    with pytest.raises(ConfigError, match="no https address"):
        keys_file(config, Oidc(issuer=ISSUER, audience=AUDIENCE, keys="http://sso.example/jwks"))


def test_no_token_is_ever_in_the_log(api: Api, issuer: Issuer, caplog: pytest.LogCaptureFixture) -> None:
    good, bad = issuer.token(), issuer.token(aud="another")
    with caplog.at_level(logging.DEBUG):
        Wire(api, good).get("/v1/halls")
        Wire(api, bad).get("/v1/halls", 401)
    for token in (good, bad):
        assert token.rpartition(".")[2] not in caplog.text


def test_a_provider_that_answers_a_byte_at_a_time_is_not_waited_for(
    keys: KeyServer, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "WHOLE_WITHIN", 0.1)
    keys.drips = True
    with pytest.raises(KeysAway):
        of(keys, HandClock()).vouched(issuer.token())
