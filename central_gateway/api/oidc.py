"""Tokens of the province's identity provider: JWTs that it has signed for a client, for us, and that are not over.

The one place that knows PyJWT and httpx."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import httpx
import jwt
import msgspec
from jwt import PyJWK, PyJWKSet, PyJWTError
from msgspec import Struct

from central_gateway.config import Config, ConfigError, Oidc
from hall_core.errors import MotcuaError

log = logging.getLogger(__name__)

ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}
"""By the kind of key, never by what a token says of itself: that is how a public key was taken for a shared secret."""
CURVE = "secp256r1"
"""P-256, as the library calls it."""
RSA_LEAST = 2_048
"""Bits."""
LEEWAY = 30
"""Seconds by which two clocks may differ."""
LONGEST = 8_192
"""Characters of a token."""
KEYS_FRESH = 600.0
"""Seconds until the provider's keys are asked for again: as long may a key go on counting that it no longer names."""
KEYS_LAST = 3_600.0
"""Seconds that its keys count when it cannot be asked."""
ASK_AGAIN = 30.0
"""Seconds between two questions because of a key that is not known: strangers must not make us ask."""
WITHIN, WHOLE_WITHIN = 5.0, 10.0
"""Seconds until something of the answer comes, and for all of it: everybody with a token of the provider's waits."""
KEYS_MOST = 262_144
"""Bytes of it."""


class TokenRefused(MotcuaError):
    """It does not count; the message says why, and nothing of what is in it."""


class KeysAway(MotcuaError):
    """The provider's keys cannot be had just now."""


class Vouched(Struct, frozen=True):
    """Whom the provider vouches for, and for what."""

    client: str
    scopes: frozenset[str]


class Provider:
    def __init__(self, oidc: Oidc, file: Path | None, now: Callable[[], float] = time.monotonic) -> None:
        """``file``: where the keys are when they are not at an address."""
        self._oidc = oidc
        self._file = file
        self._now = now
        self._one_asks = threading.Lock()
        self._keys: dict[str, PyJWK] = {}
        self._had = self._asked = float("-inf")

    def vouched(self, token: str) -> Vouched:
        """Of a token that counts. TokenRefused, KeysAway. May wait for the provider: call it in a thread."""
        try:
            key = self._key_of(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHMS[key.key_type or ""]],
                audience=self._oidc.audience,
                issuer=self._oidc.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"], "verify_iat": False},
            )
        except (PyJWTError, ValueError, RecursionError) as error:
            raise TokenRefused(_why(error)) from error
        client: object = claims.get(self._oidc.client_claim)
        scope: object = claims.get("scope", "")
        if not isinstance(client, str) or not isinstance(scope, str):
            raise TokenRefused(f"it has no {self._oidc.client_claim}, or its scope is no text")
        return Vouched(client, frozenset(scope.split()))

    def _key_of(self, token: str) -> PyJWK:
        if len(token) > LONGEST:
            raise TokenRefused(f"it has more than {LONGEST} characters")
        id: object = jwt.get_unverified_header(token).get("kid")
        if not isinstance(id, str):
            raise TokenRefused("it does not say which key has signed it")
        with self._one_asks:
            now = self._now()
            stale = now - self._had > KEYS_FRESH or id not in self._keys
            if stale and now - self._asked > ASK_AGAIN:
                self._asked = now
                self._ask(now)
            if now - self._had > KEYS_LAST:
                raise KeysAway("the identity provider's keys cannot be had just now")
            key = self._keys.get(id)
        if key is None:
            raise TokenRefused("no key of the provider is called as its header says")
        return key

    def _ask(self, now: float) -> None:
        try:
            self._keys = _good(self._fetched())
            self._had = now
        except (httpx.HTTPError, OSError, ValueError, PyJWTError) as error:
            log.warning("the identity provider's keys cannot be had: %s: %s", type(error).__name__, error)

    def _fetched(self) -> bytes:
        if self._file is not None:
            return self._file.read_bytes()
        # What this machine trusts counts, so that a province's own authority is entered in one place. Nobody is
        # followed elsewhere.
        with (
            httpx.Client(verify=ssl.create_default_context(), timeout=WITHIN, follow_redirects=False) as client,
            client.stream("GET", self._oidc.keys, headers={"accept": "application/json"}) as answer,
        ):
            answer.raise_for_status()
            data, until = b"", time.monotonic() + WHOLE_WITHIN
            for part in answer.iter_bytes():
                data += part
                if len(data) > KEYS_MOST:
                    raise ValueError(f"more than {KEYS_MOST} bytes")
                if time.monotonic() > until:
                    raise ValueError(f"it takes more than {WHOLE_WITHIN:.0f} s")
            if not answer.is_success:
                raise ValueError(f"status {answer.status_code}")
            return data


def keys_file(config: Config, oidc: Oidc) -> Path | None:
    """None: the keys are at an address. ConfigError when that could be answered by anybody."""
    scheme, colon, _ = oidc.keys.partition("://")
    if not colon:
        return config.path(oidc.keys)
    if scheme != "https":
        raise ConfigError([f"[api.oidc] keys {oidc.keys} is no https address, and anybody on the way could answer"])
    return None


def _good(data: bytes) -> dict[str, PyJWK]:
    """By id: those that sign, of the kinds that count. ValueError or PyJWTError when there is none."""
    listed: Any = msgspec.json.decode(data)
    keys = PyJWKSet.from_dict(cast("dict[str, Any]", listed)).keys if isinstance(listed, dict) else []
    good = {key.key_id: key for key in keys if key.key_id and _signs(key)}
    if not good:
        raise ValueError("there is no RSA key of 2048 bits and no EC key of P-256 with a kid for signing in it")
    return good


def _signs(key: PyJWK) -> bool:
    if key.public_key_use not in (None, "sig"):
        return False
    size: int = getattr(key.key, "key_size", 0)
    match key.key_type:
        case "RSA":
            return size >= RSA_LEAST
        case "EC":
            return getattr(getattr(key.key, "curve", None), "name", "") == CURVE
        case _:
            return False


def _why(error: Exception) -> str:
    """The kind of fault alone: what is in a token may be anything."""
    said = {
        "ExpiredSignatureError": "it is over",
        "ImmatureSignatureError": "it does not count yet",
        "InvalidAudienceError": "it is not for us",
        "InvalidIssuerError": "another one has made it",
        "InvalidSignatureError": "its signature is wrong",
        "MissingRequiredClaimError": "exp, iss or aud is missing in it",
    }
    return said.get(type(error).__name__, "it is no such token")
