"""An offer to a proposal, and a proposal to what halls show. For the command and for the API."""

from __future__ import annotations

from msgspec import Struct

from central_gateway.catalogue.offer import Offer
from central_gateway.catalogue.report import Report
from central_gateway.store import editions
from central_gateway.store.connection import Db
from central_gateway.store.editions import EditionError


class Proposal(Struct, frozen=True):
    id: int
    new: bool
    """It was not proposed before."""
    report: Report


def propose(db: Db, offer: Offer, base: int | None, source: str) -> Proposal:
    """``base``: with which edition the offer was compared. EditionError: it is refused, and why."""
    if offer.catalogue is None or offer.difference is None:
        raise EditionError(offer.refusal)
    if offer.difference.nothing and base is not None:
        raise EditionError(f"it changes nothing of edition {base}, which is in use")
    report = Report(
        edition=offer.catalogue.edition,
        base=base,
        delta=offer.delta,
        difference=offer.difference,
        left_out=offer.findings,
    )
    id, new = editions.keep(db, offer.catalogue, source, report)
    return Proposal(id, new, report)


def accept(db: Db, id: int, by: str) -> int:
    """How many pieces are other ones than before. EditionError."""
    return editions.accept(db, id, by, report_of(db, id).base)


def report_of(db: Db, id: int) -> Report:
    return editions.report_of(db, id, Report)
