"""What a request asks for, once it is known who asks."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from central_gateway.config import Dossiers
from central_gateway.store.reading import Horizon
from hall_core.domain.names import Millis, Slug


class Asked(Struct, frozen=True, kw_only=True):
    client: Slug
    """Empty where everybody may ask."""
    now: Millis
    rules: Dossiers
    horizon: Horizon
    path: dict[str, str] = {}
    query: Any = None
    """Of the route's type."""
    body: bytes = b""
    media: str = ""
    """The body's type."""
