"""The only module that knows httpx: one question to a dossier system and its answer, with an end to everything.

No body, no query and no secret ever comes into a message or a log: what is told of a fault is the method, the path and
what kind it was.
"""

from __future__ import annotations

import logging
import ssl
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import ip_address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Meta, Struct

from central_gateway.adapters.face import AdapterError, TryLater, Unclear
from central_gateway.adapters.passes import Auth, Pass, Send, open_pass, signs_in_at
from central_gateway.adapters.text import NoText, decode
from central_gateway.config import Config, ConfigError, File

CONNECT_WITHIN = 5.0
LARGEST = 32_000_000
"""Bytes of an answer: a page of 1,000 dossiers has 2 MB."""
LONGEST_WAIT = 3_600.0
"""Seconds: a Retry-After beyond that is some mistake."""
Method = Literal["GET", "POST", "PUT"]
logging.getLogger("httpx").setLevel(logging.WARNING)  # it would write each address with its query
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Refused(Unclear):
    """The other side will not take that, and will not another time either."""

    def __init__(self, why: str, status: int) -> None:
        super().__init__(why)
        self.status = status


class Line(Struct, frozen=True, kw_only=True):
    """How a dossier system is reached."""

    url: Annotated[str, Meta(pattern=r"^https?://[^\s?#@]+$(?!\n)")]
    auth: Auth | None = None
    ca: File | None = None
    """Who has signed its certificate, PEM; without it those that the machine trusts."""
    plain_http: bool = False
    """Without TLS to another machine, where a tunnel takes care of that."""
    proxy: Annotated[str, Meta(pattern=r"^https?://[^\s?#]+$(?!\n)")] | None = None
    answer_s: Annotated[int, Meta(ge=1, le=600)] = 30
    """For one question, from the first byte out to the last byte in."""


