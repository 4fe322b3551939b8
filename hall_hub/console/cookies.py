"""What a browser keeps for us: who is signed in, a browser that is not yet, the language chosen."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

SESSION, DOOR, LANGUAGE = "session", "door", "lang"
OVER_TLS = "__Host-"
"""Over TLS names begin so, and browsers take them from this very host over TLS alone: nobody else in the same domain,
and nobody who answers in our place without TLS, can plant one."""


def kept(request: Request, name: str) -> str:
    """Empty when there is none."""
    return request.cookies.get(_called(request, name), "")


def keep(request: Request, answer: Response, name: str, value: str, seconds: int | None = None) -> None:
    """No script reads it, no other site sends it, and over TLS it never travels without."""
    secure = request.url.scheme == "https"
    called = _called(request, name)
    answer.set_cookie(called, value, max_age=seconds, httponly=True, samesite="strict", secure=secure)


def drop(request: Request, answer: Response, name: str) -> None:
    """With all that it was set with: browsers do not touch it otherwise."""
    keep(request, answer, name, "", 0)


def _called(request: Request, name: str) -> str:
    return OVER_TLS + name if request.url.scheme == "https" else name
