"""How the other side is shown who asks: user and password, OAuth client credentials, or a session from a login."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable
from typing import Annotated, Any, Protocol

from msgspec import Meta, Struct

from central_gateway.adapters.face import AdapterError
from central_gateway.adapters.mapping import pick
from central_gateway.config import Config, File

EARLY = 30.0
"""Seconds before its end that a token is not used any more: it must last for the question too."""
SHORTEST, USUAL = 5.0, 300.0
"""Seconds that a token is used at least (an end that lies nearer is a mistake of a clock), and where none is named."""
Text = Annotated[str, Meta(min_length=1, max_length=300)]
Send = Callable[[str, Any, "dict[str, str] | None", "dict[str, str]"], Any]
"""(path, JSON body, form, headers) to the answer's JSON."""


class Basic(Struct, frozen=True, kw_only=True, tag_field="kind", tag="basic"):
    user: Text
    password_file: File


class Oauth(Struct, frozen=True, kw_only=True, tag_field="kind", tag="oauth"):
    """Client credentials, of OAuth 2 or OIDC."""

    token_url: Text
    """A path, or a whole address."""
    client: Text
    secret_file: File
    scope: Text | None = None


class Session(Struct, frozen=True, kw_only=True, tag_field="kind", tag="session"):
    """A login with JSON, whose answer holds what each question must show."""

    login: Text
    user: Text
    password_file: File
    user_field: Text = "username"
    password_field: Text = "password"
    token: Text = "session"
    """Where it stands in the answer."""
    header: Annotated[str, Meta(max_length=60)] = "Authorization"
    """Empty: in no header, for it goes into each body (the portal's way)."""
    prefix: Annotated[str, Meta(max_length=40)] = "Bearer "
    minutes: Annotated[int, Meta(ge=1, le=1440)] = 20
    """How long one is used."""


Auth = Basic | Oauth | Session


def signs_in_at(auth: Auth) -> str:
    """A path, or a whole address; empty: nowhere."""
    match auth:
        case Basic():
            return ""
        case Oauth(token_url=where) | Session(login=where):
            return where


class Pass(Protocol):
    def headers(self, send: Send) -> dict[str, str]: ...

    def token(self, send: Send) -> str: ...

    def forget(self, shown: str) -> None:
        """What was shown, a header's value or a token, is over. What another thread was given since is not."""
        ...


def open_pass(config: Config, auth: Auth | None, now: Callable[[], float] = time.monotonic) -> Pass:
    """ConfigError when a secret cannot be read."""
    match auth:
        case None:
            return _Fixed("")
        case Basic():
            both = f"{auth.user}:{config.secret(auth.password_file)}".encode()
            return _Fixed(f"Basic {base64.b64encode(both).decode()}")
        case Oauth():
            secret = config.secret(auth.secret_file)
            form = {"grant_type": "client_credentials", "client_id": auth.client, "client_secret": secret}
            form |= {} if auth.scope is None else {"scope": auth.scope}
            return _Fetched(auth.token_url, None, form, "access_token", None, ("Authorization", "Bearer "), now)
        case Session():
            body = {auth.user_field: auth.user, auth.password_field: config.secret(auth.password_file)}
            return _Fetched(auth.login, body, None, auth.token, auth.minutes * 60, (auth.header, auth.prefix), now)


class _Fixed:
    def __init__(self, value: str) -> None:
        self._value = value

    def headers(self, send: Send) -> dict[str, str]:
        return {"Authorization": self._value} if self._value else {}

    def token(self, send: Send) -> str:
        return self._value

    def forget(self, shown: str) -> None:
        """There is nothing to fetch anew."""


class _Fetched:
    """A token that comes in an answer, and is used until it ends, by all threads alike: some systems end a session when
    the same user signs in again."""

    def __init__(
        self,
        path: str,
        body: Any,
        form: dict[str, str] | None,
        where: str,
        lasts: float | None,
        shown: tuple[str, str],
        now: Callable[[], float],
    ) -> None:
        self._path, self._body, self._form, self._where = path, body, form, where
        self._lasts = lasts
        self._header, self._prefix = shown
        self._now = now
        self._one_signs_in = threading.Lock()
        self._token = ""
        self._until = 0.0

    def headers(self, send: Send) -> dict[str, str]:
        return {self._header: f"{self._prefix}{self.token(send)}"} if self._header else {}

    def token(self, send: Send) -> str:
        with self._one_signs_in:
            if not self._token or self._now() >= self._until:
                asked = self._now()
                answer = send(self._path, self._body, self._form, {})
                token = pick(answer, self._where)
                if not isinstance(token, str):
                    raise AdapterError(f"the answer to our login has no {self._where}")
                ends = pick(answer, "expires_in")
                lasts = self._lasts or (float(ends) if isinstance(ends, int | float) else USUAL)
                self._token, self._until = token, asked + max(SHORTEST, lasts - EARLY)
            return self._token

    def forget(self, shown: str) -> None:
        with self._one_signs_in:
            if shown in (self._token, f"{self._prefix}{self._token}"):
                self._token = ""
