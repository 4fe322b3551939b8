"""What the API offers: the one table of which the application and the published document are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec
from msgspec import Struct

from central_gateway.api import bodies, dossiers, editions, halls, records, statistics
from central_gateway.api.asked import Asked
from central_gateway.api.problems import Kind
from central_gateway.store import overview, reading
from central_gateway.store.clients import Scope
from central_gateway.store.connection import Db
from hall_core.domain.procedure import Catalogue

Method = Literal["GET", "POST"]
JSON, ZIP = "application/json", "application/zip"


class Route(Struct, frozen=True, kw_only=True):
    method: Method
    path: str
    name: str
    """What the document calls it."""
    says: str
    scope: Scope | None
    """None: everybody may."""
    do: Callable[[Db, Asked], Any]
    """In a thread, with a connection; StoreAway, Problem. Done twice it does no harm."""
    gives: Any
    query: type[Struct] | None = None
    takes: dict[str, Any] = {}
    """By media type: what the body is; ``bytes`` for what is no JSON."""
    largest: int = 0
    """Bytes of the body."""
    problems: tuple[Kind, ...] = ()
    """Those of its own, beside what may happen anywhere."""


V = "/v1"


def _published(db: Db, asked: Asked) -> msgspec.Raw:
    from central_gateway.api import openapi  # which is made of this table

    return msgspec.Raw(openapi.text())


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/healthz",
        name="health",
        says="Whether the gateway and its store answer.",
        scope=None,
        do=halls.health,
        gives=bodies.Health,
    ),
    Route(
        method="GET",
        path="/openapi.json",
        name="document",
        says="This document.",
        scope=None,
        do=_published,
        gives=dict[str, Any],
    ),
    Route(
        method="POST",
        path=f"{V}/dossiers",
        name="push_dossiers",
        says="Tells of up to 500 dossiers. What is wrong with one costs none of the others, and the whole batch may be "
        "sent again at any time.",
        scope="dossiers:write",
        do=dossiers.push,
        gives=bodies.PushReport,
        takes={JSON: bodies.DossierBatch},
        largest=4_000_000,
        problems=("wrong",),
    ),
    Route(
        method="GET",
        path=f"{V}/dossiers/{{code}}",
        name="get_dossier",
        says="What halls are told of a dossier, and who told it.",
        scope="dossiers:read",
        do=dossiers.get,
        gives=overview.KnownDossier,
        problems=("unknown",),
    ),
    Route(
        method="GET",
        path=f"{V}/unknown-codes",
        name="unknown_codes",
        says="Values that no mapping table knows.",
        scope="dossiers:read",
        do=dossiers.unknown_codes,
        gives=bodies.UnknownCodes,
        query=bodies.UnknownWanted,
    ),
    Route(
        method="POST",
        path=f"{V}/catalogue/editions",
        name="propose_edition",
        says="Proposes an edition of the catalogue: the tables of docs/catalogue.md in a zip, or JSON. Nothing of it "
        "counts until it is accepted. The same edition again is the same proposal.",
        scope="catalogue:propose",
        do=editions.propose,
        gives=bodies.Edition,
        takes={ZIP: bytes, JSON: Catalogue},
        query=bodies.EditionWanted,
        largest=48_000_000,
        problems=("wrong", "conflict"),
    ),
    Route(
        method="GET",
        path=f"{V}/catalogue/editions",
        name="list_editions",
        says="The newest editions.",
        scope="catalogue:propose",
        do=editions.listed,
        gives=bodies.Editions,
    ),
    Route(
        method="GET",
        path=f"{V}/catalogue/editions/{{id}}",
        name="get_edition",
        says="An edition and the report of what it changes.",
        scope="catalogue:propose",
        do=editions.get,
        gives=bodies.Edition,
        problems=("unknown",),
    ),
    Route(
        method="POST",
        path=f"{V}/catalogue/editions/{{id}}/accept",
        name="accept_edition",
        says="The edition counts, as a whole; halls have it within a minute. Again: it stays so.",
        scope="catalogue:decide",
        do=editions.accept,
        gives=bodies.Edition,
        problems=("unknown", "conflict"),
    ),
    Route(
        method="POST",
        path=f"{V}/catalogue/editions/{{id}}/refuse",
        name="refuse_edition",
        says="The edition will not count. Again: it stays so.",
        scope="catalogue:decide",
        do=editions.refuse,
        gives=bodies.Edition,
        takes={JSON: bodies.Refusal},
        largest=10_000,
        problems=("unknown", "conflict", "wrong"),
    ),
    Route(
        method="GET",
        path=f"{V}/transactions",
        name="read_transactions",
        says="Steps of visits that have ended.",
        scope="records:read",
        do=records.transactions,
        gives=bodies.Page[reading.TransactionRow],
        query=bodies.PageWanted,
        problems=("beyond",),
    ),
    Route(
        method="GET",
        path=f"{V}/ratings",
        name="read_ratings",
        says="Votes.",
        scope="records:read",
        do=records.ratings,
        gives=bodies.Page[reading.RatingRow],
        query=bodies.PageWanted,
        problems=("beyond",),
    ),
    Route(
        method="GET",
        path=f"{V}/days",
        name="read_days",
        says="Business days that are over, with the halls' own sums.",
        scope="records:read",
        do=records.days,
        gives=bodies.Page[reading.DayRow],
        query=bodies.PageWanted,
        problems=("beyond",),
    ),
    Route(
        method="GET",
        path=f"{V}/apologies",
        name="read_apologies",
        says="Apologies for late dossiers that stood on boards.",
        scope="records:read",
        do=records.apologies,
        gives=bodies.Page[reading.ApologyRow],
        query=bodies.PageWanted,
        problems=("beyond",),
    ),
    Route(
        method="GET",
        path=f"{V}/statistics",
        name="statistics",
        says="Figures of at most 366 days.",
        scope="records:read",
        do=statistics.sums,
        gives=bodies.Statistics,
        query=bodies.StatisticsWanted,
    ),
    Route(
        method="GET",
        path=f"{V}/halls",
        name="halls",
        says="Each hall, when it was seen, and how far it is.",
        scope="halls:read",
        do=halls.listed,
        gives=bodies.Halls,
    ),
)