class Vendor:
    def __init__(self, config: Config, line: Line, name: str) -> None:
        """``name`` stands in messages. ConfigError when it cannot be reached that way."""
        _check(line, name)
        self.name = name
        self._within = float(line.answer_s)
        try:
            verify = _believes(None if line.ca is None else str(config.path(line.ca)))
        except OSError as error:
            raise ConfigError([f"{name}: ca: {config.path(line.ca or '')} is no PEM file of certificates"]) from error
        # A redirect may lead anywhere, without TLS too, and would be given the secret.
        self._client = httpx.Client(verify=verify, follow_redirects=False, trust_env=False, proxy=line.proxy)
        self._url = line.url.rstrip("/")
        self._pass: Pass = open_pass(config, line.auth)

    def close(self) -> None:
        self._client.close()

    def session(self, within: float | None = None) -> str:
        """What the other side wants to see in each body. For those that do not take it from a header."""
        return self._pass.token(self._sender(time.monotonic() + (within or self._within)))

    def forget(self, session: str) -> None:
        """It is over: the next question signs in anew."""
        self._pass.forget(session)

    def ask(
        self,
        method: Method,
        path: str,
        *,
        params: dict[str, str] | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
        within: float | None = None,
    ) -> Any:
        """The answer's JSON; None when it is empty. Signs in, also anew when that is over. TryLater when another time
        may help, Refused when it will not, AdapterError when somebody must change something."""
        end = time.monotonic() + (within or self._within)
        for again in (True, False):
            own = self._pass.headers(self._sender(end))
            status, answer = self._send(method, path, params, body, {**(headers or {}), **own}, _left(end))
            if status not in (401, 403):
                return answer
            for shown in own.values():
                self._pass.forget(shown)
            if not again:
                break
        raise AdapterError(f"{self.name}: {method} {path}: we may not ({status}); look at user, secret and scope")

    def _sender(self, end: float) -> Send:
        """For signing in, which may have to wait for another thread that does."""
        return lambda *args: self._sent(*args, within=_left(end))

    def _sent(
        self, path: str, body: Any, form: dict[str, str] | None, headers: dict[str, str], *, within: float
    ) -> Any:
        """A POST of JSON or of a form."""
        status, answer = self._send("POST", path, None, body, headers, within, form)
        if status in (401, 403):
            raise AdapterError(f"{self.name}: does not let us in ({status}); look at user and secret")
        return answer

    def _send(
        self,
        method: Method,
        path: str,
        params: dict[str, str] | None,
        body: Any,
        headers: dict[str, str],
        within: float,
        form: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        said = f"{self.name}: {method} {urlsplit(path).path}"
        end = time.monotonic() + within
        content = None if body is None else msgspec.json.encode(body)
        kind = {} if body is None else {"Content-Type": "application/json; charset=utf-8"}
        timeout = httpx.Timeout(within, connect=min(CONNECT_WITHIN, within))
        url = path if urlsplit(path).scheme in ("http", "https") else f"{self._url}/{path.lstrip('/')}"
        try:
            with self._client.stream(
                method, url, params=params, content=content, data=form, headers=kind | headers, timeout=timeout
            ) as response:
                data = _read(response, end, said)
        except httpx.TimeoutException as error:
            raise TryLater(f"{said}: does not answer within {within:.1f} s") from error
        except httpx.HTTPError as error:
            raise TryLater(f"{said}: {_kind(error)}") from error
        status = response.status_code
        if status in (401, 403):
            return status, None
        _judge(status, response.headers.get("Retry-After"), said)
        return status, _json(data, said)


def _left(end: float) -> float:
    """Seconds; a moment at least, for what can still say why it does not go on."""
    return max(0.1, end - time.monotonic())


@cache
def _believes(ca: str | None) -> ssl.SSLContext:
    """Whom we believe over TLS. Reading all that a machine trusts takes a while, and adapters are opened anew often."""
    return ssl.create_default_context(cafile=ca)


def _check(line: Line, name: str) -> None:
    """ConfigError when what only the two of us may know would go over a network as it is."""
    for what, url in (("url", line.url), ("auth", "" if line.auth is None else signs_in_at(line.auth))):
        parts = urlsplit(url)
        if parts.scheme == "http" and not line.plain_http and not _is_here(parts.hostname or ""):
            raise ConfigError(
                [f"{name}: {what}: {url} is without TLS; write https, or plain_http = true behind a tunnel"]
            )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(response: httpx.Response, end: float, said: str) -> bytes:
    """All of it, or TryLater: it may come a byte at a time, or without end."""
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > LARGEST:
            raise TryLater(f"{said}: answers more than {LARGEST // 1_000_000} MB")
        if time.monotonic() > end:
            raise TryLater(f"{said}: its answer takes too long")
    return bytes(data)


def _judge(status: int, retry_after: str | None, said: str) -> None:
    if 200 <= status < 300:
        return
    if status in (429, 503):
        raise TryLater(f"{said}: is busy ({status})", _seconds(retry_after))
    if status >= 500 or status == 408:
        raise TryLater(f"{said}: has a fault of its own ({status})", _seconds(retry_after))
    if status < 400:
        raise AdapterError(f"{said}: sends us elsewhere ({status}), and we do not follow; put the right url")
    raise Refused(f"{said}: is not taken ({status})", status)


def _seconds(text: str | None) -> float | None:
    """Of a Retry-After: so many, or until a date."""
    if not text:
        return None
    try:
        wait = (
            float(text) if text.strip().isdigit() else (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
        )
    except (ValueError, TypeError):
        return None
    return min(LONGEST_WAIT, max(0.0, wait))


def _json(data: bytes, said: str) -> Any:
    if not data.strip():
        return None
    try:
        return msgspec.json.decode(decode(data).text)
    except NoText as error:
        raise TryLater(f"{said}: its answer {error}") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise TryLater(f"{said}: its answer is no JSON, or is cut off") from error


def _kind(error: httpx.HTTPError) -> str:
    """What it was, without what httpx says of it: that may hold the address with its query."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return f"no TLS that can be trusted ({cause.reason or 'broken off'}); look at ca and at its certificate"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return "cannot be reached"
    return "breaks off in the middle"
