"""The catalogue: editions are proposed, looked at, and accepted or refused as a whole."""

from __future__ import annotations

from msgspec.structs import asdict

from central_gateway.api.asked import Asked
from central_gateway.api.bodies import Edition, EditionHead, Editions, EditionWanted, Refusal
from central_gateway.api.problems import Fault, Problem
from central_gateway.api.reading import parsed, value_of
from central_gateway.catalogue import bundle, offer, proposing
from central_gateway.catalogue.bundle import BundleError
from central_gateway.catalogue.offer import Offer
from central_gateway.store import editions as store
from central_gateway.store.connection import Db
from central_gateway.store.editions import EditionError, Head
from hall_core.domain.procedure import Catalogue

ZIP = "application/zip"
FAULTS_MOST = 200
ID_MOST = 18
"""Digits."""


def propose(db: Db, asked: Asked) -> Edition:
    wanted: EditionWanted = asked.query
    base, before = store.in_use(db)
    try:
        offered = _offered(asked, before, wanted)
    except BundleError as error:
        raise _refused(f"{error}", []) from error
    if offered.catalogue is None:
        force = " If it is meant to be so small, send it with force=true." if offered.may_force else ""
        raise _refused(f"It cannot be an edition: {offered.refusal}.{force}", offered.findings)
    try:
        return _edition(db, proposing.propose(db, offered, base, asked.client).id)
    except EditionError as error:
        raise Problem("conflict", f"There is nothing to decide: {error}.") from error


def listed(db: Db, asked: Asked) -> Editions:
    used = store.current(db)
    return Editions(items=[_head(head, used) for head in store.heads(db)])


def get(db: Db, asked: Asked) -> Edition:
    return _edition(db, _id(db, asked))


def accept(db: Db, asked: Asked) -> Edition:
    """Done again, it stays done."""
    id = _id(db, asked)
    if store.current(db) != id:
        try:
            proposing.accept(db, id, asked.client)
        except EditionError as error:
            raise Problem("conflict", f"It cannot be accepted: {error}.") from error
    return _edition(db, id)


def refuse(db: Db, asked: Asked) -> Edition:
    """Done again, it stays done."""
    id = _id(db, asked)
    refusal, faults = value_of(Refusal, parsed(asked.body))
    if faults:
        raise Problem("wrong", f"{faults[0].where} {faults[0].wrong}; {faults[0].right}.", faults)
    if store.head(db, id).state != "refused":
        try:
            store.refuse(db, id, asked.client, refusal.why)
        except EditionError as error:
            raise Problem("conflict", f"It cannot be refused: {error}.") from error
    return _edition(db, id)


def _offered(asked: Asked, before: Catalogue | None, wanted: EditionWanted) -> Offer:
    if asked.media == ZIP:
        with bundle.unpacked(asked.body) as folder:
            return offer.changes(folder, before) if wanted.delta else offer.whole(folder, before, force=wanted.force)
    if wanted.delta:
        raise _refused("Changes alone come in a zip of tables.", [])
    if b"\\u0000" in asked.body:
        raise _refused("It holds the sign NUL, which is in no text.", [])
    try:
        return offer.given(bundle.read_json(asked.body), before, force=wanted.force)
    except RecursionError as error:
        raise _refused("It is no catalogue, but lists within lists.", []) from error


def _refused(why: str, findings: list[str]) -> Problem:
    faults = [Fault(where="edition", wrong=finding, right="mend it") for finding in findings[:FAULTS_MOST]]
    return Problem("wrong", why, faults)


def _id(db: Db, asked: Asked) -> int:
    """Problem when there is none."""
    text = asked.path["id"]
    try:
        if text.isascii() and text.isdecimal() and len(text) <= ID_MOST:
            return store.head(db, int(text)).id
    except EditionError as error:
        raise Problem("unknown", f"{error}.".capitalize()) from error
    raise Problem("unknown", "An edition's id is a whole number.")


def _edition(db: Db, id: int) -> Edition:
    report = proposing.report_of(db, id)
    head = _head(store.head(db, id), store.current(db))
    return Edition(
        **asdict(head),
        base=report.base,
        counts=dict(report.difference.counts()),
        report=report.text,
    )


def _head(head: Head, used: int | None) -> EditionHead:
    return EditionHead(**asdict(head), in_use=head.id == used)
