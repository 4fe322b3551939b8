"""Who a request comes from, and whether it may do something."""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from urllib.parse import parse_qsl

from msgspec import Struct
from starlette.requests import Request

from hall_core.domain.names import Language
from hall_core.domain.plan import Officer
from hall_core.ui.translate import Say, Words
from hall_hub.console.cookies import LANGUAGE, kept
from hall_hub.console.gate.addresses import counted

MOST_BYTES = 16_384
"""Of a form: more than all fields of the longest one that has no long texts."""
FIELDS_MOST = 200
"""Of a form: all zones and boards of a large hall may be ticked in one."""

OUR_SITE = ("same-origin", "none")
"""What browsers say of where a form of ours comes from; the latter when somebody has loaded the page anew."""
_PATH = re.compile(r"/(?!/)[\x21-\x5b\x5d-\x7e]{0,1000}")
"""Signs that stand in an address as they are. No backslash: browsers read it as a slash."""

Fields = dict[str, list[str]]


class Visitor(Struct, frozen=True):
    """``token`` is what the forms of this page carry."""

    say: Say
    token: str
    officer: Officer | None = None
    session: str = ""

    @property
    def head(self) -> bool:
        return self.officer is not None and self.officer.role == "head"


class FormError(Exception):
    """A form that was not filled in on one of our pages, or is no form."""


def form_token(secret: bytes, cookie: str) -> str:
    """Bound to the session, so that nobody else's page knows it; and made anew with it."""
    return hmac.new(secret, cookie.encode(), sha256).hexdigest()


def known_to_be_ours(request: Request, visitor: Visitor, token: str) -> None:
    """FormError when what was sent with this token does not come from a page of ours."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise FormError("from another page")
    if site not in OUR_SITE:
        raise FormError("from another site")
    if not visitor.token or not hmac.compare_digest(token.encode(), visitor.token.encode()):
        raise FormError("without its token")


async def fields_of(request: Request, visitor: Visitor, most: int = MOST_BYTES) -> Fields:
    """The fields of a form of ours, of ``most`` bytes. FormError for any other."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise FormError("too long")
    fields: Fields = {}
    try:
        for name, value in parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MOST):
            fields.setdefault(name, []).append(value.strip())
    except ValueError as error:
        raise FormError("no form") from error
    [token] = fields.pop("token", [""])[:1]
    known_to_be_ours(request, visitor, token)
    return fields


def language_of(request: Request, words: Words, otherwise: Language = "vi") -> Say:
    """As asked in the address, as chosen before, or ``otherwise``."""
    wanted = request.query_params.get("lang") or kept(request, LANGUAGE) or otherwise
    return words.into(wanted if wanted in words.languages() else "vi")


def way_back(path: str) -> str:
    """A path of ours to go on to; never another site."""
    return path if _PATH.fullmatch(path) else "/"


def address_of(request: Request) -> str:
    """Under which the tries from there are counted."""
    return "" if request.client is None else counted(request.client.host)
