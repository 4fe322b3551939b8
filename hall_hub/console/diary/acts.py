"""What officers did at the console itself, as the diary keeps it: read-only, off the loop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from hall_core.domain.names import Millis
from hall_hub.console.audit.commands import Place, Search, read_only

REFUSED = ("wrong-password", "locked-out")
"""What did not come to pass."""
MARK = "~"
"""Before the key of an act: in one millisecond they come after the commands, whose keys begin with a digit or a-f."""


class ActEntry(Struct, frozen=True):
    at: Millis
    officer: str
    what: str
    about: str
    id: int

    @property
    def place(self) -> Place:
        return Place(self.at, f"{MARK}{self.id:015}")


def acts(
    path: Path, search: Search, most: int, *, before: Place | None = None, after: Place | None = None
) -> list[ActEntry]:
    """As :meth:`hall_hub.console.audit.commands.Audit.entries`. None of a ticket or a device: that is not done here.
    UnreadableError when the diary cannot be read."""
    if search.number or search.device or not path.exists():
        return []
    query, values = question(search, before, after)
    with read_only(path) as db:
        return [ActEntry(*row) for row in db.execute(f"{query} LIMIT {most}", values)]


def question(search: Search, before: Place | None, after: Place | None) -> tuple[str, list[Any]]:
    parts, values = ["at >= ?", "at < ?"], list[Any]([search.since, search.until])
    kinds = (search.kind,) if search.kind else REFUSED if search.refused else ()
    for column, wanted in (("officer", search.by), ("what", kinds)):
        if wanted:
            parts.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    if search.refused and search.kind and search.kind not in REFUSED:
        parts.append("0")
    place = before or after
    if place is not None:
        # A place among the commands is before all acts of its millisecond.
        id = int(place.key[1:]) if place.key.startswith(MARK) else 0
        parts += [f"at {'<=' if before else '>='} ?", f"(at, id) {'<' if before else '>'} (?, ?)"]
        values += [place.at, place.at, id]
    way = "ASC" if after is not None and before is None else "DESC"
    return (
        f"SELECT at, officer, what, about, id FROM act WHERE {' AND '.join(parts)} ORDER BY at {way}, id {way}",
        values,
    )
