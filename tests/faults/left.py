"""What a hall leaves on its disks, and beside them: read by somebody who has no part in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hall_core.contract.codec import decode
from hall_core.domain import facts as f
from hall_core.domain.plan import Plan
from tests.faults.checker import judge
from tests.faults.witness import What, witnessed

NOT_YET = 0, 0, 1
"""An outbox that is not made yet."""
CALLS_OPEN = """
SELECT (SELECT count(*) FROM event WHERE json_extract(body, '$.type') = 'ticket-called'
        AND seq > (SELECT max(first) FROM day))
    - (SELECT count(DISTINCT json_extract(body, '$.call')) FROM event
       WHERE json_extract(body, '$.type') IN ('call-shown', 'call-unseen')
       AND seq > (SELECT max(first) FROM day))
"""


class Left:
    """``folder`` has a folder for each part, and one for the witness."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder = folder
        self.plan = plan
        self.witness = folder / "witness"

    @property
    def ids(self) -> list[str]:
        return [known.id for known in self.plan.devices]

    @property
    def ledger(self) -> Path:
        return self.folder / "hub" / "ledger.sqlite"

    def outboxes(self) -> dict[str, Path]:
        return {id: self.folder / id / f"{id}.sqlite" for id in self.ids if not id.startswith("goi")}

    def judged(self) -> list[str]:
        """By ledger, witness and the outboxes of whoever has ever been started."""
        there = {id: outbox for id, outbox in self.outboxes().items() if outbox.exists()}
        return judge(self.plan, self.ledger, self.witness, there)

    def state_of(self) -> str:
        return f"outboxes { ({id: self._waiting(id) for id in self.outboxes()}) }, unseen {self.unseen()}"

    def _waiting(self, id: str) -> tuple[int, int, int]:
        """Facts, those acknowledged, and notes of tickets that are not finished."""
        return self._waiting_in(self.outboxes()[id])

    def _waiting_in(self, outbox: Path) -> tuple[int, int, int]:
        if not outbox.exists():
            return NOT_YET
        with closing(sqlite3.connect(outbox)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'kept'").fetchone():
                return NOT_YET
            stream = db.execute("SELECT acked FROM stream").fetchone()
            if stream is None:
                return NOT_YET
            [acked] = stream
            [last] = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'fact'").fetchone()
            [notes] = db.execute("SELECT count(*) FROM kept").fetchone()
        return last, acked, notes

    def at_rest(self, id: str) -> bool:
        """Whether the hub knows all that the device has to tell, and nobody waits there for a number or a paper."""
        return self.rests(self.outboxes()[id])

    def told(self, id: str) -> list[f.Fact]:
        """All facts that its outbox has."""
        with closing(sqlite3.connect(self.outboxes()[id])) as db:
            rows = db.execute("SELECT envelope FROM fact ORDER BY seq").fetchall()
        return [decode("fact", envelope).body for (envelope,) in rows]

    def rests(self, outbox: Path) -> bool:
        last, acked, notes = self._waiting_in(outbox)
        return last == acked and notes == 0

    def nobody_waits(self, id: str) -> bool:
        """Everybody who has tapped has seen a number or knows that there is none, and no paper is owed."""
        return self._waiting(id)[2] == 0

    def count(self, what: What, id: str) -> int:
        """How often that was seen there."""
        return sum(one.what == what for one in witnessed(self.witness, id))

    def unseen(self) -> int:
        """Calls of which nobody knows yet whether they were seen."""
        with closing(sqlite3.connect(self.ledger)) as db:
            [calls] = db.execute(CALLS_OPEN).fetchone()
        return calls
