"""What goes wrong, as problem details (RFC 9457): each kind has one key, one status and one title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.domain.names import Uid
from hall_core.errors import MotcuaError

MEDIA = "application/problem+json"
Kind = Literal[
    "malformed",
    "token",
    "scope",
    "unknown",
    "method",
    "conflict",
    "beyond",
    "too-large",
    "media",
    "wrong",
    "too-many",
    "broken",
    "away",
]


class Title(Struct, frozen=True):
    status: int
    title: str


KINDS: dict[Kind, Title] = {
    "malformed": Title(400, "The request cannot be read"),
    "token": Title(401, "No token that counts here"),
    "scope": Title(403, "Not allowed to this client"),
    "unknown": Title(404, "There is no such thing"),
    "method": Title(405, "Not to be done with this"),
    "conflict": Title(409, "Decided otherwise before"),
    "beyond": Title(409, "After the last row that there is"),
    "too-large": Title(413, "Too large"),
    "media": Title(415, "Of a kind that is not taken"),
    "wrong": Title(422, "Not what is asked for"),
    "too-many": Title(429, "Too many requests"),
    "broken": Title(500, "A fault of ours"),
    "away": Title(503, "Not just now"),
}
AGAIN = {"retry-after": "5"}
"""Seconds: with what may go well another time."""


class Fault(Struct, frozen=True, kw_only=True):
    where: str
    """The field, such as ``procedure.vi`` or ``dossiers[3].code``."""
    wrong: str
    right: str
    """What would be right, or what to do."""


class ProblemBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    type: Annotated[str, Meta(pattern=r"^urn:motcua:problem:[a-z-]+$", examples=["urn:motcua:problem:wrong"])]
    title: str
    status: int
    detail: str
    """What is wrong this time, and what to do."""
    request: Uid
    """Its id, by which the gateway's log can be searched."""
    faults: list[Fault] = []


class Problem(MotcuaError):
    """Ends a request. ``detail`` is for whoever sent it, and says nothing of what others sent."""

    def __init__(
        self, kind: Kind, detail: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.kind: Kind = kind
        self.faults = faults
        self.headers: dict[str, str] = dict(headers or {})

    @property
    def status(self) -> int:
        return KINDS[self.kind].status

    def body(self, request: Uid) -> ProblemBody:
        return ProblemBody(
            type=f"urn:motcua:problem:{self.kind}",
            title=KINDS[self.kind].title,
            status=self.status,
            detail=str(self),
            request=request,
            faults=list(self.faults),
        )
