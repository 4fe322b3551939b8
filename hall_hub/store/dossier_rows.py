"""A dossier as a row of the hall's copies: what is looked for stands in columns, the whole of it in ``body``."""

from __future__ import annotations

import msgspec

from hall_core.contract.centre.sets import bucket_of
from hall_core.domain.dossier import Dossier

COLUMNS = "code, bucket, owner, state, received, due, ended, agency, body"
MARKS = "?, ?, ?, ?, ?, ?, ?, ?, ?"
Row = tuple[str, int, str, str, str | None, str | None, str | None, str, bytes]

decode = msgspec.json.Decoder(Dossier).decode


def row_of(dossier: Dossier, body: bytes) -> Row:
    """``body`` as whoever told it has spelt it: digests are of that."""
    return (
        dossier.code,
        bucket_of(dossier.code),
        dossier.owner,
        dossier.state,
        dossier.received,
        dossier.due,
        dossier.ended,
        dossier.agency.vi,
        body,
    )


def row_of_item(code: str, body: bytes) -> Row:
    """What this program cannot read, or what is under another's code, is kept, for the centre counts it, and has no
    state: nothing finds it."""
    try:
        dossier = decode(body)
        if dossier.code == code:
            return row_of(dossier, body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    return code, bucket_of(code), "", "", None, None, None, "", body
