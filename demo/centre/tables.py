"""The hall's ledger beside the centre's tables: what happened in the one must stand in the other, once."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from demo.centre.side import CentreSide
from demo.house import House

IDS = {
    "services": ("ticket-completed", "ticket", "SELECT ticket::text FROM transaction WHERE outcome = 'completed'"),
    "ratings": ("vote-recorded", "offer", "SELECT offer::text FROM rating"),
}
"""What is counted: the event of the ledger and what it is known by there, and the same at the centre."""
BEHIND = "(Behind is what the hall itself said when it was seen last: it does so once a minute.)"
LEDGER = "SELECT json_extract(body, '$.{id}') FROM event WHERE json_extract(body, '$.type') = '{event}' ORDER BY 1"
TABLES = {
    "What the hall told of services": """
        SELECT t.day, t.hall, t.number, t.service, t.counter, t.outcome, t.came::time(0),
            t.first_call::time(0) AS called, t.started::time(0), t.ended::time(0), t.epoch, t.seq, t.part
        FROM transaction AS t ORDER BY t.ended""",
    "… and of ratings": """
        SELECT r.day, r.hall, t.number, r.service, r.counter, r.level, r.reasons, r.at::time(0), r.device,
            r.epoch, r.seq
        FROM rating AS r LEFT JOIN transaction AS t ON t.ticket = r.ticket ORDER BY r.at""",
    "How far its streams are (the place in its ledger up to which it need not say anything again)": """
        SELECT hall, stream, epoch, seq, part FROM heard ORDER BY stream""",
    "What the dossier system told last, and of when": """
        SELECT code, source, state_told, told_at::timestamp(0), taken_at::timestamp(0), hall FROM dossier_source
        ORDER BY code""",
    "What the hall gets of it": """
        SELECT i.key, i.body::json->>'state' AS state
        FROM shelf_item AS i JOIN shelf AS s ON s.id = i.shelf WHERE s.set = 'dossiers' ORDER BY i.key""",
}


class Count(Struct, frozen=True):
    what: str
    hall: list[str]
    """Ids, in order."""
    centre: list[str]

    @property
    def agrees(self) -> bool:
        return self.hall == self.centre

    def __str__(self) -> str:
        return f"{self.what} {len(self.hall)} | {len(self.centre)}"


def counted(house: House, centre: CentreSide) -> list[Count]:
    return [
        Count(
            what,
            [str(row[0]) for row in house.ledger(LEDGER.format(event=event, id=id))],
            sorted(row[0] for row in centre.rows(query)),
        )
        for what, (event, id, query) in IDS.items()
    ]


def tables(house: House, centre: CentreSide) -> Iterator[str]:
    """All of it as a person reads it, part after part."""
    yield "In the hall's ledger, and in the centre's tables:\n\n" + "".join(
        f"  {count.what:<10}{len(count.hall):>4}{len(count.centre):>6}   "
        f"{'each once' if count.agrees else 'THEY DIFFER'}\n"
        for count in counted(house, centre)
    )
    for title, query in TABLES.items():
        yield f"{title}:\n\n{centre.read(query)}"
    yield f"$ motcua central status\n{centre.gateway.run('status')}\n{BEHIND}\n"
