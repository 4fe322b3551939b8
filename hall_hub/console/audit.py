"""The last commands and what came of them, as the ledger keeps them; read on a connection of its own, off the loop."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.contract.messages import Reply
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.domain.refusal import Refusal

LOOKED_AT = 3_000
"""Answers that are read, newest first."""
SHOWN = 200


class Entry(Struct, frozen=True, kw_only=True):
    at: Millis
    device: Slug
    by: str
    """The officer who was signed in; empty when that is not known."""
    wish: str
    command: Uid
    refusal: Refusal | None
    """None when it was done."""
    where: str
    """The counter or service it was for."""
    reason: str
    """What the officer gave as a reason or note."""


class _Body(Struct):
    """Of a command, what is told of it."""

    counter: str = ""
    service: str | None = None
    reason: str = ""
    note: str = ""


def entries(path: Path, *, search: str = "", refused_only: bool = False) -> list[Entry]:
    """Newest first. ``search``: a part of a device, an officer or a wish. sqlite3.Error when it cannot be read."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        rows = db.execute("SELECT * FROM answer ORDER BY at DESC LIMIT ?", (LOOKED_AT,)).fetchall()
    finally:
        db.close()
    decode = msgspec.json.Decoder(Reply).decode
    found = [_entry(dict(row), decode(row["reply"])) for row in rows]
    kept = [
        entry
        for entry in found
        if (entry.refusal is not None or not refused_only)
        and any(search in part for part in (entry.device, entry.by, entry.wish))
    ]
    return kept[:SHOWN]


def _entry(row: Mapping[str, object], reply: Reply) -> Entry:
    def text(name: str) -> str:
        # Of commands from before officers and wishes were kept beside the answers neither is known.
        return "" if row.get(name) is None else str(row[name])

    at = row["at"]
    body = msgspec.json.decode(text("body") or "{}", type=_Body)
    return Entry(
        at=at if isinstance(at, int) else 0,
        device=text("device"),
        by=text("officer"),
        wish=text("wish"),
        command=text("command"),
        refusal=reply.refusal,
        where=body.counter or body.service or "",
        reason=body.reason or body.note,
    )
