"""Whose request it is, and what that one may do."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

from msgspec import Struct

from central_gateway.api.oidc import KeysAway, Provider, TokenRefused
from central_gateway.api.problems import AGAIN, Problem
from central_gateway.store import clients
from central_gateway.store.clients import Client
from central_gateway.store.lending import Lending
from hall_core.domain.names import Slug

LOOK_AGAIN = 5.0
"""Seconds between two looks at who is a client: as long a token goes on counting that was taken back."""

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)
_DOTS_OF_A_JWT = 2
_REMEDY = "Send the header Authorization: Bearer with a token of this gateway (motcua central clients)"


class Allowed(Struct, frozen=True):
    """Who asks, and all that it may do with the token that it has sent."""

    client: Slug
    scopes: frozenset[str]


class Door:
    """Asks the store and the identity provider, so it may wait: call it in a thread."""

    def __init__(
        self, lending: Lending, provider: Provider | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._lending = lending
        self._provider = provider
        self._now = now
        self._one_looks = threading.Lock()
        self._clients: dict[str, Client] = {}
        self._looked = float("-inf")

    def allowed(self, authorization: str | None) -> Allowed:
        """Problem when that is nobody; StoreAway."""
        found = _BEARER.fullmatch(authorization or "")
        if found is None:
            raise _refused("There is no bearer token", challenge="Bearer")
        token = found[1]
        if token.count(".") == _DOTS_OF_A_JWT and self._provider is not None:
            return self._vouched(self._provider, token)
        client = self._client(token.partition(".")[0])
        if client is None or not client.is_token(token):
            raise _refused("That token does not count")
        return Allowed(client.id, client.scopes)

    def _vouched(self, provider: Provider, token: str) -> Allowed:
        try:
            vouched = provider.vouched(token)
        except TokenRefused as error:
            raise _refused(f"That token does not count: {error}") from error
        except KeysAway as error:
            raise Problem("away", f"{error}. Try again in a while.", headers=AGAIN) from error
        client = self._client(vouched.client)
        # Who has a token of ours is not to be reached by another way too.
        if client is None or client.secret is not None:
            raise _refused("The identity provider's client is not entered here")
        return Allowed(client.id, client.scopes & vouched.scopes)

    def _client(self, id: str) -> Client | None:
        with self._one_looks:
            if self._now() - self._looked >= LOOK_AGAIN:
                listed = self._lending.do(clients.all_)
                self._clients = {client.id: client for client in listed if client.ended is None}
                self._looked = self._now()
            return self._clients.get(id)


def _refused(why: str, challenge: str = 'Bearer error="invalid_token"') -> Problem:
    return Problem("token", f"{why}. {_REMEDY}.", headers={"www-authenticate": challenge})
