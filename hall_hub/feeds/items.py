"""The catalogue that came over the line, as an edition on the disk, and a report beside it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from hall_core.contract.centre.catalogue_items import CatalogueItemsError, catalogue_of
from hall_core.contract.edition import pack, unpack
from hall_core.domain.names import Slug
from hall_core.domain.procedure import Catalogue
from hall_core.durable import write_durably
from hall_hub.feeds.folder import REFUSED
from hall_hub.feeds.orders import Made
from hall_hub.store.schema import connect

REPORTED = 1_000
"""Lines of a report: nobody reads more."""


def of_items(copies: Path, edition: Path, report: Path, services: Sequence[Slug]) -> Made:
    """The items must be a set that may be shown (the courier sees to it). Refused is only what is no catalogue at all;
    what it says of services that the hall does not have is told, and no kiosk joins a queue by it. OSError when a disk
    refuses. The report comes last: who finds it finds the edition as well."""
    with closing(connect(copies)) as db:
        db.execute("BEGIN")
        if db.execute("SELECT whole FROM position WHERE name = 'catalogue'").fetchone() != (1,):
            return Made()  # the next one is on its way already
        rows = db.execute("SELECT key, body FROM item WHERE \"set\" = 'catalogue'")
        try:
            catalogue = catalogue_of(rows)
        except CatalogueItemsError as error:
            return _told(report, [f"{REFUSED}what came from the centre is no catalogue: {error}"])
    if not catalogue.procedures:
        return _told(report, [f"{REFUSED}there is no procedure in what came from the centre"])
    data = pack(catalogue)
    for _ in unpack(data)[2]:
        pass  # Read back as a kiosk will, before any kiosk has to. EditionError is a mistake of ours.
    edition.parent.mkdir(parents=True, exist_ok=True)
    write_durably(edition, data)
    unknown = list(_unknown(catalogue, services))
    words = f'accepted: edition "{catalogue.edition}" from the centre, {len(catalogue.procedures)} procedures'
    if unknown:
        words = f"{words}; {len(unknown)} of them name a service that the hall does not have"
    return _told(report, [words, *unknown])


def _unknown(catalogue: Catalogue, services: Sequence[Slug]) -> list[str]:
    return [
        f'procedure {procedure.code}: no service is called "{procedure.service}"'
        for procedure in catalogue.procedures
        if procedure.service is not None and procedure.service not in services
    ]


def _told(report: Path, lines: list[str]) -> Made:
    more = len(lines) - 1 - REPORTED
    shown = [*lines[: REPORTED + 1], *([f"… and {more} more"] if more > 0 else [])]
    report.parent.mkdir(parents=True, exist_ok=True)
    write_durably(report, ("\n".join(shown) + "\n").encode())
    return Made(lines[0])
