"""Who may use the API. Of a client's own token there is only a hash here."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct

from central_gateway.store.connection import Db
from hall_core.domain.names import Slug

Scope = Literal[
    "dossiers:write", "dossiers:read", "catalogue:propose", "catalogue:decide", "records:read", "halls:read"
]
SCOPES: tuple[Scope, ...] = get_args(Scope)
_SECRET_BYTES = 32
"""256 bits: nobody finds it by trying, so a fast hash without salt keeps it as well as a slow one would."""


class Client(Struct, frozen=True, kw_only=True):
    id: Slug
    name: str
    scopes: frozenset[str]
    secret: str | None
    """Its token's hash; None: its identity provider vouches for it."""
    since: datetime
    ended: datetime | None

    def is_token(self, token: str) -> bool:
        """Whether that is its own; takes as long for one that is nearly right."""
        return self.secret is not None and hmac.compare_digest(hash_of(token), self.secret)


def add(db: Db, id: Slug, name: str, scopes: Sequence[Scope], token: str | None) -> None:
    """A new client, or one that is there with another name, scopes and token; one that had ended is there again.
    ``token`` None: its identity provider vouches for it."""
    db.execute(
        "INSERT INTO client (id, name, scopes, secret) VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
        " name = excluded.name, scopes = excluded.scopes, secret = excluded.secret, ended = NULL",
        (id, name, list(scopes), None if token is None else hash_of(token)),
    )


def end(db: Db, id: Slug) -> bool:
    """Its token is worth nothing from now on. Whether there is such a client."""
    done = db.execute("UPDATE client SET secret = NULL, ended = coalesce(ended, now()) WHERE id = %s", (id,))
    return done.rowcount == 1


def all_(db: Db) -> list[Client]:
    rows = db.execute("SELECT id, name, scopes, secret, since, ended FROM client ORDER BY id")
    return [
        Client(id=id, name=name, scopes=frozenset(scopes), secret=secret, since=since, ended=ended)
        for id, name, scopes, secret, since, ended in rows
    ]


def new_token(id: Slug) -> str:
    """It begins with the client's id, so that who finds one somewhere knows whose it is, and whom to tell."""
    return f"{id}.{secrets.token_urlsafe(_SECRET_BYTES)}"


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
